"""What was written over a clause by people, and must be read again when its words change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.phrasings import Phrasings, Reviewed

DependantKind = Literal["conclusion", "note", "target", "example_question", "not_stated"]


@dataclass(frozen=True, slots=True)
class Dependant:
    """One thing that rests on a clause; `words` are its own, in Chinese, or a date."""

    kind: DependantKind
    words: str


def dependants_of(clause: str, phrasings: Phrasings) -> tuple[Dependant, ...]:
    """Everything that rests on the clause with that id, what is said to users first."""
    return tuple(dependant for lookup in _LOOKUPS for dependant in lookup(clause, phrasings))


def _reviewed_lines(clause: str, phrasings: Phrasings) -> Iterator[Dependant]:
    reviewed = phrasings.reviewed.get(clause) or Reviewed()
    if reviewed.conclusion:
        yield Dependant("conclusion", reviewed.conclusion)
    if reviewed.note:
        yield Dependant("note", reviewed.note)
    if reviewed.until:
        yield Dependant("target", reviewed.until.isoformat())


def _example_questions(clause: str, phrasings: Phrasings) -> Iterator[Dependant]:
    for question in (phrasings.reviewed.get(clause) or Reviewed()).phrasings:
        yield Dependant("example_question", question)


def _matters_near(clause: str, phrasings: Phrasings) -> Iterator[Dependant]:
    for matters in phrasings.matters.values():
        for matter in matters:
            if clause in matter.near:
                yield Dependant("not_stated", matter.name)


# One function per kind of dependant: whatever else comes to rest on clauses adds its own here.
_LOOKUPS: tuple[Callable[[str, Phrasings], Iterator[Dependant]], ...] = (
    _reviewed_lines,
    _example_questions,
    _matters_near,
)
