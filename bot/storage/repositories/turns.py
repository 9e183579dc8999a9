"""What was decided for each message, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import TurnRow

_turn = core_table(TurnRow)

_LAST_NUMBER = select(func.max(_turn.c.number)).where(_turn.c.conversation_id == bindparam("conversation_id"))
_INSERT = insert(_turn).returning(_turn.c.id)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message answered. `number` counts the conversation's turns from 1; `trace` is JSON text.

    `inbox_id` is None once the message's dedupe key is forgotten. `dialog` names the dialog or command
    concerned and `step` the open step, both empty where there is none.
    """

    id: int
    inbox_id: int | None
    conversation_id: int
    number: int
    outcome: str
    dialog: str
    step: str
    jurisdiction: str
    trace: str
    elapsed_ms: float
    created_at: datetime


def next_number(session: Session, conversation_id: int) -> int:
    """The number of the conversation's coming turn. It holds if the conversation read before can still be saved."""
    return (session.scalar(_LAST_NUMBER, {"conversation_id": conversation_id}) or 0) + 1


def has_any(session: Session, conversation_id: int) -> bool:
    """Whether the conversation has had a turn that is still kept."""
    return session.scalar(select(_turn.c.id).where(_turn.c.conversation_id == conversation_id).limit(1)) is not None


def insert_turn(
    session: Session,
    *,
    inbox_id: int,
    conversation_id: int,
    number: int,
    outcome: str,
    dialog: str,
    step: str,
    jurisdiction: str,
    trace: str,
    elapsed_ms: float,
    now: datetime,
) -> int:
    """The new turn's id. Save the conversation first: that keeps others from taking the same number."""
    values = {
        "inbox_id": inbox_id,
        "conversation_id": conversation_id,
        "number": number,
        "outcome": outcome,
        "dialog": dialog,
        "step": step,
        "jurisdiction": jurisdiction,
        "trace": trace,
        "elapsed_ms": elapsed_ms,
        "created_at": now,
    }
    turn_id: int = session.execute(_INSERT, values).scalar_one()
    return turn_id


def by_inbox_id(session: Session, inbox_id: int) -> Turn | None:
    """The turn that answered this message, if one did."""
    row = session.execute(select(_turn).where(_turn.c.inbox_id == inbox_id)).mappings().first()
    return None if row is None else Turn(**row)
