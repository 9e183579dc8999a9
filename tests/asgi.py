"""One HTTP request to an ASGI application, without a socket."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


async def request(
    app: ASGIApp,
    method: str,
    path: str,
    query: Mapping[str, str] | None = None,
    body: bytes = b"",
    *,
    hangs_up: bool = False,
    client: str = "127.0.0.1",
    forwarded_for: str = "",
) -> Answer:
    """Send it and collect the answer; `hangs_up`: the client is gone once the body is sent."""
    sent: list[Any] = []
    incoming = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if incoming:
            return incoming.pop(0)
        if not hangs_up:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(event: Any) -> None:
        sent.append(event)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": urlencode(query or {}).encode(),
        "headers": [(b"x-forwarded-for", forwarded_for.encode())] if forwarded_for else [],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": (client, 1),
        "http_version": "1.1",
        "asgi": {"version": "3.0"},
    }
    await app(scope, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], headers, b"".join(event.get("body", b"") for event in sent[1:]))
