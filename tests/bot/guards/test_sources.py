"""Whose word on the source of a request counts: the connection's, and that of proxies that are trusted."""

import tracemalloc
from ipaddress import ip_address, ip_network

import pytest

from bot.guards.sources import Sources, household

TRUSTED = Sources([ip_network("127.0.0.0/8"), ip_network("10.1.0.0/16"), ip_network("::1/128")])
PLATFORM, FORGED = "101.226.103.7", "6.6.6.6"


def scope(client: str, *forwarded: str) -> dict[str, object]:
    return {"client": (client, 1), "headers": [(b"x-forwarded-for", one.encode()) for one in forwarded]}


@pytest.mark.parametrize(
    ("client", "forwarded", "source"),
    [
        (PLATFORM, (), PLATFORM),
        (PLATFORM, (FORGED,), PLATFORM),
        ("127.0.0.1", (PLATFORM,), PLATFORM),
        ("127.0.0.1", (f"{FORGED}, {PLATFORM}",), PLATFORM),
        ("127.0.0.1", (FORGED, PLATFORM), PLATFORM),
        ("127.0.0.1", (f"{FORGED}, {PLATFORM}, 10.1.2.3",), PLATFORM),
        ("::1", (f"{PLATFORM}:4711",), PLATFORM),
        ("::ffff:127.0.0.1", (f"::ffff:{PLATFORM}",), PLATFORM),
        ("10.1.2.3", ("240e::1",), "240e::1"),
    ],
)
def test_source_is_the_last_one_that_a_trusted_neighbour_names(
    client: str, forwarded: tuple[str, ...], source: str
) -> None:
    assert TRUSTED.of(scope(client, *forwarded)) == ip_address(source)


@pytest.mark.parametrize("forwarded", ["unknown", "10.1.2.3", f"{FORGED}, somebody", "," * 5000])
def test_proxy_that_names_nobody_leaves_the_source_open(forwarded: str) -> None:
    assert TRUSTED.of(scope("127.0.0.1", forwarded)) is None
    assert TRUSTED.neighbour(scope("127.0.0.1", forwarded)) is None


def test_neighbour_is_known_where_it_speaks_for_nobody_else() -> None:
    assert TRUSTED.of(scope("127.0.0.1")) is None
    assert TRUSTED.neighbour(scope("127.0.0.1")) == ip_address("127.0.0.1")
    assert TRUSTED.neighbour(scope("127.0.0.1", PLATFORM)) == ip_address(PLATFORM)
    assert TRUSTED.neighbour(scope(FORGED, "127.0.0.1")) == ip_address(FORGED)


def test_headers_of_strangers_take_bounded_memory() -> None:
    sources = Sources([ip_network("127.0.0.0/8")])
    tracemalloc.start()
    for number in range(2000):
        assert sources.of(scope("127.0.0.1", f"{number:020000}, {PLATFORM}")) == ip_address(PLATFORM)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 3_000_000


def test_connection_without_an_address_has_no_source() -> None:
    assert TRUSTED.of({"client": None, "headers": []}) is None
    assert TRUSTED.neighbour({"client": None, "headers": []}) is None


def test_neighbours_of_one_network_of_ipv6_are_one_household() -> None:
    assert household(ip_address("240e:1:2:3::1")) == household(ip_address("240e:1:2:3:ffff::9"))
    assert household(ip_address("240e:1:2:3::1")) != household(ip_address("240e:1:2:4::1"))
    assert household(ip_address(PLATFORM)) == PLATFORM
