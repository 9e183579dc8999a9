"""Reading the TOML files of the knowledge base, refusing them with file, line and remedy."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.errors import BrokenManifest

Manifest = TypeVar("Manifest", bound=BaseModel)


def read_manifest(path: Path, kind: type[Manifest]) -> Manifest:
    """The file at `path` as `kind`; BrokenManifest when it is missing, not TOML or says something else."""
    try:
        text = path.read_text("utf-8")
        return kind.model_validate(tomllib.loads(text))
    except FileNotFoundError as error:
        raise BrokenManifest(f"{path}: no such file; create it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenManifest(f"{path}: not TOML ({error}); correct it") from error
    except ValidationError as error:
        first = error.errors()[0]
        names = [str(part) for part in first["loc"]]
        raise broken(path, text, names[-1] if names else "", f"{'.'.join(names)}: {first['msg']}") from error


def broken(path: Path, text: str, name: str, sentence: str) -> BrokenManifest:
    """The error to raise for what stands at the first line of `text` that holds `name`."""
    line = next((number for number, row in enumerate(text.splitlines(), 1) if name and name in row), 1)
    return BrokenManifest(f"{path}, line {line}: {sentence}")
