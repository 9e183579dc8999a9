"""Keeps enterprises and filings as the register elsewhere has them: asked in rounds, never in the middle of a turn.

A page is written together with the cursor behind it, so that whatever fails is simply asked for again. A
row that cannot be taken is left out and named in the log; a file is refused for one, but a register that
changes by itself would stand still over it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from adapters.push import PushError
from adapters.register import FeedPage, Listed, RegisterFeed
from bot.clock import Clock
from bot.importing.columns import Column, ReadRow, read_rows
from bot.importing.enterprises import ENTERPRISES
from bot.importing.faults import Fault
from bot.importing.filings import FILINGS
from bot.importing.kinds import Kind
from bot.importing.running import Importer
from bot.importing.sheets import SheetRow
from bot.storage.repositories import register_pulls
from bot.storage.session import Database, Session

log = structlog.get_logger("register")

_LISTS: tuple[tuple[Listed, Kind], ...] = (("enterprises", ENTERPRISES), ("filings", FILINGS))
"""Enterprises first: a filing belongs to one."""


class _RowsRefused(Exception):
    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults


class Mirror:
    """Any number of processes may keep it: a page that another has written is not written again."""

    def __init__(
        self, database: Database, feed: RegisterFeed, importer: Importer, clock: Clock, every: timedelta
    ) -> None:
        self._database = database
        self._feed = feed
        self._importer = importer
        self._clock = clock
        self._every = every
        self._next_at: datetime | None = None

    async def pull_when_due(self) -> bool:
        """Take in what has changed, if it is time; false where it is not, or where the register did not answer."""
        now = self._clock.now()
        if self._next_at is not None and now < self._next_at:
            return False
        self._next_at = now + self._every
        try:
            for listed, kind in _LISTS:
                await self._pull(listed, kind)
        except PushError as error:
            log.warning("register.not_answering", code=error.code, reason=str(error))
            return False
        return True

    async def close(self) -> None:
        await self._feed.close()

    async def _pull(self, listed: Listed, kind: Kind) -> None:
        has_more = True
        while has_more:
            after = await self._database.read(lambda session: register_pulls.cursor(session, listed))
            page = await self._feed.page(listed, after=after)
            await self._take(listed, kind, page, after)
            # A cursor that stands still would be asked for without end.
            has_more = page.has_more and page.cursor != after

    async def _take(self, listed: Listed, kind: Kind, page: FeedPage, after: str) -> None:
        rows, faults = read_rows(kind.columns, _sheet(kind.columns, page), kind.key)
        left_out = _noted(listed, faults)
        while True:
            taken = [row for row in rows if row.line not in left_out]
            try:
                await self._database.write(partial(self._write, listed, kind, taken, page, after))
            except _RowsRefused as refused:
                left_out |= _noted(listed, refused.faults)
            else:
                return

    def _write(
        self, listed: Listed, kind: Kind, rows: Sequence[ReadRow], page: FeedPage, after: str, session: Session
    ) -> None:
        now = self._clock.now()
        if not register_pulls.move_on(session, listed, after=after, cursor=page.cursor, now=now):
            return
        tally = kind.write(rows, self._importer.desk(session))
        if tally.faults:
            raise _RowsRefused(tally.faults)
        if tally.new or tally.changed:
            log.info("register.taken", list=listed, new=tally.new, changed=tally.changed)


def _sheet(columns: Sequence[Column], page: FeedPage) -> list[SheetRow]:
    """The rows as those of a file, counted from 1; keys that no column has are nobody's business here."""
    return [
        SheetRow(number, {column.header: (row.get(column.header) or "").strip() for column in columns})
        for number, row in enumerate(page.rows, start=1)
    ]


def _noted(listed: Listed, faults: Sequence[Fault]) -> set[int]:
    """The rows that are at fault. The reason would repeat a cell, which may be a name."""
    for fault in faults:
        log.warning("register.row_left_out", list=listed, row=fault.line, column=fault.column)
    return {fault.line for fault in faults}
