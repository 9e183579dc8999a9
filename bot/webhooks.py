"""The door: one bare ASGI callable for GET and POST of /webhooks/{channel}/{account}.

It stands before the router because a framework's request path costs more than a whole turn may.
Every refusal is a plain 4xx with a constant body and one log line; nothing of the body is kept.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import structlog

from adapters.channel import (
    BodyTooLarge,
    Callback,
    Channel,
    ChannelError,
    HttpReply,
    MalformedCallback,
    StaleCallback,
)
from adapters.pulling import Bell
from bot.clock import Clock
from bot.errors import BotError, StorageUnavailable
from bot.log import place_of
from bot.outbox import Offer
from bot.storage.repositories.inbox import Admitted
from bot.turn import Turns
from dialogs.messages import InboundMessage, Page, Unhandled

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = structlog.get_logger("webhooks")

BODY_WITHIN_S = 5.0
ADMITTED_WITHIN_S = 0.3
"""What a message may take to be written when all the rest of the time is used up; the platform's patience is longer."""

_OUTSIDE = HttpReply(b"", "text/plain")


Ring = Callable[[tuple[str, str], Bell], Awaitable[None]]
"""Notes that something waits to be fetched for an account."""


async def _nobody_fetches(_account: tuple[str, str], _bell: Bell) -> None:
    """A door by itself; the next bell, or the next look without one, finds what waits."""


RECEIPT = Page("消息已收到，还在处理。请稍后回复任意内容，即可看到答复。")


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
    ) -> None:
        self._ring = ring
        self._pushed_accounts = pushed_accounts
        self._clock = clock
        self._channels = channels
        self._turns = turns
        self._reply_within_s = reply_within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.monotonic()
        channel = self._channel(scope["path"])
        if channel is None:
            await _respond(send, 404, _OUTSIDE)
            return
        query = dict(reversed(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)))
        correlation = secrets.token_hex(4)
        with structlog.contextvars.bound_contextvars(
            channel=channel.name, account=channel.account, callback=correlation
        ):
            try:
                await self._serve(channel, scope["method"], query, receive, send, started)
            except ChannelError as refusal:
                log.warning("callback.refused", code=refusal.code, reason=str(refusal))
                await _respond(send, refusal.http_status, _OUTSIDE)
            except StorageUnavailable as error:
                log.error("callback.not_stored", code=error.code, reason=str(error))
                await _respond(send, 503, _OUTSIDE)
            except Exception as error:  # noqa: BLE001 - the edge: no callback may take the process along
                log.error("callback.crashed", code=type(error).__name__, at=place_of(error))
                await _respond(send, 500, _OUTSIDE)

    def _channel(self, path: str) -> Channel | None:
        match path.strip("/").split("/"):
            case ["webhooks", name, account]:
                return self._channels.get((name, account))
            case _:
                return None

    async def _serve(
        self, channel: Channel, method: str, query: dict[str, str], receive: Receive, send: Send, started: float
    ) -> None:
        if method == "GET":
            echo = channel.answer_verification(query)
            log.info("callback.verified")
            await _respond(send, 200, HttpReply(echo.encode(), "text/plain"))
        elif method == "POST":
            body = await _read_body(receive, channel.max_body_bytes)
            log.debug("callback.received")
            await self._converse(channel, Callback(query, body), receive, send, started)
        else:
            await _respond(send, 405, _OUTSIDE)

    async def _converse(
        self, channel: Channel, callback: Callback, receive: Receive, send: Send, started: float
    ) -> None:
        try:
            received = channel.read(callback, now=self._clock.now().timestamp())
        except StaleCallback as stale:
            received = stale.received
            if not await self._turns.knows(received.message):
                raise
            log.info("callback.repeated_late")
        log.debug("callback.read")
        if received.bell is not None:
            await self._ring((channel.name, channel.account), received.bell)
            log.info("callback.rang")
            await _respond(send, 200, channel.render_nothing())
            return
        if isinstance(received.message.content, Unhandled):
            log.info("callback.unhandled", kind=received.message.content.name)
            await _respond(send, 200, channel.render_nothing())
            return
        offer = await self._offer_in_time(channel, received.message, started)
        if not isinstance(offer, Offer):
            now = self._clock.now().timestamp()
            receipt = channel.render(offer, received.reply_to, now=now) if offer else channel.render_nothing()
            await _respond(send, 200, receipt)
            return
        is_heard = not await _hung_up(receive)
        await _respond(send, 200, channel.render(offer.page, received.reply_to, now=self._clock.now().timestamp()))
        log.debug("reply.written")
        if is_heard:
            await self._settle(offer)

    async def _settle(self, offer: Offer) -> None:
        """Note that the answer was written; a failure costs a repetition, never the answer."""
        try:
            await self._turns.settle(offer)
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


async def _read_body(receive: Receive, limit: int) -> bytes:
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            return b"".join([chunk async for chunk in _chunks(receive, limit)])
    except TimeoutError:
        raise MalformedCallback(f"the body did not arrive within {BODY_WITHIN_S:g} s") from None


async def _chunks(receive: Receive, limit: int) -> AsyncIterator[bytes]:
    size, more = 0, True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise MalformedCallback("the sender hung up in the middle of the body")
        chunk: bytes = event.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(f"a body of more than {limit} bytes")
        more = event.get("more_body", False)
        yield chunk


async def _hung_up(receive: Receive) -> bool:
    """Whether the platform has already stopped waiting, so that a reply written now is not read."""
    listening = asyncio.ensure_future(receive())
    done, _ = await asyncio.wait({listening}, timeout=0)
    listening.cancel()
    return bool(done)


async def _respond(send: Send, status: int, reply: HttpReply) -> None:
    headers = [
        (b"content-type", f"{reply.media_type}; charset=utf-8".encode()),
        (b"content-length", str(len(reply.body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
