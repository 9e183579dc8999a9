"""Direct reports, their log and the count of a day. Nothing else reads these tables.

received ──> assigned ──> feedback ──> closed
    └──────> withdrawn
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, insert, select, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import ReportEntryRow, ReportRow, ReportTokenRow
from dialogs.ports.reports import ReportState

EntryKind = Literal["read", "assigned", "feedback", "closed", "withdrawn"]

_report = core_table(ReportRow)
_entry = core_table(ReportEntryRow)
_token = core_table(ReportTokenRow)


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as its row says; `content` and `feedback` are sealed."""

    id: int
    code_hash: str
    conversation_id: int | None
    is_anonymous: bool
    category: str
    is_urgent: bool
    area: str
    is_foreign: bool
    content: bytes
    state: ReportState
    assigned_to: str
    feedback: bytes | None
    wants_staff_at: datetime | None
    created_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Who did what to a report and when; `by` is empty for the reporter."""

    what: EntryKind
    by: str
    at: datetime


def insert_report(session: Session, values: dict[str, Any]) -> int | None:
    """A new report's id; None where the code is taken."""
    return insert_once(session, _report, values, unique=("code_hash",))


def by_code(session: Session, hashes: Collection[str]) -> KeptReport | None:
    """The report whose code has one of these digests."""
    return next(iter(_select(session, _report.c.code_hash.in_(hashes))), None)


def by_id(session: Session, report_id: int) -> KeptReport | None:
    """The report with this id."""
    return next(iter(_select(session, _report.c.id == report_id)), None)


def in_areas(session: Session, areas: Collection[str] | None) -> list[KeptReport]:
    """The reports of these areas, all for None, newest first; foreign ones only among all."""
    condition = _report.c.id > 0 if areas is None else _report.c.area.in_(areas) & ~_report.c.is_foreign
    return _select(session, condition)[::-1]


def of_conversation(session: Session, conversation_id: int) -> list[KeptReport]:
    """Those that a contact handed in by his name, oldest first."""
    return _select(session, _report.c.conversation_id == conversation_id)


def move(
    session: Session, report: KeptReport, to: ReportState, *, at: datetime, **changed: str | bytes | None
) -> KeptReport | None:
    """The report in its new state, staff's flag taken down; None where it is no longer in the one it was read in."""
    is_unchanged = (_report.c.id == report.id) & (_report.c.state == report.state)
    statement = update(_report).where(is_unchanged).values(state=to, since=at, wants_staff_at=None, **changed)
    moved = session.execute(statement.returning(_report)).mappings().first()
    return None if moved is None else KeptReport(**moved)


def log(session: Session, report_id: int, what: EntryKind, *, by: str, at: datetime) -> None:
    """Add a line to the report's log."""
    session.execute(insert(_entry).values(report_id=report_id, what=what, by=by, at=at))


def log_of(session: Session, report_id: int) -> list[LogEntry]:
    """Everything done to a report, oldest first."""
    columns = (_entry.c.what, _entry.c.by, _entry.c.at)
    rows = session.execute(select(*columns).where(_entry.c.report_id == report_id).order_by(_entry.c.id)).mappings()
    return [LogEntry(**row) for row in rows]


def count(session: Session, token: str, *, day: date) -> int:
    """One more report of this token; how many that makes today."""
    insert_once(session, _token, {"token": token, "day": day, "number": 0}, unique=("token",))
    statement = update(_token).where(_token.c.token == token).values(number=_token.c.number + 1)
    number: int = session.execute(statement.returning(_token.c.number)).scalar_one()
    return number


def forget_tokens(session: Session, *, before: date) -> int:
    """Forget who handed in how many on the days before; how many tokens."""
    return len(session.execute(delete(_token).where(_token.c.day < before).returning(_token.c.id)).all())


def _select(session: Session, condition: ColumnElement[bool]) -> list[KeptReport]:
    rows = session.execute(select(_report).where(condition).order_by(_report.c.id)).mappings()
    return [KeptReport(**row) for row in rows]
