"""What `cqo kb diff` prints: what a new version changes, and what rests on the clauses it touches."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.cited_answers import CitedAnswers, cited_answers
from bot.clock import BEIJING
from bot.settings import load_settings
from knowledge.answering.topics import load_topics
from knowledge.dependants import Dependant, Written, dependants_of
from knowledge.documents.changes import Change, Words, compare
from knowledge.documents.library import CORPUS, TEXT, Library, load_library
from knowledge.errors import UnreadableDocument
from knowledge.ingest import parse_file
from knowledge.model import Clause
from knowledge.phrasings import load_phrasings

_KINDS = ("unchanged", "moved", "changed", "added", "removed")
_MARKS = {"kept": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
_AROUND = 12
"""Characters of kept words shown on either side of a change."""
_BEGINNING = 40


@dataclass(frozen=True, slots=True)
class Side:
    """One of two versions; `document` is its id where it is one of the knowledge base, else empty."""

    name: str
    document: str
    clauses: Sequence[Clause]


@dataclass(frozen=True, slots=True)
class Touched:
    """A clause that does not stay as it was, and what rests on it."""

    change: Change
    dependants: tuple[Dependant, ...]
    answers: CitedAnswers | None


def print_changes(old: str, new: str, *, as_json: bool) -> None:
    """The changes from one version to another, each given as a document's id, a folder or a file."""
    library = load_library()
    sides = _side(old, library), _side(new, library)
    changes = compare(sides[0].clauses, sides[1].clauses)
    touched = [*_touched(changes, sides, library)]
    counted = Counter[str](change.kind for change in changes)
    counts = {kind: counted[kind] for kind in _KINDS}
    if as_json:
        names = {
            word: {"name": side.name, "id": side.document} for word, side in zip(("old", "new"), sides, strict=True)
        }
        print(json.dumps(names | {"counts": counts, "changes": [*map(_as_json, touched)]}, ensure_ascii=False))
        return
    print(f"{sides[0].name} -> {sides[1].name}")
    print(", ".join(f"{kind} {count}" for kind, count in counts.items()))
    for one in touched:
        print("\n" + "\n".join(_described(one)))


def _side(name: str, library: Library) -> Side:
    """Raises UnreadableDocument for what is neither in the knowledge base nor a policy text."""
    path = Path(name)
    place = path.resolve()
    document_id = f"{place.parent.name}-{place.name}" if place.parent.parent == CORPUS.resolve() else name
    if document := library.documents.get(document_id):
        return Side(document.id, document.id, document.clauses)
    if not path.exists():
        raise UnreadableDocument(f"{name}: no document and no file of that name; `cqo kb list` prints the documents")
    return Side(name, "", parse_file(path / TEXT if path.is_dir() else path).clauses)


def _touched(changes: Sequence[Change], sides: tuple[Side, Side], library: Library) -> Iterator[Touched]:
    """What is not unchanged. Of two sides in the knowledge base the old one is what others rest on."""
    is_old = bool(sides[0].document)
    document = sides[0].document or sides[1].document
    phrasings = load_phrasings(library)
    written = Written(phrasings, load_topics(library, phrasings.implied))
    answers = cited_answers(load_settings().database_url, document) if document else {}
    for change in changes:
        if change.kind != "unchanged":
            clause = change.old if is_old else change.new
            clause_id = clause.id if document and clause else ""
            yield Touched(change, dependants_of(clause_id, written), answers.get(clause_id))


def _described(touched: Touched) -> Iterator[str]:
    change = touched.change
    cites = [clause.cite for clause in (change.old, change.new) if clause]
    yield f"{change.kind:<8} {' -> '.join(dict.fromkeys(cites))}"
    if change.kind == "changed":
        yield f"    {''.join(_marked(change.words()))}"
    elif clause := change.new or change.old:
        yield f"    {_shortened(clause.text)}"
    for kind, group in groupby(touched.dependants, key=lambda dependant: dependant.kind):
        found = [dependant.words for dependant in group]
        if kind == "example_question":
            yield f"    {len(found)} example questions: 「{found[0]}」{'…' if len(found) > 1 else ''}"
        else:
            yield f"    {kind.replace('_', ' ')}: {'; '.join(found)}"
    if touched.answers:
        yield f"    {touched.answers.count} recorded answers, the last on {_day(touched.answers)}"


def _marked(words: Sequence[Words]) -> Iterator[str]:
    for number, one in enumerate(words):
        text = one.text
        if one.operation == "kept" and len(text) > 2 * _AROUND + 1:
            before = text[:_AROUND] if number else ""
            after = text[-_AROUND:] if number < len(words) - 1 else ""
            text = f"{before}…{after}"
        yield _MARKS[one.operation].format(text)


def _shortened(text: str) -> str:
    return f"{text[:_BEGINNING]}…" if len(text) > _BEGINNING else text


def _day(answers: CitedAnswers) -> str:
    return answers.last_at.astimezone(BEIJING).date().isoformat()


def _as_json(touched: Touched) -> Mapping[str, Any]:
    change = touched.change
    answers = touched.answers
    return {
        "kind": change.kind,
        "old": _clause_as_json(change.old),
        "new": _clause_as_json(change.new),
        "words": [[one.operation, one.text] for one in change.words()] if change.kind == "changed" else [],
        "dependants": [{"kind": one.kind, "words": one.words} for one in touched.dependants],
        "recorded_answers": {"count": answers.count, "last_on": _day(answers)} if answers else None,
    }


def _clause_as_json(clause: Clause | None) -> Mapping[str, str] | None:
    return {"id": clause.id, "clause": clause.cite, "text": clause.text} if clause else None
