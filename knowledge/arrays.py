"""Named arrays in one file that is mapped into memory, not read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.errors import KnowledgeError

Arrays = Mapping[str, npt.NDArray[Any]]

_MAGIC = b"cqo-arrays-1"
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
        file.write(_MAGIC + len(header).to_bytes(4, "little") + header)
        for array in arrays.values():
            file.write(bytes(-file.tell() % _ALIGN))
            file.write(array.tobytes())
    unfinished.replace(path)


def load_arrays(path: Path) -> Arrays:
    """The arrays that `save_arrays` wrote; KnowledgeError when the file is something else or cut short."""
    try:
        content = np.memmap(path, dtype=np.uint8, mode="r")
        arrays = _parse(content)
    except (ValueError, TypeError) as error:
        raise KnowledgeError(f"{path}: no index or a damaged one ({error}); build it again") from error
    if arrays is None:
        raise KnowledgeError(f"{path}: not an index of this version; build it again")
    return arrays


def _parse(content: npt.NDArray[np.uint8]) -> Arrays | None:
    start = len(_MAGIC) + 4
    if content[: len(_MAGIC)].tobytes() != _MAGIC:
        return None
    end = start + int.from_bytes(content[len(_MAGIC) : start].tobytes(), "little")
    base = -(-end // _ALIGN) * _ALIGN
    arrays = {}
    for name, (dtype, length, offset) in json.loads(content[start:end].tobytes()).items():
        begin = base + offset
        arrays[name] = content[begin : begin + length * np.dtype(dtype).itemsize].view(dtype)
        if len(arrays[name]) != length:
            return None
    return arrays
