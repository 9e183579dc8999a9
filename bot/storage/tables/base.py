"""What all tables share: their kinds of column, and names of constraints that migrations can rely on."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on both engines; a naive one is refused, SQLite would keep it silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


# SQLite counts up by itself only in a column declared INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def row_id() -> Any:
    """The primary key, counted up by the database."""
    return Field(default=None, primary_key=True, sa_type=RowId)


def reference(to: str, **options: Any) -> Any:
    """The row id of another table: `to` is `table.id`."""
    return Field(foreign_key=to, sa_type=RowId, **options)


def moment(**options: Any) -> Any:
    """An aware moment."""
    return Field(sa_type=UtcDateTime, **options)


def text_column() -> Any:
    """Text without a limit."""
    return Field(sa_type=Text)


def only_where(condition: str) -> dict[str, Any]:
    """Options of an index that holds the rows of `condition` alone."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Table(SQLModel):
    """What all tables share: names of constraints that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
