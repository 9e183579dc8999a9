"""What the three lists have in common: a kind has columns, a key, and writes a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.importing.columns import BadCell, Column
from bot.importing.sheets import Cell
from bot.records.seats import Line
from bot.sealing import Sealer
from bot.storage.session import Session
from dialogs.ports import PolicyAnswers
from dialogs.values.codes import ALPHABET, FailsCheck, Valid, code_in

Written = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a row is written with."""

    session: Session
    sealer: Sealer
    policy: PolicyAnswers
    line: Line
    now: datetime


@dataclass(frozen=True, slots=True)
class Kind:
    """One list. `key` names the column that tells rows apart; `write` raises BadCell for a row it refuses."""

    name: str
    columns: tuple[Column, ...]
    key: str
    write: Callable[[Mapping[str, Any], Desk], Written]
    example: tuple[str, ...]
    """A row that would be taken, for `--template`."""


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


def area_in(place: str, policy: PolicyAnswers, *, allows_elsewhere: bool = False) -> str:
    """The jurisdiction that a cell names by code, name or a place inside it. Raises BadCell for none."""
    known = {area.code for area in policy.jurisdictions}
    if place in known:
        return place
    named = policy.place_in(place)
    if named is not None:
        return named.code
    if allows_elsewhere:
        return ""
    areas = "、".join(area.name for area in policy.jurisdictions)
    raise BadCell(f"地区: {place[:40]!r} names none of {areas}")
