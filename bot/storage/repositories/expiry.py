"""Deleting what has been kept long enough. Every function says how many rows went."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Table, delete, or_, select, update

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import (
    ConversationRow,
    DeliveryRow,
    DeskEntryRow,
    FeedbackRow,
    LookupRow,
    NoticeRow,
    ReportEntryRow,
    ReportRow,
    SelfCheckRow,
    SignUpRow,
    TrainingSessionRow,
    TranscriptRow,
    TurnRow,
    WrongTriesRow,
)

_conversation = core_table(ConversationRow)
_delivery = core_table(DeliveryRow)
_desk = core_table(DeskEntryRow)
_feedback = core_table(FeedbackRow)
_lookup = core_table(LookupRow)
_notice = core_table(NoticeRow)
_report = core_table(ReportRow)
_report_entry = core_table(ReportEntryRow)
_self_check = core_table(SelfCheckRow)
_sign_up = core_table(SignUpRow)
_training = core_table(TrainingSessionRow)
_transcript = core_table(TranscriptRow)
_tries = core_table(WrongTriesRow)
_turn = core_table(TurnRow)


def delete_turns(session: Session, *, before: datetime, unfollowed_before: datetime) -> int:
    """Turns with all that hangs on them: old ones, and every one of those who left the account long enough ago.

    Lines of the transcript that belong to no turn go alike, uncounted.
    """
    left = select(_conversation.c.id).where(
        _conversation.c.is_following.is_(False) & (_conversation.c.updated_at < unfollowed_before)
    )
    old = or_(_turn.c.created_at < before, _turn.c.conversation_id.in_(left))
    ids = select(_turn.c.id).where(old)
    for hanging in (_feedback, _delivery, _transcript):
        session.execute(delete(hanging).where(hanging.c.turn_id.in_(ids)))
    is_old_line = or_(_transcript.c.created_at < before, _transcript.c.conversation_id.in_(left))
    session.execute(delete(_transcript).where(_transcript.c.turn_id.is_(None) & is_old_line))
    return _deleted(session, _turn, old)


def delete_sign_ups(session: Session, *, ended_before: date) -> int:
    """Places in trainings that ended long enough ago."""
    over = select(_training.c.id).where(_training.c.ends_on < ended_before)
    return _deleted(session, _sign_up, _sign_up.c.session_id.in_(over))


def delete_self_checks(session: Session, *, before: datetime) -> int:
    """Old self-checks."""
    return _deleted(session, _self_check, _self_check.c.checked_at < before)


def delete_barred_checks(session: Session, *, before: datetime) -> int:
    """Self-checks that ended with a bar, where no person was asked to look again: consent was for the check alone."""
    is_barred = (_self_check.c.verdict == "barred") & _self_check.c.review_asked_at.is_(None)
    return _deleted(session, _self_check, is_barred & (_self_check.c.checked_at < before))


def delete_lookups(session: Session, *, before: datetime) -> int:
    """Old lookups of filings."""
    return _deleted(session, _lookup, _lookup.c.at < before)


def delete_tries(session: Session, *, before: datetime) -> int:
    """Old wrong tries that locked nobody, or whose lock staff have seen."""
    return _deleted(session, _tries, (_tries.c.last_at < before) & _tries.c.wants_staff_at.is_(None))


def delete_desk_entries(session: Session, *, ended_before: datetime) -> int:
    """Requests for a person that ended long enough ago."""
    return _deleted(session, _desk, _desk.c.ended_at < ended_before)


def delete_reports(session: Session, *, over_before: datetime) -> int:
    """Direct reports that were closed or withdrawn long enough ago, with their log."""
    is_over = _report.c.state.in_(("closed", "withdrawn")) & (_report.c.since < over_before)
    ids = select(_report.c.id).where(is_over)
    session.execute(delete(_report_entry).where(_report_entry.c.report_id.in_(ids)))
    return _deleted(session, _report, is_over)


def delete_told_notices(session: Session, *, before: datetime) -> int:
    """What is left of notices that were told long ago; their words went when they were told."""
    return _deleted(session, _notice, _notice.c.told_at < before)


def forget_positions(session: Session, *, before: datetime) -> int:
    """Empty what is left of dialogs in conversations that nobody has touched for long; how many."""
    is_idle = (_conversation.c.updated_at < before) & _conversation.c.slots.not_in(("", "{}"))
    emptied = {"dialog": "", "step": "", "slots": "", "offered": "[]"}
    return len(
        session.execute(update(_conversation).where(is_idle).values(emptied).returning(_conversation.c.id)).all()
    )


def _deleted(session: Session, table: Table, condition: ColumnElement[bool]) -> int:
    return len(session.execute(delete(table).where(condition).returning(table.c.id)).all())
