"""Coordination for a service that is one process with one event loop."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from time import monotonic

from bot.coordination.port import Token
from bot.errors import CoordinationUnavailable

_UNREAD_LIMIT = 256
_RATES_KEPT = 1024
_CLAIMS_KEPT = 16_384


class LocalLocks:
    """Named locks among the tasks of one event loop, first come first served."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def hold(self, name: str, *, wait_s: float) -> AsyncIterator[None]:
        """As Coordination.lock; a lock nobody uses takes no memory."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        self._users[name] += 1
        try:
            try:
                async with asyncio.timeout(wait_s):
                    await lock.acquire()
            except TimeoutError:
                raise lock_not_granted(wait_s) from None
            try:
                yield
            finally:
                lock.release()
        finally:
            self._users[name] -= 1
            if not self._users[name]:
                del self._users[name], self._locks[name]


def lock_not_granted(wait_s: float) -> CoordinationUnavailable:
    # The name of a lock may hold a person's id, so it is not told.
    return CoordinationUnavailable(f"A lock was still held by another after {wait_s:g} s.")


class InProcessCoordination:
    """No holder of a lock can die here without everybody else, so locks never run out."""

    def __init__(self) -> None:
        self._locks = LocalLocks()
        self._tokens: dict[str, tuple[str, float]] = {}
        self._next_slot: dict[str, float] = {}
        self._rates_kept = _RATES_KEPT
        self._claims: dict[str, tuple[str, float]] = {}
        self._sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._wakes: defaultdict[str, asyncio.Queue[None]] = defaultdict(lambda: asyncio.Queue(maxsize=1))
        self._listeners: defaultdict[str, set[asyncio.Queue[str]]] = defaultdict(set)

    @asynccontextmanager
    async def lock(self, name: str, *, wait_s: float) -> AsyncIterator[None]:
        async with self._locks.hold(name, wait_s=wait_s):
            yield

    async def get_token(self, name: str) -> str | None:
        value, runs_out = self._tokens.get(name, ("", 0.0))
        return value if monotonic() < runs_out else None

    async def put_token(self, name: str, token: Token) -> None:
        self._tokens[name] = (token.value, monotonic() + token.ttl_s)

    async def drop_token(self, name: str, value: str) -> bool:
        if await self.get_token(name) != value:
            return False
        del self._tokens[name]
        return True

    async def reserve(self, rate: str, *, per_second: float) -> float:
        now = monotonic()
        if len(self._next_slot) >= self._rates_kept:
            # Rates may be named after people; one whose slots are past is as good as none.
            self._next_slot = {name: slot for name, slot in self._next_slot.items() if slot > now}
            self._rates_kept = _RATES_KEPT + 2 * len(self._next_slot)
        slot = max(now, self._next_slot.get(rate, now))
        self._next_slot[rate] = slot + 1 / per_second
        return slot - now

    async def claim(self, name: str, value: str, *, ttl_s: float) -> str | None:
        held, runs_out = self._claims.pop(name, ("", 0.0))
        if monotonic() < runs_out:
            self._claims[name] = (held, runs_out)
            return held
        if len(self._claims) >= _CLAIMS_KEPT:
            del self._claims[next(iter(self._claims))]
        self._claims[name] = (value, monotonic() + ttl_s)
        return None

    async def add(self, name: str, numbers: Mapping[str, float]) -> None:
        sums = self._sums[name]
        for key, number in numbers.items():
            sums[key] += number

    async def sums(self, name: str) -> Mapping[str, float]:
        return dict(self._sums[name])

    async def wake(self, name: str) -> None:
        with suppress(asyncio.QueueFull):
            self._wakes[name].put_nowait(None)

    async def wait_for_wake(self, name: str, *, timeout_s: float) -> bool:
        try:
            async with asyncio.timeout(timeout_s):
                await self._wakes[name].get()
        except TimeoutError:
            return False
        return True

    async def publish(self, topic: str, message: str) -> None:
        for unread in self._listeners.get(topic, ()):
            with suppress(asyncio.QueueFull):
                unread.put_nowait(message)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[str]]:
        unread: asyncio.Queue[str] = asyncio.Queue(_UNREAD_LIMIT)
        self._listeners[topic].add(unread)
        try:
            yield _without_end(unread)
        finally:
            self._listeners[topic].discard(unread)
            if not self._listeners[topic]:
                del self._listeners[topic]

    async def ping(self) -> None:
        """Always reached."""

    async def close(self) -> None:
        """Nothing is open."""


async def _without_end(unread: asyncio.Queue[str]) -> AsyncIterator[str]:
    while True:
        yield await unread.get()
