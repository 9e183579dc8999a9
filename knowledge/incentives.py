"""What the texts of an area give to an enterprise or to its chief quality officer, in the words that give it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.model import Quote

Beneficiary = Literal["enterprise", "person"]
Interest = Literal["awards", "talent", "funds", "pay"]


@dataclass(frozen=True, slots=True)
class Incentive:
    """One thing given. `line` names it and how strongly it is given; `strength` is that word of the clause."""

    line: str
    strength: str
    beneficiary: Beneficiary
    interests: frozenset[Interest]
    quotes: tuple[Quote, ...]
    """The decisive one first."""


@dataclass(frozen=True, slots=True)
class AreaIncentives:
    """All that is given in an area, its own texts before its parents'."""

    incentives: tuple[Incentive, ...] = ()
    gate: Quote | None = None
    """The words that give it only to those who are filed; None where no text says so."""

    def fitting(self, beneficiary: Beneficiary, interest: Interest | None) -> tuple[Incentive, ...]:
        """What `beneficiary` may get of one kind, or of every kind where `interest` is None."""
        return tuple(
            one
            for one in self.incentives
            if one.beneficiary == beneficiary and (interest is None or interest in one.interests)
        )


@dataclass(frozen=True, slots=True)
class IncentiveBook:
    """The incentives of every area."""

    areas: Mapping[str, AreaIncentives]

    def of(self, jurisdiction: str) -> AreaIncentives:
        """Those of an area; none for a place whose texts are not held."""
        return self.areas.get(jurisdiction) or AreaIncentives()
