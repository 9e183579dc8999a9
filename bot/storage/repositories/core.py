"""What the repositories share: a table's Core form, and an insert that respects a unique key.

A statement that every turn runs is a constant of its module, with its values left open (`bindparam`): putting
one together costs SQLAlchemy four times what running it does.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, Table, and_, bindparam, inspect
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.session import Session
from bot.storage.tables import Table as TableModel
from dialogs.messages import ConversationKey

T = TypeVar("T")

_PORTION = 1000


def core_table(model: type[TableModel]) -> Table:
    """The Core table behind a model; statements on it skip the ORM's bookkeeping."""
    table = inspect(model).local_table
    assert isinstance(table, Table)  # noqa: S101 - what a mapped class with a table name always has
    return table


def insert_once(session: Session, table: Table, values: dict[str, Any], *, unique: tuple[str, ...]) -> int | None:
    """The new row's id, or None where a row with the same `unique` columns is there already.

    Where no columns are named any unique key counts, also one over only some of the rows. Waits for
    another transaction that is inserting the same key. Columns without a value stay empty.
    """
    statement = _insert_statement(session.connection().dialect.name, table, unique)
    new_id: int | None = session.scalar(statement, values)
    return new_id


@cache
def _insert_statement(dialect: str, table: Table, unique: tuple[str, ...]) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing(index_elements=unique or None).returning(table.c.id)


def in_portions(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists short enough for one statement: both databases bind some 32,000 at most."""
    left = iter(values)
    while portion := list(islice(left, _PORTION)):
        yield portion


def is_persons(table: Table) -> ColumnElement[bool]:
    """The condition that a row of `table` is the person's whom `person` names when the statement is run."""
    names = ("channel", "account", "user")
    return and_(*(table.c[name] == bindparam(name) for name in names))


def person(key: ConversationKey) -> dict[str, Any]:
    """The values that `is_persons` leaves open."""
    return {"channel": key.channel, "account": key.account, "user": key.user}
