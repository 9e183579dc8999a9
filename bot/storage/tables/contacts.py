"""Tables of what is kept of a contact himself, each row of one conversation.

What he said is sealed. Every table that refers to a conversation has a holder in bot.records.holders,
so that he can see and erase what it keeps.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, only_where, reference, row_id


class ConsentRow(Table, table=True):
    """That a contact agreed to a notice of this purpose and version."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "uq_consent_current",
            "conversation_id",
            "purpose",
            "version",
            unique=True,
            **only_where("withdrawn_at IS NULL"),
        ),
    )

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    purpose: str = Field(max_length=32)
    version: int
    channel: str = Field(max_length=32)
    given_at: datetime = moment()
    withdrawn_at: datetime | None = moment()


class NoticeChoiceRow(Table, table=True):
    """Whether a contact wants notices; without a row he was never asked and gets none."""

    __tablename__ = "notice_choice"
    __table_args__ = (UniqueConstraint("conversation_id"),)

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    is_on: bool
    chosen_at: datetime = moment()


class SelfCheckRow(Table, table=True):
    """An eligibility check as its verdict was given."""

    __tablename__ = "self_check"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_self_check_conversation_id", "conversation_id", "id"),
        Index("ix_self_check_review", "id", **only_where("review_asked_at IS NOT NULL")),
    )

    id: int = row_id()
    number: str = Field(max_length=16)
    conversation_id: int = reference("conversation.id")
    area: str = Field(max_length=64)
    verdict: str = Field(max_length=32)
    content: bytes
    """Sealed JSON: facts, revision, clauses, digest."""
    checked_at: datetime = moment()
    review_asked_at: datetime | None = moment()


class DeskEntryRow(Table, table=True):
    """A contact who waits for a person, has one, or had one; `taken_by` names staff."""

    __tablename__ = "desk_entry"
    __table_args__ = (
        CheckConstraint("why_ended IN ('', 'contact', 'staff', 'idle')", name="why_ended"),
        CheckConstraint("(ended_at IS NULL) = (why_ended = '')", name="end"),
        Index("uq_desk_entry_open", "conversation_id", unique=True, **only_where("ended_at IS NULL")),
        Index("ix_desk_entry_waiting", "id", **only_where("taken_at IS NULL AND ended_at IS NULL")),
    )

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    words: bytes
    """Masked, then sealed."""
    asked_at: datetime = moment()
    taken_at: datetime | None = moment()
    taken_by: str = Field(max_length=64)
    ended_at: datetime | None = moment()
    why_ended: str = Field(max_length=7)


class ErasureRow(Table, table=True):
    """A contact asked to have his data erased."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("receipt"), Index("ix_erasure_conversation_id", "conversation_id", "id"))

    id: int = row_id()
    receipt: str = Field(max_length=16)
    conversation_id: int = reference("conversation.id")
    asked_at: datetime = moment()
    due_on: date
