"""Stop 1 for channels whose callbacks only ring: what waits at the platform is fetched and admitted.

The bell is noted before its callback is answered, so that no process that dies then loses it. A page of
messages is admitted in the one transaction that moves the cursor past them; killed before, it is fetched
again, killed after, its messages are taken up by the sweep. A lock keeps two processes from fetching the
same; where it cannot be had the cursor guards alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from adapters.pulling import Bell, Fetched, Fetcher, Happening, PersonLeft, PersonTookOver, SendFailed, TakenBack
from adapters.push import PushError, WindowClosed
from bot.clock import Clock
from bot.coordination.port import Coordination
from bot.errors import CoordinationUnavailable
from bot.inbox import Inbox
from bot.log import place_of, short
from bot.opening_hours import OpeningHours
from bot.records import handing_over
from bot.storage.repositories import conversations, desk, inbox, mailboxes, pushes
from bot.storage.session import Database, Session
from bot.turn import DELIVERIES, Turns
from dialogs.messages import ConversationKey, InboundMessage

log = structlog.get_logger("fetching")

MAILBOXES = "mailboxes"
"""The name under which whoever fetches is woken."""

UNRUNG = timedelta(minutes=5)
"""A bell may be lost on its way; so often is looked without one, which the platform allows now and then."""

LOOKS_BACK = timedelta(minutes=10)
"""What was said longer before the first fetch has had its answer, or expects none."""

_LOCK_WITHIN_S = 0.5
_PLATFORMS_DESK = "微信客服"

Account = tuple[str, str]
"""Channel and account."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What was fetched for an account, asked for at `began_at` as its mailbox stood then."""

    account: Account
    box: mailboxes.Mailbox
    fetched: Fetched
    began_at: datetime
    answers_since: datetime


class Fetching:
    """Fetches for the accounts that have a fetcher, and hands conversations to the platform's desk."""

    def __init__(
        self,
        database: Database,
        coordination: Coordination,
        inbox_: Inbox,
        turns: Turns,
        fetchers: Mapping[Account, Fetcher],
        hours: OpeningHours | None,
        clock: Clock,
    ) -> None:
        self._database = database
        self._coordination = coordination
        self._inbox = inbox_
        self._turns = turns
        self._fetchers = fetchers
        self._hours = hours
        self._clock = clock

    @property
    def has_accounts(self) -> bool:
        """Whether there is anything to fetch for."""
        return bool(self._fetchers)

    async def ring(self, account: Account, bell: Bell) -> None:
        """Note that something waits. Raises StorageUnavailable; then the platform rings again."""
        await self._database.write(lambda session: mailboxes.ring(session, account, token=bell.token))
        with suppress(CoordinationUnavailable):
            await self._coordination.wake(MAILBOXES)

    async def fetch_rung(self) -> int:
        """Fetch what waits for every account that was rung for; how many people said something new."""
        now = self._clock.now()
        due = await self._database.read(
            lambda session: mailboxes.due(session, tuple(self._fetchers), unrung_since=now - UNRUNG)
        )
        return sum([await self._fetch_guarded(account) for account in due])

    async def hand_over_waiting(self) -> int:
        """Put those who wait for a person into the platform's queue while people are there; how many."""
        now = self._clock.now()
        accounts = tuple(account for account, fetcher in self._fetchers.items() if fetcher.hands_over)
        if not accounts or self._hours is None or not self._hours.is_open(now):
            return 0
        waiting = await self._database.read(lambda session: desk.waiting_on(session, accounts))
        return sum([await self._hand_over(conversation_id, key) for conversation_id, key in waiting])

    async def close(self) -> None:
        for fetcher in self._fetchers.values():
            await fetcher.close()

    async def _fetch_guarded(self, account: Account) -> int:
        try:
            async with self._coordination.lock(f"mailbox/{'/'.join(account)}", wait_s=_LOCK_WITHIN_S):
                return await self._fetch(account)
        except CoordinationUnavailable:
            # Somebody else fetches, or nobody can be asked: a page taken by two is admitted once.
            return await self._fetch(account) if await self._is_alone() else 0
        except PushError as error:
            log.warning("fetching.refused", account=account[1], code=error.code, reason=str(error))
        return 0

    async def _is_alone(self) -> bool:
        try:
            await self._coordination.ping()
        except CoordinationUnavailable:
            return True
        return False

    async def _fetch(self, account: Account) -> int:
        fetcher, fresh, has_more = self._fetchers[account], 0, True
        while has_more:
            began_at = self._clock.now()
            box = await self._database.read(lambda session: mailboxes.of(session, account))
            fetched = await fetcher.fetch(cursor=box.cursor, token=box.token)
            page = _Page(account, box, fetched, began_at, box.answers_since or began_at - LOOKS_BACK)
            spoke = await self._database.write(partial(self._take_in, page))
            await self._answer(spoke)
            fresh += len(spoke)
            has_more = fetched.has_more and fetched.cursor != box.cursor
        return fresh

    def _take_in(self, page: _Page, session: Session) -> Sequence[ConversationKey]:
        """Admit a page; who said something new. Nobody where somebody has taken it in meanwhile."""
        is_first = mailboxes.move_on(
            session,
            page.account,
            page.box,
            cursor=page.fetched.cursor,
            answers_since=page.answers_since,
            now=page.began_at,
        )
        if not is_first:
            return ()
        spoke = [self._take(session, page, one) for one in page.fetched.happenings]
        return list(dict.fromkeys(key for key in spoke if key))

    def _take(self, session: Session, page: _Page, happening: Happening) -> ConversationKey | None:
        now, account = self._clock.now(), page.account
        match happening:
            case InboundMessage():
                if happening.sent_at < page.answers_since:
                    return None
                admitted = self._inbox.admit(session, happening, now=now)
                return happening.key if admitted.is_new else None
            case SendFailed(platform_id, failure):
                pushes.settle_by_platform_id(session, account, platform_id, failure=failure)
            case TakenBack(_, dedupe_key):
                inbox.drop(session, dedupe_key, at=now)
            case PersonTookOver(user, by):
                conversation = conversations.get_or_create(session, ConversationKey(*account, user), now=now)
                words = self._inbox.sealed_words("")
                handing_over.taken_elsewhere(session, conversation.id, by=by or _PLATFORMS_DESK, words=words, now=now)
            case PersonLeft(user):
                conversation = conversations.get_or_create(session, ConversationKey(*account, user), now=now)
                handing_over.hand_back(session, conversation.id, why="staff", now=now)
        return None

    async def _answer(self, keys: Sequence[ConversationKey]) -> None:
        """Take up what was admitted. What fails here is taken up by the sweep."""
        answered = await asyncio.gather(*map(self._turns.answer_waiting, keys), return_exceptions=True)
        for key, outcome in zip(keys, answered, strict=True):
            if isinstance(outcome, Exception):
                log.error(
                    "fetching.not_answered", user=short(key.user), code=type(outcome).__name__, at=place_of(outcome)
                )
        if keys:
            with suppress(CoordinationUnavailable):
                await self._coordination.wake(DELIVERIES)

    async def _hand_over(self, conversation_id: int, key: ConversationKey) -> bool:
        try:
            await self._fetchers[key.channel, key.account].hand_over(key.user)
        except WindowClosed:
            log.info("fetching.with_a_person_already", user=short(key.user))
        except PushError as error:
            log.warning("fetching.not_handed_over", user=short(key.user), code=error.code, reason=str(error))
            return False
        now = self._clock.now()
        return await self._database.write(
            lambda session: handing_over.take_over(session, conversation_id, by=_PLATFORMS_DESK, now=now)
        )
