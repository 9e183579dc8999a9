"""The door: one bare ASGI callable for GET and POST of /webhooks/{channel}/{account}.

It stands before the router because a framework's request path costs more than a whole turn may.
Every refusal is a plain 4xx with a constant body and one log line; nothing of the body is kept. Who was
refused too often gets a 429 unread, and while the process ends everybody gets a 503.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog

from adapters.channel import (
    Callback,
    Channel,
    ChannelError,
    HttpReply,
    Received,
    ReplayedCallback,
    StaleCallback,
)
from adapters.pulling import Bell
from bot.clock import Clock
from bot.errors import BotError, StorageUnavailable
from bot.guards.guards import Guards
from bot.log import place_of, short
from bot.outbox import Offer
from bot.raw_http import Receive, Scope, Send, hung_up, query_of, read_body, respond
from bot.storage.repositories.inbox import Admitted
from bot.tally import CALLBACK_SECONDS, CALLBACKS, DELIVERIES, LIMITED, REFUSED
from bot.turn import Turns
from dialogs.messages import Followed, InboundMessage, Page, Reported, Unfollowed, Unhandled

log = structlog.get_logger("webhooks")

ADMITTED_WITHIN_S = 0.3
"""What a message may take to be written when all the rest of the time is used up; the platform's patience is longer."""

_BELL = "bell"
_OUTSIDE = HttpReply(b"", "text/plain")


Ring = Callable[[tuple[str, str], Bell], Awaitable[None]]
"""Notes that something waits to be fetched for an account."""


async def _nobody_fetches(_account: tuple[str, str], _bell: Bell) -> None:
    """A door by itself; the next bell, or the next look without one, finds what waits."""


RECEIPT = Page("消息已收到，还在处理。请稍后回复任意内容，即可看到答复。")
TOO_MANY = Page("您发送得太快，这条消息没有收下，之前的都会照常答复。请停一分钟再发。")


class WebhookDoor:
    """Reads a callback, hands its message to the turn and writes the passive reply.

    On `pushed_accounts` a reply that is not ready in time follows by itself.
    """

    def __init__(
        self,
        channels: Mapping[tuple[str, str], Channel],
        turns: Turns,
        clock: Clock,
        *,
        reply_within_s: float,
        pushed_accounts: Collection[tuple[str, str]] = (),
        ring: Ring = _nobody_fetches,
        guards: Guards | None = None,
    ) -> None:
        self._ring = ring
        self._pushed_accounts = pushed_accounts
        self._clock = clock
        self._channels = channels
        self._turns = turns
        self._reply_within_s = reply_within_s
        self._guards = guards or Guards()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.monotonic()
        channel = self._channel(scope["path"])
        if channel is None:
            await respond(send, 404, _OUTSIDE)
            return
        self._guards.closing.begin_work()
        try:
            outcome = await self._answer(channel, scope, receive, send, started)
        finally:
            self._guards.closing.end_work()
        self._guards.tally.count(CALLBACKS, channel.name, outcome)
        self._guards.tally.took(CALLBACK_SECONDS, time.monotonic() - started, channel.name)

    async def _answer(self, channel: Channel, scope: Scope, receive: Receive, send: Send, started: float) -> str:
        """Serve one callback; what came of it, in a word."""
        if self._guards.closing.is_begun:
            await respond(send, 503, _OUTSIDE)
            return "closing"
        if self._guards.refusals and self._guards.refusals.is_shut_out(self._guards.sources.of(scope)):
            self._guards.tally.count(LIMITED, channel.name, "address")
            await respond(send, 429, _OUTSIDE)
            return "limited"
        correlation = secrets.token_hex(4)
        with structlog.contextvars.bound_contextvars(
            channel=channel.name, account=channel.account, callback=correlation
        ):
            try:
                return await self._serve(channel, scope, receive, send, started)
            except ChannelError as refusal:
                log.warning("callback.refused", code=refusal.code, reason=str(refusal))
                self._note_refusal(channel, refusal, scope)
                await respond(send, refusal.http_status, _OUTSIDE)
                return "refused"
            except StorageUnavailable as error:
                log.error("callback.not_stored", code=error.code, reason=str(error))
                await respond(send, 503, _OUTSIDE)
                return "not_stored"
            except Exception as error:  # noqa: BLE001 - the edge: no callback may take the process along
                log.error("callback.crashed", code=type(error).__name__, at=place_of(error))
                await respond(send, 500, _OUTSIDE)
                return "crashed"

    def _channel(self, path: str) -> Channel | None:
        match path.strip("/").split("/"):
            case ["webhooks", name, account]:
                return self._channels.get((name, account))
            case _:
                return None

    def _note_refusal(self, channel: Channel, refusal: ChannelError, scope: Scope) -> None:
        self._guards.tally.count(REFUSED, channel.name, refusal.code)
        address = self._guards.sources.of(scope)
        if self._guards.refusals.refuse(address):
            log.warning("address.shut_out", address=str(address))

    async def _serve(self, channel: Channel, scope: Scope, receive: Receive, send: Send, started: float) -> str:
        if scope["method"] == "GET":
            echo = channel.answer_verification(query_of(scope))
            log.info("callback.verified")
            await respond(send, 200, HttpReply(echo.encode(), "text/plain"))
            return "verified"
        if scope["method"] != "POST":
            await respond(send, 405, _OUTSIDE)
            return "no_such_method"
        query = query_of(scope)
        body = await read_body(receive, channel.max_body_bytes)
        log.debug("callback.received")
        received = await self._read(channel, Callback(query, body))
        if received.bell is not None:
            await self._ring_once(channel, self._signature_of(channel, query), received.bell, scope)
            await respond(send, 200, channel.render_nothing())
            return "rang"
        if isinstance(received.message.content, Unhandled):
            log.info("callback.unhandled", kind=received.message.content.name)
            await respond(send, 200, channel.render_nothing())
            return "unhandled"
        signature = self._signature_of(channel, query)
        if not await self._guards.nonces.is_good(
            signature, received.message.dedupe_key, is_sealed=self._is_sealed(channel)
        ):
            if not await self._turns.knows(received.message):
                raise ReplayedCallback("the signature was used before, and the message is not known")
            return await self._converse(channel, received, receive, send, started)
        self._note_source(channel, scope)
        return await self._admit(channel, signature, received, receive, send, started)

    async def _read(self, channel: Channel, callback: Callback) -> Received:
        """What was sent and signed in time, or is known: a platform's late retry carries its old time."""
        try:
            received = channel.read(callback, now=self._clock.now().timestamp())
        except StaleCallback as stale:
            received = stale.received
            if not await self._turns.knows(received.message):
                raise
            log.info("callback.repeated_late")
        log.debug("callback.read")
        return received

    def _note_source(self, channel: Channel, scope: Scope) -> None:
        """A sound callback, which was overheard from nobody, tells for its source."""
        address = self._guards.sources.of(scope)
        self._guards.refusals.accept(address)
        self._guards.platform_addresses.compare((channel.name, channel.account), address)

    async def _admit(
        self, channel: Channel, signature: str, received: Received, receive: Receive, send: Send, started: float
    ) -> str:
        """Take the message in under its signature, unless its sender is too many."""
        is_kept = False
        try:
            if await self._is_too_many(channel, received, send):
                return "limited"
            outcome = await self._converse(channel, received, receive, send, started)
            is_kept = True
        finally:
            self._guards.nonces.done(signature, is_kept=is_kept)
        return outcome

    async def _ring_once(self, channel: Channel, signature: str, bell: Bell, scope: Scope) -> None:
        """Note a bell; one that was noted needs no second call to the platform, and its repeat is as good."""
        nonces, is_noted = self._guards.nonces, False
        if not await nonces.is_good(signature, _BELL, is_sealed=self._is_sealed(channel)):
            return
        self._note_source(channel, scope)
        try:
            await self._ring((channel.name, channel.account), bell)
            is_noted = True
        finally:
            nonces.done(signature, is_kept=is_noted)
        log.info("callback.rang")

    def _signature_of(self, channel: Channel, query: Mapping[str, str]) -> str:
        """The signature that the channel has verified; it covers timestamp and nonce."""
        parameter = "msg_signature" if self._is_sealed(channel) else "signature"
        return f"{channel.name}/{channel.account}/{query[parameter]}"

    def _is_sealed(self, channel: Channel) -> bool:
        return (channel.name, channel.account) not in self._guards.unsealed_accounts

    async def _is_too_many(self, channel: Channel, received: Received, send: Send) -> bool:
        """Whether its sender has gone on beyond measure; then he has his answer: a word at first, later nothing.

        Following, leaving and what the platform reports are never passed over, nor is the repeat of a message that was
        admitted.
        """
        message = received.message
        if isinstance(message.content, Followed | Unfollowed | Reported):
            return False
        standing = self._guards.messages.count(f"{channel.name}/{channel.account}/{message.key.user}")
        if standing == "within" or await self._turns.knows(message):
            return False
        self._guards.tally.count(LIMITED, channel.name, "user")
        if standing == "first_over":
            log.warning("user.runs_away", user=short(message.key.user))
            answer = channel.render(TOO_MANY, received.reply_to, now=self._clock.now().timestamp())
        else:
            answer = channel.render_nothing()
        await respond(send, 200, answer)
        return True

    async def _converse(
        self, channel: Channel, received: Received, receive: Receive, send: Send, started: float
    ) -> str:
        offer = await self._offer_in_time(channel, received.message, started)
        if not isinstance(offer, Offer):
            now = self._clock.now().timestamp()
            receipt = channel.render(offer, received.reply_to, now=now) if offer else channel.render_nothing()
            await respond(send, 200, receipt)
            return "receipt" if offer else "silent"
        is_heard = not await hung_up(receive)
        await respond(send, 200, channel.render(offer.page, received.reply_to, now=self._clock.now().timestamp()))
        log.debug("reply.written")
        if is_heard:
            await self._settle(channel, offer)
        return "answered" if is_heard else "hung_up"

    async def _settle(self, channel: Channel, offer: Offer) -> None:
        """Note that the answer was written; a failure costs a repetition, never the answer."""
        try:
            await self._turns.settle(offer)
            self._guards.tally.count(DELIVERIES, channel.name, "sent", "")
        except BotError as error:
            log.warning("reply.not_settled", code=error.code)

    async def _offer_in_time(self, channel: Channel, message: InboundMessage, started: float) -> Offer | Page | None:
        """The turn's reply, None for silence. Where the deadline comes first the turn goes on and its page waits:

        it is pushed, or where the account cannot push, a receipt tells how to get it.
        """
        admitted = await self._admitted(message, started)
        turn = asyncio.ensure_future(self._turns.answer(message, admitted))
        done, _ = await asyncio.wait({turn}, timeout=max(self._remaining_s(started), 0.0))
        if done:
            return turn.result()
        log.warning("turn.late", within_s=self._reply_within_s)
        self._turns.release_when_done(turn)
        return None if (channel.name, channel.account) in self._pushed_accounts else RECEIPT

    async def _admitted(self, message: InboundMessage, started: float) -> Admitted:
        """The admission; where it is not written in time no answer may promise that it will be."""
        admission = asyncio.ensure_future(self._turns.admit(message))
        done, _ = await asyncio.wait({admission}, timeout=max(self._remaining_s(started), ADMITTED_WITHIN_S))
        if done:
            return admission.result()
        self._turns.admit_when_done(admission)
        raise StorageUnavailable("a message was not written in time; the platform tries again")

    def _remaining_s(self, started: float) -> float:
        return self._reply_within_s - (time.monotonic() - started)
