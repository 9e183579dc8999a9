"""The columns of a list: their header, whether they must be filled, and how a cell is read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import process

from bot.importing.faults import Fault
from bot.importing.sheets import Cell, SheetRow

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_YES, _NO = ("是", "有", "1", "y", "yes"), ("否", "无", "0", "n", "no", "")


class BadCell(ValueError):
    """A cell that cannot be read; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """`header` is printed and expected, `name` that of the value; an empty cell is `empty` unless it is required."""

    header: str
    name: str
    read: Callable[[Cell], Any]
    is_required: bool = False
    empty: Any = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as values by the names of its columns."""

    line: int
    values: Mapping[str, Any]


def header_faults(columns: Sequence[Column], header: Sequence[str]) -> list[Fault]:
    """Unknown columns with the nearest known one, and required ones that are missing."""
    known = [column.header for column in columns]
    faults = []
    for cell in header:
        if cell not in known:
            near = process.extractOne(cell, known)
            faults.append(Fault(1, cell[:40] or "(empty)", f"unknown column; did you mean {near[0]}?" if near else ""))
    twice = sorted({cell for cell in header if list(header).count(cell) > 1})
    missing = [column for column in columns if column.is_required and column.header not in header]
    return [
        *faults,
        *(Fault(1, cell, "stands twice") for cell in twice),
        *(Fault(1, column.header, "missing") for column in missing),
    ]


def read_rows(columns: Sequence[Column], rows: Sequence[SheetRow], key: str) -> tuple[list[ReadRow], list[Fault]]:
    """The rows as values, and what is wrong with them; two rows of one `key` are a fault of the second."""
    read, faults, seen = [], [], dict[Any, int]()
    for row in rows:
        values = {}
        for column in columns:
            try:
                values[column.name] = _value(column, row.cells.get(column.header, ""))
            except BadCell as error:
                faults.append(Fault(row.line, column.header, str(error)))
        if len(values) == len(columns):
            first = seen.setdefault(values[key], row.line)
            if first != row.line:
                faults.append(Fault(row.line, "", f"{values[key]} stands in line {first} already"))
            read.append(ReadRow(row.line, values))
    return read, faults


def _value(column: Column, cell: Cell) -> Any:
    if cell == "":
        if column.is_required:
            raise BadCell("must not be empty")
        return column.empty
    return column.read(cell)


def words(limit: int) -> Callable[[Cell], str]:
    """Words of at most `limit` characters."""

    def read(cell: Cell) -> str:
        text = str(cell)
        if len(text) > limit:
            raise BadCell(f"longer than {limit} characters")
        if any(ord(char) < ord(" ") for char in text):
            raise BadCell("holds control characters")
        return text

    return read


def one_of(values: Mapping[str, Any]) -> Callable[[Cell], Any]:
    """What one of a few words stands for."""

    def read(cell: Cell) -> Any:
        if str(cell) not in values:
            raise BadCell(f"{str(cell)[:40]!r} is not one of {'、'.join(values)}")
        return values[str(cell)]

    return read


def day(cell: Cell) -> date:
    """2026-12-03, 2026/12/3, 2026年12月3日 or a date of the spreadsheet."""
    if isinstance(cell, date):
        return cell
    found = _DATE.fullmatch(cell)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise BadCell(f"{cell[:40]!r} is no date; write 2026-12-03")


def count(least: int, most: int) -> Callable[[Cell], int]:
    """A whole number from `least` to `most`."""

    def read(cell: Cell) -> int:
        text = str(cell)
        if not text.isdecimal() or not least <= int(text) <= most:
            raise BadCell(f"{text[:40]!r} is no whole number from {least} to {most}")
        return int(text)

    return read


def yes_or_no(cell: Cell) -> bool:
    """是 or 否."""
    said = str(cell).casefold()
    if said not in (*_YES, *_NO):
        raise BadCell(f"{str(cell)[:40]!r} is neither 是 nor 否")
    return said in _YES
