"""One-time codes: made, sent, used once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, insert, or_, select, update

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import OneTimeCodeRow

Purpose = Literal["binding", "lookup"]

RETRY_AFTER = timedelta(seconds=20)
"""When a message that was not taken is handed over again; longer than a gateway is given to answer."""

_code = core_table(OneTimeCodeRow)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A sealed message that is to go out under `send_key`, and how often it was tried."""

    id: int
    letter: bytes
    send_key: str
    attempts: int


def insert_code(
    session: Session,
    conversation_id: int,
    *,
    purpose: Purpose,
    subject_hash: str,
    code_hash: str,
    letter: bytes | None,
    send_key: str,
    now: datetime,
    good_until: datetime,
) -> None:
    """A fresh code; without a letter nothing is sent."""
    session.execute(
        insert(_code).values(
            conversation_id=conversation_id,
            purpose=purpose,
            subject_hash=subject_hash,
            code_hash=code_hash,
            letter=letter,
            send_key=send_key,
            attempts=0,
            failure="",
            made_at=now,
            good_until=good_until,
        )
    )


def made_since(session: Session, conversation_id: int, subject_hash: str, since: datetime) -> list[datetime]:
    """When codes were made for this contact or this subject since a moment, oldest first."""
    is_its = or_(_code.c.conversation_id == conversation_id, _code.c.subject_hash == subject_hash)
    return list(
        session.scalars(select(_code.c.made_at).where(is_its & (_code.c.made_at > since)).order_by(_code.c.made_at))
    )


def use(session: Session, conversation_id: int, subject_hash: str, hashes: Collection[str], *, now: datetime) -> bool:
    """Use up the contact's latest code for this subject, if it is one of these and still good."""
    is_its = (_code.c.conversation_id == conversation_id) & (_code.c.subject_hash == subject_hash)
    latest = select(_code.c.id).where(is_its).order_by(_code.c.id.desc()).limit(1).scalar_subquery()
    is_good = (_code.c.good_until > now) & _code.c.used_at.is_(None) & _code.c.code_hash.in_(hashes)
    statement = update(_code).where((_code.c.id == latest) & is_good).values(used_at=now, letter=None)
    return session.execute(statement.returning(_code.c.id)).first() is not None


def unsent(session: Session, *, now: datetime, limit: int) -> list[Unsent]:
    """Messages whose time has come, oldest first."""
    is_due = _code.c.letter.is_not(None) & or_(_code.c.retry_at.is_(None), _code.c.retry_at <= now)
    statement = select(_code.c.id, _code.c.letter, _code.c.send_key, _code.c.attempts).where(
        is_due & (_code.c.good_until > now)
    )
    return [Unsent(**row) for row in session.execute(statement.order_by(_code.c.id).limit(limit)).mappings()]


def claim(session: Session, unsent: Unsent, *, now: datetime) -> bool:
    """Keep a message from other senders for a while; false where one was faster."""
    is_it = (_code.c.id == unsent.id) & (_code.c.attempts == unsent.attempts) & _code.c.letter.is_not(None)
    statement = update(_code).where(is_it).values(attempts=unsent.attempts + 1, retry_at=now + RETRY_AFTER)
    return session.execute(statement.returning(_code.c.id)).first() is not None


def mark_sent(session: Session, code_id: int) -> None:
    """The gateway took the message: nothing of it is kept but what checks the code."""
    session.execute(update(_code).where(_code.c.id == code_id).values(letter=None, failure=""))


def mark_failed(session: Session, code_id: int, *, failure: str) -> None:
    """The message cannot be sent."""
    session.execute(update(_code).where(_code.c.id == code_id).values(letter=None, failure=failure))


def delete_codes(session: Session, *, made_before: datetime) -> int:
    """Codes that count for no limit any more; how many."""
    return len(session.execute(delete(_code).where(_code.c.made_at < made_before).returning(_code.c.id)).all())
