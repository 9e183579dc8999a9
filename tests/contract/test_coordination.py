"""What coordination must promise; a test runs in process and on Redis unless it says otherwise."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from secrets import token_hex
from time import monotonic

import pytest

from bot.coordination import Coordination, open_coordination
from bot.coordination.in_process import InProcessCoordination
from bot.coordination.port import Token, shared_token
from bot.coordination.redis import RedisCoordination
from bot.errors import BadSetting, CoordinationUnavailable
from tests.fakes.wire import Wire

GONE = "redis://:secret@127.0.0.1:9/0"


@pytest.fixture
def prefix() -> str:
    """Sets a test's keys apart from everybody else's on the same Redis."""
    return f"cqo-test-{token_hex(8)}:"


@pytest.fixture(params=["in process", "redis"])
async def coordination(request: pytest.FixtureRequest, prefix: str) -> AsyncIterator[Coordination]:
    opened: Coordination = InProcessCoordination()
    if request.param == "redis":
        opened = RedisCoordination(request.getfixturevalue("redis_url"), prefix=prefix)
    yield opened
    await opened.close()


@pytest.fixture
async def processes(redis_url: str, prefix: str) -> AsyncIterator[list[RedisCoordination]]:
    """Two processes' views of one Redis, with locks that run out soon."""
    both = [RedisCoordination(redis_url, prefix=prefix, lock_ttl_s=0.3) for _ in range(2)]
    yield both
    for one in both:
        await one.close()


@pytest.fixture
async def wire(redis_url: str) -> AsyncIterator[Wire]:
    laid = Wire(redis_url)
    await laid.lay()
    yield laid
    laid.remove()


class TestLock:
    async def test_only_one_holds_a_name_and_the_first_to_come_is_the_first_to_go(
        self, coordination: Coordination
    ) -> None:
        inside: list[int] = []
        order: list[int] = []

        async def hold(number: int) -> None:
            async with coordination.lock("anna", wait_s=5):
                inside.append(number)
                assert inside == [number]
                await asyncio.sleep(0.005)
                inside.remove(number)
                order.append(number)

        await asyncio.gather(*[hold(number) for number in range(10)])
        assert order == list(range(10))

    async def test_other_names_do_not_wait(self, coordination: Coordination) -> None:
        async with coordination.lock("anna", wait_s=1), coordination.lock("ben", wait_s=0.05):
            await coordination.put_token("anna", Token("not a lock", 60))
        assert await coordination.get_token("anna") == "not a lock"

    async def test_waiting_too_long_is_refused_and_leaves_the_holder_alone(self, coordination: Coordination) -> None:
        async with coordination.lock("anna", wait_s=1):
            with pytest.raises(CoordinationUnavailable, match=r"0\.05 s") as caught:
                async with coordination.lock("anna", wait_s=0.05):
                    pytest.fail("two holders")
            assert "anna" not in str(caught.value)
        async with coordination.lock("anna", wait_s=0.05):
            pass

    async def test_failing_holder_lets_go(self, coordination: Coordination) -> None:
        with pytest.raises(LookupError):
            async with coordination.lock("anna", wait_s=1):
                raise LookupError
        async with coordination.lock("anna", wait_s=0.05):
            pass

    async def test_waiter_that_gives_up_does_not_block_the_next(self, coordination: Coordination) -> None:
        async def hold() -> None:
            async with coordination.lock("anna", wait_s=5):
                pass

        async with coordination.lock("anna", wait_s=1):
            waiters = [asyncio.create_task(hold()) for _ in range(3)]
            await asyncio.sleep(0.01)
            waiters[0].cancel()
        results = await asyncio.wait_for(asyncio.gather(*waiters, return_exceptions=True), 1)
        assert [type(result) for result in results] == [asyncio.CancelledError, type(None), type(None)]


class TestLockAcrossProcesses:
    async def test_other_process_waits_until_the_holder_leaves(self, processes: list[RedisCoordination]) -> None:
        one, other = processes
        async with one.lock("anna", wait_s=1):
            with pytest.raises(CoordinationUnavailable):
                async with other.lock("anna", wait_s=0.05):
                    pytest.fail("two holders")
        async with other.lock("anna", wait_s=0.05):
            pass

    async def test_lock_of_a_dead_holder_runs_out(self, processes: list[RedisCoordination]) -> None:
        one, other = processes
        dead = one.lock("anna", wait_s=1)
        await dead.__aenter__()
        started = monotonic()
        async with other.lock("anna", wait_s=2):
            assert 0.2 < monotonic() - started < 1.5
        await dead.__aexit__(None, None, None)

    async def test_late_holder_does_not_release_its_successors_lock(self, processes: list[RedisCoordination]) -> None:
        one, other = processes
        late = one.lock("anna", wait_s=1)
        await late.__aenter__()
        async with other.lock("anna", wait_s=2):
            await late.__aexit__(None, None, None)
            with pytest.raises(CoordinationUnavailable):
                async with one.lock("anna", wait_s=0.05):
                    pytest.fail("two holders")


class TestTokens:
    async def test_token_is_kept_until_it_runs_out(self, coordination: Coordination) -> None:
        assert await coordination.get_token("wechat/default") is None
        await coordination.put_token("wechat/default", Token("first", 60))
        await coordination.put_token("wechat/default", Token("second", 0.1))
        assert await coordination.get_token("wechat/default") == "second"
        await asyncio.sleep(0.15)
        assert await coordination.get_token("wechat/default") is None

    async def test_only_the_token_that_failed_is_dropped(self, coordination: Coordination) -> None:
        await coordination.put_token("wechat/default", Token("new", 60))
        assert not await coordination.drop_token("wechat/default", "old")
        assert await coordination.get_token("wechat/default") == "new"
        assert await coordination.drop_token("wechat/default", "new")
        assert await coordination.get_token("wechat/default") is None
        assert not await coordination.drop_token("wechat/default", "new")

    async def test_token_is_fetched_once_for_all(self, coordination: Coordination) -> None:
        fetched: list[int] = []

        async def fetch() -> Token:
            fetched.append(len(fetched))
            await asyncio.sleep(0.02)
            return Token(f"token {len(fetched)}", 60)

        tokens = await asyncio.gather(*[shared_token(coordination, "wechat/default", fetch) for _ in range(20)])
        assert tokens == ["token 1"] * 20
        assert len(fetched) == 1

    async def test_processes_fetch_one_token(self, processes: list[RedisCoordination]) -> None:
        fetched: list[int] = []

        async def fetch() -> Token:
            fetched.append(len(fetched))
            await asyncio.sleep(0.05)
            return Token(f"token {len(fetched)}", 60)

        asking = [shared_token(process, "wechat/default", fetch) for process in processes * 5]
        assert await asyncio.gather(*asking) == ["token 1"] * 10

    async def test_failed_fetch_is_not_shared(self, coordination: Coordination) -> None:
        tries: list[int] = []

        async def fetch() -> Token:
            tries.append(len(tries))
            if len(tries) == 1:
                raise OSError("platform away")
            return Token("second try", 60)

        asking = [shared_token(coordination, "wechat/default", fetch) for _ in range(3)]
        results = await asyncio.gather(*asking, return_exceptions=True)
        assert sorted(map(str, results)) == ["platform away", "second try", "second try"]


class TestPacing:
    async def test_slots_lie_one_after_another(self, coordination: Coordination) -> None:
        waits = [await coordination.reserve("wechat/default", per_second=1) for _ in range(5)]
        assert waits[0] == 0
        assert waits == pytest.approx([0, 1, 2, 3, 4], abs=0.4)

    async def test_callers_at_once_never_share_a_slot(self, coordination: Coordination) -> None:
        waits = await asyncio.gather(*[coordination.reserve("wechat/default", per_second=1) for _ in range(10)])
        assert sorted(waits) == pytest.approx(range(10), abs=0.4)

    async def test_new_rate_counts_from_the_next_slot(self, coordination: Coordination) -> None:
        rates = [0.5, 1, 1]
        waits = [await coordination.reserve("wechat/default", per_second=rate) for rate in rates]
        assert waits == pytest.approx([0, 2, 3], abs=0.4)

    async def test_unused_slots_are_not_saved_up(self, coordination: Coordination) -> None:
        await coordination.reserve("wechat/default", per_second=5)
        await asyncio.sleep(0.5)
        waits = [await coordination.reserve("wechat/default", per_second=5) for _ in range(2)]
        assert waits == pytest.approx([0, 0.2], abs=0.15)

    async def test_rates_do_not_slow_each_other(self, coordination: Coordination) -> None:
        await coordination.reserve("wechat/default", per_second=1)
        assert await coordination.reserve("wecom/default", per_second=1) == 0

    async def test_rates_of_people_who_wrote_once_take_no_memory(self) -> None:
        coordination = InProcessCoordination()
        await coordination.reserve("busy", per_second=0.01)
        for number in range(5000):
            assert await coordination.reserve(f"person {number}", per_second=100_000) == 0
        assert len(vars(coordination)["_next_slot"]) < 2500
        assert await coordination.reserve("busy", per_second=0.01) > 50


class TestWakeUps:
    async def test_waiter_is_woken(self, coordination: Coordination) -> None:
        waiting = asyncio.create_task(coordination.wait_for_wake("sweep", timeout_s=5))
        await asyncio.sleep(0.02)
        await coordination.wake("sweep")
        assert await asyncio.wait_for(waiting, 1)

    async def test_wakes_before_the_wait_count_as_one(self, coordination: Coordination) -> None:
        for _ in range(3):
            await coordination.wake("sweep")
        assert await coordination.wait_for_wake("sweep", timeout_s=0.05)
        assert not await coordination.wait_for_wake("sweep", timeout_s=0.05)

    async def test_nobody_is_woken_by_another_name(self, coordination: Coordination) -> None:
        await coordination.wake("deliver")
        assert not await coordination.wait_for_wake("sweep", timeout_s=0.05)

    async def test_one_wake_wakes_one_of_many(self, coordination: Coordination) -> None:
        waiting = [asyncio.create_task(coordination.wait_for_wake("sweep", timeout_s=0.2)) for _ in range(3)]
        await asyncio.sleep(0.02)
        await coordination.wake("sweep")
        assert sorted(await asyncio.gather(*waiting)) == [False, False, True]

    async def test_waiter_that_is_cancelled_leaves_the_next_wake_usable(self, coordination: Coordination) -> None:
        waiting = asyncio.create_task(coordination.wait_for_wake("sweep", timeout_s=5))
        await asyncio.sleep(0.02)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await asyncio.sleep(0.02)
        await coordination.wake("sweep")
        assert await coordination.wait_for_wake("sweep", timeout_s=1)


class TestClaims:
    async def test_first_to_claim_a_name_has_it_and_the_others_are_told_what_stands_there(
        self, coordination: Coordination
    ) -> None:
        told = await asyncio.gather(*[coordination.claim("one", str(number), ttl_s=5) for number in range(10)])
        (first,) = [number for number, held in enumerate(told) if held is None]
        assert set(told) == {None, str(first)}
        assert await coordination.claim("another", "x", ttl_s=5) is None

    async def test_claim_runs_out(self, coordination: Coordination) -> None:
        assert await coordination.claim("one", "old", ttl_s=0.1) is None
        await asyncio.sleep(0.15)
        assert await coordination.claim("one", "new", ttl_s=5) is None

    async def test_processes_claim_against_each_other(self, processes: list[RedisCoordination]) -> None:
        one, other = processes
        assert await one.claim("one", "first", ttl_s=5) is None
        assert await other.claim("one", "second", ttl_s=5) == "first"

    async def test_claims_of_one_process_take_bounded_memory(self) -> None:
        alone = InProcessCoordination()
        for number in range(20_000):
            await alone.claim(str(number), "x", ttl_s=60)
        assert await alone.claim("19999", "y", ttl_s=60) == "x"
        assert await alone.claim("0", "y", ttl_s=60) is None

    async def test_waiter_that_gives_up_does_not_disturb_the_others(self, processes: list[RedisCoordination]) -> None:
        leaving = asyncio.create_task(processes[0].claim("one", "x", ttl_s=5))
        await asyncio.sleep(0)
        staying = asyncio.create_task(processes[0].claim("two", "x", ttl_s=5))
        leaving.cancel()
        assert await asyncio.wait_for(staying, 2) is None


class TestSums:
    async def test_sums_are_of_what_everybody_added(self, coordination: Coordination) -> None:
        assert await coordination.sums("metrics") == {}
        await coordination.add("metrics", {"turns": 2, "seconds": 0.25})
        await coordination.add("metrics", {"turns": 1})
        await coordination.add("others", {"turns": 7})
        assert await coordination.sums("metrics") == {"turns": 3, "seconds": 0.25}

    async def test_processes_add_to_the_same_sums(self, processes: list[RedisCoordination]) -> None:
        for process in processes:
            await process.add("metrics", {"turns": 1})
        assert await processes[0].sums("metrics") == {"turns": 2}


class TestFanOut:
    async def test_every_listener_hears_everything_in_order(self, coordination: Coordination) -> None:
        async with coordination.subscribe("live") as one, coordination.subscribe("live") as other:
            for message in ["第五条", "（三）", ""]:
                await coordination.publish("live", message)
            for heard in (one, other):
                assert [await asyncio.wait_for(anext(heard), 1) for _ in range(3)] == ["第五条", "（三）", ""]

    async def test_what_was_said_before_or_elsewhere_is_not_heard(self, coordination: Coordination) -> None:
        await coordination.publish("live", "before")
        async with coordination.subscribe("live") as heard:
            await coordination.publish("other", "elsewhere")
            await coordination.publish("live", "now")
            assert await asyncio.wait_for(anext(heard), 1) == "now"

    async def test_listener_that_left_disturbs_nobody(self, coordination: Coordination) -> None:
        async with coordination.subscribe("live") as staying:
            async with coordination.subscribe("live"):
                pass
            await coordination.publish("live", "still here")
            assert await asyncio.wait_for(anext(staying), 1) == "still here"

    async def test_listener_that_does_not_read_holds_nobody_up(self, coordination: Coordination) -> None:
        async with coordination.subscribe("live"):
            for number in range(1000):
                await asyncio.wait_for(coordination.publish("live", str(number)), 1)
            async with coordination.subscribe("live") as attentive:
                await coordination.publish("live", "still here")
                assert await asyncio.wait_for(anext(attentive), 1) == "still here"


class TestRedisGone:
    @pytest.mark.parametrize(
        "ask",
        [
            lambda gone: gone.lock("anna", wait_s=1).__aenter__(),
            lambda gone: gone.ping(),
            lambda gone: gone.get_token("t"),
            lambda gone: gone.put_token("t", Token("v", 1)),
            lambda gone: gone.drop_token("t", "v"),
            lambda gone: gone.reserve("r", per_second=1),
            lambda gone: gone.claim("c", "v", ttl_s=1),
            lambda gone: gone.add("s", {"k": 1}),
            lambda gone: gone.sums("s"),
            lambda gone: gone.wake("w"),
            lambda gone: gone.wait_for_wake("w", timeout_s=0.1),
            lambda gone: gone.publish("p", "m"),
            lambda gone: gone.subscribe("p").__aenter__(),
        ],
    )
    async def test_every_question_says_so_soon_and_without_secrets(
        self, ask: Callable[[Coordination], Awaitable[object]]
    ) -> None:
        gone = RedisCoordination(GONE)
        with pytest.raises(CoordinationUnavailable, match="Redis") as caught:
            await asyncio.wait_for(ask(gone), 3)
        assert "secret" not in str(caught.value)
        await gone.close()

    async def test_silent_server_is_given_up(self) -> None:
        async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        silent = RedisCoordination(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0")
        with pytest.raises(CoordinationUnavailable):
            await asyncio.wait_for(silent.wake("w"), 4)
        await silent.close()
        server.close()

    async def test_holder_whose_redis_goes_away_finishes_its_work(self, wire: Wire, prefix: str) -> None:
        holder = RedisCoordination(wire.url, prefix=prefix)
        async with holder.lock("anna", wait_s=1):
            wire.remove()
            with pytest.raises(CoordinationUnavailable):
                await holder.get_token("t")
        await holder.close()

    async def test_connection_closed_by_a_restart_is_replaced_unnoticed(self, wire: Wire, prefix: str) -> None:
        coordination = RedisCoordination(wire.url, prefix=prefix)
        await coordination.put_token("t", Token("v", 60))
        wire.cut()
        assert await coordination.get_token("t") == "v"
        await coordination.close()

    async def test_listener_is_told_that_the_news_ended(self, wire: Wire, prefix: str) -> None:
        coordination = RedisCoordination(wire.url, prefix=prefix)
        async with coordination.subscribe("live") as heard:
            wire.remove()
            with pytest.raises(CoordinationUnavailable):
                await asyncio.wait_for(anext(heard), 3)
        await coordination.close()


class TestAddresses:
    async def test_empty_address_stays_inside_the_process(self) -> None:
        assert isinstance(open_coordination(""), InProcessCoordination)

    async def test_redis_address_is_not_connected_before_it_is_used(self) -> None:
        opened = open_coordination(GONE)
        assert isinstance(opened, RedisCoordination)
        await opened.close()

    @pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "redis://localhost:port/0"])
    def test_unusable_address_is_refused(self, url: str) -> None:
        with pytest.raises(BadSetting, match="redis_url"):
            open_coordination(url)
