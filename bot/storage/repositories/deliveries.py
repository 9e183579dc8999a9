"""Pages on their way out.

offered ──> sent        the answer that held the page was written completely
   │
   └──────> repeated    its fate stayed unknown, so its words were said again in a later turn
waiting ──> repeated    the user asked for more, so its words were said in a later turn
   └──────> dropped     a newer answer made it obsolete
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, case, insert, select, update
from sqlalchemy.orm import Session

from bot.storage.repositories.core import core_table
from bot.storage.tables import DeliveryRow

State = Literal["offered", "waiting", "sent", "repeated", "dropped"]

_delivery = core_table(DeliveryRow)
_SETTLED: Collection[State] = ("sent", "repeated", "dropped")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One page of a turn; `number` counts the turn's pages from 1.

    `payload` is the sealed page, None once forgotten. `offered_until` is set while offered,
    `settled_at` once sent, repeated or dropped.
    """

    id: int
    conversation_id: int
    turn_id: int
    number: int
    payload: bytes | None
    state: State
    offered_until: datetime | None
    created_at: datetime
    settled_at: datetime | None


def insert_pages(
    session: Session,
    *,
    conversation_id: int,
    turn_id: int,
    payloads: Sequence[bytes],
    offered_until: datetime,
    now: datetime,
) -> list[Delivery]:
    """A turn's sealed pages in order: the first is offered until that moment, the others wait."""
    for number, payload in enumerate(payloads, start=1):
        is_offered = number == 1
        session.execute(
            insert(_delivery).values(
                conversation_id=conversation_id,
                turn_id=turn_id,
                number=number,
                payload=payload,
                state="offered" if is_offered else "waiting",
                offered_until=offered_until if is_offered else None,
                created_at=now,
            )
        )
    return of_turn(session, turn_id)


def of_turn(session: Session, turn_id: int) -> list[Delivery]:
    """All pages of a turn, in order."""
    return _select(session, _delivery.c.turn_id == turn_id, order=_delivery.c.number)


def waiting(session: Session, conversation_id: int) -> list[Delivery]:
    """The pages the user gets by asking for more, in order."""
    return _select(session, (_delivery.c.conversation_id == conversation_id) & (_delivery.c.state == "waiting"))


def offered_past(session: Session, conversation_id: int, *, now: datetime) -> list[Delivery]:
    """Offered pages of a conversation whose deadline has passed and whose fate is unknown, oldest first."""
    is_offered = (_delivery.c.conversation_id == conversation_id) & (_delivery.c.state == "offered")
    return _select(session, is_offered & (_delivery.c.offered_until < now))


def set_state(session: Session, delivery_id: int, *, current: State, to: State, now: datetime) -> bool:
    """Moves a delivery on from its `current` state; false when it is in another one, and nothing changes."""
    statement = (
        update(_delivery)
        .where(_delivery.c.id == delivery_id, _delivery.c.state == current)
        .values(state=to, offered_until=None, settled_at=now)
    )
    return session.execute(statement.returning(_delivery.c.id)).first() is not None


def end_offer(session: Session, delivery_id: int, *, now: datetime) -> None:
    """The answer went out without the offered page: its fate is no longer open, it was not shown."""
    is_offered = (_delivery.c.id == delivery_id) & (_delivery.c.state == "offered")
    session.execute(update(_delivery).where(is_offered).values(offered_until=now))


def latest_payload(session: Session) -> bytes | None:
    """The newest sealed page that is still kept, if any."""
    statement = select(_delivery.c.payload).where(_delivery.c.payload.is_not(None)).order_by(_delivery.c.id.desc())
    return session.scalar(statement.limit(1))


def drop_waiting(session: Session, conversation_id: int, *, now: datetime) -> int:
    """A newer answer makes the waiting pages obsolete; how many."""
    is_waiting = (_delivery.c.conversation_id == conversation_id) & (_delivery.c.state == "waiting")
    statement = update(_delivery).where(is_waiting).values(state="dropped", settled_at=now)
    return len(session.execute(statement.returning(_delivery.c.id)).all())


def forget_pages(session: Session, *, created_before: datetime, now: datetime) -> int:
    """Empties pages so old that no repeat and no 更多 can ask for them; open ones are dropped. How many."""
    is_old = (_delivery.c.created_at < created_before) & _delivery.c.payload.is_not(None)
    is_settled = _delivery.c.state.in_(_SETTLED)
    statement = (
        update(_delivery)
        .where(is_old)
        .values(
            payload=None,
            state=case((is_settled, _delivery.c.state), else_="dropped"),
            settled_at=case((is_settled, _delivery.c.settled_at), else_=now),
        )
    )
    return len(session.execute(statement.returning(_delivery.c.id)).all())


def _select(
    session: Session, condition: ColumnElement[bool], *, order: ColumnElement[int] = _delivery.c.id
) -> list[Delivery]:
    rows = session.execute(select(_delivery).where(condition).order_by(order)).mappings()
    return [Delivery(**row) for row in rows]
