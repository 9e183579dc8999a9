"""Pages on their way out.

offered ──> sent        the answer that held the page was written completely, or the page was pushed
   ├──────> repeated    its fate stayed unknown, so its words were said again in a later turn
   ├──────> failed      pushing was given up; ──> repeated with the user's next word, or ──> offered once more
   └──────> dropped     it grew too old
waiting ──> repeated    the user asked for more, so its words were said in a later turn
   └──────> dropped     a newer answer made it obsolete

An offered page may be pushed once `offered_until` has passed. Whoever pushes it claims it first; until
`claimed_until` nobody else may show it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, bindparam, case, func, insert, or_, select, update

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import DeliveryRow

State = Literal["offered", "waiting", "sent", "failed", "repeated", "dropped"]

_delivery = core_table(DeliveryRow)
_SETTLED: Collection[State] = ("sent", "repeated", "dropped")

_its_conversation = _delivery.c.conversation_id == bindparam("its_conversation")
_is_waiting = _its_conversation & (_delivery.c.state == "waiting")
_OF_TURN = select(_delivery).where(_delivery.c.turn_id == bindparam("turn_id")).order_by(_delivery.c.number)
_WAITING = select(_delivery).where(_is_waiting).order_by(_delivery.c.id)
# Not `in_`, whose list SQLAlchemy writes into the statement at every run.
_is_open = or_(_delivery.c.state == "offered", _delivery.c.state == "failed")
_OPEN = select(_delivery).where(_its_conversation, _is_open).order_by(_delivery.c.id)
_INSERT = insert(_delivery).returning(_delivery.c.id)
_SET_STATE = (
    update(_delivery)
    .where(
        _delivery.c.id == bindparam("its_id"),
        _delivery.c.state == bindparam("its_state"),
        or_(_delivery.c.claimed_until.is_(None), _delivery.c.claimed_until <= bindparam("now")),
    )
    .values(state=bindparam("to"), offered_until=None, settled_at=bindparam("now"))
    .returning(_delivery.c.id)
)
_DROP_WAITING = (
    update(_delivery).where(_is_waiting).values(state="dropped", settled_at=bindparam("now")).returning(_delivery.c.id)
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One page; `number` counts the pages of its turn from 1. No turn asked for the page of a notice.

    `payload` is the sealed page, None once forgotten. `offered_until` is set while offered,
    `settled_at` once sent, repeated or dropped. `push_key` is set from the first attempt to push it.
    """

    id: int
    conversation_id: int
    turn_id: int | None
    number: int
    payload: bytes | None
    state: State
    offered_until: datetime | None
    push_key: str | None
    attempts: int
    claimed_until: datetime | None
    retry_at: datetime | None
    failure: str
    platform_id: str | None
    created_at: datetime
    settled_at: datetime | None

    def is_in_flight(self, now: datetime) -> bool:
        """Whether somebody is pushing it at this moment."""
        return self.claimed_until is not None and self.claimed_until > now


def insert_pages(
    session: Session,
    *,
    conversation_id: int,
    turn_id: int | None,
    payloads: Sequence[bytes],
    offered_until: datetime,
    now: datetime,
) -> int:
    """Sealed pages of a turn or a notice, in order: the first is offered, the others wait. The id of the first."""
    rows = [
        {
            "conversation_id": conversation_id,
            "turn_id": turn_id,
            "number": number,
            "payload": payload,
            "state": "offered" if number == 1 else "waiting",
            "offered_until": offered_until if number == 1 else None,
            "attempts": 0,
            "failure": "",
            "created_at": now,
        }
        for number, payload in enumerate(payloads, start=1)
    ]
    first: int = session.scalars(_INSERT, rows[0]).one()
    if rows[1:]:
        session.execute(insert(_delivery), rows[1:])
    return first


def of_turn(session: Session, turn_id: int) -> list[Delivery]:
    """All pages of a turn, in order."""
    return _read(session, _OF_TURN, turn_id=turn_id)


def waiting(session: Session, conversation_id: int) -> list[Delivery]:
    """The pages the user gets by asking for more, in order."""
    return _read(session, _WAITING, its_conversation=conversation_id)


def open_in(session: Session, conversation_id: int) -> list[Delivery]:
    """Pages of a conversation that were offered or failed and are not settled, oldest first."""
    return _read(session, _OPEN, its_conversation=conversation_id)


def count_due(session: Session, *, now: datetime) -> int:
    """How many offered pages have passed their offer without being shown or pushed."""
    is_due = (_delivery.c.state == "offered") & (_delivery.c.offered_until < now)
    counted: int = session.execute(select(func.count()).where(is_due)).scalar_one()
    return counted


def set_state(session: Session, delivery_id: int, *, current: State, to: State, now: datetime) -> bool:
    """Moves a delivery on from its `current` state; false when it is in another one, or somebody is pushing it."""
    values = {"its_id": delivery_id, "its_state": current, "to": to, "now": now}
    return session.execute(_SET_STATE, values).first() is not None


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
    return len(session.execute(_DROP_WAITING, {"its_conversation": conversation_id, "now": now}).all())


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


def _read(session: Session, statement: Select[Any], **values: int) -> list[Delivery]:
    return [Delivery(**row) for row in session.execute(statement, values).mappings()]
