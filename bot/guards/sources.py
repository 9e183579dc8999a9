"""Where a request comes from: the other end of its connection, or what a trusted proxy says."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_REMEMBERED = 1024
_LAST_BYTES = 400
"""Of the header; proxies in a row add a few dozen each."""


class Sources:
    """Believes `X-Forwarded-For` of the `trusted` networks only: anybody can send that header."""

    def __init__(self, trusted: Sequence[Network] = ()) -> None:
        self._trusted = tuple(trusted)
        self._named = lru_cache(_REMEMBERED)(self._find)

    def of(self, scope: Mapping[str, Any]) -> Address | None:
        """The address; None where there is none, or a trusted proxy names nobody.

        What a neighbour on a trusted network asks for itself cannot be told from what a proxy without the
        header passes on.
        """
        client = scope.get("client")
        # Bounded, because what is remembered by it comes from strangers.
        return self._named(client[0], _forwarded(scope)[-_LAST_BYTES:]) if client else None

    def neighbour(self, scope: Mapping[str, Any]) -> Address | None:
        """As `of`, but the other end itself where it speaks for nobody else."""
        client = scope.get("client")
        return _read(client[0]) if client and not _forwarded(scope) else self.of(scope)

    def _find(self, client: str, forwarded: bytes) -> Address | None:
        address = _read(client)
        if address is None or not is_within(address, self._trusted):
            return address
        # The right-most names were added by our own proxies; what stands left of them is hearsay.
        for name in reversed(forwarded.decode("latin-1").split(",")):
            address = _read(name.strip())
            if address is None or not is_within(address, self._trusted):
                return address
        return None


def networks_of(written: Iterable[str]) -> tuple[Network, ...]:
    """Networks as they are written. Raises ValueError."""
    return tuple(map(ip_network, written))


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    """Whether it lies in one of the networks."""
    return any(address in network for network in networks)


def household(address: Address) -> str:
    """What one sender can be told by: an IPv6 address changes at will within its network of 64 bits."""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)


def _forwarded(scope: Mapping[str, Any]) -> bytes:
    return b",".join([value for name, value in scope["headers"] if name == b"x-forwarded-for"])


def _read(name: str) -> Address | None:
    """Some proxies write IPv4 addresses with a port, and sockets of both kinds write them as IPv6."""
    try:
        address = ip_address(name.rsplit(":", 1)[0] if name.count(":") == 1 else name)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
