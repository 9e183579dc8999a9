"""The policy texts of the knowledge base with their manifests, parsed and checked against each other.

A document is one folder, `corpus/<jurisdiction>/<folder>/`, with its text and a `document.toml`;
its id is `<jurisdiction>-<folder>`. The text is stored as it was published and parsed at start.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.documents.gaps import Gap, gap_in
from knowledge.documents.relations import MANIFEST, check_relations, is_consolidated, version_groups
from knowledge.documents.versions import LINKS, OldArticle, Revision, read_revision
from knowledge.errors import BrokenManifest
from knowledge.ingest import parse_file
from knowledge.manifest import read_manifest
from knowledge.model import Clause, PolicyDocument, Status

CORPUS = Path(__file__).parents[1] / "corpus"
TEXT = "text.md"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    doc_no: str
    issuers: tuple[str, ...]
    status: Status
    made_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    applies_from: date | None = None
    replaced_on: date | None = None
    repealed_on: date | None = None
    revised_by: str = ""
    date_note: str = ""
    forwards: str = ""
    amends: str = ""
    explains: str = ""
    replaces: str = ""
    also_called: tuple[str, ...] = ()
    source: str
    """The file that the text was taken from."""


@dataclass(frozen=True)
class Library:
    """Documents and clauses by id, in the order of the folders and as printed."""

    documents: Mapping[str, PolicyDocument]
    sources: Mapping[str, str]
    """The name of the file that each document's text was taken from, by document id."""
    revisions: tuple[Revision, ...] = ()
    """The amending notices whose clauses are linked to the text they amend, the latest first."""

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """Clauses of all kinds by id."""
        return {clause.id: clause for document in self.documents.values() for clause in document.clauses}

    def document_of(self, clause: Clause) -> PolicyDocument:
        """The document that `clause` stands in."""
        return self.documents[clause.document]

    def as_at(self, day: date) -> "Library":
        """What may be quoted as at `day`: of every text the one wording that applied, and nothing repealed.

        An explanation, draft or letter counts from its own date on, and only while what it explains
        or forwards applies. A text without dates always counts. An amending notice does not where
        the consolidated text is held: that one is cited. Days on which the same texts count give the
        same object, so that it can key what is built over it.
        """
        place = bisect_right(self._turning_days, day)
        if place not in self._editions:
            kept = {document.id: document for document in self.documents.values() if self._counts_on(day, document)}
            self._editions[place] = Library(kept, {one: self.sources[one] for one in kept}, self.revisions)
        return self._editions[place]

    def gaps_on(self, day: date) -> tuple[Gap, ...]:
        """The rules of which no wording can be quoted as at `day`, with the reason, in the order of the folders."""
        groups = version_groups({one.id: one for one in self.documents.values() if self._is_citable_rule(one)})
        return tuple(gap for group in groups if (gap := gap_in(group, day)) is not None)

    def versions_of(self, document: str) -> tuple[PolicyDocument, ...]:
        """The versions of one text that are held, oldest first, the document itself among them."""
        return next(group for group in version_groups(self.documents) if any(one.id == document for one in group))

    def old_article(self, document: str, number: str) -> OldArticle | None:
        """Where the article stands now that was `number` (「第七条」) in `document` before its last revision.

        None where the document was not revised and for what is no article number; an article whose
        place the texts do not tell comes with the reason.
        """
        revision = self.revision_of(document)
        return revision.old_article(number) if revision else None

    def revision_of(self, text: str) -> Revision | None:
        """What the last revision did to the text with that id; None where none is held."""
        return next((one for one in self.revisions if one.text == text), None)

    def now_in(self, clause: Clause) -> Clause | None:
        """The clause of the consolidated text that holds the words of a `clause` of an amending notice now."""
        found = (one.now_in.get(clause.id) for one in self.revisions if one.notice == clause.document)
        return self.clauses.get(next(found, None) or "")

    def _counts_on(self, day: date, document: PolicyDocument) -> bool:
        subject = self.documents.get(document.forwards or document.explains)
        if is_consolidated(document, self.documents) or (subject is not None and not subject.applies_on(day)):
            return False
        return document.applies_on(day)

    def _is_citable_rule(self, document: PolicyDocument) -> bool:
        return document.is_rule and not is_consolidated(document, self.documents)

    @cached_property
    def _turning_days(self) -> tuple[date, ...]:
        """The days on which some document begins or ends, in order."""
        days = {day for one in self.documents.values() for day in (one.begins_on, one.ends_on) if day is not None}
        return tuple(sorted(days))

    @cached_property
    def _editions(self) -> dict[int, "Library"]:
        return {}


def load_library(root: Path | None = None) -> Library:
    """The library in the folder `root`, the shipped corpus by default.

    Raises BrokenManifest where a manifest is missing or wrong, dates or relations contradict each
    other, or a link leads nowhere; UnreadableDocument where a text cannot be read.
    """
    folders = sorted(path for path in (root or CORPUS).glob("*/*") if path.is_dir())
    if not folders:
        raise BrokenManifest(f"{root or CORPUS}: holds no document; add <jurisdiction>/<folder>/{MANIFEST}")
    manifests = {folder: read_manifest(folder / MANIFEST, _Manifest) for folder in folders}
    documents: dict[str, PolicyDocument] = {}
    for folder, manifest in manifests.items():
        document = _read_document(folder, manifest)
        if document.id in documents:
            raise BrokenManifest(f"{folder}: {document.id} names another folder too; rename one of them")
        documents[document.id] = document
    check_relations(dict(zip(folders, documents.values(), strict=True)))
    sources = {_id(folder): manifest.source for folder, manifest in manifests.items()}
    return Library(documents, sources, _read_revisions(folders, documents))


def _id(folder: Path) -> str:
    return f"{folder.parent.name}-{folder.name}"


def _read_document(folder: Path, manifest: _Manifest) -> PolicyDocument:
    document_id = _id(folder)
    if not _ID.fullmatch(document_id):
        raise BrokenManifest(f"{folder}: a folder name is part of a web address; use a-z, 0-9 and single hyphens")
    parsed = parse_file(folder / TEXT, document_id=document_id)
    fields = {name: getattr(manifest, name) for name in _Manifest.model_fields if name != "source"}
    return PolicyDocument(
        id=document_id, jurisdiction=folder.parent.name, text=parsed.text, clauses=parsed.clauses, **fields
    )


def _read_revisions(folders: list[Path], documents: Mapping[str, PolicyDocument]) -> tuple[Revision, ...]:
    found: list[tuple[date, Revision]] = []
    for folder in folders:
        notice = documents[_id(folder)]
        if is_consolidated(notice, documents) or ((folder / LINKS).exists() and notice.amends in documents):
            revision = read_revision(folder, notice, documents[notice.amends])
            found.append((notice.begins_on or date.min, revision))
    return tuple(revision for _, revision in sorted(found, key=lambda one: one[0], reverse=True))
