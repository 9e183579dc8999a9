"""The public page of a clause: its whole document as printed, the clause marked, ready to copy and print."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.model import STATUS_WORDS, Clause, PolicyDocument

_TEMPLATES = Path(__file__).parent / "templates"
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
    """A clause as it is laid out: `role` is its place on the page and the name of its style."""

    clause: Clause
    role: str
    is_cited: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """How the document stands to another one; `address` is empty for a text outside the corpus."""

    word: str
    title: str
    address: str


def render_clause_page(document: PolicyDocument, clause: Clause, documents: Mapping[str, PolicyDocument]) -> str:
    """The HTML page of `clause` in its `document`; `documents` are all there are, by id."""
    return (
        _environment()
        .get_template("clause.html")
        .render(
            document=document,
            title_parts=_TITLE_BREAKS.split(document.title),
            cited=clause,
            units=list(_units(document, clause)),
            contents=_contents(document),
            status=STATUS_WORDS[document.status],
            relations=list(_relations(document, documents)),
            source=f"{_titled(document)}{_number(document)}{clause.cite}",
        )
    )


def render_not_found() -> str:
    """The HTML page for an address that names no clause."""
    return _environment().get_template("clause_not_found.html").render()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _units(document: PolicyDocument, cited: Clause) -> Iterator[Unit]:
    for clause in document.clauses:
        if clause.kind == "layout" or (clause.kind == "meta" and _is_kept_off(clause)):
            continue
        yield Unit(clause, _role(clause), is_cited=clause.id == cited.id)


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


def _relations(document: PolicyDocument, documents: Mapping[str, PolicyDocument]) -> Iterator[Relation]:
    for word, target in (("转发", document.forwards), ("修改", document.amends), ("说明对象", document.explains)):
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
    return Relation(word, f"{_titled(other)}{_number(other)}", f"/clauses/{start.id}" if start else "")


def _titled(document: PolicyDocument) -> str:
    return document.title if "《" in document.title else f"《{document.title}》"


def _number(document: PolicyDocument) -> str:
    revised = f"，{document.revised_by}修订" if document.revised_by else ""
    return f"（{document.doc_no}{revised}）" if document.doc_no else ""
