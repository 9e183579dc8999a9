"""Who waits for a person, has one, or had one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, select, tuple_, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import ConversationRow, DeliveryRow, DeskEntryRow, TranscriptRow
from dialogs.messages import ConversationKey

_entry = core_table(DeskEntryRow)
_transcript = core_table(TranscriptRow)
_conversation = core_table(ConversationRow)
_delivery = core_table(DeliveryRow)

WhyEnded = Literal["contact", "staff", "idle"]


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """One contact at the desk. `words` are sealed; `taken_by` names staff, empty while he waits."""

    id: int
    conversation_id: int
    words: bytes
    asked_at: datetime
    taken_at: datetime | None
    taken_by: str
    ended_at: datetime | None
    why_ended: WhyEnded | Literal[""]


def enter(session: Session, conversation_id: int, *, words: bytes, now: datetime) -> None:
    """Put a contact into the queue; who waits already keeps his place, and his latest words count."""
    values = {
        "conversation_id": conversation_id,
        "words": words,
        "asked_at": now,
        "taken_by": "",
        "why_ended": "",
    }
    if insert_once(session, _entry, values, unique=()) is None:
        session.execute(update(_entry).where(_is_open(conversation_id)).values(words=words))


def open_entry(session: Session, conversation_id: int) -> DeskEntry | None:
    """The contact's entry that has not ended."""
    row = session.execute(select(_entry).where(_is_open(conversation_id))).mappings().first()
    return None if row is None else DeskEntry(**row)


def waiting_before(session: Session, conversation_id: int) -> int:
    """How many others wait, who came before the contact where he waits himself."""
    own = select(_entry.c.id).where(_is_open(conversation_id)).scalar_subquery()
    is_waiting = _entry.c.taken_at.is_(None) & _entry.c.ended_at.is_(None)
    is_before = (_entry.c.conversation_id != conversation_id) & (func.coalesce(own, _entry.c.id + 1) > _entry.c.id)
    return session.scalar(select(func.count()).select_from(_entry).where(is_waiting & is_before)) or 0


def take(session: Session, conversation_id: int, *, by: str, now: datetime) -> bool:
    """A member of staff takes the contact over; False where nobody waits or another was quicker."""
    is_free = _is_open(conversation_id) & _entry.c.taken_at.is_(None)
    taken = update(_entry).where(is_free).values(taken_at=now, taken_by=by).returning(_entry.c.id)
    return session.execute(taken).first() is not None


def waiting_on(session: Session, accounts: Collection[tuple[str, str]]) -> list[tuple[int, ConversationKey]]:
    """The conversations of these (channel, account) that wait for a person and have been told all the bot said."""
    open_page = select(_delivery.c.id).where(
        (_delivery.c.conversation_id == _conversation.c.id) & (_delivery.c.state == "offered")
    )
    is_waiting = _entry.c.taken_at.is_(None) & _entry.c.ended_at.is_(None)
    is_theirs = tuple_(_conversation.c.channel, _conversation.c.account).in_(list(accounts))
    statement = (
        select(_conversation.c.id, _conversation.c.channel, _conversation.c.account, _conversation.c.user)
        .join(_entry, _entry.c.conversation_id == _conversation.c.id)
        .where(is_waiting & is_theirs & ~open_page.exists())
        .order_by(_entry.c.id)
    )
    return [(row.id, ConversationKey(row.channel, row.account, row.user)) for row in session.execute(statement)]


def idle(session: Session, *, since: datetime) -> list[int]:
    """The conversations that staff hold and in which nothing was said since that moment."""
    said = select(_transcript.c.id).where(
        (_transcript.c.conversation_id == _entry.c.conversation_id) & (_transcript.c.created_at > since)
    )
    is_held = (_entry.c.taken_at <= since) & _entry.c.ended_at.is_(None)
    return list(session.scalars(select(_entry.c.conversation_id).where(is_held & ~said.exists()).order_by(_entry.c.id)))


def end(session: Session, conversation_id: int, *, why: WhyEnded, now: datetime) -> bool:
    """The contact's entry is over; False where none was open."""
    ended = update(_entry).where(_is_open(conversation_id)).values(ended_at=now, why_ended=why)
    return session.execute(ended.returning(_entry.c.id)).first() is not None


def _is_open(conversation_id: int) -> ColumnElement[bool]:
    return (_entry.c.conversation_id == conversation_id) & _entry.c.ended_at.is_(None)
