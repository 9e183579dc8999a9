"""PostgreSQL through asyncpg: a transaction for each piece of work, connections from one pool."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import asyncpg
from sqlalchemy import Connection, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.errors import BadSetting
from bot.storage import schema
from bot.storage.failures import storage_failures
from bot.storage.session import Session

T = TypeVar("T")

_POOL_SIZE = 10
_POOL_TIMEOUT_S = 5.0
_STATEMENT_TIMEOUT_S = 30.0
_CONNECT_TIMEOUT_S = 5.0

# What libpq calls them and asyncpg takes from the address itself.
_PASSED_ON = frozenset(
    {"host", "port", "dbname", "user", "password", "passfile", "service", "application_name", "target_session_attrs"}
    | {"sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslpassword", "sslnegotiation"}
    | {"ssl_min_protocol_version", "ssl_max_protocol_version"}
)


class PostgresDatabase:
    """A database on a server, shared by any number of processes."""

    def __init__(self, url: str) -> None:
        self._place = f"PostgreSQL {urlsplit(url).hostname or 'on this machine'}"
        self._connect = connector(url)
        self._engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: self._connect(command_timeout=_STATEMENT_TIMEOUT_S),
            pool_size=_POOL_SIZE,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            hide_parameters=True,
        )
        _replace_dead_connections(self._engine)
        self._snapshots = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def write(self, work: Callable[[Session], T]) -> T:
        with storage_failures(self._place):
            async with self._engine.begin() as connection:
                return await connection.run_sync(_on_session, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        with storage_failures(self._place):
            async with self._snapshots.connect() as connection:
                return await connection.run_sync(_on_session, work)

    async def pending_migrations(self) -> tuple[str, ...]:
        return await self.read(lambda session: schema.pending_migrations(session.connection()))

    async def upgrade(self) -> None:
        # A migration may take longer than any statement of the service.
        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=self._connect, poolclass=NullPool, hide_parameters=True
        )
        with storage_failures(self._place):
            async with engine.begin() as connection:
                await connection.run_sync(schema.upgrade)

    async def close(self) -> None:
        await self._engine.dispose()


def _on_session(connection: Connection, work: Callable[[Session], T]) -> T:
    return work(Session(connection))


def connector(url: str) -> Callable[..., Awaitable[asyncpg.Connection]]:
    """Opens connections to a libpq address; keyword arguments are asyncpg's.

    The words of libpq are kept (`sslmode`, `sslrootcert`, `connect_timeout`, `application_name`, …);
    raises BadSetting for one that would have no effect here.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    timeout = options.pop("connect_timeout", str(_CONNECT_TIMEOUT_S))
    if unknown := sorted(options.keys() - _PASSED_ON):
        raise BadSetting(f"database_url: the option {unknown[0]} is not supported, leave it out.")
    try:
        timeout_s = float(timeout)
    except ValueError:
        raise BadSetting(f"database_url: connect_timeout is a number of seconds, not {timeout}.") from None
    address = parts._replace(query=urlencode(options)).geturl()

    async def connect(**arguments: Any) -> asyncpg.Connection:
        return await asyncpg.connect(address, timeout=timeout_s, **arguments)

    return connect


def _replace_dead_connections(engine: AsyncEngine) -> None:
    """A connection that a restarted server closed is replaced when taken from the pool.

    asyncpg knows it without asking, so this saves the three round trips of SQLAlchemy's pre-ping.
    """

    @event.listens_for(engine.sync_engine, "checkout")
    def check(connection: Any, _record: object, _proxy: object) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError
