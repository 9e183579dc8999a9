"""Tables of direct reports: report ──< report_entry; report_token stands alone.

What is reported is sealed. An anonymous report refers to nobody, and its moments are cut to the
day, so that no turn of that day can be told to be its own. Only repositories.reports reads these.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, only_where, reference, row_id


class ReportRow(Table, table=True):
    """One report and where it stands."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        CheckConstraint("state IN ('received', 'assigned', 'feedback', 'closed', 'withdrawn')", name="state"),
        CheckConstraint("NOT is_anonymous OR conversation_id IS NULL", name="anonymous"),
        Index("ix_report_area", "area", "state"),
        Index("ix_report_wants_staff", "id", **only_where("wants_staff_at IS NOT NULL")),
    )

    id: int = row_id()
    code_hash: str = Field(max_length=64)
    conversation_id: int | None = reference("conversation.id", index=True)
    is_anonymous: bool
    category: str = Field(max_length=64)
    is_urgent: bool
    area: str = Field(max_length=64)
    """A jurisdiction of ours, or empty for a foreign place, which is sealed with the rest."""
    is_foreign: bool
    content: bytes
    """Sealed JSON: text, place, enterprise, contact."""
    state: str = Field(max_length=9)
    assigned_to: str = Field(max_length=64)
    feedback: bytes | None
    """Sealed; what staff wrote for the reporter."""
    wants_staff_at: datetime | None = moment()
    """Set for an urgent one until it is assigned or withdrawn."""
    created_at: datetime = moment()
    since: datetime = moment()


class ReportEntryRow(Table, table=True):
    """Who did what to a report, reading included; `by` is empty for the reporter."""

    __tablename__ = "report_entry"
    __table_args__ = (
        CheckConstraint("what IN ('read', 'assigned', 'feedback', 'closed', 'withdrawn')", name="what"),
        Index("ix_report_entry_report", "report_id", "id"),
    )

    id: int = row_id()
    report_id: int = reference("report.id")
    what: str = Field(max_length=9)
    by: str = Field(max_length=64)
    at: datetime = moment()


class ReportTokenRow(Table, table=True):
    """How many reports somebody handed in on a day; gone when the day is over."""

    __tablename__ = "report_token"
    __table_args__ = (UniqueConstraint("token"),)

    id: int = row_id()
    token: str = Field(max_length=64)
    day: date = Field(index=True)
    number: int
