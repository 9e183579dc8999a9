"""SQLite behind one writer thread with group commit.

A commit costs one wait for the disk however much it holds. So the writer takes everything that is
waiting, runs each piece inside a savepoint of its own, commits once, and only then answers the
callers: nobody is told of rows that are not on disk, and many callers share one wait.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, sleep
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event

from bot.errors import StorageUnavailable
from bot.storage import schema
from bot.storage.failures import first_line, storage_failures
from bot.storage.session import Session

T = TypeVar("T")

_READERS = 4
_GROUP_LIMIT = 256
_BUSY_TIMEOUT_S = 5.0


@dataclass(slots=True)
class _Piece:
    """One caller's work and, once run, its result or its error."""

    work: Callable[[Session], Any]
    context: Context
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None


class SqliteDatabase:
    """An embedded database in one file; made where it is missing, its folder must exist."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._place = f"database {file}"
        self._write_engine = _engine(file, begin="BEGIN IMMEDIATE", pool_size=1)
        self._read_engine = _engine(file, begin="BEGIN", pool_size=_READERS, pragmas=("query_only=ON",))
        self._readers = ThreadPoolExecutor(_READERS, "sqlite-read")
        self._waiting: SimpleQueue[_Piece | None] = SimpleQueue()
        self._writer = Thread(target=self._commit_groups, name="sqlite-write", daemon=True)
        self._writer.start()
        self._is_closed = False

    async def write(self, work: Callable[[Session], T]) -> T:
        self._refuse_when_closed()
        loop = asyncio.get_running_loop()
        piece = _Piece(work, copy_context(), loop, loop.create_future())
        self._waiting.put(piece)
        result: T = await piece.answer
        return result

    async def read(self, work: Callable[[Session], T]) -> T:
        self._refuse_when_closed()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, copy_context().run, self._run_read, work)

    async def pending_migrations(self) -> tuple[str, ...]:
        return await self.read(lambda session: schema.pending_migrations(session.connection()))

    async def upgrade(self) -> None:
        await asyncio.to_thread(self._upgrade)

    async def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._waiting.put(None)
        await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._readers.shutdown)
        self._read_engine.dispose()
        self._write_engine.dispose()

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise StorageUnavailable(f"{self._place}: closed")

    def _run_read(self, work: Callable[[Session], T]) -> T:
        with storage_failures(self._place), self._read_engine.connect() as connection:
            return work(Session(connection))

    def _upgrade(self) -> None:
        # SQLite alters a table by rebuilding it, which references to it would forbid; this can only
        # be switched outside a transaction, hence the engine of its own.
        engine = _engine(self._file, begin="BEGIN IMMEDIATE", pool_size=1, pragmas=("foreign_keys=OFF",))
        try:
            with storage_failures(self._place), engine.begin() as connection:
                schema.upgrade(connection)
        finally:
            engine.dispose()

    def _commit_groups(self) -> None:
        while group := self._next_group():
            self._commit(group)
            _answer_all(group)

    def _next_group(self) -> list[_Piece]:
        """Waits for one piece and takes all that queued up meanwhile; empty when the database closes."""
        group: list[_Piece] = []
        with suppress(Empty):
            while len(group) < _GROUP_LIMIT:
                piece = self._waiting.get(block=not group)
                if piece is None:
                    # Seen again after the last group, when nothing else is waiting.
                    if group:
                        self._waiting.put(None)
                    break
                group.append(piece)
        return group

    def _commit(self, group: list[_Piece]) -> None:
        try:
            with storage_failures(self._place), self._write_engine.begin() as connection:
                for piece in group:
                    self._run(piece, connection)
        except Exception as failure:  # noqa: BLE001 - nothing was committed, so every caller is told
            for piece in group:
                # Each its own, because one exception raised in many tasks would mix up their tracebacks.
                piece.error = piece.error or StorageUnavailable(f"{self._place}: not committed: {first_line(failure)}")

    def _run(self, piece: _Piece, connection: Connection) -> None:
        try:
            with storage_failures(self._place), _savepoint(connection):
                piece.result = piece.context.run(piece.work, Session(connection))
        except Exception as error:
            piece.error = error
            # A full disk makes SQLite drop the whole transaction by itself, earlier pieces too;
            # what follows would then run without one.
            if not _is_in_transaction(connection):
                raise StorageUnavailable(f"{self._place}: the transaction was lost") from error


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    """What runs inside is undone alone when it fails; SQLAlchemy's own savepoints cost five times as much."""
    connection.exec_driver_sql("SAVEPOINT piece")
    try:
        yield
    except BaseException:
        if _is_in_transaction(connection):
            connection.exec_driver_sql("ROLLBACK TO piece")
            connection.exec_driver_sql("RELEASE piece")
        raise
    connection.exec_driver_sql("RELEASE piece")


def _is_in_transaction(connection: Connection) -> bool:
    return bool(connection.connection.driver_connection.in_transaction)  # type: ignore[union-attr]


def _engine(file: Path, *, begin: str, pool_size: int, pragmas: tuple[str, ...] = ()) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        # The driver would open transactions on its own, late and deferred; `begin` does it here.
        connect_args={"isolation_level": None, "timeout": _BUSY_TIMEOUT_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        _enter_wal(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _enter_wal(connection: sqlite3.Connection) -> None:
    # Of two processes that switch a new file at once one is refused without the busy time-out.
    deadline = monotonic() + _BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def _answer_all(group: list[_Piece]) -> None:
    for loop in {piece.loop for piece in group}:
        # A loop that is closed has no caller left to answer.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_answer, [piece for piece in group if piece.loop is loop])


def _answer(pieces: list[_Piece]) -> None:
    for piece in pieces:
        if piece.answer.done():
            continue
        if piece.error is None:
            piece.answer.set_result(piece.result)
        else:
            piece.answer.set_exception(piece.error)
