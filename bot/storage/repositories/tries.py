"""Wrong tries to show that one may see something, and the lock after too many.

Whoever tries holds its subjects first: of many who try at the same moment each sees what the others
have used up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import WrongTriesRow

_tries = core_table(WrongTriesRow)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong tries lock for so long; a pause of that length lets them be forgotten."""

    tries: int
    locks_for: timedelta


def hold(session: Session, subjects: tuple[str, ...], *, now: datetime) -> datetime | None:
    """The latest lock on any of the subjects; None where none holds. Nobody else tries on them in the meantime.

    Give the subject that is the contact's alone first, so that no two ever wait for each other.
    """
    locks = [_held(session, subject, now=now) for subject in subjects]
    return max((until for until in locks if until is not None and until > now), default=None)


def _held(session: Session, subject: str, *, now: datetime) -> datetime | None:
    fresh = {"subject_hash": subject, "number": 0, "last_at": now}
    insert_once(session, _tries, fresh, unique=("subject_hash",))
    row = select(_tries.c.locked_until).where(_tries.c.subject_hash == subject).with_for_update()
    until: datetime | None = session.scalar(row)
    return until


def count_wrong(session: Session, subject: str, limit: Limit, *, now: datetime) -> None:
    """Count a wrong try on a subject that is held; the one too many locks, and calls staff."""
    is_it = _tries.c.subject_hash == subject
    forgotten = is_it & (_tries.c.last_at <= now - limit.locks_for)
    session.execute(update(_tries).where(forgotten).values(number=0))
    counted = update(_tries).where(is_it).values(number=_tries.c.number + 1, last_at=now).returning(_tries.c.number)
    if (session.scalar(counted) or 0) >= limit.tries:
        locked = {"number": 0, "locked_until": now + limit.locks_for, "wants_staff_at": now}
        session.execute(update(_tries).where(is_it).values(locked))


def forget(session: Session, subject: str) -> None:
    """A right answer: the wrong ones before it no longer count."""
    session.execute(update(_tries).where(_tries.c.subject_hash == subject).values(number=0))
