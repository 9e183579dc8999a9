"""A csv or xlsx file as rows of cells under its header."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from bot.importing.faults import BadImport

_MOST_BYTES = 50_000_000
_MOST_ROWS = 200_000
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")

Cell = str | date


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its line in the file, and its cells by header; an empty cell is an empty string."""

    line: int
    cells: dict[str, Cell]


def read_sheet(file: Path) -> tuple[tuple[str, ...], list[SheetRow]]:
    """Header and rows, empty rows left out. Raises BadImport for a file that cannot be read."""
    try:
        content = file.read_bytes() if file.stat().st_size <= _MOST_BYTES else None
    except FileNotFoundError:
        raise BadImport(f"{file}: no such file") from None
    except OSError as error:
        raise BadImport(f"{file}: cannot be read ({error.strerror})") from None
    if content is None:
        raise BadImport(f"{file}: larger than {_MOST_BYTES // 1_000_000} MB; split it")
    lines = _xlsx_lines(file, content) if file.suffix.lower() == ".xlsx" else _csv_lines(file, content)
    header: tuple[str, ...] = ()
    rows: list[SheetRow] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if not header:
            header = tuple(str(cell) for cell in cells)
            while header and not header[-1]:
                header = header[:-1]
            continue
        if len(rows) >= _MOST_ROWS:
            raise BadImport(f"{file}: more than {_MOST_ROWS} rows; split it")
        beyond = [cell for cell in cells[len(header) :] if cell]
        if beyond:
            raise BadImport(f"{file}: line {number} has more cells than the header: {str(beyond[0])[:40]!r}")
        padded = [*cells, *[""] * (len(header) - len(cells))]
        rows.append(SheetRow(number, dict(zip(header, padded, strict=False))))
    if not header:
        raise BadImport(f"{file}: empty; `cqo import … --template` prints the header")
    return header, rows


def _csv_lines(file: Path, content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(io.StringIO(_decoded(file, content), newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise BadImport(f"{file}: line {reader.line_num}: {error}") from None


def _decoded(file: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadImport(f"{file}: neither UTF-8 nor GB18030; save it as CSV UTF-8")


def _xlsx_lines(file: Path, content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    # Loaded for a spreadsheet only; the service never needs it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        # Some office programs write a size that is none; what is beyond it would be left out in silence.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_cell(file, number, value) for value in row]
    except (BadZipFile, InvalidFileException, LookupError, ValueError, EOFError, SyntaxError, OSError):
        raise BadImport(f"{file}: not an xlsx file; save it as .xlsx or .csv") from None


def _cell(file: Path, line: int, value: object) -> Cell:
    match value:
        case None:
            return ""
        case datetime():
            return value.date()
        case date():
            return value
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case str() if value in _ERRORS:
            raise BadImport(f"{file}: line {line}: the error value {value}; correct the cell")
        case str() if not value.startswith("="):
            return value.strip()
        case int() | float():
            return str(value)
        case _:
            # A formula over several cells comes as an object of its own.
            said = f" ({value[:40]})" if isinstance(value, str) else ""
            raise BadImport(f"{file}: line {line}: a formula{said}; paste its value instead")
