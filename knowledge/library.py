"""The policy texts of the knowledge base with their manifests, parsed and checked against each other.

A document is one folder, `corpus/<jurisdiction>/<folder>/`, with its text and a `document.toml`;
its id is `<jurisdiction>-<folder>`. The text is stored as it was published and parsed at start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.errors import BrokenManifest
from knowledge.ingest import parse_file
from knowledge.manifest import broken, read_manifest
from knowledge.model import Clause, PolicyDocument, Status

CORPUS = Path(__file__).with_name("corpus")
_MANIFEST, _TEXT = "document.toml", "text.md"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RELATIONS = ("forwards", "amends", "explains")


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    doc_no: str
    issuers: tuple[str, ...]
    status: Status
    made_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    revised_by: str = ""
    date_note: str = ""
    forwards: str = ""
    amends: str = ""
    explains: str = ""
    source: str
    """The file that the text was taken from."""


@dataclass(frozen=True)
class Library:
    """Documents and clauses by id, in the order of the folders and as printed."""

    documents: Mapping[str, PolicyDocument]
    sources: Mapping[str, str]
    """The name of the file that each document's text was taken from, by document id."""

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """Clauses of all kinds by id."""
        return {clause.id: clause for document in self.documents.values() for clause in document.clauses}

    def document_of(self, clause: Clause) -> PolicyDocument:
        """The document that `clause` stands in."""
        return self.documents[clause.document]


def load_library(root: Path | None = None) -> Library:
    """The library in the folder `root`, the shipped corpus by default.

    Raises BrokenManifest where a manifest is missing or wrong, a relation points nowhere, or two
    documents carry one number; UnreadableDocument where a text cannot be read.
    """
    folders = sorted(path for path in (root or CORPUS).glob("*/*") if path.is_dir())
    if not folders:
        raise BrokenManifest(f"{root or CORPUS}: holds no document; add <jurisdiction>/<folder>/{_MANIFEST}")
    manifests = {folder: read_manifest(folder / _MANIFEST, _Manifest) for folder in folders}
    documents: dict[str, PolicyDocument] = {}
    for folder, manifest in manifests.items():
        document = _read_document(folder, manifest)
        if document.id in documents:
            raise BrokenManifest(f"{folder}: {document.id} names another folder too; rename one of them")
        documents[document.id] = document
    _check_relations(manifests, documents)
    _check_numbers(manifests)
    return Library(documents, {_id(folder): manifest.source for folder, manifest in manifests.items()})


def _id(folder: Path) -> str:
    return f"{folder.parent.name}-{folder.name}"


def _read_document(folder: Path, manifest: _Manifest) -> PolicyDocument:
    document_id = _id(folder)
    if not _ID.fullmatch(document_id):
        raise BrokenManifest(f"{folder}: a folder name is part of a web address; use a-z, 0-9 and single hyphens")
    parsed = parse_file(folder / _TEXT, document_id=document_id)
    fields = {name: getattr(manifest, name) for name in _Manifest.model_fields if name != "source"}
    return PolicyDocument(
        id=document_id, jurisdiction=folder.parent.name, text=parsed.text, clauses=parsed.clauses, **fields
    )


def _check_relations(manifests: Mapping[Path, _Manifest], documents: Mapping[str, PolicyDocument]) -> None:
    """A related document is an id of the library or, outside it, the name in 《》."""
    for folder, manifest in manifests.items():
        for relation in _RELATIONS:
            other = getattr(manifest, relation)
            if not other or other.startswith("《"):
                continue
            if other not in documents or other == _id(folder):
                raise _broken(folder, relation, f"{relation} = {other!r}: give another document's id, or 《its name》")


def _check_numbers(manifests: Mapping[Path, _Manifest]) -> None:
    seen: dict[str, Path] = {}
    for folder, manifest in manifests.items():
        other = seen.setdefault(manifest.doc_no, folder)
        if manifest.doc_no and other != folder:
            raise _broken(folder, "doc_no", f"{manifest.doc_no} is the number of {_id(other)} too; correct one of them")


def _broken(folder: Path, name: str, sentence: str) -> BrokenManifest:
    path = folder / _MANIFEST
    return broken(path, path.read_text("utf-8"), (name,), sentence)
