"""What a reader must know before he relies on a document: its status, its dates, the texts beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.documents.library import Library
from knowledge.documents.relations import is_consolidated
from knowledge.documents.versions import Revision
from knowledge.model import STATUS_WORDS, Clause, DatedStatus, PolicyDocument

_CAUTIONS: dict[DatedStatus, str] = {
    "draft_explanation": "所说明的是草案，不是现行规定",
    "interpretation": "解释性文字，不是规定本身",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """How the document stands to another one; `address` is empty for a text outside the corpus."""

    word: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class StatusStrip:
    """`status` names the style, `word` is what is read; `notes` and `relations` in the order shown."""

    status: DatedStatus
    word: str
    notes: tuple[str, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a clause comes from or went: each empty or None where there is nothing to say.

    `formerly` is 「原第七条」 or 「2020年新增」; `other` leads from a consolidated clause to the notice that
    changed it, from a clause of a notice to the text that holds its words; `reason` says why the
    latter has none.
    """

    formerly: str = ""
    other: Relation | None = None
    reason: str = ""


def status_strip(document: PolicyDocument, library: Library, today: date) -> StatusStrip:
    """What the strip above the text says on the day `today`."""
    status = document.status_on(today)
    notes = tuple(filter(None, (document.date_note, *_notes(document, library, status))))
    relations = (*_versions(document, library, today), *_relations(document, library))
    return StatusStrip(status, STATUS_WORDS[status], notes, relations)


def origin_of(clause: Clause, library: Library) -> Origin:
    """What the revisions that are held tell about `clause`."""
    if (now := library.now_in(clause)) is not None:
        return Origin(other=Relation("", f"现为{now.cite}", address_of(now)))
    reasons = (one.unlinked.get(clause.id) for one in library.revisions if one.notice == clause.document)
    if reason := next(reasons, None):
        return Origin(reason=reason)
    revision = library.revision_of(clause.document)
    if revision is None or not clause.path:
        return Origin()
    by = library.clauses.get(revision.changed_by(clause.id))
    return Origin(
        formerly=_formerly(clause.path[0], revision, library),
        other=Relation("", f"见修改通知{by.cite}", address_of(by)) if by else None,
    )


def numbered(document: PolicyDocument) -> str:
    """The document number in brackets, with the number of the revision; empty where there is none."""
    revised = f"，{document.revised_by}修订" if document.revised_by else ""
    return f"（{document.doc_no}{revised}）" if document.doc_no else ""


def address_of(clause: Clause) -> str:
    """The page of a clause."""
    return f"/clauses/{clause.id}"


def _formerly(article: str, revision: Revision, library: Library) -> str:
    if former := revision.formerly(article):
        return f"原{former}"
    begins_on = library.documents[revision.notice].begins_on
    return f"{begins_on.year}年新增" if article in revision.added and begins_on else ""


def _notes(document: PolicyDocument, library: Library, status: DatedStatus) -> Iterator[str]:
    if document.revised_by:
        yield f"已并入{document.revised_by}的修改"
    if document.effective_on and document.begins_on and document.begins_on > document.effective_on:
        yield f"{_day(document.effective_on)}起施行"
        yield f"现文本{_day(document.begins_on)}起适用"
    if is_consolidated(document, library.documents):
        yield "引用以修改后重新公布的文本为准"
    match status:
        case "not_yet_in_force" if document.begins_on:
            yield f"{_day(document.begins_on)}起施行"
        case "amended" if document.replaced_on:
            yield f"{_day(document.replaced_on)}起适用新文本"
        case "repealed" if document.repealed_on:
            yield f"{_day(document.repealed_on)}起废止"
        case _:
            yield _CAUTIONS.get(status, "")


def _versions(document: PolicyDocument, library: Library, today: date) -> Iterator[Relation]:
    """The other versions of the same text, the newest first."""
    versions = library.versions_of(document.id)
    own = versions.index(document)
    for place in reversed(range(len(versions))):
        other = versions[place]
        if place != own:
            word = "现行文本" if other.applies_on(today) else "较新文本" if place > own else "旧文本"
            yield _relation(word, other)


def _relations(document: PolicyDocument, library: Library) -> Iterator[Relation]:
    documents = library.documents
    amends = "修改后文本" if is_consolidated(document, documents) else "修改"
    outside = document.replaces if document.replaces not in documents else ""
    for word, target in (
        ("转发", document.forwards),
        (amends, document.amends),
        ("说明对象", document.explains),
        ("取代", outside),
    ):
        if target in documents:
            yield _relation(word, documents[target])
        elif target:
            yield Relation(word, target, "")
    for other in documents.values():
        for word, target in (("转发件", other.forwards), ("修改决定", other.amends), ("解读", other.explains)):
            if target == document.id:
                yield _relation(word, other)


def _relation(word: str, other: PolicyDocument) -> Relation:
    start = next((clause for clause in other.clauses if clause.kind not in ("meta", "layout")), None)
    return Relation(word, f"{other.marked_title}{numbered(other)}", address_of(start) if start else "")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
