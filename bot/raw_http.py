"""Requests and answers in ASGI's own words, for the door that stands before the framework."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from adapters.channel import BodyTooLarge, HttpReply, MalformedCallback

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY_WITHIN_S = 5.0
QUERY_MAX_BYTES = 4096


def query_of(scope: Scope) -> dict[str, str]:
    """The first value of each key. Raises MalformedCallback for more than any platform sends."""
    query: bytes = scope["query_string"]
    if len(query) > QUERY_MAX_BYTES:
        raise MalformedCallback(f"a query of more than {QUERY_MAX_BYTES} bytes")
    return dict(reversed(parse_qsl(query.decode("latin-1"), keep_blank_values=True)))


async def read_body(receive: Receive, limit: int) -> bytes:
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


async def hung_up(receive: Receive) -> bool:
    """Whether the platform has already stopped waiting, so that a reply written now is not read."""
    listening = asyncio.ensure_future(receive())
    done, _ = await asyncio.wait({listening}, timeout=0)
    listening.cancel()
    return bool(done)


async def respond(send: Send, status: int, reply: HttpReply) -> None:
    headers = [
        (b"content-type", f"{reply.media_type}; charset=utf-8".encode()),
        (b"content-length", str(len(reply.body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status >= 400:
        # The rest of a body that nobody reads must not hold a connection open.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
