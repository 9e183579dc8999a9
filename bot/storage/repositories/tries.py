"""Wrong tries to show that one may see something, and the lock after too many."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.tables import WrongTriesRow

_tries = core_table(WrongTriesRow)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong tries lock for so long; a pause of that length lets them be forgotten."""

    tries: int
    locks_for: timedelta


def locked_until(session: Session, subjects: tuple[str, ...], *, now: datetime) -> datetime | None:
    """The latest lock on any of the subjects that still holds; None where none does."""
    holds = _tries.c.subject_hash.in_(subjects) & (_tries.c.locked_until > now)
    until: datetime | None = session.scalar(select(func.max(_tries.c.locked_until)).where(holds))
    return until


def count_wrong(session: Session, subject: str, limit: Limit, *, now: datetime) -> None:
    """Count a wrong try; the one too many locks, and calls staff."""
    fresh = {"subject_hash": subject, "number": 0, "last_at": now}
    insert_once(session, _tries, fresh, unique=("subject_hash",))
    is_it = _tries.c.subject_hash == subject
    forgotten = is_it & (_tries.c.last_at <= now - limit.locks_for)
    session.execute(update(_tries).where(forgotten).values(number=0))
    counted = update(_tries).where(is_it).values(number=_tries.c.number + 1, last_at=now).returning(_tries.c.number)
    if (session.scalar(counted) or 0) >= limit.tries:
        locked = {"number": 0, "locked_until": now + limit.locks_for, "wants_staff_at": now}
        session.execute(update(_tries).where(is_it).values(locked))


def forget(session: Session, subject: str) -> None:
    """A right answer: the wrong ones before it no longer count."""
    session.execute(delete(_tries).where((_tries.c.subject_hash == subject) & _tries.c.locked_until.is_(None)))
    session.execute(update(_tries).where(_tries.c.subject_hash == subject).values(number=0))
