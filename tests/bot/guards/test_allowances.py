"""So many a minute; who goes on is over until he pauses, and nobody fills the memory."""

import tracemalloc
from ipaddress import ip_address

import pytest

from bot.guards.allowances import Allowances
from bot.guards.refusals import Refusals


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_who_goes_on_is_told_once_and_stays_over_until_he_has_paused_for_a_minute(seconds: Seconds) -> None:
    allowances = Allowances(3, clock=seconds)
    assert [allowances.count("anna") for _ in range(6)] == ["within"] * 3 + ["first_over", "over", "over"]
    for _ in range(5):
        seconds.now += 40
        assert allowances.count("anna") == "over"
    seconds.now += 61
    assert not allowances.is_over("anna")
    assert allowances.count("anna") == "within"


def test_one_persons_number_is_not_anothers(seconds: Seconds) -> None:
    allowances = Allowances(1, clock=seconds)
    assert [allowances.count(who) for who in ("anna", "ben", "anna", "ben")] == ["within"] * 2 + ["first_over"] * 2


def test_calm_use_is_never_over(seconds: Seconds) -> None:
    allowances = Allowances(3, clock=seconds)
    for _ in range(50):
        assert allowances.count("anna") == "within"
        seconds.now += 31


def test_no_limit_is_never_over(seconds: Seconds) -> None:
    allowances = Allowances(0, clock=seconds)
    assert {allowances.count("anna") for _ in range(1000)} == {"within"}
    assert not allowances.is_over("anna")


def test_any_number_of_strangers_takes_bounded_memory(seconds: Seconds) -> None:
    allowances = Allowances(3, clock=seconds)
    for number in range(20_000):
        allowances.count(f"stranger {number}")
    tracemalloc.start()
    for number in range(20_000):
        allowances.count(f"another {number}")
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert allowances.count("stranger 0") == "within"
    assert len(allowances._accounts) == 20_000
    assert grown < 8_000_000


def test_address_is_shut_out_for_a_minute(seconds: Seconds) -> None:
    refusals, forger = Refusals(2, clock=seconds), ip_address("6.6.6.6")
    assert [refusals.refuse(forger) for _ in range(3)] == [False, False, True]
    assert refusals.is_shut_out(forger)
    assert not refusals.is_shut_out(ip_address("6.6.6.7"))
    seconds.now += 61
    assert not refusals.is_shut_out(forger)


def test_address_of_a_sound_callback_is_never_shut_out(seconds: Seconds) -> None:
    refusals, shared = Refusals(2, clock=seconds), ip_address("172.17.0.1")
    refusals.accept(shared)
    assert not any(refusals.refuse(shared) for _ in range(50))
    assert not refusals.is_shut_out(shared)


def test_source_that_cannot_be_told_is_never_shut_out(seconds: Seconds) -> None:
    refusals = Refusals(2, clock=seconds)
    assert not any(refusals.refuse(None) for _ in range(50))
    assert not refusals.is_shut_out(None)


def test_any_number_of_sound_addresses_takes_bounded_memory(seconds: Seconds) -> None:
    refusals = Refusals(1, clock=seconds)
    for number in range(2000):
        refusals.accept(ip_address(number))
    first, last = ip_address(0), ip_address(1999)
    for address in (first, last) * 2:
        refusals.refuse(address)
    assert refusals.is_shut_out(first)
    assert not refusals.is_shut_out(last)
