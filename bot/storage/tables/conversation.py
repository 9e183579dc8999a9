"""Tables of the conversation: inbox ──< turn >── conversation ──< delivery, transcript.

One inbox row makes at most one turn, and a turn has at most one feedback. Rows of an account are
personal data: inbox and delivery payloads are sealed, transcript text is masked.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, only_where, reference, row_id, text_column


class InboxRow(Table, table=True):
    """A message as it was admitted, kept until its dedupe key may be forgotten."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        # Holds only what still waits, so that it stays small however long keys are remembered.
        Index("ix_inbox_unhandled", "channel", "account", "user", "id", **only_where("handled_at IS NULL")),
    )

    id: int = row_id()
    dedupe_key: str = Field(max_length=64)
    channel: str = Field(max_length=32)
    account: str = Field(max_length=64)
    user: str = Field(max_length=128)
    received_at: datetime = moment()
    sent_at: datetime = moment()
    payload: bytes | None
    """Sealed; emptied when the message is handled."""
    attempts: int
    last_error: str = text_column()
    handled_at: datetime | None = moment()


class ConversationRow(Table, table=True):
    """Where one person stands; `version` moves with every change."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("channel", "account", "user"),
        CheckConstraint("mode IN ('bot', 'staff')", name="mode"),
    )

    id: int = row_id()
    channel: str = Field(max_length=32)
    account: str = Field(max_length=64)
    user: str = Field(max_length=128)
    version: int
    jurisdiction: str = Field(max_length=64)
    dialog: str = Field(max_length=64)
    dialog_version: int
    step: str = Field(max_length=64)
    slots: str = text_column()
    offered: str = text_column()
    focus: str = text_column()
    focus_at: datetime | None = moment()
    remembered: str = text_column()
    mode: str = Field(max_length=8)
    wants_staff_at: datetime | None = moment()
    is_following: bool
    spoke_at: datetime | None = moment()
    acted_at: datetime | None = moment()
    pushed_since_spoke: int
    pushed_since_acted: int
    created_at: datetime = moment()
    updated_at: datetime = moment()


class TurnRow(Table, table=True):
    """One message answered: what was decided and why. It outlives its inbox row."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("inbox_id"), UniqueConstraint("conversation_id", "number"))

    id: int = row_id()
    inbox_id: int | None = reference("inbox.id", ondelete="SET NULL")
    conversation_id: int = reference("conversation.id")
    number: int
    outcome: str = Field(max_length=32)
    dialog: str = Field(max_length=64)
    step: str = Field(max_length=64)
    jurisdiction: str = Field(max_length=64)
    trace: str = text_column()
    elapsed_ms: float
    created_at: datetime = moment()


class FeedbackRow(Table, table=True):
    """What a user thinks of the answer that a turn gave; his last word counts."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("turn_id"),
        CheckConstraint("verdict IN ('helpful', 'missed')", name="verdict"),
        Index("ix_feedback_judged_at", "judged_at"),
    )

    id: int = row_id()
    turn_id: int = reference("turn.id")
    verdict: str = Field(max_length=8)
    judged_at: datetime = moment()


class TranscriptRow(Table, table=True):
    """One line of a conversation as staff may read it."""

    __tablename__ = "transcript"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        Index("ix_transcript_conversation", "conversation_id", "id"),
    )

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    turn_id: int | None = reference("turn.id", index=True)
    direction: str = Field(max_length=3)
    kind: str = Field(max_length=32)
    text: str = text_column()
    citations: str = text_column()
    created_at: datetime = moment()


class DeliveryRow(Table, table=True):
    """One page on its way out; see repositories.deliveries for what the states promise."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("turn_id", "number"),
        CheckConstraint("state IN ('offered', 'waiting', 'sent', 'failed', 'repeated', 'dropped')", name="state"),
        Index("ix_delivery_state", "conversation_id", "state", "id"),
        Index("ix_delivery_offered", "offered_until", **only_where("state = 'offered'")),
        Index("ix_delivery_platform_id", "platform_id", **only_where("platform_id IS NOT NULL")),
    )

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    turn_id: int | None = reference("turn.id")
    """None for words that no message asked for."""
    number: int
    payload: bytes | None
    """Sealed page; emptied when no repeat can be asked for any more."""
    state: str = Field(max_length=8)
    offered_until: datetime | None = moment()
    push_key: str | None = Field(max_length=24)
    attempts: int
    claimed_until: datetime | None = moment()
    retry_at: datetime | None = moment()
    failure: str = Field(max_length=64)
    platform_id: str | None = Field(max_length=128)
    created_at: datetime = moment()
    settled_at: datetime | None = moment()
