"""Coordination of any number of processes through one Redis, version 6 or newer."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import cast

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from bot.coordination.claiming import Claiming
from bot.coordination.in_process import LocalLocks, lock_not_granted
from bot.coordination.port import LOCK_LASTS_S, Token
from bot.errors import CoordinationUnavailable

_CONNECT_TIMEOUT_S = 1.0
_ANSWER_TIMEOUT_S = 1.0
_LOCK_POLL_S = 0.02

# A command whose answer got lost may be sent again, so finding one's own mark means success.
_ACQUIRE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""

_DELETE_IF_EQUAL = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""

# Redis's own clock, because those of the callers differ; all in microseconds.
_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local slot = math.max(now, tonumber(redis.call('GET', KEYS[1]) or now))
local following = slot + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%.0f', following), 'PX', math.ceil((following - now) / 1000) + 1000)
return slot - now
"""

_WAKE = """
if redis.call('LLEN', KEYS[1]) == 0 then redis.call('RPUSH', KEYS[1], '') end
"""

log = structlog.get_logger(__name__)


class RedisCoordination:
    """Keys begin with `prefix`, so that installations may share a server."""

    def __init__(self, url: str, *, prefix: str = "cqo:", lock_ttl_s: float = LOCK_LASTS_S) -> None:
        self._prefix = prefix
        self._lock_ttl_ms = round(lock_ttl_s * 1000)
        self._local_locks = LocalLocks()
        # Once more at once: a restarted server has closed the pooled connection.
        retry = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        self._redis = Redis.from_url(
            url,
            decode_responses=True,
            retry=retry,
            socket_connect_timeout=_CONNECT_TIMEOUT_S,
            socket_timeout=_ANSWER_TIMEOUT_S,
        )
        # Waiting for news takes as long as it takes.
        self._patient_redis = Redis.from_url(
            url, decode_responses=True, retry=retry, socket_connect_timeout=_CONNECT_TIMEOUT_S, socket_timeout=None
        )
        self._claiming = Claiming(self._redis)
        self._acquire = self._redis.register_script(_ACQUIRE)
        self._delete_if_equal = self._redis.register_script(_DELETE_IF_EQUAL)
        self._reserve = self._redis.register_script(_RESERVE)
        self._wake = self._redis.register_script(_WAKE)

    @asynccontextmanager
    async def lock(self, name: str, *, wait_s: float) -> AsyncIterator[None]:
        deadline = monotonic() + wait_s
        key, holder = self._key("lock", name), secrets.token_hex(16)
        async with self._local_locks.hold(name, wait_s=wait_s):
            try:
                while not await self._is_acquired(key, holder):
                    if monotonic() >= deadline:
                        raise lock_not_granted(wait_s)
                    await asyncio.sleep(_LOCK_POLL_S * random.uniform(0.5, 1.5))  # noqa: S311 - spreads the polls
                yield
            finally:
                await self._release(key, holder)

    async def get_token(self, name: str) -> str | None:
        with _redis_failures():
            return cast("str | None", await self._redis.get(self._key("token", name)))

    async def put_token(self, name: str, token: Token) -> None:
        with _redis_failures():
            await self._redis.set(self._key("token", name), token.value, px=round(token.ttl_s * 1000))

    async def drop_token(self, name: str, value: str) -> bool:
        with _redis_failures():
            return bool(await self._delete_if_equal(keys=[self._key("token", name)], args=[value]))

    async def reserve(self, rate: str, *, per_second: float) -> float:
        with _redis_failures():
            wait_us = await self._reserve(keys=[self._key("rate", rate)], args=[round(1_000_000 / per_second)])
            return int(wait_us) / 1_000_000

    async def claim(self, name: str, value: str, *, ttl_s: float) -> str | None:
        with _redis_failures():
            return await self._claiming.claim(self._key("claim", name), value, ttl_ms=round(ttl_s * 1000))

    async def add(self, name: str, numbers: Mapping[str, float]) -> None:
        with _redis_failures():
            # One transaction: what is put back after a failure was not added in part.
            async with self._redis.pipeline(transaction=True) as together:
                for key, number in numbers.items():
                    together.hincrbyfloat(self._key("sums", name), key, number)
                await together.execute()

    async def sums(self, name: str) -> Mapping[str, float]:
        with _redis_failures():
            held = cast("dict[str, str]", await self._redis.hgetall(self._key("sums", name)))
            return {key: float(number) for key, number in held.items()}

    async def wake(self, name: str) -> None:
        with _redis_failures():
            await self._wake(keys=[self._key("wake", name)])

    async def wait_for_wake(self, name: str, *, timeout_s: float) -> bool:
        # Redis ends the wait; the second limit is for a Redis that does not answer any more.
        with _redis_failures():
            async with asyncio.timeout(timeout_s + _ANSWER_TIMEOUT_S + _CONNECT_TIMEOUT_S):
                # To Redis a time-out of 0 means for ever.
                return await self._patient_redis.blpop([self._key("wake", name)], max(timeout_s, 0.001)) is not None

    async def publish(self, topic: str, message: str) -> None:
        with _redis_failures():
            await self._redis.publish(self._key("topic", topic), message)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[str]]:
        async with self._patient_redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            with _redis_failures():
                await pubsub.subscribe(self._key("topic", topic))
                # Redis has taken note only when it says so.
                await pubsub.get_message(timeout=_ANSWER_TIMEOUT_S)

            async def heard() -> AsyncIterator[str]:
                with _redis_failures():
                    async for message in pubsub.listen():
                        yield message["data"]

            yield heard()

    async def ping(self) -> None:
        with _redis_failures():
            await self._redis.ping()

    async def close(self) -> None:
        await self._redis.aclose()
        await self._patient_redis.aclose()

    def _key(self, kind: str, name: str) -> str:
        return f"{self._prefix}{kind}:{name}"

    async def _is_acquired(self, key: str, holder: str) -> bool:
        with _redis_failures():
            return bool(await self._acquire(keys=[key], args=[holder, self._lock_ttl_ms]))

    async def _release(self, key: str, holder: str) -> None:
        # What was done under the lock is done; a lock that stays behind runs out.
        try:
            with _redis_failures():
                await self._delete_if_equal(keys=[key], args=[holder])
        except CoordinationUnavailable as error:
            log.warning("lock.not_released", code=error.code, reason=str(error))


@contextmanager
def _redis_failures() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise CoordinationUnavailable(f"Redis: {error or type(error).__name__}") from error
