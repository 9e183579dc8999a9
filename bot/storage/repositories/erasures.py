"""Requests of contacts to have their data erased."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import desc, insert, select

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import ErasureRow

_erasure = core_table(ErasureRow)


@dataclass(frozen=True, slots=True)
class KeptErasure:
    """A request with its receipt."""

    receipt: str
    asked_at: datetime
    due_on: date


def latest(session: Session, conversation_id: int) -> KeptErasure | None:
    """The contact's latest request."""
    columns = (_erasure.c.receipt, _erasure.c.asked_at, _erasure.c.due_on)
    is_his = _erasure.c.conversation_id == conversation_id
    row = session.execute(select(*columns).where(is_his).order_by(desc(_erasure.c.id)).limit(1)).mappings().first()
    return None if row is None else KeptErasure(**row)


def record(session: Session, conversation_id: int, *, receipt: str, now: datetime, due_on: date) -> None:
    """Keep a request."""
    values = {"receipt": receipt, "conversation_id": conversation_id, "asked_at": now, "due_on": due_on}
    session.execute(insert(_erasure).values(values))
