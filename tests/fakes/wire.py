"""A connection to a real server that a test can break."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Wire:
    """A way to a real Redis that can be cut like a restart and removed like an outage."""

    def __init__(self, redis_url: str) -> None:
        self._redis = urlsplit(redis_url)
        self._ends: list[asyncio.StreamWriter] = []

    async def lay(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        login = self._redis.netloc.rpartition("@")[:2]
        self.url = self._redis._replace(netloc=f"{''.join(login)}127.0.0.1:{port}").geturl()

    def cut(self) -> None:
        for end in self._ends:
            end.close()

    def remove(self) -> None:
        self._server.close()
        self.cut()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._redis.hostname, self._redis.port or 6379)
        self._ends += [writer, far_writer]
        await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while chunk := await source.read(65536):
            target.write(chunk)
    target.close()
