"""Training sessions and the state of their seats.

Whoever changes a seat or the line holds the session's row: `lock` comes first, then what was read
stays true until the transaction ends. A seat is taken by a conditional update all the same.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, insert, select, update

from bot.storage.repositories.core import core_table, in_portions
from bot.storage.session import Session
from bot.storage.tables import SignUpRow, TrainingSessionRow

TrainingStatus = Literal["scheduled", "open", "full", "closed", "finished", "cancelled"]

_training = core_table(TrainingSessionRow)
_sign_up = core_table(SignUpRow)


@dataclass(frozen=True, slots=True)
class Training:
    """A session as its row says. `taken` seats are confirmed or held, `waiting` people stand in line."""

    id: int
    code: str
    title: str
    jurisdiction: str
    starts_on: date
    ends_on: date
    place: str
    is_online: bool
    capacity: int
    taken: int
    waitlist_limit: int
    enterprise_limit: int | None
    deadline: date
    fee: str
    organiser: str
    status: TrainingStatus
    is_continuing: bool
    last_number: int
    updated_at: datetime
    waiting: int

    @property
    def free_seats(self) -> int:
        """Seats that nobody has and that are held for nobody."""
        return self.capacity - self.taken

    def is_open_on(self, day: date) -> bool:
        """Whether one can sign up on `day`, for a seat or for a place in line."""
        return self.status in ("open", "full") and day <= self.deadline and not self.has_begun_on(day)

    def has_begun_on(self, day: date) -> bool:
        """Whether places can no longer be moved without a person."""
        return self.starts_on <= day


def by_id(session: Session, training_id: int) -> Training | None:
    """The session with this id."""
    return next(iter(_select(session, _training.c.id == training_id)), None)


def by_codes(session: Session, codes: Iterable[str]) -> dict[str, Training]:
    """The sessions with these codes, by code."""
    return {
        training.code: training
        for portion in in_portions(codes)
        for training in _select(session, _training.c.code.in_(portion))
    }


def open_in(session: Session, areas: Collection[str], *, today: date) -> list[Training]:
    """Those of these areas that can be signed up for today, the soonest first."""
    is_open = _training.c.status.in_(("open", "full")) & (_training.c.deadline >= today)
    return _select(session, is_open & (_training.c.starts_on > today) & _training.c.jurisdiction.in_(areas))


def lock(session: Session, training_id: int) -> Training | None:
    """The session as it is now and stays until the transaction ends, however many want it."""
    # PostgreSQL would count the line as it was before the wait, if it were asked in the same statement.
    session.execute(select(_training.c.id).where(_training.c.id == training_id).with_for_update())
    return by_id(session, training_id)


def lock_all(session: Session, codes: Iterable[str]) -> dict[str, Training]:
    """As `lock`, of the sessions with these codes, by code."""
    known = sorted(training.id for training in by_codes(session, codes).values())
    # In one order always, or two who lock many would wait for each other.
    for portion in in_portions(known):
        locking = select(_training.c.id).where(_training.c.id.in_(portion)).order_by(_training.c.id)
        session.execute(locking.with_for_update())
    return {
        training.code: training
        for portion in in_portions(known)
        for training in _select(session, _training.c.id.in_(portion))
    }


def insert_trainings(session: Session, rows: Sequence[dict[str, Any]], *, now: datetime) -> None:
    """Many new sessions at once with all their seats free; a code that is taken is refused by the database."""
    counted = {"taken": 0, "last_number": 0, "updated_at": now}
    if rows:
        session.execute(insert(_training), [row | counted for row in rows])


def insert_training(session: Session, values: dict[str, Any], *, now: datetime) -> int:
    """A new session with all its seats free; its id."""
    counted = {"taken": 0, "last_number": 0, "updated_at": now}
    new_id: int = session.execute(insert(_training).values(values | counted).returning(_training.c.id)).scalar_one()
    return new_id


def change(session: Session, training_id: int, values: dict[str, Any], *, now: datetime) -> None:
    """Write what the organiser changed. Fewer seats than are taken are refused by the database."""
    session.execute(update(_training).where(_training.c.id == training_id).values(values | {"updated_at": now}))
    _count(session, _training.c.id == training_id, taken=_training.c.taken, now=now)


def take_seat(session: Session, training_id: int, *, now: datetime) -> bool:
    """One seat less, if there is one."""
    has_seat = (_training.c.id == training_id) & (_training.c.taken < _training.c.capacity)
    return _count(session, has_seat, taken=_training.c.taken + 1, now=now)


def give_seat_back(session: Session, training_id: int, *, now: datetime) -> None:
    """One seat more."""
    _count(session, _training.c.id == training_id, taken=_training.c.taken - 1, now=now)


def next_number(session: Session, training_id: int) -> int:
    """The number of the session's coming sign-up, counted from 1 and given once."""
    statement = update(_training).where(_training.c.id == training_id).values(last_number=_training.c.last_number + 1)
    number: int = session.execute(statement.returning(_training.c.last_number)).scalar_one()
    return number


def _count(session: Session, condition: ColumnElement[bool], *, taken: ColumnElement[int], now: datetime) -> bool:
    """Write how many seats are taken where the condition holds; by it an open session is full, or open again."""
    by_seats = case((taken >= _training.c.capacity, "full"), else_="open")
    status = case((_training.c.status.in_(("open", "full")), by_seats), else_=_training.c.status)
    statement = update(_training).where(condition).values(taken=taken, status=status, updated_at=now)
    return session.execute(statement.returning(_training.c.id)).first() is not None


def _select(session: Session, condition: ColumnElement[bool]) -> list[Training]:
    is_waiting = (_sign_up.c.session_id == _training.c.id) & (_sign_up.c.state == "waitlisted")
    waiting = select(func.count()).select_from(_sign_up).where(is_waiting).scalar_subquery()
    statement = select(_training, waiting.label("waiting")).where(condition)
    rows = session.execute(statement.order_by(_training.c.starts_on, _training.c.id)).mappings()
    return [Training(**row) for row in rows]
