"""Claims on Redis, sent together: those that come while an answer is awaited share the next trip.

A trip costs far more than the command in it, and the door claims something for every callback.
"""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from redis.asyncio import Redis


@dataclass(slots=True)
class _Claim:
    key: str
    value: str
    ttl_ms: int
    answer: "asyncio.Future[str | None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Claiming:
    """Sends claims over one connection pool, in one event loop."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: list[_Claim] = []
        self._sender: asyncio.Task[None] | None = None

    async def claim(self, key: str, value: str, *, ttl_ms: int) -> str | None:
        """See Coordination. Raises what the driver raises, to everybody of the same trip."""
        claim = _Claim(key, value, ttl_ms)
        self._waiting.append(claim)
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send())
        return await claim.answer

    async def _send(self) -> None:
        while self._waiting:
            claims, self._waiting = self._waiting, []
            try:
                held = await self._ask(claims)
            except asyncio.CancelledError:
                for claim in claims:
                    claim.answer.cancel()
                raise
            except Exception as error:  # noqa: BLE001 - it belongs to those who wait
                for claim in claims:
                    if not claim.answer.done():
                        claim.answer.set_exception(error)
            else:
                for claim, value in zip(claims, held, strict=True):
                    if not claim.answer.done():
                        claim.answer.set_result(value)

    async def _ask(self, claims: list[_Claim]) -> list[str | None]:
        """What stood there before each claim."""
        async with self._redis.pipeline(transaction=False) as together:
            for claim in claims:
                together.set(claim.key, claim.value, nx=True, px=claim.ttl_ms)
            taken = await together.execute()
        lost = [claim.key for claim, is_taken in zip(claims, taken, strict=True) if not is_taken]
        standing = dict(zip(lost, cast("list[str | None]", await self._redis.mget(lost)), strict=True)) if lost else {}
        return [None if is_taken else standing[claim.key] for claim, is_taken in zip(claims, taken, strict=True)]
