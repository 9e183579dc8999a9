"""Enterprises, and which of them a contact may act for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A registered enterprise. `uscc` is its 统一社会信用代码, `jurisdiction` one of ours or empty."""

    id: int
    name: str
    uscc: str
    jurisdiction: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class AwaitsStaff:
    """A person checks the claim; `number` names the request."""

    number: str


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many wrong tries; the next one counts from `until` on."""

    until: datetime


class Enterprises(Protocol):
    """The enterprises of the contact who speaks."""

    def bound(self) -> tuple[Enterprise, ...]:
        """Those he is bound to, the longest bound first."""

    def by_uscc(self, uscc: str) -> Enterprise | None:
        """The registered enterprise with this code. What it holds is not to be shown to him unless he is bound."""

    def request_binding(self, uscc: str) -> AwaitsStaff | Locked:
        """Ask to be bound. The same is given whether or not the code is registered."""

    def unbind(self, enterprise_id: int) -> bool:
        """End a binding at once; False where there is none. That it was is kept."""
