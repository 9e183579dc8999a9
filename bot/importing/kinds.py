"""What the three lists have in common: a kind has columns and a key, and writes its rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.importing.columns import BadCell, Column, ReadRow
from bot.importing.faults import Fault
from bot.importing.sheets import Cell
from bot.records.seats import Line
from bot.sealing import Sealer
from bot.storage.session import Session
from dialogs.ports import PolicyAnswers
from dialogs.values.codes import ALPHABET, FailsCheck, Valid, code_in


@dataclass(frozen=True, slots=True)
class Desk:
    """What rows are written with."""

    session: Session
    sealer: Sealer
    areas: "Areas"
    line: Line
    now: datetime


@dataclass(slots=True)
class Tally:
    """How many rows were new, changed or as before, and those that were refused."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @contextmanager
    def judging(self, row: ReadRow) -> Iterator[None]:
        """A BadCell of the row becomes a fault with its line."""
        try:
            yield
        except BadCell as error:
            self.faults.append(Fault(row.line, "", str(error)))


@dataclass(frozen=True, slots=True)
class Kind:
    """One list. `key` names the column that tells rows apart; what `write` leaves is undone where it has faults."""

    name: str
    columns: tuple[Column, ...]
    key: str
    write: Callable[[Sequence[ReadRow], Desk], Tally]
    example: tuple[str, ...]
    """A row that would be taken, for `--template`."""


class Areas:
    """The jurisdictions as lists name them; a name that comes again is not looked up again."""

    def __init__(self, policy: PolicyAnswers) -> None:
        self._policy = policy
        self._named = {area.code: area.code for area in policy.jurisdictions}

    def code_of(self, place: str) -> str:
        """The jurisdiction that a cell names by code, name or a place inside it; empty for none of ours."""
        if place not in self._named:
            named = self._policy.place_in(place)
            self._named[place] = named.code if named else ""
        return self._named[place]

    def our_code_of(self, place: str) -> str:
        """As `code_of`. Raises BadCell for a place that is not ours."""
        if code := self.code_of(place):
            return code
        names = "、".join(area.name for area in self._policy.jurisdictions)
        raise BadCell(f"地区: {place[:40]!r} names none of {names}")

    def where_applies(self, code: str) -> tuple[str, ...]:
        """The jurisdiction and those below it: what is offered in it is offered to all of these."""
        return tuple(area.code for area in self._policy.jurisdictions if code in self._policy.lineage(area.code))


def uscc(cell: Cell) -> str:
    """A 统一社会信用代码 by its form; a few real ones fail the check character, so that this is not asked of it."""
    text = str(cell).replace(" ", "").upper()
    match code_in(text):
        case Valid(code) | FailsCheck(code):
            return code
        case _:
            raise BadCell(f"{text[:40]!r} is no 统一社会信用代码: 18 of {ALPHABET}, six digits after the first two")


def is_checked(code: str) -> bool:
    """Whether its check character is right."""
    return isinstance(code_in(code), Valid)
