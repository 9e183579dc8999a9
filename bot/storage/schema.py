"""The migrations as two plain questions over a connection: what is missing, and bring it up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import StorageUnavailable

_MIGRATIONS = Path(__file__).with_name("migrations")
_UPGRADE_LOCK = 0x63716F  # any number, the same in every process


def pending_migrations(connection: Connection) -> tuple[str, ...]:
    """The revisions the database still lacks, oldest first; empty when it is up to date.

    Raises StorageUnavailable where a newer program has been at work.
    """
    present = MigrationContext.configure(connection).get_current_revision()
    revisions = [script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()]
    if present is not None and present not in revisions:
        raise StorageUnavailable(f"The database is at revision {present}, made by a newer program: use that program.")
    return tuple(reversed(revisions[: revisions.index(present)] if present else revisions))


def upgrade(connection: Connection) -> None:
    """Runs what is pending inside the caller's transaction; processes that start at once take turns."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
    if not pending_migrations(connection):
        return
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
