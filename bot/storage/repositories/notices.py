"""Words that wait for a contact until he says something."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import NoticeRow

_notice = core_table(NoticeRow)

_UNTOLD = (
    select(_notice.c.id, _notice.c.words)
    .where(_notice.c.conversation_id == bindparam("conversation_id"), _notice.c.told_at.is_(None))
    .order_by(_notice.c.id)
)


def insert_notice(session: Session, conversation_id: int, words: bytes, *, now: datetime) -> None:
    """Add sealed words."""
    session.execute(insert(_notice).values(conversation_id=conversation_id, words=words, created_at=now))


def take_untold(session: Session, conversation_id: int, *, now: datetime) -> list[bytes]:
    """The sealed words that were not told yet, oldest first; they count as told from now on and go."""
    rows = session.execute(_UNTOLD, {"conversation_id": conversation_id}).all()
    if rows:
        told = update(_notice).where(_notice.c.id.in_([row.id for row in rows]))
        session.execute(told.values(told_at=now, words=None))
    return [row.words for row in rows]
