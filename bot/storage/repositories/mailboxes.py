"""How far the messages of an account that has to be fetched were fetched, and whether its bell rang since."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import MailboxRow

Account = tuple[str, str]
"""Channel and account."""

_box = core_table(MailboxRow)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`cursor` is empty before the first fetch, `token` where no bell has rung; `answers_since` is set by the first."""

    cursor: str = ""
    token: str = ""
    rings: int = 0
    answers_since: datetime | None = None


def ring(session: Session, account: Account, *, token: str) -> None:
    """The platform says that something waits; its latest token counts."""
    _begin(session, account)
    session.execute(update(_box).where(_is(account)).values(token=token, rings=_box.c.rings + 1))


def due(session: Session, accounts: Collection[Account], *, unrung_since: datetime) -> list[Account]:
    """The accounts that were rung for since their last fetch began, or not fetched since that moment."""
    is_rested = (_box.c.rings == _box.c.rings_heard) & (_box.c.fetched_at >= unrung_since)
    rows = session.execute(select(_box.c.channel, _box.c.account).where(is_rested))
    rested = {(row.channel, row.account) for row in rows}
    return [account for account in accounts if account not in rested]


def of(session: Session, account: Account) -> Mailbox:
    """Where an account stands."""
    columns = select(_box.c.cursor, _box.c.token, _box.c.rings, _box.c.answers_since)
    row = session.execute(columns.where(_is(account))).mappings().first()
    return Mailbox(**row) if row else Mailbox()


def move_on(
    session: Session, account: Account, box: Mailbox, *, cursor: str, answers_since: datetime, now: datetime
) -> bool:
    """What lies behind the cursor of `box` is being taken in; false where somebody has done so meanwhile."""
    _begin(session, account)
    values = {"cursor": cursor, "answers_since": answers_since, "fetched_at": now, "rings_heard": box.rings}
    moved = update(_box).where(_is(account) & (_box.c.cursor == box.cursor)).values(values)
    return session.execute(moved.returning(_box.c.id)).first() is not None


def _begin(session: Session, account: Account) -> None:
    channel, name = account
    fresh = {"channel": channel, "account": name, "cursor": "", "token": "", "rings": 0, "rings_heard": 0}
    insert_once(session, _box, fresh, unique=("channel", "account"))


def _is(account: Account) -> ColumnElement[bool]:
    return (_box.c.channel == account[0]) & (_box.c.account == account[1])
