"""How documents stand to each other and in time: what a manifest may say, and which versions belong together.

A relation names an id of the library or, for a text outside it, the name in 《》.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

from knowledge.errors import BrokenManifest
from knowledge.manifest import broken
from knowledge.model import PolicyDocument

MANIFEST = "document.toml"
RELATIONS = ("forwards", "amends", "explains", "replaces")


def check_relations(folders: Mapping[Path, PolicyDocument]) -> None:
    """Raises BrokenManifest with file, line and remedy where dates or relations contradict each other."""
    documents = {document.id: document for document in folders.values()}
    for folder, document in folders.items():
        _check_dates(folder, document)
        for relation in RELATIONS:
            _check_relation(folder, document, relation, documents)
    for folder, document in folders.items():
        if document.replaces in documents:
            _check_replaced(folder, document, documents[document.replaces])
        if amended := documents.get(document.amends):
            _check_consolidated(folder, document, amended)
    for versions in version_groups(documents):
        _check_apart({document.id: folder for folder, document in folders.items()}, versions)
    _check_numbers(folders, documents)


def version_groups(documents: Mapping[str, PolicyDocument]) -> tuple[tuple[PolicyDocument, ...], ...]:
    """The documents that are versions of one text together, oldest first; most stand alone."""
    groups: dict[str, list[PolicyDocument]] = {}
    for document in documents.values():
        first = document
        while first.replaces in documents:
            first = documents[first.replaces]
        groups.setdefault(first.id, []).append(document)
    return tuple(tuple(sorted(group, key=_beginning)) for group in groups.values())


def is_consolidated(document: PolicyDocument, documents: Mapping[str, PolicyDocument]) -> bool:
    """Whether `document` is an amendment whose words the amended text, held here, already contains."""
    amended = documents.get(document.amends)
    return amended is not None and amended.revised_by == document.doc_no


def _beginning(document: PolicyDocument) -> date:
    return document.begins_on or date.min


def _check_dates(folder: Path, document: PolicyDocument) -> None:
    if document.revised_by and document.applies_from is None:
        raise _broken(folder, "revised_by", "a revised text needs applies_from, the day of the revision; add it")
    if document.applies_from and document.effective_on and document.applies_from < document.effective_on:
        sentence = f"this wording cannot apply before effective_on, {document.effective_on}; correct one of them"
        raise _broken(folder, "applies_from", sentence)
    for name in ("replaced_on", "repealed_on"):
        end: date | None = getattr(document, name)
        if end is not None and end <= _beginning(document):
            raise _broken(folder, name, f"{end} is not after {_beginning(document)}, when it begins; correct one")


def _check_relation(
    folder: Path, document: PolicyDocument, relation: str, documents: Mapping[str, PolicyDocument]
) -> None:
    other: str = getattr(document, relation)
    if not other or other.startswith("《"):
        return
    if other not in documents or other == document.id:
        raise _broken(folder, relation, f"{relation} = {other!r}: give another document's id, or 《its name》")
    passed = [document.id]
    while other in documents:
        if other in passed:
            circle = " → ".join((*passed, other))
            raise _broken(folder, relation, f"{relation} goes round in a circle, {circle}; take one of them out")
        passed.append(other)
        other = getattr(documents[other], relation)


def _check_replaced(folder: Path, later: PolicyDocument, earlier: PolicyDocument) -> None:
    if earlier.jurisdiction != later.jurisdiction:
        sentence = f"{earlier.id} is of {earlier.jurisdiction}, a text replaces one of its own area; take it out"
        raise _broken(folder, "replaces", sentence)
    if earlier.ends_on is None:
        sentence = f"{earlier.id} has no end; add replaced_on or repealed_on to its {MANIFEST}"
        raise _broken(folder, "replaces", sentence)
    if later.begins_on is None:
        raise _broken(folder, "replaces", f"no date says since when it replaces {earlier.id}; add applies_from")


def _check_consolidated(folder: Path, amendment: PolicyDocument, amended: PolicyDocument) -> None:
    if amended.revised_by == amendment.doc_no and amended.begins_on != amendment.begins_on:
        sentence = (
            f"applies from {amendment.begins_on}, its words in {amended.id} from {amended.begins_on}; correct one"
        )
        raise _broken(folder, "amends", sentence)


def _check_apart(folders: Mapping[str, Path], versions: tuple[PolicyDocument, ...]) -> None:
    for earlier, later in pairwise(versions):
        if earlier.ends_on is None or _beginning(later) < earlier.ends_on:
            sentence = (
                f"{later.id} and {earlier.id} are versions of one text and both apply on {_beginning(later)}; "
                f"correct applies_from here or the end of {earlier.id}"
            )
            raise _broken(folders[later.id], "replaces", sentence)


def _check_numbers(folders: Mapping[Path, PolicyDocument], documents: Mapping[str, PolicyDocument]) -> None:
    """A number belongs to one text; its versions keep it."""
    group_of = {document.id: place for place, group in enumerate(version_groups(documents)) for document in group}
    seen: dict[str, str] = {}
    for folder, document in folders.items():
        other = seen.setdefault(document.doc_no, document.id)
        if document.doc_no and group_of[other] != group_of[document.id]:
            raise _broken(folder, "doc_no", f"{document.doc_no} is the number of {other} too; correct one of them")


def _broken(folder: Path, name: str, sentence: str) -> BrokenManifest:
    path = folder / MANIFEST
    return broken(path, path.read_text("utf-8"), (name,), sentence)
