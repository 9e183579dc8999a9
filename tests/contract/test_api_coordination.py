"""What calls to a platform share: one token for all processes, and a way on while the others are away."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from secrets import token_hex

import pytest

from adapters.api.tokens import IssuedToken
from bot.coordination.for_apis import ApiCoordination
from bot.coordination.in_process import InProcessCoordination
from bot.coordination.redis import RedisCoordination
from tests.fakes.api_server import ApiServer, Asked, Does
from tests.fakes.wire import Wire

PROCESSES = 8
CALLS = 5
SEND = "/cgi-bin/message/custom/send"


class Fetches:
    """Gives out tokens and counts them."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> IssuedToken:
        self.count += 1
        await asyncio.sleep(0.01)
        return IssuedToken(f"token {self.count}", 60)


@pytest.fixture
def fetch() -> Fetches:
    return Fetches()


def at_once(count: int, does: Does) -> Does:
    """Keeps requests waiting until there are as many, and then deals with each."""
    all_came = asyncio.Barrier(count)

    async def do(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await all_came.wait()
        await does(asked, writer)

    return do


async def test_eight_processes_that_meet_an_expired_token_fetch_one(server: ApiServer, redis_url: str) -> None:
    every_call = PROCESSES * CALLS
    server.does[SEND] = [at_once(every_call, server.succeed)] * every_call + [server.succeed]
    prefix = f"cqo-test-{token_hex(8)}:"
    stale = RedisCoordination(redis_url, prefix=prefix)
    await ApiCoordination(stale).token("wechat/default", lambda: _issued("expired"))
    await stale.close()
    command = [sys.executable, "-m", "tests.contract.calling_api", redis_url, prefix, server.base, str(CALLS)]
    pipe = asyncio.subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(PROCESSES)
    ]
    async with AsyncExitStack() as ended:
        for process in processes:
            ended.push_async_callback(process.communicate)
            assert process.stdin
            assert process.stdout
            assert await process.stdout.readline() == b"ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write(b"go\n")
        answered = [int(await process.stdout.readline()) for process in processes if process.stdout]

    assert answered == [CALLS] * PROCESSES
    assert server.calls == {"/cgi-bin/stable_token": 1, SEND: 2 * every_call}
    used = [asked.query["access_token"] for asked in server.asked if asked.path == SEND]
    assert used == ["expired"] * every_call + ["token-1"] * every_call


async def _issued(value: str) -> IssuedToken:
    return IssuedToken(value, 7200)


async def test_token_that_failed_is_dropped_and_a_newer_one_stays(fetch: Fetches) -> None:
    shared = ApiCoordination(InProcessCoordination())
    assert await shared.token("a", fetch) == "token 1"
    await shared.drop("a", "token 1")
    assert await shared.token("a", fetch) == "token 2"
    await shared.drop("a", "token 1")
    assert await shared.token("a", fetch) == "token 2"


@pytest.fixture
async def wire(redis_url: str) -> AsyncIterator[Wire]:
    laid = Wire(redis_url)
    await laid.lay()
    yield laid
    laid.remove()


@pytest.fixture
async def over_wire(wire: Wire) -> AsyncIterator[ApiCoordination]:
    coordination = RedisCoordination(wire.url, prefix=f"cqo-test-{token_hex(8)}:")
    yield ApiCoordination(coordination)
    await coordination.close()


async def test_process_goes_on_with_the_token_it_fetched_when_redis_goes_away(
    over_wire: ApiCoordination, wire: Wire, fetch: Fetches
) -> None:
    assert await over_wire.token("a", fetch) == "token 1"
    wire.remove()
    assert await over_wire.token("a", fetch) == "token 1"
    await over_wire.drop("a", "token 1")
    assert await asyncio.gather(*[over_wire.token("a", fetch) for _ in range(5)]) == ["token 2"] * 5


async def test_process_that_never_met_redis_fetches_for_itself(
    over_wire: ApiCoordination, wire: Wire, fetch: Fetches
) -> None:
    wire.remove()
    assert await asyncio.gather(*[over_wire.token("a", fetch) for _ in range(5)]) == ["token 1"] * 5


async def test_pace_is_kept_by_the_process_alone_when_redis_is_away(over_wire: ApiCoordination, wire: Wire) -> None:
    assert await over_wire.reserve("a", per_second=0.01) == 0
    wire.remove()
    waits = [await over_wire.reserve("a", per_second=0.01) for _ in range(3)]
    assert waits == pytest.approx([0, 100, 200], abs=30)
