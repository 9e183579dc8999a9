"""What users think of the answers they got: one verdict an answer, kept with the turn that gave it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import FeedbackRow, TurnRow
from dialogs.state import Verdict

_feedback = core_table(FeedbackRow)
_turn = core_table(TurnRow)


@dataclass(frozen=True, slots=True)
class Feedback:
    """The verdict on the answer that a turn gave, and when it was last said."""

    turn_id: int
    verdict: Verdict
    judged_at: datetime


def judge(session: Session, conversation_id: int, turn_number: int, verdict: Verdict, *, now: datetime) -> None:
    """Keeps the verdict with the conversation's turn of that number; a later one replaces it. No turn, no verdict."""
    is_judged = (_turn.c.conversation_id == conversation_id) & (_turn.c.number == turn_number)
    turn_id = session.scalar(select(_turn.c.id).where(is_judged))
    if turn_id is None:
        return
    said = {"verdict": verdict, "judged_at": now}
    if insert_once(session, _feedback, {"turn_id": turn_id, **said}, unique=("turn_id",)) is None:
        session.execute(update(_feedback).where(_feedback.c.turn_id == turn_id).values(said))


def newest(session: Session, verdict: Verdict, *, limit: int) -> list[Feedback]:
    """The answers last judged so, newest first."""
    columns = [_feedback.c[name] for name in Feedback.__dataclass_fields__]
    statement = select(*columns).where(_feedback.c.verdict == verdict)
    rows = session.execute(statement.order_by(_feedback.c.judged_at.desc(), _feedback.c.id.desc()).limit(limit))
    return [Feedback(**row) for row in rows.mappings()]
