"""Fixtures that several packages of tests share: real servers, and databases with the current tables."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.storage.session import Database, open_database, upgrade
from tests.servers import postgres_database, running_postgres, running_redis

ENGINES = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis for the whole run; its keys are shared, so use a prefix."""
    with running_redis() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL for the whole run; databases are made on it."""
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """The name of a database with the current tables, to be copied."""
    with postgres_database(postgres_server) as address:
        upgrade(address)
        yield address.rpartition("/")[2].partition("?")[0]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the current tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "cqo.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the current tables and no rows, once per engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "cqo.db")
        yield f"sqlite:///{tmp_path / 'cqo.db'}"
        return
    server, template = (request.getfixturevalue(name) for name in ("postgres_server", "migrated_postgres"))
    with postgres_database(server, template=template) as address:
        yield address


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()
