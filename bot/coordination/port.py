"""The one port through which processes coordinate. Nothing in here is the truth: all of it may be lost."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

LOCK_LASTS_S = 30.0
"""Longer than any turn may take; a holder that died keeps the others waiting no longer than this."""

TOKEN_WAIT_S = 15.0
"""How long a caller waits while another one fetches the token it needs too."""


@dataclass(frozen=True, slots=True)
class Token:
    """A platform's access token and for how many seconds from now it may be used."""

    value: str
    ttl_s: float


class Coordination(Protocol):
    """Every method raises CoordinationUnavailable when the others cannot be reached.

    Names belong to the caller; a lock, a token and a topic of the same name do not touch.
    """

    def lock(self, name: str, *, wait_s: float) -> AbstractAsyncContextManager[None]:
        """Holds `name` alone; of one process's waiters the first to come is the first to go.

        Raises CoordinationUnavailable on entering when it is still held after `wait_s`. A holder
        that died or takes very long loses it, so it saves work and does not guard truth. Leaving
        never raises.
        """

    async def get_token(self, name: str) -> str | None:
        """The token, unless none was put or it has run out."""

    async def put_token(self, name: str, token: Token) -> None:
        """Replaces the token for everybody."""

    async def drop_token(self, name: str, value: str) -> bool:
        """Drops the token if it still is `value`; a newer one stays. True if it was dropped."""

    async def reserve(self, rate: str, *, per_second: float) -> float:
        """Takes the next send slot of a rate; the seconds to wait until it begins, 0 for now.

        Slots lie `1 / per_second` apart, counted over all callers; each call may name a new rate.
        """

    async def claim(self, name: str, value: str, *, ttl_s: float) -> str | None:
        """Puts `value` under a name where there is none yet; else what stands there already."""

    async def add(self, name: str, numbers: Mapping[str, float]) -> None:
        """Adds to the sums of that name, each under a key of its own."""

    async def sums(self, name: str) -> Mapping[str, float]:
        """What all callers added since the sums were last lost."""

    async def wake(self, name: str) -> None:
        """Hints that there is work: wakes one waiter, now or when the next one comes."""

    async def wait_for_wake(self, name: str, *, timeout_s: float) -> bool:
        """True when woken, false after `timeout_s`. Many wakes before a wait count as one."""

    async def publish(self, topic: str, message: str) -> None:
        """Tells everybody who listens at this moment; a slow listener misses some."""

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """What is published from entering on, in order, without end."""

    async def ping(self) -> None:
        """Raises CoordinationUnavailable where the others cannot be reached."""

    async def close(self) -> None:
        """Lets go of every connection."""


async def shared_token(coordination: Coordination, name: str, fetch: Callable[[], Awaitable[Token]]) -> str:
    """The token, fetched by one caller for all when there is none.

    An error of `fetch` goes to its own caller; the next in line tries again.
    """
    if (known := await coordination.get_token(name)) is not None:
        return known
    async with coordination.lock(f"token/{name}", wait_s=TOKEN_WAIT_S):
        if (known := await coordination.get_token(name)) is not None:
            return known
        token = await fetch()
        await coordination.put_token(name, token)
        return token.value
