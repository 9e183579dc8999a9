"""Killed with SIGKILL between any two stops and restarted: nothing lost, nothing answered twice differently."""

import asyncio
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from tests.adapters.wechat_platform import SAFE, message_xml

pytestmark = pytest.mark.slow

QUESTION = "南通的首席质量官要什么学历"
ANSWER = "原文「具有大专（含）以上学历或者相关专业技术中级职称（含）以上；」"
STOPS = [
    "callback.received",
    "callback.read",
    "turn.admitted",
    "turn.locked",
    "turn.routed",
    "turn.advanced",
    "turn.committed",
    "reply.written",
    "turn.settled",
]
"""In order; the process dies right after each, so between it and the next."""
MAY_BE_SHOWN_TWICE = {"reply.written"}
"""Killed after the answer was written and before that was noted: it is shown again, to be sure."""


@contextmanager
def server(folder: Path, event: str = "") -> Iterator[str]:
    """The address of the service on `folder`'s database; it dies after `event`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.chaos.killing_server", str(folder), str(port), event]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_until_listening(process, port)
        yield f"http://127.0.0.1:{port}/webhooks/wechat/default"
        if event:
            assert process.wait(timeout=20) == -signal.SIGKILL, f"the service outlived {event}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(400):
        if process.poll() is not None:
            pytest.fail(f"the service did not start: {process.communicate()[1].decode()[-600:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the service did not listen within 20 s")


async def deliver(url: str, text: str, message_id: str) -> str | None:
    """What the user sees of one delivery; None where the connection broke."""
    callback = SAFE.deliver(message_xml(Content=text, MsgId=message_id), at=int(time.time()))
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.post(url, params=dict(callback.query), data=callback.body) as response,
        ):
            body = await response.read()
    except aiohttp.ClientError:
        return None
    return SAFE.shown(_Reply(body))["Content"]


class _Reply:
    """A body in the shape that the platform's side reads."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.media_type = "text/xml"


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "cqo.db") as database:
        return database.execute(query).fetchall()


def let_time_pass(folder: Path) -> None:
    """As if the platform's tries were over: moments that others wait for lie in the past."""
    with sqlite3.connect(folder / "cqo.db") as database:
        past = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%d %H:%M:%S.%f}"
        database.execute("UPDATE delivery SET offered_until = ? WHERE state = 'offered'", (past,))
        database.execute("UPDATE inbox SET received_at = ? WHERE handled_at IS NULL", (past,))


def assert_one_turn(folder: Path, messages: int) -> None:
    assert rows(folder, "SELECT count(*) FROM inbox WHERE handled_at IS NULL") == [(0,)]
    assert rows(folder, "SELECT count(*), count(DISTINCT inbox_id) FROM turn") == [(messages, messages)]
    assert rows(folder, "SELECT count(*) FROM transcript WHERE direction = 'in'") == [(messages,)]


@pytest.mark.parametrize("stop", STOPS)
async def test_platform_that_tries_again_gets_the_one_answer(stop: str, tmp_path: Path) -> None:
    with server(tmp_path, stop) as url:
        first = await deliver(url, QUESTION, "1001")
    with server(tmp_path) as url:
        shown = first or await deliver(url, QUESTION, "1001")
        let_time_pass(tmp_path)
        after = await deliver(url, "谢谢", "1002")
    assert shown is not None
    assert ANSWER in shown
    assert after is not None
    is_repeated = ANSWER in after
    assert is_repeated == (stop in MAY_BE_SHOWN_TWICE), f"shown twice after a kill at {stop}"
    assert_one_turn(tmp_path, messages=2)


@pytest.mark.parametrize("stop", ["turn.admitted", "turn.advanced", "turn.committed"])
async def test_platform_that_gave_up_leaves_the_answer_for_the_next_word(stop: str, tmp_path: Path) -> None:
    with server(tmp_path, stop) as url:
        assert await deliver(url, QUESTION, "1001") is None
    let_time_pass(tmp_path)
    with server(tmp_path) as url:
        after = await deliver(url, "谢谢", "1002")
    assert after is not None
    assert "回复可能没有送达，再发一次：" in after
    assert ANSWER in after
    assert_one_turn(tmp_path, messages=2)


async def test_sweep_takes_up_what_nobody_asks_for_again(tmp_path: Path) -> None:
    with server(tmp_path, "turn.locked") as url:
        assert await deliver(url, QUESTION, "1001") is None
    let_time_pass(tmp_path)
    with server(tmp_path):
        for _ in range(100):
            if rows(tmp_path, "SELECT count(*) FROM turn") == [(1,)]:
                break
            await asyncio.sleep(0.1)
    assert_one_turn(tmp_path, messages=1)
