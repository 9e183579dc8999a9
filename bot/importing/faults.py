"""What is wrong with a list, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import BotError

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the file, counted from 1 with the header, the column where there is one, and the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}{f', {self.column}' if self.column else ''}: {self.reason}"


class BadImport(BotError):
    """A list was refused; nothing of it was taken."""

    code = "bad_import"


def refused(faults: Sequence[Fault]) -> BadImport:
    """The refusal that names every fault, the first fifty in full."""
    shown = [str(fault) for fault in faults[:MOST_SHOWN]]
    more = [f"… and {len(faults) - MOST_SHOWN} more"] if len(faults) > MOST_SHOWN else []
    number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return BadImport("\n".join([f"nothing was imported, {number}:", *shown, *more]))
