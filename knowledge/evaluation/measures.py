"""What is measured of an answer, and how a measure is counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    met: int
    of: int

    @property
    def part(self) -> float:
        """From 0 to 1; 0 where nothing was asked, so that a floor notices questions that went missing."""
        return self.met / self.of if self.of else 0.0

    @classmethod
    def counted(cls, met: Iterable[bool]) -> Self:
        """How many of `met` are true."""
        each = list(met)
        return cls(sum(each), len(each))

    @classmethod
    def total(cls, shares: Iterable["Share"]) -> Self:
        """All of `shares` together."""
        each = list(shares)
        return cls(sum(share.met for share in each), sum(share.of for share in each))

    def __str__(self) -> str:
        return f"{self.met}/{self.of} ({self.part:.0%})" if self.of else "none asked"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted over the answers; of a fault there should be none."""

    name: str
    words: str
    short: str
    """The head of a narrow column."""
    is_fault: bool = False

    def is_missed(self, share: Share) -> bool:
        """Whether anything counted fell short."""
        return share.met > 0 if self.is_fault else share.met < share.of


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("first", "gold clause first", "first"),
        Measure("first_three", "gold clause in first three", "three"),
        Measure("must_contain", "required strings shown", "strings"),
        Measure("not_stated", "not-stated recognised", "notsaid"),
        Measure("partly_stated", "answerable, but partly stated", "partly", is_fault=True),
        Measure("invented", "invented", "invent", is_fault=True),
        Measure("set_aside", "off-topic and hostile handled", "aside"),
        Measure("intents", "intents routed", "intents"),
        Measure("wrong_jurisdiction", "another jurisdiction's clause", "area", is_fault=True),
        Measure("inexact_quotes", "quotes not in their text", "inexact", is_fault=True),
        Measure("comparisons_complete", "comparisons complete", "compare"),
        Measure("outcome", "expected outcome", "outcome"),
    )
}
"""In the order in which they are printed."""
