"""Waiting as long as the platform asks for, where that is not long."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from adapters.push import RetryLater

T = TypeVar("T")

TRIES = 3
LONGEST_PAUSE_S = 60.0

Pause = Callable[[float], Awaitable[None]]


async def patiently(ask: Callable[[], Awaitable[T]], *, pause: Pause = asyncio.sleep) -> T:
    """What `ask` gives, at the third try at the latest. Raises PushError."""
    for tries_left in reversed(range(TRIES)):
        try:
            return await ask()
        except RetryLater as later:
            if not tries_left or later.after_s > LONGEST_PAUSE_S:
                raise
            await pause(later.after_s)
    raise AssertionError("the last try returns or raises")
