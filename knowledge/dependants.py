"""What was written over a clause by people, and must be read again when its words change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.answering.topics import Topics
from knowledge.phrasings import Phrasings, Reviewed

DependantKind = Literal["conclusion", "note", "target", "leaves_open", "example_question", "not_stated", "topic"]


@dataclass(frozen=True, slots=True)
class Dependant:
    """One thing that rests on a clause; `words` are its own, in Chinese, or a date."""

    kind: DependantKind
    words: str


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote over the clauses of a library."""

    phrasings: Phrasings
    topics: Topics


def dependants_of(clause: str, written: Written) -> tuple[Dependant, ...]:
    """Everything that rests on the clause with that id, what is said to users first."""
    return tuple(dependant for lookup in _LOOKUPS for dependant in lookup(clause, written))


def _reviewed_lines(clause: str, written: Written) -> Iterator[Dependant]:
    reviewed = written.phrasings.reviewed.get(clause) or Reviewed()
    if reviewed.conclusion:
        yield Dependant("conclusion", reviewed.conclusion)
    if reviewed.note:
        yield Dependant("note", reviewed.note)
    if reviewed.until:
        yield Dependant("target", reviewed.until.isoformat())
    if reviewed.leaves_open:
        yield Dependant("leaves_open", reviewed.leaves_open)


def _example_questions(clause: str, written: Written) -> Iterator[Dependant]:
    for question in (written.phrasings.reviewed.get(clause) or Reviewed()).phrasings:
        yield Dependant("example_question", question)


def _matters_near(clause: str, written: Written) -> Iterator[Dependant]:
    for matters in written.phrasings.matters.values():
        for matter in matters:
            if clause in matter.near:
                yield Dependant("not_stated", matter.name)


def _topics(clause: str, written: Written) -> Iterator[Dependant]:
    yield from (Dependant("topic", name) for name in written.topics.answered_by(clause))


# One function per kind of dependant: whatever else comes to rest on clauses adds its own here.
_LOOKUPS: tuple[Callable[[str, Written], Iterator[Dependant]], ...] = (
    _reviewed_lines,
    _example_questions,
    _matters_near,
    _topics,
)
