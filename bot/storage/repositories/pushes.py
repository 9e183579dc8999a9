"""Pages that are pushed: which are due, who has claimed one, how it ended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select, tuple_, update

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import ConversationRow, DeliveryRow
from dialogs.messages import ConversationKey

_delivery = core_table(DeliveryRow)
_older = core_table(DeliveryRow).alias("older")
_conversation = core_table(ConversationRow)


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page that may be pushed now, and when its reader may be written to."""

    id: int
    payload: bytes | None
    push_key: str | None
    attempts: int
    conversation_id: int
    key: ConversationKey
    is_following: bool
    spoke_at: datetime | None
    acted_at: datetime | None
    pushed_since_spoke: int
    pushed_since_acted: int


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that nobody will push any more by himself; `failure` is why."""

    id: int
    key: ConversationKey
    failure: str
    attempts: int
    created_at: datetime


def due(session: Session, accounts: Collection[tuple[str, str]], *, now: datetime, limit: int) -> list[DuePage]:
    """Of each conversation of these (channel, account) the oldest page, if its time has come; oldest first."""
    older_is_open = exists().where(
        _older.c.conversation_id == _delivery.c.conversation_id,
        _older.c.state == "offered",
        _older.c.id < _delivery.c.id,
    )
    statement = (
        select(
            _delivery.c.id,
            _delivery.c.payload,
            _delivery.c.push_key,
            _delivery.c.attempts,
            _delivery.c.conversation_id,
            *(_conversation.c[name] for name in ("channel", "account", "user", "is_following", "spoke_at", "acted_at")),
            _conversation.c.pushed_since_spoke,
            _conversation.c.pushed_since_acted,
        )
        .join(_conversation, _conversation.c.id == _delivery.c.conversation_id)
        .where(
            _delivery.c.state == "offered",
            _delivery.c.offered_until <= now,
            or_(_delivery.c.retry_at.is_(None), _delivery.c.retry_at <= now),
            or_(_delivery.c.claimed_until.is_(None), _delivery.c.claimed_until <= now),
            tuple_(_conversation.c.channel, _conversation.c.account).in_(list(accounts)),
            ~older_is_open,
        )
        .order_by(_delivery.c.id)
        .limit(limit)
    )
    return [_due(dict(row)) for row in session.execute(statement).mappings()]


def claim(session: Session, delivery_id: int, *, push_key: str, now: datetime, until: datetime) -> bool:
    """Keep a due page from everybody else until then; false where somebody was faster."""
    statement = (
        update(_delivery)
        .where(
            _delivery.c.id == delivery_id,
            _delivery.c.state == "offered",
            or_(_delivery.c.claimed_until.is_(None), _delivery.c.claimed_until <= now),
        )
        .values(claimed_until=until, push_key=push_key, attempts=_delivery.c.attempts + 1)
    )
    return session.execute(statement.returning(_delivery.c.id)).first() is not None


def mark_sent(session: Session, delivery_id: int, *, platform_id: str, now: datetime) -> None:
    """The platform took the page."""
    values = {"state": "sent", "platform_id": platform_id or None, "settled_at": now, "failure": ""}
    _end_claim(session, delivery_id, values | {"offered_until": None})


def put_off(session: Session, delivery_id: int, *, until: datetime, failure: str) -> None:
    """The page was not sent; it is due again then."""
    _end_claim(session, delivery_id, {"retry_at": until, "failure": failure})


def mark_failed(session: Session, delivery_id: int, *, failure: str) -> None:
    """Pushing the page is given up."""
    _end_claim(session, delivery_id, {"state": "failed", "failure": failure, "offered_until": None, "retry_at": None})


def count(session: Session, conversation_id: int, *, is_by_act: bool) -> None:
    """One more was sent in the window that his last act, or else his last words, opened."""
    column = _conversation.c.pushed_since_acted if is_by_act else _conversation.c.pushed_since_spoke
    session.execute(
        update(_conversation).where(_conversation.c.id == conversation_id).values({column.name: column + 1})
    )


def close_windows(session: Session, conversation_id: int) -> None:
    """The platform says that he cannot be written to, whatever was counted here."""
    closed = {"spoke_at": None, "acted_at": None}
    session.execute(update(_conversation).where(_conversation.c.id == conversation_id).values(closed))


def settle_by_platform_id(session: Session, account: tuple[str, str], platform_id: str, *, failure: str) -> bool:
    """The platform reports later that a page it had taken did not arrive; false where it is none of this account's."""
    of_account = select(_conversation.c.id).where(
        tuple_(_conversation.c.channel, _conversation.c.account) == tuple_(*account)
    )
    statement = (
        update(_delivery)
        .where(
            _delivery.c.platform_id == platform_id,
            _delivery.c.state == "sent",
            _delivery.c.conversation_id.in_(of_account),
        )
        .values(state="failed", failure=failure, settled_at=None)
    )
    return session.execute(statement.returning(_delivery.c.id)).first() is not None


def failed(session: Session, *, limit: int) -> list[FailedPage]:
    """The pages that were given up and not shown since, oldest first."""
    columns = (_delivery.c.id, _delivery.c.failure, _delivery.c.attempts, _delivery.c.created_at)
    statement = (
        select(*columns, _conversation.c.channel, _conversation.c.account, _conversation.c.user)
        .join(_conversation, _conversation.c.id == _delivery.c.conversation_id)
        .where(_delivery.c.state == "failed", _delivery.c.payload.is_not(None))
        .order_by(_delivery.c.id)
        .limit(limit)
    )
    return [
        FailedPage(
            row.id, ConversationKey(row.channel, row.account, row.user), row.failure, row.attempts, row.created_at
        )
        for row in session.execute(statement)
    ]


def redrive(session: Session, delivery_ids: Sequence[int], *, now: datetime) -> int:
    """Offer failed pages to be pushed once more; how many of them were failed."""
    statement = (
        update(_delivery)
        .where(_delivery.c.id.in_(delivery_ids), _delivery.c.state == "failed", _delivery.c.payload.is_not(None))
        .values(state="offered", offered_until=now, attempts=0, retry_at=None, failure="")
    )
    return len(session.execute(statement.returning(_delivery.c.id)).all())


def _end_claim(session: Session, delivery_id: int, values: Mapping[str, object]) -> None:
    is_open = (_delivery.c.id == delivery_id) & (_delivery.c.state == "offered")
    session.execute(update(_delivery).where(is_open).values({**values, "claimed_until": None}))


def _due(row: dict[str, object]) -> DuePage:
    key = ConversationKey(*(str(row.pop(name)) for name in ("channel", "account", "user")))
    return DuePage(key=key, **row)  # type: ignore[arg-type]
