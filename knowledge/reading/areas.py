"""The files of the jurisdictions, refused where they contradict each other."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from knowledge.errors import BrokenManifest
from knowledge.manifest import read_manifest

_ELSEWHERE = "_elsewhere.toml"

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class AreaFile(BaseModel):
    """One jurisdiction and the names that lead to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    short_name: _Name
    places: tuple[_Name, ...]
    parent: str | None = None
    abbreviation: str = ""
    """One character that names the area in a list of others: 「粤、皖」."""
    containers: tuple[_Name, ...] = ()
    own_words: tuple[_Name, ...] = ()


class SharedName(BaseModel):
    """A name that stands for a place of ours and for others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    inside: tuple[str, ...]
    also: tuple[_Name, ...]


class ElsewhereFile(BaseModel):
    """The places that no text covers, and what is no place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    places: tuple[_Name, ...]
    counties: tuple[_Name, ...]
    abbreviations: dict[_Name, _Name]
    words: tuple[_Name, ...]
    shared: tuple[SharedName, ...]


def read_areas(folder: Path) -> tuple[dict[str, AreaFile], ElsewhereFile]:
    """The jurisdictions of `folder` by code, and what lies elsewhere; BrokenManifest where they cannot be right."""
    files = {path.stem: read_manifest(path, AreaFile) for path in sorted(folder.glob("[!_]*.toml"))}
    beyond = read_manifest(folder / _ELSEWHERE, ElsewhereFile)
    _check_parents(folder, files)
    _check_claims(folder, files, {shared.name for shared in beyond.shared})
    return files, beyond


def _check_parents(folder: Path, files: Mapping[str, AreaFile]) -> None:
    """BrokenManifest when a parent has no file, or when an area stands above itself."""
    for code, file in files.items():
        if file.parent is not None and file.parent not in files:
            raise BrokenManifest(
                f"{folder / code}.toml: parent {file.parent!r} has no file; name one of {sorted(files)}"
            )
    for code in files:
        line = [code]
        while (parent := files[line[-1]].parent) is not None:
            line.append(parent)
            if parent in line[:-1]:
                raise BrokenManifest(
                    f"{folder / parent}.toml: parent {files[parent].parent!r} makes the area its own ancestor "
                    f"({' in '.join(line[line.index(parent) :])}); remove it or name a larger area"
                )


def _check_claims(folder: Path, files: Mapping[str, AreaFile], shared: set[str]) -> None:
    """BrokenManifest when two areas claim the same name."""
    owner: dict[str, str] = {}
    for code, file in files.items():
        for name in {file.name, file.short_name, file.abbreviation, *file.places} - {*shared, ""}:
            if owner.setdefault(name, code) != code:
                raise BrokenManifest(
                    f"{folder / code}.toml: {name} is already a place of {owner[name]}.toml; remove it from one of "
                    f"them, or list it under [[shared]] in {_ELSEWHERE}"
                )
