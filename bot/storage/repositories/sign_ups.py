"""Places of attendees in training sessions.

confirmed  <── offered <── waitlisted        a seat that comes free is held for the next in line
    │             │            │
    └─────────────┴────────────┴──> cancelled
confirmed  ──> passed, failed, absent        after the session
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import SignUpRow, TrainingSessionRow
from dialogs.ports.trainings import SignUpState

_sign_up = core_table(SignUpRow)
_training = core_table(TrainingSessionRow)


@dataclass(frozen=True, slots=True)
class Entry:
    """One attendee's place. `attendee` and `phone` are sealed; the line stands in the order of `ordinal`."""

    id: int
    session_id: int
    ordinal: int
    number: str
    conversation_id: int | None
    enterprise_id: int | None
    uscc: str
    attendee: bytes
    phone: bytes
    phone_hash: str
    post: str
    is_appointed: bool | None
    state: SignUpState
    held_until: datetime | None
    certificate: str
    consent_version: int
    created_at: datetime
    updated_at: datetime
    reminded_at: datetime | None
    is_in_pool: bool | None

    @property
    def has_seat(self) -> bool:
        """Whether a seat is his or held for him."""
        return self.state in ("confirmed", "offered")


def insert_entry(session: Session, values: dict[str, Any], *, now: datetime) -> Entry:
    """A new place; the session must be locked."""
    dated = values | {"created_at": now, "updated_at": now}
    return Entry(**session.execute(insert(_sign_up).values(dated).returning(_sign_up)).mappings().one())


def by_number(session: Session, number: str) -> Entry | None:
    """The place with this number."""
    return next(iter(_select(session, _sign_up.c.number == number)), None)


def by_phone(session: Session, training_id: int, hashes: Collection[str]) -> Entry | None:
    """The place of this phone in a session, if it was not given up."""
    is_his = (_sign_up.c.session_id == training_id) & _sign_up.c.phone_hash.in_(hashes)
    return next(iter(_select(session, is_his & (_sign_up.c.state != "cancelled"))), None)


def of_conversation(session: Session, conversation_id: int) -> list[Entry]:
    """Those that a contact entered, oldest first, cancelled ones too."""
    return _select(session, _sign_up.c.conversation_id == conversation_id)


def active_of(session: Session, training_id: int) -> list[Entry]:
    """Everybody who has a seat in a session, is held one or waits for one, in order."""
    is_active = _sign_up.c.state.in_(("confirmed", "offered", "waitlisted"))
    return _select(session, (_sign_up.c.session_id == training_id) & is_active)


def number_from(session: Session, training_id: int, *, enterprise_id: int | None, uscc: str) -> int:
    """How many an enterprise sends to a session, waiting ones counted."""
    is_its = _sign_up.c.enterprise_id == enterprise_id if enterprise_id is not None else _sign_up.c.uscc == uscc
    is_active = (_sign_up.c.session_id == training_id) & (_sign_up.c.state != "cancelled")
    return session.scalar(select(func.count()).select_from(_sign_up).where(is_active & is_its)) or 0


def first_waiting(session: Session, training_id: int) -> Entry | None:
    """Who is next in line."""
    is_waiting = (_sign_up.c.session_id == training_id) & (_sign_up.c.state == "waitlisted")
    return next(iter(_select(session, is_waiting, limit=1)), None)


def place_in_line(session: Session, entry: Entry) -> int:
    """Counted from 1; 0 for one who does not wait."""
    if entry.state != "waitlisted":
        return 0
    is_waiting = (_sign_up.c.session_id == entry.session_id) & (_sign_up.c.state == "waitlisted")
    before = select(func.count()).select_from(_sign_up).where(is_waiting & (_sign_up.c.ordinal <= entry.ordinal))
    return session.scalar(before) or 0


def held_past(session: Session, *, now: datetime) -> list[Entry]:
    """Places whose hold has run out, by session."""
    is_over = (_sign_up.c.state == "offered") & (_sign_up.c.held_until <= now)
    return _select(session, is_over)


def remind(session: Session, conversation_ids: Collection[int], *, starts_on: date, now: datetime) -> list[Entry]:
    """The seats of these contacts in trainings that begin that day, noted as reminded of; nobody else gets them."""
    begins = select(_training.c.id).where((_training.c.starts_on == starts_on) & (_training.c.status != "cancelled"))
    is_theirs = _sign_up.c.conversation_id.in_(conversation_ids) & _sign_up.c.session_id.in_(begins)
    is_open = is_theirs & (_sign_up.c.state == "confirmed") & _sign_up.c.reminded_at.is_(None)
    noted = session.scalars(update(_sign_up).where(is_open).values(reminded_at=now).returning(_sign_up.c.id)).all()
    return _select(session, _sign_up.c.id.in_(noted))


def move(
    session: Session,
    entry: Entry,
    to: SignUpState,
    *,
    now: datetime,
    held_until: datetime | None = None,
    certificate: str = "",
) -> Entry | None:
    """The place in its new state; None where it is no longer in the one it was read in."""
    changed = {"state": to, "held_until": held_until, "certificate": certificate, "updated_at": now}
    is_unchanged = (_sign_up.c.id == entry.id) & (_sign_up.c.state == entry.state)
    moved = session.execute(update(_sign_up).where(is_unchanged).values(changed).returning(_sign_up)).mappings().first()
    return None if moved is None else Entry(**moved)


def _select(session: Session, condition: ColumnElement[bool], *, limit: int | None = None) -> list[Entry]:
    statement = select(_sign_up).where(condition).order_by(_sign_up.c.session_id, _sign_up.c.ordinal).limit(limit)
    return [Entry(**row) for row in session.execute(statement).mappings()]
