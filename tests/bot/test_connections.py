"""Heads that are late or without end are cut off; whatever else the server is asked meanwhile is answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from aiohttp.test_utils import unused_port

from bot.connections import HEAD_MAX_BYTES, Connection, server_options

SOUND = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Hasty(Connection):
    head_within_s = 0.3


async def application(scope: dict[str, object], receive: object, send: object) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(Hasty) as chosen:
        yield chosen


@asynccontextmanager
async def serving(connection: type[Connection]) -> AsyncIterator[int]:
    chosen = unused_port()
    options = server_options() | {"http": connection, "lifespan": "off", "port": chosen, "ws": "none"}
    server = uvicorn.Server(uvicorn.Config(application, **options))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
        await asyncio.sleep(0.01)
    yield chosen
    server.should_exit = True
    await serving


async def asked(port: int, *pieces: bytes, pause_s: float = 0.0) -> bytes:
    """What is answered until the server closes, or falls silent for a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    heard = b""
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_s)
        while piece := await asyncio.wait_for(reader.read(65536), 1):
            heard += piece
    except TimeoutError:
        return heard + b"<open>"
    except ConnectionError:
        return heard
    finally:
        writer.close()
    return heard


async def test_sound_requests_are_answered_one_after_another(port: int) -> None:
    heard = await asked(port, *[SOUND] * 3, pause_s=0.4)
    assert heard.count(b"200 OK") == 3
    assert heard.endswith(b"<open>")


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost"], ids=["silent", "begun"])
async def test_connection_whose_head_is_late_is_closed(begun: bytes, port: int) -> None:
    assert await asked(port, begun) == b""
    assert (await asked(port, SOUND)).count(b"200 OK") == 1


async def test_second_head_that_is_late_is_closed_too(port: int) -> None:
    heard = await asked(port, SOUND, b"GET / HTTP/1.1\r\nHost")
    assert heard.count(b"200 OK") == 1
    assert not heard.endswith(b"<open>")


async def test_dribbled_head_gets_no_more_time_than_one_in_a_piece(port: int) -> None:
    assert b"200 OK" not in await asked(port, *[SOUND[at : at + 1] for at in range(len(SOUND))], pause_s=0.03)


async def test_head_without_end_is_cut_off_long_before_its_time() -> None:
    endless = [b"GET / HTTP/1.1\r\n", *[b"X-More: " + b"x" * 4000 + b"\r\n"] * 200]
    large = b"GET / HTTP/1.1\r\nX-More: " + b"x" * (HEAD_MAX_BYTES // 2) + b"\r\n\r\n"
    async with serving(Connection) as port:
        heard = await asked(port, *endless)
        assert heard.startswith(b"HTTP/1.1 400") or not heard
        assert b"200 OK" in await asked(port, large)
