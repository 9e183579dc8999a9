"""Messages as they were admitted: once each, in order, until they are handled and forgotten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, func, select, update

from bot.storage.repositories.core import core_table, insert_once, is_persons, person
from bot.storage.session import Session
from bot.storage.tables import InboxRow
from dialogs.messages import ConversationKey

_inbox = core_table(InboxRow)

_WAITING = select(_inbox).where(is_persons(_inbox), _inbox.c.handled_at.is_(None)).order_by(_inbox.c.id)
_MARK_HANDLED = (
    update(_inbox)
    .where(_inbox.c.id == bindparam("its_id"), _inbox.c.handled_at.is_(None))
    .values(handled_at=bindparam("at"), payload=None)
    .returning(_inbox.c.id)
)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The row of a message; `is_new` is false when an earlier delivery of it made the row."""

    id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A message in the inbox. `payload` is sealed, None once handled; `last_error` is an error's code or empty."""

    id: int
    key: ConversationKey
    dedupe_key: str
    received_at: datetime
    sent_at: datetime
    payload: bytes | None
    attempts: int
    last_error: str
    handled_at: datetime | None


def admit(
    session: Session, key: ConversationKey, *, dedupe_key: str, received_at: datetime, sent_at: datetime, payload: bytes
) -> Admitted:
    """Keeps the message unless one with this dedupe key is known already."""
    values: dict[str, Any] = {
        "dedupe_key": dedupe_key,
        "channel": key.channel,
        "account": key.account,
        "user": key.user,
        "received_at": received_at,
        "sent_at": sent_at,
        "payload": payload,
        "attempts": 0,
        "last_error": "",
    }
    new_id = insert_once(session, _inbox, values, unique=("dedupe_key",))
    if new_id is not None:
        return Admitted(new_id, is_new=True)
    known = session.execute(select(_inbox.c.id).where(_inbox.c.dedupe_key == dedupe_key))
    return Admitted(known.scalar_one(), is_new=False)


def by_dedupe_key(session: Session, dedupe_key: str) -> InboxMessage | None:
    """The message of an earlier delivery, if it is still remembered."""
    row = session.execute(select(_inbox).where(_inbox.c.dedupe_key == dedupe_key)).mappings().first()
    return None if row is None else _message(row)


def unhandled(session: Session, key: ConversationKey) -> list[InboxMessage]:
    """What this person said and nobody answered yet, oldest first."""
    return [_message(row) for row in session.execute(_WAITING, person(key)).mappings()]


def overdue(session: Session, *, received_before: datetime) -> list[ConversationKey]:
    """Whose messages wait unhandled since before that moment, longest waiting first."""
    person = (_inbox.c.channel, _inbox.c.account, _inbox.c.user)
    statement = (
        select(*person)
        .where(_inbox.c.handled_at.is_(None))
        .where(_inbox.c.received_at < received_before)
        .group_by(*person)
        .order_by(func.min(_inbox.c.id))
    )
    return [ConversationKey(*row) for row in session.execute(statement)]


def count_unhandled(session: Session) -> int:
    """How many messages nobody answered yet."""
    counted: int = session.execute(select(func.count()).where(_inbox.c.handled_at.is_(None))).scalar_one()
    return counted


def mark_handled(session: Session, message_id: int, *, at: datetime) -> bool:
    """The message is answered; its content goes. False where somebody else answered it before."""
    return session.execute(_MARK_HANDLED, {"its_id": message_id, "at": at}).first() is not None


def drop(session: Session, dedupe_key: str, *, at: datetime) -> bool:
    """Forget what was said before anybody answered it; false where somebody has, or it is not known."""
    is_open = (_inbox.c.dedupe_key == dedupe_key) & _inbox.c.handled_at.is_(None)
    statement = update(_inbox).where(is_open).values(handled_at=at, payload=None)
    return session.execute(statement.returning(_inbox.c.id)).first() is not None


def count_attempt(session: Session, message_id: int, *, error: str) -> int:
    """Notes one more failed attempt with its error's code; how many there are now."""
    statement = update(_inbox).where(_inbox.c.id == message_id).values(attempts=_inbox.c.attempts + 1, last_error=error)
    attempts: int = session.execute(statement.returning(_inbox.c.attempts)).scalar_one()
    return attempts


def delete_handled(session: Session, *, received_before: datetime) -> int:
    """Forgets handled messages and their dedupe keys; how many. Their turns stay."""
    condition = _inbox.c.handled_at.is_not(None) & (_inbox.c.received_at < received_before)
    return len(session.execute(delete(_inbox).where(condition).returning(_inbox.c.id)).all())


def _message(row: RowMapping) -> InboxMessage:
    fields = dict(row)
    key = ConversationKey(fields.pop("channel"), fields.pop("account"), fields.pop("user"))
    return InboxMessage(key=key, **fields)
