"""Pages on their way out.

offered ──> sent        the answer that held the page was written completely
   │
   └──────> repeated    its fate stayed unknown, so it was shown again with a later turn
waiting ──> offered     the user asked for more
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
    `settled_at` once sent, repeated or dropped; `error_code` is the platform's, or empty.
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
    error_code: str


def insert_pages(
    session: Session,
    *,
    conversation_id: int,
    turn_id: int,
    payloads: Sequence[bytes],
    offered_until: datetime | None,
    now: datetime,
) -> list[Delivery]:
    """A turn's sealed pages in order: the first is offered until that moment, the others wait.

    Without `offered_until` all of them wait.
    """
    for number, payload in enumerate(payloads, start=1):
        is_offered = number == 1 and offered_until is not None
        session.execute(
            insert(_delivery).values(
                conversation_id=conversation_id,
                turn_id=turn_id,
                number=number,
                payload=payload,
                state="offered" if is_offered else "waiting",
                offered_until=offered_until if is_offered else None,
                created_at=now,
                error_code="",
            )
        )
    return of_turn(session, turn_id)


def of_turn(session: Session, turn_id: int) -> list[Delivery]:
    """All pages of a turn, in order."""
    return _select(session, _delivery.c.turn_id == turn_id, order=_delivery.c.number)


def next_waiting(session: Session, conversation_id: int) -> Delivery | None:
    """The page the user gets by asking for more, if any."""
    found = _select(
        session, (_delivery.c.conversation_id == conversation_id) & (_delivery.c.state == "waiting"), limit=1
    )
    return found[0] if found else None


def offered_past(session: Session, conversation_id: int, *, now: datetime) -> list[Delivery]:
    """Offered pages of a conversation whose deadline has passed and whose fate is unknown, oldest first."""
    is_offered = (_delivery.c.conversation_id == conversation_id) & (_delivery.c.state == "offered")
    return _select(session, is_offered & (_delivery.c.offered_until < now))


def set_state(
    session: Session,
    delivery_id: int,
    *,
    current: State,
    to: State,
    now: datetime,
    offered_until: datetime | None = None,
    error_code: str = "",
) -> bool:
    """Moves a delivery on from its `current` state; false when it is in another one, and nothing changes."""
    statement = (
        update(_delivery)
        .where(_delivery.c.id == delivery_id, _delivery.c.state == current)
        .values(
            state=to,
            offered_until=offered_until,
            settled_at=now if to in _SETTLED else None,
            error_code=error_code,
        )
    )
    return session.execute(statement.returning(_delivery.c.id)).first() is not None


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
    session: Session,
    condition: ColumnElement[bool],
    *,
    order: ColumnElement[int] = _delivery.c.id,
    limit: int | None = None,
) -> list[Delivery]:
    rows = session.execute(select(_delivery).where(condition).order_by(order).limit(limit)).mappings()
    return [Delivery(**row) for row in rows]
