"""Which expressions a sentence affirms: 「不是副总，是总经理助理」 affirms the second only.

A clause affirms nothing where it denies something (「本科没毕业」), limits it (本科以下, 在读), speaks of the
past (以前是副总) or leaves a choice (同意还是不同意). What is part of a longer expression is not named by
it, and two that overlap (副总经理助理) are both named.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogs.values.written import clauses

_NEGATION = re.compile("非常|差不多|不过|不但|不仅|没错|无论|未来|(?P<negation>[不没无非未否])")
_ASKS_AT_END = re.compile("(?:能|可以|够|算|行|符合).*(?P<particle>不)$")
"""「能当首席质量官不」 denies nothing."""
_LIMITED = re.compile("及?以[上下内](?![任情所都各几条这])|在读|肄业|同等")
_NOT_YET = re.compile("(?:还|正)?[在正][读念上]$")
_NO_MORE = re.compile("以前|之前|曾|原来|原先|前任|过去")
_ALTERNATIVE = re.compile("还是|或")
_SHORTEST = 2
"""Characters; a single one occurs in too many words."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    place: int

    def is_part_of(self, other: "_Found") -> bool:
        return other.start <= self.start and self.end <= other.end and self.end - self.start < other.end - other.start


def affirmed(text: str, expressions: Sequence[Sequence[str]]) -> set[int]:
    """The places of those `expressions`, each in several wordings, that `text` affirms. Compared as they stand."""
    return {place for clause in clauses(text) for place in _affirmed(clause, expressions)}


def _affirmed(clause: str, expressions: Sequence[Sequence[str]]) -> Iterator[int]:
    if _NO_MORE.search(clause):
        return
    found = list(_found(clause, expressions))
    if _ALTERNATIVE.search(clause) and len({one.place for one in found}) > 1:
        return
    if any(_shares_its_end(one, clause, expressions) for one in found):
        return
    asks = _ASKS_AT_END.search(clause)
    end = asks.start("particle") if asks else len(clause)
    negations = [negation.start() for negation in _NEGATION.finditer(clause, 0, end) if negation["negation"]]
    for one in found:
        is_denied = any(not one.start <= negation < one.end for negation in negations)
        is_limited = _LIMITED.match(clause, one.end) or _NOT_YET.search(clause[: one.start])
        if not is_denied and not is_limited and not any(map(one.is_part_of, found)):
            yield one.place


def _shares_its_end(one: _Found, clause: str, expressions: Sequence[Sequence[str]]) -> bool:
    """Whether the one character before it stands for another expression: 中小型 is 中型 as much as 小型."""
    before = clause[one.start - 1 : one.start]
    return any(before in wordings for place, wordings in enumerate(expressions) if place != one.place)


def _found(clause: str, expressions: Sequence[Sequence[str]]) -> Iterator[_Found]:
    for place, wordings in enumerate(expressions):
        for wording in wordings:
            start = clause.find(wording) if len(wording) >= _SHORTEST else -1
            while start >= 0:
                yield _Found(start, start + len(wording), place)
                start = clause.find(wording, start + 1)
