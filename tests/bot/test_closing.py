"""The end of a real process: what is under way is finished, what is new is told to try again, and soon it is gone."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from tests.adapters.wechat_platform import SAFE, message_xml

SERVE = [sys.executable, "-c", "from bot.cli import main; main()", "serve"]
PATH = "/webhooks/wechat/default"

pytestmark = pytest.mark.slow


class Process:
    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    async def begin(self, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
        """A callback of which the service has read the head; its body is still to be sent."""
        callback = SAFE.deliver(message_xml(Content="菜单", MsgId=str(number)), at=int(time.time()))
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (
            f"POST {PATH}?{urlencode(callback.query)} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(callback.body)}\r\n"
        )
        writer.write(f"{head}Expect: 100-continue\r\n\r\n".encode())
        async with asyncio.timeout(5):
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        return reader, writer, callback.body

    async def status_of(self, path: str) -> int:
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            callback = SAFE.deliver(message_xml(Content="菜单", MsgId="99"), at=int(time.time()))
            send = session.post if path == PATH else session.get
            async with send(f"http://127.0.0.1:{self.port}{path}", params=callback.query, data=callback.body) as answer:
                return answer.status

    async def ended(self, within_s: float) -> int:
        return await asyncio.to_thread(self.process.wait, within_s)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Process]:
    served = _start(folder, unused_port())
    try:
        async with asyncio.timeout(30):
            while not await _is_up(served):
                assert served.process.poll() is None
                await asyncio.sleep(0.05)
        yield served
    finally:
        served.process.kill()
        served.process.wait(10)


def _start(folder: Path, port: int) -> Process:
    account = {"APP_ID": SAFE.app_id, "TOKEN": SAFE.token, "AES_KEY": SAFE.aes_key}
    environ = {f"CQO_WECHAT__DEFAULT__{name}": value for name, value in account.items()}
    environ["CQO_DATABASE_URL"] = f"sqlite:///{folder / 'cqo.db'}"
    process = subprocess.Popen([*SERVE, "--port", str(port)], env=os.environ | environ, stderr=subprocess.DEVNULL)
    return Process(process, port)


async def _is_up(served: Process) -> bool:
    try:
        return await served.status_of("/healthz") == 200
    except aiohttp.ClientError:
        return False


async def test_callback_under_way_is_answered_and_new_ones_are_told_to_try_again(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        reader, writer, body = await served.begin(1)
        served.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(2):
            while await served.status_of("/readyz") == 200:
                pass
        assert await served.status_of(PATH) == 503
        assert served.process.poll() is None
        writer.write(body)
        async with asyncio.timeout(5):
            answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"<Encrypt>" in answer
        writer.close()
        await served.ended(within_s=4)
    with sqlite3.connect(tmp_path / "cqo.db") as database:
        assert database.execute("SELECT count(*) FROM turn").fetchone() == (1,)


async def test_idle_process_ends_at_once_and_a_hanging_sender_does_not_hold_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        _, writer, _ = await served.begin(1)
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        await served.ended(within_s=10)
        assert time.monotonic() - began < 9
        writer.close()
    async with serving(tmp_path) as served:
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        await served.ended(within_s=5)
        assert time.monotonic() - began < 3
