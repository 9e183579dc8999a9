"""Any number of forged, stale, replayed and malformed callbacks: no turn, no fault of ours, no memory."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from adapters.channel import Callback
from tests.adapters.wechat_platform import SAFE, WeChatPlatform, message_xml
from tests.bot.test_webhooks import FORGERIES
from tests.chaos.flooded_server import messages_and_turns

pytestmark = pytest.mark.slow

FORGED = int(os.environ.get("FORGED", "1000"))
WARMED_UP_BY = 400
GROWTH_MAX_MIB = 20
AT_ONCE = 16
PLAIN = replace(SAFE, mode="plain")


class Flooded:
    """The service in a process of its own, on loopback, where it takes every caller for a proxy."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, session: aiohttp.ClientSession) -> None:
        self._process = process
        self._port = port
        self._session = session

    async def post(self, account: str, callback: Callback, *, source: str = "") -> tuple[int, bytes]:
        address = f"http://127.0.0.1:{self._port}/webhooks/wechat/{account}"
        headers = {"X-Forwarded-For": source} if source else {}
        async with self._session.post(
            address, params=dict(callback.query), data=callback.body, headers=headers
        ) as answer:
            return answer.status, await answer.read()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def resident_mib(self) -> float:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


@pytest.fixture
async def flooded(tmp_path: Path) -> AsyncIterator[Flooded]:
    port = unused_port()
    process = _start(tmp_path, port)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        try:
            await _until_up(process, session, port)
            yield Flooded(process, port, session)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 20)


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.chaos.flooded_server", str(folder), str(port)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


async def _until_up(process: subprocess.Popen[bytes], session: aiohttp.ClientSession, port: int) -> None:
    async with asyncio.timeout(30):
        while process.poll() is None:
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    pytest.fail("the service did not start")


async def test_nothing_forged_leaves_a_trace(flooded: Flooded, tmp_path: Path) -> None:
    heard = _sound(PLAIN, 1)
    assert (await flooded.post("plain", heard))[0] == 200
    forgeries = _forgeries(heard)
    statuses = await _send(flooded, forgeries, WARMED_UP_BY)
    before = flooded.resident_mib()
    statuses += await _send(flooded, forgeries, FORGED - WARMED_UP_BY)
    grown = flooded.resident_mib() - before
    assert flooded.is_alive()
    assert statuses.total() == FORGED
    assert set(statuses) == {400, 403, 413, 429}
    assert grown < GROWTH_MAX_MIB
    status, body = await flooded.post("default", _sound(SAFE, 2))
    assert (status, b"<Encrypt>" in body) == (200, True)
    assert messages_and_turns(tmp_path) == (2, 2)


async def _send(flooded: Flooded, forgeries: Iterator[tuple[str, Callback, str]], number: int) -> Counter[int]:
    statuses: Counter[int] = Counter()

    async def send(share: int) -> None:
        for _ in range(share):
            account, callback, source = next(forgeries)
            status, _body = await flooded.post(account, callback, source=source)
            statuses[status] += 1

    shares = [number // AT_ONCE + (at < number % AT_ONCE) for at in range(AT_ONCE)]
    await asyncio.gather(*map(send, shares))
    return statuses


def _forgeries(heard: Callback) -> Iterator[tuple[str, Callback, str]]:
    """Without end: the account, the callback and from where it comes; half of them hide behind a proxy."""
    chance = random.Random(7)
    makers: list[Callable[[int], tuple[str, Callback]]] = [
        *(lambda at, made=made: ("default", made(at)) for _, made in FORGERIES.values()),
        lambda at: ("default", _sound(SAFE, chance.randrange(10**9), at=at - 3600)),
        lambda at: ("default", _sound(SAFE, chance.randrange(10**9), at=at + 3600)),
        lambda at: ("plain", Callback(heard.query, _sound(PLAIN, chance.randrange(10**9), at=at).body)),
        lambda at: ("default", Callback(dict(_sound(SAFE, 3).query), chance.randbytes(200))),
        lambda at: ("default", Callback({"msg_signature": "é" * 40, "timestamp": "-1", "nonce": "\x00"}, b"<xml/>")),
    ]
    while True:
        for make in makers:
            account, callback = make(int(time.time()))
            source = f"203.0.{chance.randrange(256)}.{chance.randrange(256)}" if chance.random() < 0.3 else ""
            yield account, callback, chance.choice((source, "203.0.113.9", "", ""))


def _sound(platform: WeChatPlatform, number: int, *, at: int | None = None) -> Callback:
    return platform.deliver(message_xml(Content="菜单", MsgId=str(number)), at=at or int(time.time()))
