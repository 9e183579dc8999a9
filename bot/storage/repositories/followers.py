"""The followers of an account as its platform lists them, and how far that list was taken in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from bot.storage.repositories.conversations import Conversation
from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import ConversationRow, FollowerSyncRow

_conversation = core_table(ConversationRow)
_sync = core_table(FollowerSyncRow)


@dataclass(frozen=True, slots=True)
class Listed:
    """One follower; `area` is the code of the area that his tags tell, empty where they tell none."""

    user: str
    area: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many conversations are new, and how many of the others follow again or got an area."""

    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a run has come: the last follower it took in, and how many."""

    cursor: str = ""
    done: int = 0


def take_in(
    session: Session, account: tuple[str, str], listed: Sequence[Listed], *, as_of: datetime, now: datetime
) -> TakenIn:
    """Have a conversation with each; `account` is channel and name.

    Who left after `as_of`, when the platform was asked, has left. An area that a conversation has
    stays: a user's own word counts for more than a tag.
    """
    there = [each for each in listed if not _insert(session, account, each, now=now)]
    is_back = _conversation.c.is_following.is_(False) & (_conversation.c.updated_at < as_of)
    changed = _change(session, account, [each.user for each in there], is_back, {"is_following": True}, now=now)
    by_area: defaultdict[str, list[str]] = defaultdict(list)
    for each in there:
        by_area[each.area].append(each.user)
    by_area.pop("", None)
    for area, users in by_area.items():
        has_none = _conversation.c.jurisdiction == ""
        changed |= _change(session, account, users, has_none, {"jurisdiction": area}, now=now)
    return TakenIn(new=len(listed) - len(there), changed=len(changed))


def reached(session: Session, account: tuple[str, str]) -> Reached:
    """Where the last run was broken off; nowhere where it came to its end."""
    row = session.execute(select(_sync.c.cursor, _sync.c.done).where(_is_of(account))).first()
    return Reached(row.cursor, row.done) if row else Reached()


def note_reached(session: Session, account: tuple[str, str], run: Reached, *, now: datetime) -> None:
    """In the transaction of the followers that brought the run so far; Reached() at its end."""
    channel, name = account
    values: dict[str, Any] = {"cursor": run.cursor, "done": run.done, "updated_at": now}
    if insert_once(session, _sync, values | {"channel": channel, "account": name}, unique=("channel", "account")):
        return
    session.execute(update(_sync).where(_is_of(account)).values(values))


def _insert(session: Session, account: tuple[str, str], listed: Listed, *, now: datetime) -> bool:
    fresh = asdict(Conversation(0, *account, listed.user, created_at=now, updated_at=now, jurisdiction=listed.area))
    del fresh["id"]
    return insert_once(session, _conversation, fresh, unique=("channel", "account", "user")) is not None


def _change(
    session: Session,
    account: tuple[str, str],
    users: Iterable[str],
    condition: ColumnElement[bool],
    values: dict[str, Any],
    *,
    now: datetime,
) -> set[int]:
    """Change what `condition` holds for, as a turn would: the version moves, so that a turn under way notices."""
    channel, name = account
    is_theirs = (_conversation.c.channel == channel) & (_conversation.c.account == name)
    statement = (
        update(_conversation)
        .where(is_theirs & _conversation.c.user.in_(users) & condition)
        .values(**values, version=_conversation.c.version + 1, updated_at=now)
    )
    return set(session.scalars(statement.returning(_conversation.c.id)))


def _is_of(account: tuple[str, str]) -> ColumnElement[bool]:
    channel, name = account
    return (_sync.c.channel == channel) & (_sync.c.account == name)
