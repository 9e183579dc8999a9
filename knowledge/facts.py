"""What is asked about a candidate: the facts, the answers that each takes, and how people spell them.

A fact means the same in every area. What a person does not know (`UNSURE`) is an answer; what he
was not asked is not there at all. Neither is ever taken for a "no".
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from knowledge.errors import BadFacts

UNSURE: Final = "不确定"
_NUMBER = re.compile(
    r"(?P<below>不满|不足)?(?P<least>满)?(?P<number>\d{1,9}(\.\d{1,9})?)(?P<unit>\D*?)(?P<above>以上)?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as far as it is known, both ends included; they are equal where it is known exactly."""

    least: float
    most: float


Value = str | Amount
"""One answer: a value of a choice, a number as far as known, or UNSURE."""

Facts = Mapping[str, Value]
"""Answers by the name of their fact."""


@dataclass(frozen=True, slots=True)
class ChoiceFact:
    """A fact with a few possible answers.

    `values` are offered, in this order; `heard` are understood without being offered. `spellings`
    lead from a folded spelling to its value. `unsaid`, if not empty, is what holds while nobody
    mentions the matter: such a fact is never asked for.
    """

    name: str
    label: str
    values: tuple[str, ...]
    heard: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    unsaid: str = ""

    @property
    def known_values(self) -> tuple[str, ...]:
        """Every value that a rule must have an answer to."""
        return (*self.values, *self.heard, *((self.unsaid,) if self.unsaid else ()))

    def read(self, said: object) -> Value | None:
        """The value that `said` spells; None for anything else."""
        return self.spellings.get(folded(said)) if isinstance(said, str) else None

    def words(self, value: Value) -> str:
        """How a value is shown."""
        return str(value)

    @property
    def expects(self) -> str:
        """What would be understood, for who wrote something else."""
        return f"one of {'、'.join((*self.values, UNSURE))}"


@dataclass(frozen=True, slots=True)
class NumberFact:
    """A fact that is counted in `unit`, from `least` to `most`; one that `grows` gains one a year by itself."""

    name: str
    label: str
    unit: str
    least: float
    most: float
    grows: bool = False
    spellings: Mapping[str, str] = field(default_factory=dict)
    unsaid: str = ""

    def read(self, said: object) -> Value | None:
        """The number that `said` is or spells (「满3年」, 「不满3年」 too); None for anything else or out of range."""
        if isinstance(said, str):
            return self.spellings.get(folded(said)) or self._spelled(folded(said))
        if isinstance(said, bool) or not isinstance(said, int | float) or not self.least <= said <= self.most:
            return None
        return Amount(float(said), float(said))

    def words(self, value: Value) -> str:
        """How a value is shown, never rounded."""
        if isinstance(value, str):
            return value
        if value.least == value.most:
            return f"{_plain(value.least)}{self.unit}"
        if value.most == self.most:
            return f"满{_plain(value.least)}{self.unit}"
        return f"不满{_plain(math.nextafter(value.most, math.inf))}{self.unit}"

    @property
    def expects(self) -> str:
        """What would be understood, for who wrote something else."""
        return f"a number from {_plain(self.least)} to {_plain(self.most)} or {UNSURE}"

    def _spelled(self, text: str) -> Amount | None:
        found = _NUMBER.fullmatch(text)
        if found is None or found["unit"] not in ("", self.unit):
            return None
        number = float(found["number"])
        if not self.least <= number <= self.most:
            return None
        if found["below"]:
            return None if number == self.least else Amount(self.least, math.nextafter(number, -math.inf))
        return Amount(number, self.most if found["least"] or found["above"] else number)


Fact = ChoiceFact | NumberFact


@dataclass(frozen=True, slots=True)
class Wording:
    """What was written down in a person's own words beside a fact, or for himself alone.

    Where the fact `tells` is absent or `instead_of`, words that spell one of its values give that value.
    """

    name: str
    tells: str = ""
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts, in the order in which a person would ask, and the keys that hold words beside them."""

    facts: Mapping[str, Fact]
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    def read(self, said: Mapping[str, object]) -> Facts:
        """The answers in `said`, null as if it were not there. Raises BadFacts naming the key and what it takes."""
        read: dict[str, Value] = {}
        for name, answer in said.items():
            if name in self.wordings:
                if not isinstance(answer, str | None):
                    raise BadFacts(f"{name}: give words")
            elif name not in self.facts:
                raise BadFacts(f"no fact {name[:40]!r}; there are {', '.join((*self.facts, *self.wordings))}")
            elif answer is not None:
                read[name] = self._read(self.facts[name], answer)
        for wording in self.wordings.values():
            told = self.facts[wording.tells].read(said.get(wording.name)) if wording.tells else None
            if told not in (None, UNSURE) and read.get(wording.tells, wording.instead_of) == wording.instead_of:
                read[wording.tells] = told
        return {name: read[name] for name in self.facts if name in read}

    def _read(self, fact: Fact, answer: object) -> Value:
        value = fact.read(answer)
        if value is None:
            raise BadFacts(f"{fact.name}: not understood; give {fact.expects}")
        return value


def folded(text: str) -> str:
    """One spelling for comparison: width, case and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _plain(number: float) -> str:
    return repr(number).removesuffix(".0")
