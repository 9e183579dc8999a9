"""Several machines, random kills, Redis flushed, messages doubled, late and out of order: a ledger of its own decides.

`make chaos` sends 100,000 deliveries (DELIVERIES=…), `make test` a few hundred.
"""

import asyncio
import base64
import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
from redis.asyncio import Redis

from tests.adapters.wechat_platform import SAFE, message_xml
from tests.chaos.machines import Machines, running_machines
from tests.fakes.api_server import ApiServer
from tests.servers import postgres_database

pytestmark = pytest.mark.slow

DELIVERIES = int(os.environ.get("DELIVERIES", "250"))
PEOPLE = 40
"""Who write at the same time, each one message after the other."""
DOUBLED, SWAPPED, LATE = 0.10, 0.05, 0.01
TRIES = 100
"""The platform gives up after three; a machine that starts again here is back within seconds, not at once."""
ANSWER_WITHIN_S = 5.0
SEND = "/cgi-bin/message/custom/send"
_NUMBER = re.compile(r"第 ([0-9]+) 号")


@dataclass
class Ledger:
    """What was sent and what was shown, kept beside the service and without asking it."""

    order: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """The numbers each person sent, in the order in which they went out."""
    answers: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Every different answer that a message got through a callback."""
    shown: Counter[int] = field(default_factory=Counter)
    """How often what answers a message was shown: by its callbacks once, by a push or beside another answer each."""
    refused: list[str] = field(default_factory=list)
    attempts: int = 0

    def answered(self, number: int, text: str) -> None:
        echoed = _numbers(text)
        if echoed and echoed[-1] == number:
            if not self.answers[number]:
                self.shown[number] += 1
            self.answers[number].add(text)
        for other in echoed[:-1] if echoed and echoed[-1] == number else echoed:
            self.shown[other] += 1


def _numbers(text: str) -> list[int]:
    """The messages that a text echoes, in order, each once."""
    return list(dict.fromkeys(int(number) for number in _NUMBER.findall(text)))


class Platform:
    """Sends each message as WeChat does: again after a failure or silence, sometimes twice at once, sometimes late."""

    def __init__(self, machines: Machines, ledger: Ledger, chance: random.Random) -> None:
        self._machines = machines
        self._ledger = ledger
        self._chance = chance

    async def converse(self, person: int, numbers: list[int]) -> None:
        """One person's messages; two neighbours sometimes go out the wrong way round."""
        for place in range(len(numbers) - 1):
            if self._chance.random() < SWAPPED:
                numbers[place], numbers[place + 1] = numbers[place + 1], numbers[place]
        user = f"oChaos{person:05}"
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            late = []
            for number in numbers:
                self._ledger.order[user].append(number)
                await self._deliver(session, user, number)
                if self._chance.random() < DOUBLED:
                    await asyncio.gather(*[self._deliver(session, user, number) for _ in range(2)])
                if self._chance.random() < LATE:
                    late.append(number)
            for number in late:
                await self._deliver(session, user, number)

    async def _deliver(self, session: aiohttp.ClientSession, user: str, number: int) -> None:
        words = f"第 {number} 号提问，首席质量官要什么学历"
        xml = message_xml(FromUserName=user, MsgId=str(10**9 + number), MsgType="voice", Content="", Recognition=words)
        for _ in range(TRIES):
            callback = SAFE.deliver(xml, at=int(time.time()))
            url = f"{self._chance.choice(self._machines.addresses)}/webhooks/wechat/default"
            self._ledger.attempts += 1
            try:
                async with session.post(url, params=dict(callback.query), data=callback.body) as response:
                    body = await response.read()
            except (aiohttp.ClientError, TimeoutError, OSError):
                await asyncio.sleep(0.3)
                continue
            if response.status == 200:
                if body not in (b"", b"success"):
                    self._ledger.answered(number, SAFE.shown(_Reply(body))["Content"])
                return
            if response.status != 503:
                self._ledger.refused.append(f"{response.status}: message {number}")
            await asyncio.sleep(0.3)
        self._ledger.refused.append(f"nobody took message {number}")


class _Reply:
    def __init__(self, body: bytes) -> None:
        self.body, self.media_type = body, "text/xml"


async def _disturb(machines: Machines, redis_url: str, chance: random.Random, every_s: float) -> None:
    """Until it is cancelled: a process killed, and now and then everything in Redis gone."""
    redis = Redis.from_url(redis_url)
    try:
        while True:
            await asyncio.sleep(every_s * (0.5 + chance.random()))
            if chance.random() < 0.3:
                await redis.flushall()
            else:
                await asyncio.to_thread(machines.kill_one, chance)
    finally:
        await redis.aclose()


async def _settled(database_url: str, within_s: float = 90) -> None:
    """Wait until nothing is waiting: every message has its turn and every page was shown or given up."""
    connection = await asyncpg.connect(database_url)
    open_work = (
        "SELECT (SELECT count(*) FROM inbox WHERE handled_at IS NULL)"
        " + (SELECT count(*) FROM delivery WHERE state = 'offered')"
    )
    try:
        async with asyncio.timeout(within_s):
            while await connection.fetchval(open_work):  # noqa: ASYNC110 - other processes do it
                await asyncio.sleep(0.5)
    finally:
        await connection.close()


async def _rows(database_url: str, statement: str) -> list[Any]:
    connection = await asyncpg.connect(database_url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


@pytest.fixture
def database_url(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    with postgres_database(postgres_server, template=migrated_postgres) as address:
        yield address


async def test_no_message_is_lost_doubled_or_overtaken_whatever_dies(
    tmp_path: Path, database_url: str, redis_url: str
) -> None:
    chance = random.Random(20261125)
    ledger, pushed = Ledger(), ApiServer(issues_new_token=False)
    await pushed.open()
    environment = {
        "CQO_DATABASE_URL": database_url,
        "CQO_REDIS_URL": redis_url,
        "CQO_DATA_KEY": base64.b64encode(bytes(32)).decode(),
        "CQO_WECHAT__DEFAULT__APP_ID": SAFE.app_id,
        "CQO_WECHAT__DEFAULT__TOKEN": SAFE.token,
        "CQO_WECHAT__DEFAULT__AES_KEY": SAFE.aes_key,
        "CQO_WECHAT__DEFAULT__APP_SECRET": "secret",
        "CQO_WECHAT__DEFAULT__API_BASE": pushed.base,
        # A person of this test asks more in a minute than the platform would let anybody.
        "CQO_WECHAT__DEFAULT__WINDOWS": "words 999 in 48 h",
        "CQO_WECHAT__DEFAULT__PUSHES_PER_S": "1000",
        "CQO_WECHAT__DEFAULT__PUSHES_PER_USER_PER_S": "1000",
        "CQO_MESSAGES_PER_MIN": "0",
    }
    with running_machines(tmp_path, environment, serving=2, working=2) as machines:
        platform = Platform(machines, ledger, chance)
        disturbing = asyncio.create_task(_disturb(machines, redis_url, chance, every_s=2.0))
        messages = DELIVERIES * 8 // 10
        people = [list(range(person, messages, PEOPLE)) for person in range(PEOPLE)]
        await asyncio.gather(*[platform.converse(person, numbers) for person, numbers in enumerate(people)])
        disturbing.cancel()
        await asyncio.gather(disturbing, return_exceptions=True)
        machines.wait_until_ready()
        await _settled(database_url)
    turns = await _rows(
        database_url,
        'SELECT conversation."user", turn.number, turn.inbox_id, transcript.text FROM turn'
        " JOIN conversation ON conversation.id = turn.conversation_id"
        " JOIN transcript ON transcript.turn_id = turn.id AND transcript.direction = 'in'"
        ' ORDER BY conversation."user", turn.number',
    )
    for asked in pushed.asked:
        if asked.path == SEND:
            for number in _numbers(asked.json["text"]["content"]):
                ledger.shown[number] += 1
    await pushed.close()

    assert ledger.refused == []
    taken: dict[str, list[int]] = defaultdict(list)
    for row in turns:
        taken[row["user"]] += _numbers(row["text"])
    wrong = {user: (sent, taken[user]) for user, sent in ledger.order.items() if taken[user] != sent}
    assert wrong == {}, "each message one turn, in the order in which it was sent"
    differing = {number: texts for number, texts in ledger.answers.items() if len(texts) > 1}
    assert differing == {}, "a message that comes again gets the answer it got"
    assert [number for number in range(messages) if not ledger.shown[number]] == []
    twice = [number for number, times in ledger.shown.items() if times > 1]
    in_flight = machines.kills * PEOPLE
    assert len(twice) <= in_flight, f"{len(twice)} were shown twice after {machines.kills} kills"
    sys.stdout.write(
        f"{ledger.attempts} deliveries, {messages} messages, {machines.kills} kills, {len(twice)} shown twice\n"
    )
