"""Reading the TOML files of the knowledge base, refusing them with file, line and remedy."""

import re
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.errors import BrokenManifest

Manifest = TypeVar("Manifest", bound=BaseModel)


def read_manifest(path: Path, kind: type[Manifest]) -> Manifest:
    """The file at `path` as `kind`; BrokenManifest when it is missing, not UTF-8, not TOML or says something else."""
    try:
        text = path.read_text("utf-8-sig")  # Windows editors put a mark before UTF-8
        return kind.model_validate(tomllib.loads(text))
    except FileNotFoundError as error:
        raise BrokenManifest(f"{path}: no such file; create it") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BrokenManifest(f"{path}, line {line}: not UTF-8; save the file in that encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenManifest(f"{path}: not TOML ({error}); correct it") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise broken(path, text, first["loc"], f"{where}: {first['msg']}; correct it") from error


def broken(path: Path, text: str, where: tuple[str | int, ...], sentence: str) -> BrokenManifest:
    """The error to raise for what stands in `text` at `where`: tables, list places and a key, or a word."""
    return BrokenManifest(f"{path}, line {_line_of(where, text.splitlines())}: {sentence}")


def _line_of(where: tuple[str | int, ...], rows: list[str]) -> int:
    """The 1-based line reached by going down `where`; a part that is not written leaves it where it was."""
    at = 0
    for part, above in zip(where, ("", *where), strict=False):
        if isinstance(part, int):
            found = [number for number, row in enumerate(rows) if row.strip() == f"[[{above}]]"][part : part + 1]
        else:
            written = re.compile(rf"(^|[\s.\[\"']){re.escape(part)}([\s.\]\"'=,]|$)")
            found = [number for number in range(at, len(rows)) if written.search(rows[number])][:1]
        at = found[0] if found else at
    return at + 1
