"""What a revision did, clause by clause: where its words stand now, and what the old article numbers became.

Beside an amending notice lies `links.toml`, written and reviewed by a person. Nothing in it is guessed:
a number that neither the notice prints nor the order of the articles settles stays unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.errors import BrokenManifest
from knowledge.ingest.numbering import ARTICLE, read_label
from knowledge.manifest import broken, read_manifest
from knowledge.model import Clause, PolicyDocument

LINKS = "links.toml"
_FILE = ConfigDict(extra="forbid", frozen=True)


class _Number(BaseModel):
    model_config = _FILE

    old: str
    now: str = ""
    printed_in: str = ""
    derived: str = ""


class _LinksFile(BaseModel):
    model_config = _FILE

    clauses: dict[str, str] = {}
    unlinked: dict[str, str] = {}
    added: dict[str, str] = {}
    numbers: tuple[_Number, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class OldArticle:
    """Where an article of the numbering before a revision stands in the text as revised.

    `now` is its number 「第十一条」 and `clause` the id of its first clause. Both are empty where the
    texts do not tell, and where the article was deleted, which is printed. `printed_in` is the id of
    the clause of the notice that says so, empty unless `basis` is printed; `reason` is a Chinese
    sentence for the other two.
    """

    old: str
    now: str
    clause: str
    basis: Literal["printed", "derived", "unknown"]
    printed_in: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One amending notice and the text that contains it; clauses by id, article numbers as printed.

    `now_in` leads from a clause of the notice to the clause that holds its words now, `unlinked`
    to the reason why none does. `added` has the article numbers that are new, with the clause of
    the notice that adds them.
    """

    notice: str
    text: str
    now_in: Mapping[str, str]
    unlinked: Mapping[str, str]
    numbers: tuple[OldArticle, ...]
    added: Mapping[str, str]
    unknown: str
    """Why an old number that is not among `numbers` cannot be placed."""

    def changed_by(self, clause: str) -> str:
        """The id of the clause of the notice that gave `clause` of the text its words; empty where none did."""
        return next((old for old, now in self.now_in.items() if now == clause), "")

    def formerly(self, article: str) -> str:
        """The number that the `article` of the text had before, where it was another one; else empty."""
        return next((row.old for row in self.numbers if row.now == article and row.old != article), "")

    def old_article(self, number: str) -> OldArticle | None:
        """The article that was `number` (「第七条」, 「第7条」) before; None for what is no article number."""
        place = article_of(number)
        if place is None:
            return None
        known = next((row for row in self.numbers if article_of(row.old) == place), None)
        return known or OldArticle(number, "", "", "unknown", reason=self.unknown)


def article_of(number: str) -> str | None:
    """A printed article number as clause ids write it: 「第七条」 is `a7`; None for anything else."""
    label = read_label("".join(number.split()))
    return label.token if label is not None and label.style == ARTICLE else None


def read_revision(folder: Path, notice: PolicyDocument, amended: PolicyDocument) -> Revision:
    """What the links beside `notice` say; BrokenManifest where a clause is left out or not there."""
    path = folder / LINKS
    file = read_manifest(path, _LinksFile)
    _check_complete(path, file, notice)
    linked = {_id(path, notice, old): _id(path, amended, now) for old, now in file.clauses.items()}
    return Revision(
        notice=notice.id,
        text=amended.id,
        now_in=linked,
        unlinked={_id(path, notice, clause): reason for clause, reason in file.unlinked.items()},
        numbers=tuple(_old_article(path, row, notice, amended) for row in file.numbers),
        added={
            _first_of(path, amended, number).path[0]: _id(path, notice, place) for number, place in file.added.items()
        },
        unknown=file.unknown,
    )


def _old_article(path: Path, row: _Number, notice: PolicyDocument, amended: PolicyDocument) -> OldArticle:
    if article_of(row.old) is None:
        raise _broken(path, row.old, f"old = {row.old!r}: write an article number, 第七条")
    if bool(row.printed_in) == bool(row.derived):
        raise _broken(path, row.old, f"{row.old}: give either printed_in, the clause that says so, or derived, why")
    said = _id(path, notice, row.printed_in) if row.printed_in else ""
    clause = _first_of(path, amended, row.now).id if row.now else ""
    return OldArticle(row.old, row.now, clause, "printed" if said else "derived", said, row.derived)


def _check_complete(path: Path, file: _LinksFile, notice: PolicyDocument) -> None:
    """Every rule of the notice is linked or has a reason, and not both."""
    for clause in notice.clauses:
        place = clause.id.removeprefix(f"{notice.id}.")
        if clause.kind == "clause" and (place in file.clauses) == (place in file.unlinked):
            sentence = f"{place} stands in both or in neither; put it under [clauses] or, with a reason, [unlinked]"
            raise _broken(path, place, sentence)


def _id(path: Path, document: PolicyDocument, place: str) -> str:
    clause_id = f"{document.id}.{place}"
    if all(clause.id != clause_id for clause in document.clauses):
        raise _broken(path, place, f"no clause {clause_id}; take a place that its clause page shows")
    return clause_id


def _first_of(path: Path, document: PolicyDocument, number: str) -> Clause:
    """The first clause of the article with that number."""
    found = next((one for one in document.clauses if one.path and one.path[0] == number), None)
    if found is None:
        raise _broken(path, number, f"{document.id} has no {number}; correct it")
    return found


def _broken(path: Path, written: str, sentence: str) -> BrokenManifest:
    return broken(path, path.read_text("utf-8"), (written,), sentence)
