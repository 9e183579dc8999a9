"""`cqo outbox` as words on the terminal: pages that could not be pushed, and another try."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import TypeVar

from bot.clock import SystemClock
from bot.errors import BotError
from bot.log import configure_logging, short
from bot.service import ready_database
from bot.settings import load_settings
from bot.storage.repositories import pushes
from bot.storage.repositories.pushes import FailedPage
from bot.storage.session import Database, open_database

T = TypeVar("T")

_MOST = 200


class NothingFailed(BotError):
    """No failed page has this number."""

    code = "nothing_failed"


def print_failed(*, as_json: bool) -> None:
    """A line for each page that was given up, oldest first, at most two hundred. Words and full ids are not shown."""
    failed = _over_database(lambda database: database.read(lambda session: pushes.failed(session, limit=_MOST)))
    for page in failed:
        print(json.dumps(_as_json(page), ensure_ascii=False) if as_json else _in_words(page))
    if not failed and not as_json:
        print("no failed pages")


def redrive(delivery_ids: Sequence[int]) -> None:
    """Offer failed pages once more, all of them where none is named. Raises NothingFailed."""
    now = SystemClock().now()

    async def run(database: Database) -> int:
        ids = delivery_ids or [
            page.id for page in await database.read(lambda session: pushes.failed(session, limit=_MOST))
        ]
        return await database.write(lambda session: pushes.redrive(session, ids, now=now))

    count = _over_database(run)
    if delivery_ids and not count:
        raise NothingFailed("No failed page has this number; `cqo outbox list` shows them.")
    print(f"{count} offered again")


def _over_database(work: Callable[[Database], Awaitable[T]]) -> T:
    configure_logging("warning", as_json=False)
    settings = load_settings()

    async def run() -> T:
        database = open_database(settings.database_url)
        try:
            await ready_database(database, settings.database_url)
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _as_json(page: FailedPage) -> dict[str, object]:
    shown = asdict(page) | {"user": short(page.key.user), "created_at": page.created_at.isoformat()}
    shown["channel"], shown["account"] = page.key.channel, page.key.account
    del shown["key"]
    return shown


def _in_words(page: FailedPage) -> str:
    place = f"{page.key.channel}/{page.key.account} {short(page.key.user)}"
    return f"{page.id}  {page.created_at:%Y-%m-%d %H:%M}  {place}  {page.failure}  {page.attempts} attempts"
