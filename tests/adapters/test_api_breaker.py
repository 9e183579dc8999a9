"""The circuit breaker: when it opens, who may try, and what closes it."""

import asyncio

import pytest

from adapters.api.breaker import CircuitBreaker
from adapters.push import PushError, PushMisconfigured, PushUncertain, RetryLater

DOWN = RetryLater("down", after_s=1)


class Seconds:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def breaker(clock: Seconds) -> CircuitBreaker:
    return CircuitBreaker("wechat/default", opens_after=3, rests_s=30, clock=clock)


def call(breaker: CircuitBreaker, error: BaseException | None = None) -> str:
    """What came of one call that ends with `error`."""
    try:
        with breaker.watching():
            if error:
                raise error
    except (PushError, asyncio.CancelledError) as raised:
        return "failed" if raised is error else "left alone"
    return "answered"


def test_failures_in_a_row_open_it_and_answers_in_between_do_not(breaker: CircuitBreaker) -> None:
    assert [call(breaker, each) for each in (DOWN, DOWN, None, DOWN, DOWN)] == [
        "failed", "failed", "answered", "failed", "failed"
    ]  # fmt: skip
    assert call(breaker) == "answered"
    lost = PushUncertain("lost")
    assert [call(breaker, each) for each in (lost, DOWN, lost, DOWN)] == ["failed"] * 3 + ["left alone"]


def test_refusals_are_answers(breaker: CircuitBreaker) -> None:
    assert [call(breaker, PushMisconfigured("no")) for _ in range(9)] == ["failed"] * 9
    assert [call(breaker, each) for each in (DOWN, DOWN, PushMisconfigured("no"), DOWN)] == ["failed"] * 4
    assert call(breaker) == "answered"


def test_it_says_how_long_it_rests(breaker: CircuitBreaker, clock: Seconds) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now = 10
    with pytest.raises(RetryLater) as refused, breaker.watching():
        pass
    assert refused.value.after_s == 20


def test_one_call_tries_after_the_rest_and_its_answer_closes(breaker: CircuitBreaker, clock: Seconds) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now = 30
    with breaker.watching():
        assert call(breaker) == "left alone"
    assert [call(breaker, each) for each in (None, DOWN, DOWN, None)] == ["answered", "failed", "failed", "answered"]


def test_try_that_fails_opens_it_again_for_as_long(breaker: CircuitBreaker, clock: Seconds) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now = 30
    assert call(breaker, DOWN) == "failed"
    clock.now = 59
    assert call(breaker) == "left alone"
    clock.now = 60
    assert call(breaker) == "answered"


def test_calls_that_were_under_way_do_not_make_the_rest_longer(breaker: CircuitBreaker, clock: Seconds) -> None:
    early = breaker.watching()
    early.__enter__()
    for _ in range(3):
        call(breaker, DOWN)
    clock.now = 20
    assert not early.__exit__(RetryLater, DOWN, None), "the error is passed on"
    clock.now = 30
    assert call(breaker) == "answered"


def test_try_that_is_cancelled_leaves_the_next_one_to_try(breaker: CircuitBreaker, clock: Seconds) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now = 30
    call(breaker, asyncio.CancelledError())
    assert call(breaker) == "answered"
