"""`cqo import`: one list into the database, all rows or none."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from bot.importing.columns import ReadRow, header_faults, read_rows
from bot.importing.enterprises import ENTERPRISES
from bot.importing.faults import refused
from bot.importing.filings import FILINGS
from bot.importing.kinds import Areas, Desk, Kind, Tally, is_checked
from bot.importing.sheets import read_sheet
from bot.importing.trainings import TRAININGS
from bot.records.room import RecordRoom
from bot.storage.session import Database, Session
from dialogs.ports import PolicyAnswers

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


class Importer:
    """Takes lists into the records."""

    def __init__(self, database: Database, records: RecordRoom, policy: PolicyAnswers, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._policy = policy
        self._clock = clock

    async def import_file(self, kind: Kind, file: Path) -> Imported:
        """Take a list in. Raises BadImport with every bad row; then nothing was taken."""
        return await self.import_rows(kind, read_file(kind, file))

    async def import_rows(self, kind: Kind, rows: Sequence[ReadRow]) -> Imported:
        """Write rows that have been read. Raises BadImport with every row that is refused; then none is written."""

        def write(session: Session) -> Tally:
            tally = kind.write(rows, self.desk(session))
            if tally.faults:
                raise refused(tally.faults)
            return tally

        tally = await self._database.write(write)
        return Imported(tally.new, tally.changed, tally.unchanged, tuple(_warnings(rows)))

    def desk(self, session: Session) -> Desk:
        """What rows are written with."""
        records = self._records
        return Desk(session, records.sealer, Areas(self._policy), records.line, self._clock.now())


def _warnings(rows: Sequence[ReadRow]) -> list[str]:
    return [
        f"line {row.line}: {row.values['uscc']} fails its check character; taken as it is"
        for row in rows
        if "uscc" in row.values and not is_checked(row.values["uscc"])
    ]
