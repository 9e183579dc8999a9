"""Who wants to hear of the next training session of an area."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import TrainingWishRow

_wish = core_table(TrainingWishRow)


def keep(session: Session, conversation_id: int, area: str, *, now: datetime) -> None:
    """Remember the wish, once."""
    values = {"conversation_id": conversation_id, "area": area, "wished_at": now}
    insert_once(session, _wish, values, unique=("conversation_id", "area"))


def take(session: Session, areas: Collection[str]) -> list[int]:
    """The conversations that wait for one of these areas, longest first; their wishes are fulfilled with this."""
    statement = delete(_wish).where(_wish.c.area.in_(areas)).returning(_wish.c.conversation_id, _wish.c.wished_at)
    fulfilled = sorted(session.execute(statement), key=lambda wish: (wish.wished_at, wish.conversation_id))
    return list(dict.fromkeys(wish.conversation_id for wish in fulfilled))


def forget(session: Session, conversation_id: int) -> int:
    """End every wish of a contact; how many there were."""
    statement = delete(_wish).where(_wish.c.conversation_id == conversation_id)
    return len(session.execute(statement.returning(_wish.c.id)).all())
