"""Codes that prove who holds a phone, and the messages that carry them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, only_where, reference, row_id


class OneTimeCodeRow(Table, table=True):
    """One code for one contact. Made for an enterprise that is not there too, so that nobody sees the difference."""

    __tablename__ = "one_time_code"
    __table_args__ = (
        CheckConstraint("purpose IN ('binding', 'lookup')", name="purpose"),
        Index("ix_one_time_code_conversation_id", "conversation_id", "made_at"),
        Index("ix_one_time_code_subject_hash", "subject_hash", "made_at"),
        Index("ix_one_time_code_unsent", "id", **only_where("letter IS NOT NULL")),
    )

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    purpose: str = Field(max_length=8)
    subject_hash: str = Field(max_length=64)
    code_hash: str = Field(max_length=64)
    letter: bytes | None
    """Sealed phone and code while they are to be sent."""
    send_key: str = Field(max_length=24)
    attempts: int
    retry_at: datetime | None = moment()
    failure: str = Field(max_length=64)
    made_at: datetime = moment()
    good_until: datetime = moment()
    used_at: datetime | None = moment()
