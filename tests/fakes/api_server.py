"""A platform's API at the socket: it notes every request and does to it what the test says."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Does = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]
    """By lower-case name."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def says(answer: object, *, status: int = 200) -> Does:
    """Answers with JSON."""
    return sends(json.dumps(answer, ensure_ascii=False).encode(), status=status)


def sends(body: bytes, *, status: int = 200) -> Does:
    """Answers with these bytes, called `text/plain` as the platform does."""

    async def do(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} Whatever\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)

    return do


async def resets(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Tears the connection down without an answer."""
    writer.transport.abort()


async def breaks_off(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Begins an answer and ends it in the middle."""
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"errcode":')
    writer.close()


async def redirects(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Sends the caller elsewhere."""
    writer.write(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")


async def hangs(_asked: Asked, _writer: asyncio.StreamWriter) -> None:
    """Never answers."""


@dataclass
class ApiServer:
    """Gives out `token-1`, `token-2`, …, accepts the latest alone and answers every call with success.

    `does` holds what happens to the coming requests of a path, one after the other; the last one stays.
    """

    token_paths: tuple[str, ...] = ("/cgi-bin/stable_token", "/cgi-bin/gettoken")
    does: dict[str, list[Does]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    issues_new_token: bool = True
    token: str = "token-0"
    expires_in: float = 7200

    async def open(self) -> None:
        self._issued = 0
        self._writers: list[asyncio.StreamWriter] = []
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.close()
        # Callers notice the end of their connections.
        await asyncio.sleep(0.02)

    @property
    def calls(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(asked.path for asked in self.asked)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        try:
            while asked := await _read(reader):
                self.asked.append(asked)
                await self._next(asked.path)(asked, writer)
        finally:
            writer.close()

    def _next(self, path: str) -> Does:
        scripted = self.does.get(path, [])
        if scripted:
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        return self._issue if path in self.token_paths else self.succeed

    async def _issue(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        if self.issues_new_token or not self._issued:
            self._issued += 1
            self.token = f"token-{self._issued}"
        await says({"access_token": self.token, "expires_in": self.expires_in})(asked, writer)

    async def succeed(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Answers with success, where the token is the latest."""
        is_current = asked.query.get("access_token") == self.token
        await says({"errcode": 0, "errmsg": "ok"} if is_current else {"errcode": 42001})(asked, writer)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    line, *lines = head.decode().rstrip().split("\r\n")
    method, target, _ = line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Asked(method, parts.path, dict(parse_qsl(parts.query)), body, headers)
