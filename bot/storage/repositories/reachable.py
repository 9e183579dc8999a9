"""Contacts with something to be told, and when each may be written to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import ConversationRow, NoticeChoiceRow, NoticeRow, SignUpRow, TrainingSessionRow
from dialogs.messages import ConversationKey

_conversation = core_table(ConversationRow)
_choice = core_table(NoticeChoiceRow)
_notice = core_table(NoticeRow)
_sign_up = core_table(SignUpRow)
_training = core_table(TrainingSessionRow)

_IS_HIS_CHOICE = _choice.c.conversation_id == _conversation.c.id


@dataclass(frozen=True, slots=True)
class Reader:
    """A contact; the moments and counts are those of bot.windows."""

    conversation_id: int
    key: ConversationKey
    is_following: bool
    spoke_at: datetime | None
    acted_at: datetime | None
    pushed_since_spoke: int
    pushed_since_acted: int


def untold(session: Session, account: tuple[str, str], *, since: datetime | None, limit: int) -> list[Reader]:
    """Whom words wait for on an account (channel, name), longest known first; who did nothing since then is left out.

    Who turned notices off is told with his next message only.
    """
    waits = exists().where(_notice.c.conversation_id == _conversation.c.id, _notice.c.told_at.is_(None))
    refused = exists().where(_IS_HIS_CHOICE, _choice.c.is_on.is_(False))
    channel, name = account
    is_here = (_conversation.c.channel == channel) & (_conversation.c.account == name)
    condition = is_here & _conversation.c.is_following & waits & ~refused
    if since is not None:
        condition &= or_(_conversation.c.spoke_at > since, _conversation.c.acted_at > since)
    return _readers(session, condition, limit=limit)


def unreminded(session: Session, *, starts_on: date) -> list[Reader]:
    """Who has a seat in a training that begins that day, wants notices and was not reminded."""
    has_seat = exists().where(
        _sign_up.c.conversation_id == _conversation.c.id,
        _sign_up.c.state == "confirmed",
        _sign_up.c.reminded_at.is_(None),
        _sign_up.c.session_id == _training.c.id,
        _training.c.starts_on == starts_on,
        _training.c.status != "cancelled",
    )
    wants = exists().where(_IS_HIS_CHOICE, _choice.c.is_on)
    return _readers(session, _conversation.c.is_following & has_seat & wants)


def _readers(session: Session, condition: ColumnElement[bool], *, limit: int | None = None) -> list[Reader]:
    names = ("is_following", "spoke_at", "acted_at", "pushed_since_spoke", "pushed_since_acted")
    columns: list[Any] = [
        _conversation.c.id,
        *(_conversation.c[name] for name in ("channel", "account", "user", *names)),
    ]
    statement = select(*columns).where(condition).order_by(_conversation.c.id).limit(limit)
    return [
        Reader(row["id"], ConversationKey(row["channel"], row["account"], row["user"]), *(row[name] for name in names))
        for row in session.execute(statement).mappings()
    ]
