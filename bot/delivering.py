"""Stops 9 and 10 for pages that no callback shows: claimed, pushed within the platform's windows, settled.

A page is claimed in a transaction of its own before it is sent and settled in another one after. Killed in
between, its claim runs out and it is sent again under the same key; only where the platform knows no keys can
a reader see it twice. Of one conversation only the oldest open page is pushed, so nothing is overtaken.
"""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from adapters.push import Pusher, PushError, PushMisconfigured, PushUncertain, RetryLater, WindowClosed
from bot.clock import Clock
from bot.errors import BotError
from bot.log import place_of, short
from bot.outbox import Outbox
from bot.storage.repositories import pushes
from bot.storage.repositories.pushes import DuePage
from bot.storage.session import Database, Session
from bot.tally import DELIVERIES, Tally
from bot.windows import may_be_written_to, open_window

log = structlog.get_logger("delivering")

CLAIMED_FOR = timedelta(seconds=60)
"""Far longer than any call of a client lasts."""

AT_ONCE = 64
MAX_ATTEMPTS = 8
_FIRST_BACK_OFF_S = 2.0
_LONGEST_BACK_OFF_S = 300.0


class Deliverer:
    """Pushes what is due on the accounts that have a pusher."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        pushers: Mapping[tuple[str, str], Pusher],
        clock: Clock,
        tally: Tally | None = None,
    ) -> None:
        self._tally = tally or Tally()
        self._database = database
        self._outbox = outbox
        self._pushers = pushers
        self._clock = clock

    async def deliver(self) -> int:
        """Push what is due at this moment, at most `AT_ONCE` pages; how many were looked at."""
        if not self._pushers:
            return 0
        now = self._clock.now()
        due = await self._database.read(
            lambda session: pushes.due(session, tuple(self._pushers), now=now, limit=AT_ONCE)
        )
        await asyncio.gather(*map(self._push_guarded, due))
        return len(due)

    async def _push_guarded(self, page: DuePage) -> None:
        try:
            await self._push(page)
        except BotError as error:
            log.error("delivery.not_settled", delivery=page.id, code=error.code)
        except Exception as error:  # noqa: BLE001 - one page's trouble must not keep the others waiting
            log.error("delivery.crashed", delivery=page.id, code=type(error).__name__, at=place_of(error))

    async def _push(self, due: DuePage) -> None:
        pusher = self._pushers[due.key.channel, due.key.account]
        push_key = due.push_key or secrets.token_hex(12)
        if not await self._claim(due, push_key):
            return
        if not may_be_written_to(pusher.windows, due, now=self._clock.now()):
            await self._give_up(due, "window_closed" if due.is_following else "unfollowed")
            return
        try:
            page = self._outbox.open_page(due.payload)
        except BotError as error:
            await self._give_up(due, error.code)
            return
        try:
            platform_id = await pusher.push(due.key.user, page, key=push_key)
        except PushError as error:
            await self._settle_failure(due, error, pusher)
        else:
            await self._settle(due, pusher, platform_id)

    async def _claim(self, due: DuePage, push_key: str) -> bool:
        now = self._clock.now()
        return await self._database.write(
            lambda session: pushes.claim(session, due.id, push_key=push_key, now=now, until=now + CLAIMED_FOR)
        )

    async def _settle(self, due: DuePage, pusher: Pusher, platform_id: str) -> None:
        now = self._clock.now()
        window = open_window(pusher.windows, due, now=now)

        def settle(session: Session) -> None:
            pushes.mark_sent(session, due.id, platform_id=platform_id, now=now)
            if window is not None:
                pushes.count(session, due.conversation_id, is_by_act=window.trigger == "act")

        await self._database.write(settle)
        self._tally.count(DELIVERIES, due.key.channel, "sent", "")
        log.info("delivery.sent", delivery=due.id, user=short(due.key.user), attempts=due.attempts + 1)

    async def _settle_failure(self, due: DuePage, error: PushError, pusher: Pusher) -> None:
        retry_at = _retry_at(error, due.attempts + 1, self._clock.now(), is_idempotent=pusher.is_idempotent)
        failure = f"{error.code}:{error.platform_code}" if error.platform_code else error.code
        log.warning("delivery.refused", delivery=due.id, code=error.code, platform=error.platform_code)

        def settle(session: Session) -> None:
            if retry_at is not None:
                pushes.put_off(session, due.id, until=retry_at, failure=failure)
                return
            pushes.mark_failed(session, due.id, failure=failure)
            if isinstance(error, WindowClosed):
                pushes.close_windows(session, due.conversation_id)

        await self._database.write(settle)
        self._tally.count(DELIVERIES, due.key.channel, "put_off" if retry_at else "failed", failure)

    async def _give_up(self, due: DuePage, failure: str) -> None:
        await self._database.write(lambda session: pushes.mark_failed(session, due.id, failure=failure))
        self._tally.count(DELIVERIES, due.key.channel, "failed", failure)
        log.info("delivery.given_up", delivery=due.id, reason=failure)


def _retry_at(error: PushError, attempts: int, now: datetime, *, is_idempotent: bool) -> datetime | None:
    """When to try again; None where it would do no good, or might show the page twice."""
    if attempts >= MAX_ATTEMPTS:
        return None
    back_off_s = min(_FIRST_BACK_OFF_S * 2 ** (attempts - 1), _LONGEST_BACK_OFF_S)
    match error:
        case RetryLater(after_s=after_s):
            return now + timedelta(seconds=max(after_s, back_off_s))
        case PushUncertain() if is_idempotent:
            return now + timedelta(seconds=back_off_s)
        case PushMisconfigured():
            return now + timedelta(seconds=_LONGEST_BACK_OFF_S)
        case _:
            return None
