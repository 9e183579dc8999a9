"""Named arrays in one file that is mapped into memory, not read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from knowledge.errors import KnowledgeError

Arrays = Mapping[str, npt.NDArray[Any]]

_MAGIC = b"cqo-arrays-2"
_ALIGN = 64


def save_arrays(path: Path, arrays: Arrays) -> None:
    """Write one-dimensional `arrays` to `path`; what stood there is replaced at once or not at all."""
    layout, offset = {}, 0
    for name, array in arrays.items():
        layout[name] = [array.dtype.str, len(array), offset]
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps(layout).encode()
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(_MAGIC + len(header).to_bytes(4, "little") + crc32(header).to_bytes(4, "little") + header)
        for array in arrays.values():
            file.write(bytes(-file.tell() % _ALIGN))
            file.write(array.data)
    unfinished.replace(path)


def load_arrays(path: Path) -> Arrays:
    """The arrays that `save_arrays` wrote; KnowledgeError when the file is something else or cut short."""
    try:
        content = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))  # a plain array is sliced several times faster
        arrays = _parse(content)
    except (ValueError, TypeError) as error:
        raise KnowledgeError(f"{path}: no index or a damaged one ({error}); build it again") from error
    if arrays is None:
        raise KnowledgeError(f"{path}: not an index of this version; build it again")
    return arrays


def _parse(content: npt.NDArray[np.uint8]) -> Arrays | None:
    start = len(_MAGIC) + 8
    if content[: len(_MAGIC)].tobytes() != _MAGIC:
        return None
    sizes = content[len(_MAGIC) : start].tobytes()
    end = start + int.from_bytes(sizes[:4], "little")
    header = content[start:end].tobytes()
    if crc32(header) != int.from_bytes(sizes[4:], "little"):
        return None
    base = -(-end // _ALIGN) * _ALIGN
    arrays = {}
    for name, (dtype, length, offset) in json.loads(header).items():
        begin = base + offset
        arrays[name] = content[begin : begin + length * np.dtype(dtype).itemsize].view(dtype)
        if len(arrays[name]) != length:
            return None
    return arrays
