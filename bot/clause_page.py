"""The public page of a clause: its whole document as printed, the clause marked, ready to copy and print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.clause_status import numbered, origin_of, status_strip
from bot.templating import environment
from knowledge.documents.library import Library
from knowledge.model import Clause, PolicyDocument

_LEAST_CONTENTS = 3
# The head of the page says these already, from the manifest.
_IN_HEAD = {"发文机关", "文号", "标题"}
_PLACES = {"主送机关": "addressee", "题注": "note", "落款": "signature", "日期": "signature", "版记": "imprint"}
# Official titles break before 「关于」 and 「的通知」, never inside a word.
_TITLE_BREAKS = re.compile(r"(?=关于|的通知)")
# Who read the proofs is nobody's concern on a public page.
_NAMES_A_PERSON = re.compile(r"^\s*(校对|审核|拟稿|打字|录入|联系人)\s*[：:]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause as it is laid out: `role` is its place on the page and the name of its style.

    `formerly` stands under the first clause of an article that a revision renumbered or added.
    """

    clause: Clause
    role: str
    is_cited: bool
    formerly: str


def render_clause_page(clause: Clause, library: Library, *, today: date) -> str:
    """The HTML page of a `clause` of the `library` in its document, with the status of the day `today`."""
    document = library.document_of(clause)
    return (
        environment()
        .get_template("clause.html")
        .render(
            document=document,
            title_parts=_TITLE_BREAKS.split(document.title),
            cited=clause,
            origin=origin_of(clause, library),
            units=list(_units(document, clause, library)),
            contents=_contents(document),
            strip=status_strip(document, library, today),
            source=f"{document.marked_title}{numbered(document)}{clause.cite}",
        )
    )


def render_not_found() -> str:
    """The HTML page for an address that names no clause."""
    return environment().get_template("clause_not_found.html").render()


def _units(document: PolicyDocument, cited: Clause, library: Library) -> Iterator[Unit]:
    for clause in document.clauses:
        if clause.kind == "layout" or (clause.kind == "meta" and _is_kept_off(clause)):
            continue
        is_first = clause.label and len(clause.path) == 1
        formerly = origin_of(clause, library).formerly if is_first else ""
        yield Unit(clause, _role(clause), is_cited=clause.id == cited.id, formerly=formerly)


def _is_kept_off(clause: Clause) -> bool:
    return clause.cite in _IN_HEAD or bool(_NAMES_A_PERSON.match(clause.text))


def _role(clause: Clause) -> str:
    match clause.kind:
        case "heading":
            return f"heading level-{min(len(clause.path), 2)}"
        case "meta":
            return _PLACES.get(clause.cite, "imprint")
        case _:
            return "labelled" if clause.label else "paragraph"


def _contents(document: PolicyDocument) -> list[Clause]:
    """The headings, or where a text has none its numbered clauses of the first level."""
    headings = [clause for clause in document.clauses if clause.kind == "heading"]
    entries = headings or [clause for clause in document.clauses if clause.label and len(clause.path) == 1]
    return entries if len(entries) >= _LEAST_CONTENTS else []
