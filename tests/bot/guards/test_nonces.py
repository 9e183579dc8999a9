"""One signature is good for one message, as long as anybody would take it, over all processes."""

import asyncio
import time
from secrets import token_hex

from bot.coordination.in_process import InProcessCoordination
from bot.coordination.redis import RedisCoordination
from bot.guards.nonces import Nonces
from tests.bot.guards.test_allowances import Seconds
from tests.fakes.wire import Wire

MESSAGE, OTHER = "a" * 64, "b" * 64


async def took(nonces: Nonces, signature: str, message: str = MESSAGE, *, is_kept: bool = True) -> bool:
    """Whether it may be taken in; it is, unless it is not kept."""
    is_good = await nonces.is_good(signature, message, is_sealed=False)
    if is_good:
        nonces.done(signature, is_kept=is_kept)
    return is_good


async def test_signature_is_good_once() -> None:
    nonces = Nonces()
    assert await took(nonces, "one")
    assert not await took(nonces, "one")
    assert not await took(nonces, "one", OTHER)
    assert await took(nonces, "two")


async def test_repeat_beside_the_first_delivery_is_good_and_another_message_is_not() -> None:
    nonces = Nonces()
    assert await nonces.is_good("one", MESSAGE, is_sealed=True)
    assert await nonces.is_good("one", MESSAGE, is_sealed=True)
    assert not await nonces.is_good("one", OTHER, is_sealed=True)
    nonces.done("one", is_kept=True)
    assert await nonces.is_good("one", MESSAGE, is_sealed=True)
    nonces.done("one", is_kept=True)
    nonces.done("one", is_kept=True)
    assert not await nonces.is_good("one", MESSAGE, is_sealed=True)


async def test_message_that_could_not_be_kept_may_come_again() -> None:
    nonces = Nonces()
    assert await took(nonces, "one", is_kept=False)
    assert await took(nonces, "one")


async def test_signature_is_forgotten_when_nobody_would_take_it_any_more() -> None:
    seconds = Seconds()
    nonces = Nonces(600.0, clock=seconds)
    assert await took(nonces, "one")
    seconds.now += 599
    assert not await took(nonces, "one")
    seconds.now += 2
    assert await took(nonces, "one")


async def test_signatures_take_bounded_memory() -> None:
    nonces = Nonces()
    for number in range(50_010):
        await took(nonces, str(number))
    assert len(nonces._seen) == 50_000
    assert not nonces._at_work
    assert not await took(nonces, "50009")


async def test_another_process_knows_the_signature_and_lets_the_same_message_through(redis_url: str) -> None:
    prefix = f"cqo-test-{token_hex(8)}:"
    coordinations = [RedisCoordination(redis_url, prefix=prefix) for _ in range(2)]
    one, other = (Nonces(60.0, coordination) for coordination in coordinations)
    assert await took(one, "one")
    assert not await took(other, "one", OTHER)
    assert await took(one, "two")
    assert await took(other, "two"), "the platform's repeat may reach another process"
    for coordination in coordinations:
        await coordination.close()


async def test_sealed_signature_costs_no_trip() -> None:
    nonces = Nonces(60.0, RedisCoordination("redis://127.0.0.1:9/0"))
    began = time.monotonic()
    for number in range(100):
        assert await nonces.is_good(str(number), MESSAGE, is_sealed=True)
    assert nonces._shared_again_at == 0.0
    assert time.monotonic() - began < 1


class Away(InProcessCoordination):
    """Nobody can be asked, and that takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    async def claim(self, name: str, value: str, *, ttl_s: float) -> str | None:
        self.asked += 1
        await asyncio.sleep(60)
        raise AssertionError(name, value, ttl_s)


async def test_redis_that_does_not_answer_costs_one_question_now_and_then_and_no_callback() -> None:
    seconds, away = Seconds(), Away()
    nonces = Nonces(60.0, away, clock=seconds)
    async with asyncio.timeout(2):
        for number in range(100):
            assert await took(nonces, f"while away {number}")
            assert not await took(nonces, f"while away {number}", OTHER)
    assert away.asked == 1
    seconds.now += 6
    assert await took(nonces, "later")
    assert away.asked == 2


async def test_redis_that_is_gone_keeps_no_callback_out(redis_url: str) -> None:
    wire = Wire(redis_url)
    await wire.lay()
    coordination = RedisCoordination(wire.url, prefix=f"cqo-test-{token_hex(8)}:")
    nonces = Nonces(60.0, coordination)
    assert await took(nonces, "one")
    wire.remove()
    assert await took(nonces, "two")
    assert not await took(nonces, "two", OTHER)
    await coordination.close()
