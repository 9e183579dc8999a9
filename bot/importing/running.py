"""`cqo import`: one list into the database, all rows or none."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.importing.columns import ReadRow, header_faults, read_rows
from bot.importing.enterprises import ENTERPRISES
from bot.importing.faults import refused
from bot.importing.filings import FILINGS
from bot.importing.kinds import Areas, Desk, Kind, Tally, is_checked
from bot.importing.sheets import read_sheet
from bot.importing.trainings import TRAININGS
from bot.service import Service
from bot.storage.session import Session

KINDS = {kind.name: kind for kind in (ENTERPRISES, FILINGS, TRAININGS)}


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were new, changed or as before, and what should be looked at all the same."""

    new: int
    changed: int
    unchanged: int
    warnings: tuple[str, ...] = ()


def template(kind: Kind) -> str:
    """A csv with the header and one row as an example, to be saved and filled in."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[column.header for column in kind.columns], kind.example])
    return out.getvalue()


async def import_file(service: Service, kind: Kind, file: Path) -> Imported:
    """Take a list in. Raises BadImport with every bad row; then nothing was taken."""
    return await import_rows(service, kind, read_file(kind, file))


def read_file(kind: Kind, file: Path) -> list[ReadRow]:
    """The rows of a list, as values. Raises BadImport with every bad cell."""
    header, rows = read_sheet(file)
    faults = header_faults(kind.columns, header)
    if faults:
        raise refused(faults)
    read, faults = read_rows(kind.columns, rows, kind.key)
    if faults:
        raise refused(faults)
    return read


async def import_rows(service: Service, kind: Kind, rows: Sequence[ReadRow]) -> Imported:
    """Write rows that have been read. Raises BadImport with every row that is refused; then none is written."""

    def write(session: Session) -> Tally:
        records = service.records
        desk = Desk(session, records.sealer, Areas(service.ports.policy), records.line, service.clock.now())
        tally = kind.write(rows, desk)
        if tally.faults:
            raise refused(tally.faults)
        return tally

    tally = await service.database.write(write)
    return Imported(tally.new, tally.changed, tally.unchanged, tuple(_warnings(rows)))


def _warnings(rows: Sequence[ReadRow]) -> list[str]:
    return [
        f"line {row.line}: {row.values['uscc']} fails its check character; taken as it is"
        for row in rows
        if "uscc" in row.values and not is_checked(row.values["uscc"])
    ]
