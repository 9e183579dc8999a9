"""The phrasings of the checkout with some of their examples taken away, the same ones every time.

Conclusions, chatter and services stay whole.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from knowledge.phrasings import Matter, Phrasings, Reviewed

Kept = Callable[[Sequence[str]], Sequence[str]]
"""What stays of the examples of one subject, given in the order of `spread`."""


def spread(subject: str, by_angle: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """All examples so that any first few come from as many angles as there are, in no order of writing."""
    in_turn = sorted(by_angle, key=lambda angle: _lot(subject + angle[0]))
    shuffled = [sorted(examples, key=_lot) for _, examples in in_turn]
    return [example for turn in zip_longest(*shuffled) for example in turn if example is not None]


def keeping(kept: Kept, phrasings: Phrasings) -> Phrasings:
    """`phrasings` with `kept` of the examples of every clause and of the phrasings of every unstated matter."""

    def of_clause(clause: str, reviewed: Reviewed) -> Reviewed:
        staying = set(kept(spread(clause, reviewed.questions.items())))
        questions = {angle: tuple(one for one in each if one in staying) for angle, each in reviewed.questions.items()}
        return reviewed.model_copy(update={"questions": questions})

    def of_matter(matter: Matter) -> Matter:
        return matter.model_copy(update={"phrasings": tuple(kept(spread(matter.name, [("", matter.phrasings)])))})

    return replace(
        phrasings,
        reviewed={clause: of_clause(clause, reviewed) for clause, reviewed in phrasings.reviewed.items()},
        matters={area: tuple(map(of_matter, matters)) for area, matters in phrasings.matters.items()},
    )


def examples_in(phrasings: Phrasings) -> int:
    """The example questions of all clauses."""
    return sum(len(reviewed.phrasings) for reviewed in phrasings.reviewed.values())


def _lot(text: str) -> int:
    return zlib.crc32(text.encode())
