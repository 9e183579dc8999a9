"""Turns what a driver raises into errors of ours; nothing above storage knows a driver.

BotError
├── StorageUnavailable  (bot.errors) not reached, or refused for now: the same work may pass later
└── BrokenStatement     (here) refused for what it asks: a fault of the program, it will not pass later
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import BotError, StorageUnavailable

_VALUE_SQLSTATE = "22"
_FAULTY_SQLSTATES = (_VALUE_SQLSTATE, "23", "42")  # value, constraint, syntax or name


class BrokenStatement(BotError):
    """A value, a constraint or the statement itself was wrong; the sentence names it, never the row."""

    code = "broken_statement"


@contextmanager
def storage_failures(place: str) -> Iterator[None]:
    """Raises StorageUnavailable or BrokenStatement, naming `place`, for what a driver or socket raises."""
    try:
        yield
    except (DBAPIError, OSError, PoolTimeout) as error:
        if isinstance(error, DBAPIError) and _is_faulty(error):
            # Not chained: the driver's own words quote the row, and tracebacks are logged.
            raise BrokenStatement(f"{place}: {_without_values(error)}") from None
        raise StorageUnavailable(f"{place}: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """What went wrong in the driver's words; its further lines may quote rows, which hold personal data."""
    said = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return (str(said).splitlines() or [type(said).__name__])[0]


def _is_faulty(error: DBAPIError) -> bool:
    is_faulty_class = isinstance(error, IntegrityError | DataError | ProgrammingError)
    return is_faulty_class or _sqlstate(error).startswith(_FAULTY_SQLSTATES)


def _without_values(error: DBAPIError) -> str:
    # PostgreSQL quotes a value it cannot take in its very first line.
    if (sqlstate := _sqlstate(error)).startswith(_VALUE_SQLSTATE):
        return f"a value was refused, SQLSTATE {sqlstate}"
    return first_line(error)


def _sqlstate(error: DBAPIError) -> str:
    """PostgreSQL's code of the fault; empty on SQLite and where the connection failed."""
    return getattr(error.orig, "sqlstate", None) or ""
