"""The database as the service uses it: pieces of work over a session, one transaction each."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.errors import BadSetting

__all__ = ["Database", "Session", "open_database", "pending_migrations", "read", "upgrade"]

T = TypeVar("T")


class Session:
    """A transaction that others begin and end: what repositories run their statements on.

    Statements of SQLAlchemy's Core alone, so there is none of the ORM's bookkeeping, a fifth of a turn's CPU time.
    """

    __slots__ = ("_connection", "execute", "scalar", "scalars")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.execute = connection.execute
        self.scalar = connection.scalar
        self.scalars = connection.scalars

    def connection(self) -> Connection:
        """What migrations work on."""
        return self._connection


class Database(Protocol):
    """Where all truth is kept. Every method raises StorageUnavailable when it cannot be reached."""

    async def write(self, work: Callable[[Session], T]) -> T:
        """Runs `work` in a transaction; returns only after the commit that holds its rows.

        An error of `work` rolls back what it did and is raised here; nobody else's work suffers.
        `work` is plain synchronous code, neither commits nor keeps the session, and may run in
        another thread. A caller that is cancelled must not assume that nothing was committed.
        """

    async def read(self, work: Callable[[Session], T]) -> T:
        """Runs `work` on a snapshot in which every finished write is visible; it must not write."""

    async def pending_migrations(self) -> tuple[str, ...]:
        """The revisions the tables still lack, oldest first."""

    async def upgrade(self) -> None:
        """Brings the tables up to date; all or nothing, safe to call from several processes."""

    async def close(self) -> None:
        """Finishes what was handed in, then lets go of every connection."""


def open_database(url: str) -> Database:
    """The database at `sqlite:////absolute/file` or `postgresql://user:password@host:port/name?sslmode=…`.

    Nothing is connected yet; a missing SQLite file is made on first use. Raises BadSetting for an
    address that is neither, and for one that names a driver.
    """
    # A deployment uses one engine; the other's driver need not be loaded.
    scheme, _, rest = url.partition("://")
    if "+" in scheme:
        raise BadSetting(f"database_url: write {scheme.partition('+')[0]}:// without a driver, the service chooses it.")
    if scheme == "sqlite":
        from bot.storage.sqlite import SqliteDatabase

        return SqliteDatabase(sqlite_file(url))
    if scheme == "postgresql" and rest:
        from bot.storage.postgres import PostgresDatabase

        return PostgresDatabase(url)
    raise BadSetting("database_url: sqlite:///file or postgresql://user:password@host:port/name is needed.")


def pending_migrations(url: str) -> tuple[str, ...]:
    """As Database.pending_migrations, for commands: must not be called where an event loop runs."""
    return asyncio.run(_opened(url, lambda database: database.pending_migrations()))


def upgrade(url: str) -> None:
    """As Database.upgrade, for commands: must not be called where an event loop runs."""
    asyncio.run(_opened(url, lambda database: database.upgrade()))


def read(url: str, work: Callable[[Session], T]) -> T:
    """As Database.read, for commands: must not be called where an event loop runs."""
    return asyncio.run(_opened(url, lambda database: database.read(work)))


async def _opened(url: str, ask: Callable[[Database], Awaitable[T]]) -> T:
    database = open_database(url)
    try:
        return await ask(database)
    finally:
        await database.close()


def sqlite_file(url: str) -> Path:
    """The file of `sqlite:////absolute/file`. Raises BadSetting where the address names none."""
    path, _, options = url.removeprefix("sqlite://").partition("?")
    if options or not path.removeprefix("/") or path.endswith("/"):
        raise BadSetting("database_url: sqlite:////absolute/file is needed, without options.")
    return Path(path.removeprefix("/"))
