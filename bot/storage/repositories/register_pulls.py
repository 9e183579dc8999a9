"""How far the lists of the register elsewhere have been taken in."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import RegisterPullRow

Listed = Literal["enterprises", "filings"]

_pull = core_table(RegisterPullRow)


def cursor(session: Session, listed: Listed) -> str:
    """Where the next page of a list begins; empty before the first."""
    return session.scalar(select(_pull.c.cursor).where(_pull.c.list == listed)) or ""


def pulled_at(session: Session, listed: Listed) -> datetime | None:
    """When a list was asked for last with success; None where it never was."""
    moment: datetime | None = session.scalar(select(_pull.c.pulled_at).where(_pull.c.list == listed))
    return moment


def move_on(session: Session, listed: Listed, *, after: str, cursor: str, now: datetime) -> bool:
    """The page behind `after` is being taken in; false where another process has done so meanwhile."""
    values = {"cursor": cursor, "pulled_at": now}
    begun = {"list": listed, "cursor": "", "pulled_at": now}
    insert_once(session, _pull, begun, unique=("list",))
    moved = update(_pull).where((_pull.c.list == listed) & (_pull.c.cursor == after)).values(values)
    return session.execute(moved.returning(_pull.c.list)).first() is not None
