"""The tables. Only repositories and migrations read this module; the rest of the service sees values.

inbox ──< turn >── conversation ──< delivery, transcript. One inbox row makes at most one turn, and
a turn has at most one feedback.
Rows of an account are personal data: inbox and delivery payloads are sealed, transcript text is masked.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
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


def _row_id() -> Any:
    return Field(default=None, primary_key=True, sa_type=RowId)


def _reference(to: str, **options: Any) -> Any:
    return Field(foreign_key=to, sa_type=RowId, **options)


def _moment(**options: Any) -> Any:
    return Field(sa_type=UtcDateTime, **options)


def _text() -> Any:
    return Field(sa_type=Text)


def _only_where(condition: str) -> dict[str, Any]:
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


class InboxRow(Table, table=True):
    """A message as it was admitted, kept until its dedupe key may be forgotten."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        # Holds only what still waits, so that it stays small however long keys are remembered.
        Index("ix_inbox_unhandled", "channel", "account", "user", "id", **_only_where("handled_at IS NULL")),
    )

    id: int = _row_id()
    dedupe_key: str = Field(max_length=64)
    channel: str = Field(max_length=32)
    account: str = Field(max_length=64)
    user: str = Field(max_length=128)
    received_at: datetime = _moment()
    sent_at: datetime = _moment()
    payload: bytes | None
    """Sealed; emptied when the message is handled."""
    attempts: int
    last_error: str = _text()
    handled_at: datetime | None = _moment()


class ConversationRow(Table, table=True):
    """Where one person stands; `version` moves with every change."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("channel", "account", "user"),
        CheckConstraint("mode IN ('bot', 'staff')", name="mode"),
    )

    id: int = _row_id()
    channel: str = Field(max_length=32)
    account: str = Field(max_length=64)
    user: str = Field(max_length=128)
    version: int
    jurisdiction: str = Field(max_length=64)
    dialog: str = Field(max_length=64)
    dialog_version: int
    step: str = Field(max_length=64)
    slots: str = _text()
    offered: str = _text()
    focus: str = _text()
    focus_at: datetime | None = _moment()
    remembered: str = _text()
    mode: str = Field(max_length=8)
    wants_staff_at: datetime | None = _moment()
    is_following: bool
    created_at: datetime = _moment()
    updated_at: datetime = _moment()


class TurnRow(Table, table=True):
    """One message answered: what was decided and why. It outlives its inbox row."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("inbox_id"), UniqueConstraint("conversation_id", "number"))

    id: int = _row_id()
    inbox_id: int | None = _reference("inbox.id", ondelete="SET NULL")
    conversation_id: int = _reference("conversation.id")
    number: int
    outcome: str = Field(max_length=32)
    dialog: str = Field(max_length=64)
    step: str = Field(max_length=64)
    jurisdiction: str = Field(max_length=64)
    trace: str = _text()
    elapsed_ms: float
    created_at: datetime = _moment()


class FeedbackRow(Table, table=True):
    """What a user thinks of the answer that a turn gave; his last word counts."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("turn_id"),
        CheckConstraint("verdict IN ('helpful', 'missed')", name="verdict"),
        Index("ix_feedback_judged_at", "judged_at"),
    )

    id: int = _row_id()
    turn_id: int = _reference("turn.id")
    verdict: str = Field(max_length=8)
    judged_at: datetime = _moment()


class TranscriptRow(Table, table=True):
    """One line of a conversation as staff may read it."""

    __tablename__ = "transcript"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        Index("ix_transcript_conversation", "conversation_id", "id"),
    )

    id: int = _row_id()
    conversation_id: int = _reference("conversation.id")
    turn_id: int | None = _reference("turn.id", index=True)
    direction: str = Field(max_length=3)
    kind: str = Field(max_length=32)
    text: str = _text()
    citations: str = _text()
    created_at: datetime = _moment()


class DeliveryRow(Table, table=True):
    """One page on its way out; see repositories.deliveries for what the states promise."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("turn_id", "number"),
        CheckConstraint("state IN ('offered', 'waiting', 'sent', 'repeated', 'dropped')", name="state"),
        Index("ix_delivery_state", "conversation_id", "state", "id"),
    )

    id: int = _row_id()
    conversation_id: int = _reference("conversation.id")
    turn_id: int = _reference("turn.id")
    number: int
    payload: bytes | None
    """Sealed page; emptied when no repeat can be asked for any more."""
    state: str = Field(max_length=8)
    offered_until: datetime | None = _moment()
    created_at: datetime = _moment()
    settled_at: datetime | None = _moment()
