"""Turns.handle(): one inbound message, one turn, one transaction.

Stops, in order; the door (bot.webhooks) has 1, 2 and 8, this room the rest:

 1 receive   raw bytes; the deadline starts
 2 read      verify, decrypt, parse
 3 admit     insert once on the dedupe key, committed: from here on the message cannot be lost
 4 lock      the conversation, so that one person's messages are taken one by one, in order
 5 route     what the words are: choice, command, dialog, policy question       (dialogs.router)
 6 advance   the new state and the replies, over the records as they are         (dialogs.engine)
 7 commit    records, position, transcript, turn, deliveries, `handled_at`       (bot.record)
             5 to 7 are one transaction
 8 reply     the first page goes out as the passive answer
 9 deliver   a page that was late, or whose fate stayed unknown, is pushed (bot.delivering); where it
             cannot be, it is shown with the user's next word
10 settle    the page is marked sent once its answer was written completely, or the platform took it

A repeated delivery finds its message admitted and gets the recorded page. One that arrives while
the first is at work waits at stop 4. Killed anywhere, an admitted message is taken up by its next
delivery, by the user's next message or by the sweep, whichever comes first.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.coordination.port import Coordination
from bot.errors import BotError, CoordinationUnavailable, StaleConversation, StorageUnavailable
from bot.inbox import MAX_ATTEMPTS, Inbox
from bot.log import place_of, short
from bot.memory import Memory
from bot.outbox import Offer, Outbox
from bot.receipts import settle_reported
from bot.record import Decided, Recorder
from bot.records.room import RecordRoom
from bot.sealing import Sealer
from bot.storage.repositories import conversations, inbox, turns
from bot.storage.repositories.conversations import Conversation
from bot.storage.repositories.inbox import Admitted, InboxMessage
from bot.storage.session import Database, Session
from bot.tally import FAILED_TURNS, TURN_SECONDS, TURNS, Tally
from dialogs.messages import (
    Capabilities,
    Content,
    ConversationKey,
    Entered,
    Followed,
    InboundMessage,
    Reported,
    Text,
    Unhandled,
)
from dialogs.ports import Ports
from dialogs.router import respond
from dialogs.state import Advanced, ConversationState
from knowledge.errors import CqoError

log = structlog.get_logger("turn")

SWEPT_AFTER = timedelta(seconds=6)
"""A message unhandled for so long has lost the process that admitted it."""

DELIVERIES = "deliveries"
"""The name under which whoever pushes pages is woken."""

FINISHED_WITHIN_S = 5.0
"""How long the end of a process waits for late turns."""

LOCK_WITHIN_S = 2.0
"""Well inside the platform's five seconds: a holder that was killed must not cost its user the answer."""

_SETTLED = Admitted(0, is_new=False)
"""A report is done with when it is written: it has no row, no turn and no answer."""

FAILED = Text("这条消息没能处理成功，已记录下来请工作人员查看。您可以换个说法再问一次。")


class Turns:
    """Takes messages to their replies over one database."""

    def __init__(
        self,
        database: Database,
        coordination: Coordination,
        ports: Ports,
        records: RecordRoom,
        sealer: Sealer,
        clock: Clock,
        capabilities: Mapping[str, Capabilities],
        outbox: Outbox,
        tally: Tally | None = None,
    ) -> None:
        self._tally = tally or Tally()
        self._database = database
        self._coordination = coordination
        self._ports = ports
        self._records = records
        self._inbox, self._outbox, self._memory = Inbox(sealer), outbox, Memory(sealer)
        self._recorder = Recorder(self._outbox, self._memory, records, capabilities)
        self._clock = clock
        self._at_work: set[asyncio.Task[Any]] = set()

    async def handle(self, message: InboundMessage) -> Offer | None:
        """Stops 3 to 7: the page that answers `message`, the recorded one for a repeated delivery; None for silence.

        Raises StorageUnavailable where nothing was promised: the platform must try again.
        """
        return await self.answer(message, await self.admit(message))

    async def admit(self, message: InboundMessage) -> Admitted:
        """Stop 3: from here on the message cannot be lost. Raises StorageUnavailable where it may be."""
        if isinstance(message.content, Reported):
            await settle_reported(message.content, message.key, self._outbox, self._database)
            return _SETTLED
        now = self._clock.now()
        admitted = await self._database.write(lambda session: self._inbox.admit(session, message, now=now))
        log.debug("turn.admitted", user=short(message.key.user), is_new=admitted.is_new)
        return admitted

    async def answer(self, message: InboundMessage, admitted: Admitted) -> Offer | None:
        """Stops 4 to 7 for a message that was admitted."""
        if admitted is _SETTLED:
            return None
        taken = await self.answer_waiting(message.key)
        if admitted.id in taken:
            return taken[admitted.id]
        return await self._database.read(lambda session: self._recorded_offer(session, admitted.id, message.key))

    async def answer_waiting(self, key: ConversationKey) -> dict[int, Offer | None]:
        """Answer everything this person has waiting, in order; the offers by inbox id."""
        offers: dict[int, Offer | None] = {}
        async with self._locked(key):
            log.debug("turn.locked")
            waiting = await self._database.read(lambda session: inbox.unhandled(session, key))
            for row in waiting:
                offers[row.id] = await self._take(row)
        return offers

    async def knows(self, message: InboundMessage) -> bool:
        """Whether an earlier delivery of this message was admitted."""
        known = await self._database.read(lambda session: inbox.by_dedupe_key(session, message.dedupe_key))
        return known is not None

    async def settle(self, offer: Offer) -> None:
        """The answer with this page was written completely."""
        now = self._clock.now()
        await self._database.write(lambda session: self._outbox.settle(session, offer, now=now))
        log.debug("turn.settled")

    def admit_when_done(self, admission: "asyncio.Task[Admitted]") -> None:
        """Nobody waits for this admission any more: let it end, whether the platform tries again or not."""
        self._keep(admission)

    def release_when_done(self, turn: "asyncio.Task[Offer | None]") -> None:
        """A turn outlived its deadline: let it end, then let its page go with the user's next word."""
        self._keep(asyncio.ensure_future(self._release(turn)))

    async def sweep(self) -> int:
        """Take up messages whose process is gone; how many conversations had any."""
        before = self._clock.now() - SWEPT_AFTER
        waiting = await self._database.read(lambda session: inbox.overdue(session, received_before=before))
        for key in waiting:
            try:
                await self.answer_waiting(key)
            except StorageUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - one person's trouble must not keep the others waiting
                log.error("turn.sweep_failed", user=short(key.user), code=type(error).__name__, at=place_of(error))
        return len(waiting)

    async def set_jurisdiction(self, key: ConversationKey, jurisdiction: str) -> None:
        """Write the user's own area into his profile."""
        now = self._clock.now()

        def write(session: Session) -> None:
            conversation = conversations.get_or_create(session, key, now=now)
            conversations.save(session, replace(conversation, jurisdiction=jurisdiction), now=now)

        await self._database.write(write)

    async def recorded(self, message: InboundMessage) -> dict[str, Any]:
        """The contract's reply object of a message that was handled."""
        return await self._database.read(lambda session: _as_contract(session, message.dedupe_key))

    async def finish(self, within_s: float = FINISHED_WITHIN_S) -> None:
        """Wait for turns that outlived their callbacks, a few seconds; the messages of the others are swept up."""
        if self._at_work:
            _, unfinished = await asyncio.wait(self._at_work, timeout=within_s)
            if unfinished:
                log.warning("turn.unfinished", turns=len(unfinished))

    async def _take(self, row: InboxMessage) -> Offer | None:
        """One message to its committed turn; after three failures it stands aside with an apology."""
        attempts = row.attempts
        while attempts < MAX_ATTEMPTS:
            try:
                return await self._advance(row)
            except StorageUnavailable:
                raise
            except StaleConversation:
                log.info("turn.stale", inbox=row.id)
            except Exception as error:  # noqa: BLE001 - the edge of the turn
                attempts = await self._count_failure(row, error)
            if await self._database.read(lambda session: turns.by_inbox_id(session, row.id)):
                return await self._database.read(lambda session: self._recorded_offer(session, row.id, row.key))
        return await self._stand_aside(row)

    async def _advance(self, row: InboxMessage) -> Offer | None:
        content = self._inbox.open(row).content
        now = self._clock.now()
        with self._tally.timing(TURN_SECONDS, row.key.channel):
            decided, offer = await self._database.write(lambda session: self._turn(session, row, content, now))
        self._tally.count(TURNS, row.key.channel, decided.advanced.outcome)
        log.info(
            "turn.committed",
            user=short(row.key.user),
            outcome=decided.advanced.outcome,
            dialog=decided.advanced.dialog,
            elapsed_ms=round(decided.elapsed_ms, 2),
        )
        if offer is None and decided.advanced.replies:
            await self._wake_deliverer()
        return offer

    def _turn(
        self, session: Session, row: InboxMessage, content: Content, now: datetime
    ) -> tuple[Decided, Offer | None]:
        """Stops 5 to 7 over one transaction: the records that a dialog reads are those its answer is committed with."""
        started = time.perf_counter()
        conversation = _conversation(session, row.key)
        if isinstance(content, Entered) and not (conversation.is_following and turns.has_any(session, conversation.id)):
            content = Followed()
        ports = replace(self._ports, records=self._records.of(session, conversation, now=now))
        log.debug("turn.routed", content=content.kind)
        advanced = respond(self._memory.state_of(conversation), content, ports, now=now)
        log.debug("turn.advanced", outcome=advanced.outcome)
        elapsed_ms = (time.perf_counter() - started) * 1000
        decided = Decided(row, content, conversation, advanced, elapsed_ms)
        return decided, self._recorder.record(session, decided, now=now)

    async def _count_failure(self, row: InboxMessage, error: Exception) -> int:
        code = error.code if isinstance(error, CqoError) else type(error).__name__
        log.error("turn.failed", inbox=row.id, code=code, at=place_of(error))
        self._tally.count(FAILED_TURNS, row.key.channel)
        return await self._database.write(lambda session: inbox.count_attempt(session, row.id, error=code))

    async def _stand_aside(self, row: InboxMessage) -> Offer | None:
        """Answer with an apology what could not be answered, so that the next message gets its turn.

        The conversation's memory is not opened, and the message only as far as it opens: either may be
        what fails.
        """
        content, now = self._readable(row), self._clock.now()

        def apologise(session: Session) -> Offer | None:
            conversation = _conversation(session, row.key)
            emptied = replace(conversation, dialog="", step="", slots="", offered="[]", focus="{}", focus_at=None)
            state = ConversationState(jurisdiction=conversation.jurisdiction)  # an open dialog is closed
            advanced = Advanced(state, "clarify", (FAILED,), wants_staff=True)
            return self._recorder.record(session, Decided(row, content, emptied, advanced, 0.0), now=now)

        log.error("turn.stood_aside", inbox=row.id)
        return await self._database.write(apologise)

    def _readable(self, row: InboxMessage) -> Content:
        """What the person said, so that staff can read it; a placeholder where it does not open."""
        try:
            return self._inbox.open(row).content
        except (BotError, ValueError):
            return Unhandled("未能读取的消息")

    async def _release(self, turn: "asyncio.Task[Offer | None]") -> None:
        try:
            offer = await turn
        except Exception as error:  # noqa: BLE001 - nobody waits for this task any more
            log.error("turn.late_failed", code=type(error).__name__, at=place_of(error))
            return
        if offer is not None:
            now = self._clock.now()
            await self._database.write(lambda session: self._outbox.release(session, offer, now=now))
            await self._wake_deliverer()

    async def _wake_deliverer(self) -> None:
        """Hint that a page is to be pushed; without the hint it is found a moment later."""
        with suppress(CoordinationUnavailable):
            await self._coordination.wake(DELIVERIES)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._at_work.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._at_work.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("turn.late_failed", code=type(error).__name__, at=place_of(error))

    def _recorded_offer(self, session: Session, inbox_id: int, key: ConversationKey) -> Offer | None:
        turn = turns.by_inbox_id(session, inbox_id)
        if turn is None:
            return None
        return self._outbox.recorded(session, turn.id, (key.channel, key.account), now=self._clock.now())

    @asynccontextmanager
    async def _locked(self, key: ConversationKey) -> AsyncIterator[None]:
        """The conversation's lock; where it cannot be had the version column guards alone."""
        async with AsyncExitStack() as held:
            try:
                await held.enter_async_context(self._coordination.lock(str(key), wait_s=LOCK_WITHIN_S))
            except CoordinationUnavailable as error:
                log.warning("turn.unlocked", code=error.code)
            yield


def _conversation(session: Session, key: ConversationKey) -> Conversation:
    """The conversation, which admission made."""
    conversation = conversations.by_key(session, key)
    if conversation is None:
        raise StaleConversation("A message was admitted without its conversation.")
    return conversation


def _as_contract(session: Session, dedupe_key: str) -> dict[str, Any]:
    message = inbox.by_dedupe_key(session, dedupe_key)
    turn = turns.by_inbox_id(session, message.id) if message else None
    if turn is None:
        return {}
    trace = json.loads(turn.trace)
    return {
        "outcome": turn.outcome,
        "dialog": turn.dialog or None,
        "step": turn.step or None,
        "jurisdiction": turn.jurisdiction or None,
        "replies": trace["replies"],
        "candidates": trace["candidates"],
        "elapsed_ms": round(turn.elapsed_ms, 2),
    }
