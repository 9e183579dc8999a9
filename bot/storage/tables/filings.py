"""Tables of filings: enterprise ──< filing ──< filing_entry; lookup and wrong_tries guard their view.

The name of the Chief Quality Officer and the notes of staff are sealed. What somebody looked for is
kept as a keyed hash.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, only_where, reference, row_id

_STATES = (
    "state IN ('draft', 'submitted', 'under_review', 'returned', 'accepted',"
    " 'rejected', 'withdrawn', 'change_pending', 'revoked', 'archived')"
)


class FilingRow(Table, table=True):
    """A filing and the state it is in; filing_entry tells how it came there."""

    __tablename__ = "filing"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("supersedes_id"),
        CheckConstraint(_STATES, name="state"),
        Index("ix_filing_enterprise_id", "enterprise_id"),
        Index("ix_filing_updated_at", "updated_at"),
    )

    id: int = row_id()
    number: str = Field(max_length=64)
    record_type: str = Field(max_length=16)
    enterprise_id: int = reference("enterprise.id")
    authority: str = Field(max_length=200)
    cqo_name: bytes
    state: str = Field(max_length=16)
    since: datetime = moment()
    supersedes_id: int | None = reference("filing.id")
    """The filing of the predecessor."""
    created_at: datetime = moment()
    updated_at: datetime = moment()


class FilingEntryRow(Table, table=True):
    """One change of state; `by` names staff, `enterprise` or `import`."""

    __tablename__ = "filing_entry"
    __table_args__ = (CheckConstraint(_STATES, name="state"), Index("ix_filing_entry_filing_id", "filing_id", "id"))

    id: int = row_id()
    filing_id: int = reference("filing.id")
    state: str = Field(max_length=16)
    at: datetime = moment()
    by: str = Field(max_length=64)
    note: bytes | None
    is_visible: bool
    """Whether the enterprise may read the note."""


class LookupRow(Table, table=True):
    """Somebody looked a filing up; `enterprise_id` is what he was shown, None where he was shown nothing."""

    __tablename__ = "lookup"
    __table_args__ = (
        CheckConstraint("result IN ('shown', 'nothing', 'locked')", name="result"),
        Index("ix_lookup_at", "at"),
    )

    id: int = row_id()
    conversation_id: int | None = reference("conversation.id", index=True)
    """None once the contact had his data erased."""
    reference_hash: str = Field(max_length=64)
    result: str = Field(max_length=7)
    enterprise_id: int | None = reference("enterprise.id")
    at: datetime = moment()


class WrongTriesRow(Table, table=True):
    """How often a contact, or whoever asked for one reference, failed to show that he may see it."""

    __tablename__ = "wrong_tries"
    __table_args__ = (
        UniqueConstraint("subject_hash"),
        Index("ix_wrong_tries_wants_staff", "id", **only_where("wants_staff_at IS NOT NULL")),
    )

    id: int = row_id()
    subject_hash: str = Field(max_length=64)
    number: int
    last_at: datetime = moment()
    locked_until: datetime | None = moment()
    wants_staff_at: datetime | None = moment()
    """Set by a lock; staff clear it."""
