"""Messages of one account on their way out: each in its turn, and none for longer than its page is claimed."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from adapters.api.account import AccountApi
from adapters.api.pacing import Pacer
from adapters.push import PushUncertain, RetryLater

TURN_WITHIN_S = 20.0
CALL_WITHIN_S = 30.0
"""Waiting for one's turn and the call, all its tries included; together well below the time a page is claimed for."""

A = TypeVar("A", bound=BaseModel)


class Sending:
    """Sends for the account `name`, as `wechat/default`, at most so many messages a second, in all and to one user."""

    def __init__(
        self,
        name: str,
        api: AccountApi,
        pacer: Pacer,
        *,
        per_s: float,
        per_user_per_s: float,
        call_within_s: float = CALL_WITHIN_S,
    ) -> None:
        self._name = name
        self._per_s = per_s
        self._per_user_per_s = per_user_per_s
        self._api = api
        self._pacer = pacer
        self._call_within_s = call_within_s

    async def send(self, user: str, path: str, message: Mapping[str, Any], answer: type[A]) -> A:
        """Wait for the turn of `user`, then hand `message` to the platform. Raises PushError."""
        # The user's turn first: a slot of the account that then had to wait would be lost to the others.
        await self._take_turn(f"{self._name}/{user}", self._per_user_per_s)
        await self._take_turn(self._name, self._per_s)
        try:
            async with asyncio.timeout(self._call_within_s):
                return await self._api.post(path, message, answer, is_repeatable=False)
        except TimeoutError:
            raise PushUncertain(f"the call took longer than {self._call_within_s:g} s") from None

    async def close(self) -> None:
        await self._api.close()

    async def _take_turn(self, rate: str, per_second: float) -> None:
        wait_s = await self._pacer.reserve(rate, per_second=per_second)
        if wait_s > TURN_WITHIN_S:
            raise RetryLater("too many messages are waiting for their turn", after_s=wait_s)
        if wait_s > 0:
            await asyncio.sleep(wait_s)
