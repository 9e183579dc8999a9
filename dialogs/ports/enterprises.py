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
class CodeSent:
    """A one-time code is on its way to the registered phone, if there is one: whether there is is not told.

    Not fresh is one of the last minute, which stays the one that counts.
    """

    is_fresh: bool


@dataclass(frozen=True, slots=True)
class WrongCode:
    """It is not the latest code that was sent, or no longer good."""


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

    def sends_codes(self) -> bool:
        """Whether a one-time code can prove that he belongs to an enterprise; otherwise staff decide."""

    def send_code(self, uscc: str) -> CodeSent | Locked:
        """Send a code, three a day at most."""

    def bind_by_code(self, uscc: str, code: str) -> Enterprise | WrongCode | Locked:
        """Bind him at once, if this is the code. Wrong tries are counted as those of a lookup."""

    def unbind(self, enterprise_id: int) -> bool:
        """End a binding at once; False where there is none. That it was is kept."""
