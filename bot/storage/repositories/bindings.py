"""Who may act for which enterprise, and may no longer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, select, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import BindingRow

_binding = core_table(BindingRow)

How = Literal["code", "staff", "import"]
WhyEnded = Literal["contact", "staff", "erased"]


@dataclass(frozen=True, slots=True)
class Binding:
    """That a contact acts for an enterprise since a moment; until `ended_at`, where that is set.

    `by` names the member of staff who approved it, empty where a code did.
    """

    id: int
    conversation_id: int
    enterprise_id: int
    how: How
    by: str
    since: datetime
    ended_at: datetime | None
    why_ended: WhyEnded | Literal[""]


def bind(session: Session, conversation_id: int, enterprise_id: int, *, how: How, by: str = "", now: datetime) -> None:
    """Bind from now on. Who is bound already stays so as before."""
    values = {
        "conversation_id": conversation_id,
        "enterprise_id": enterprise_id,
        "how": how,
        "by": by,
        "since": now,
        "why_ended": "",
    }
    insert_once(session, _binding, values, unique=())


def end(session: Session, conversation_id: int, enterprise_id: int, *, why: WhyEnded, now: datetime) -> bool:
    """End the current binding; false where there is none. Its row stays."""
    is_current = (_binding.c.enterprise_id == enterprise_id) & _is_current(conversation_id)
    return bool(_end(session, is_current, why=why, now=now))


def end_all(session: Session, conversation_id: int, *, why: WhyEnded, now: datetime) -> int:
    """End all current bindings of a contact; how many."""
    return _end(session, _is_current(conversation_id), why=why, now=now)


def current(session: Session, conversation_id: int) -> list[Binding]:
    """The bindings that hold, the longest bound first."""
    statement = select(_binding).where(_is_current(conversation_id)).order_by(_binding.c.since, _binding.c.id)
    return [Binding(**row) for row in session.execute(statement).mappings()]


def is_bound(session: Session, conversation_id: int, enterprise_id: int) -> bool:
    """Whether the contact may act for the enterprise now."""
    is_current = (_binding.c.enterprise_id == enterprise_id) & _is_current(conversation_id)
    return session.scalar(select(_binding.c.id).where(is_current)) is not None


def history_of(session: Session, conversation_id: int) -> list[Binding]:
    """All bindings a contact ever had, oldest first."""
    statement = select(_binding).where(_binding.c.conversation_id == conversation_id).order_by(_binding.c.id)
    return [Binding(**row) for row in session.execute(statement).mappings()]


def _is_current(conversation_id: int) -> ColumnElement[bool]:
    return (_binding.c.conversation_id == conversation_id) & _binding.c.ended_at.is_(None)


def _end(session: Session, condition: ColumnElement[bool], *, why: WhyEnded, now: datetime) -> int:
    ended = update(_binding).where(condition).values(ended_at=now, why_ended=why)
    return len(session.execute(ended.returning(_binding.c.id)).all())
