"""What calls to a platform share over all processes: access tokens and send slots.

While the others are out of reach each process goes on by itself: with tokens and slots of its own
there are more calls than need be, never wrong ones.
"""

from collections.abc import Awaitable, Callable

import structlog

from adapters.api.tokens import IssuedToken
from bot.coordination.in_process import InProcessCoordination
from bot.coordination.port import Coordination, Token, shared_token
from bot.errors import CoordinationUnavailable
from bot.tally import TOKENS, Tally

log = structlog.get_logger("api")


class ApiCoordination:
    """The token store and the pacer of adapters."""

    def __init__(self, coordination: Coordination, tally: Tally | None = None) -> None:
        self._shared = coordination
        self._tally = tally or Tally()
        self._own = InProcessCoordination()

    async def token(self, name: str, fetch: Callable[[], Awaitable[IssuedToken]]) -> str:
        """See TokenStore. What this process fetched it keeps too, for the time when the others are away."""

        async def fetch_and_keep() -> Token:
            issued = await fetch()
            self._tally.count(TOKENS, name)
            token = Token(issued.value, issued.lasts_s)
            await self._own.put_token(name, token)
            return token

        try:
            return await shared_token(self._shared, name, fetch_and_keep)
        except CoordinationUnavailable as error:
            log.warning("api.token_not_shared", name=name, code=error.code)
        return await shared_token(self._own, name, fetch_and_keep)

    async def drop(self, name: str, value: str) -> None:
        """See TokenStore."""
        await self._own.drop_token(name, value)
        try:
            await self._shared.drop_token(name, value)
        except CoordinationUnavailable as error:
            log.warning("api.token_not_dropped", name=name, code=error.code)

    async def reserve(self, rate: str, *, per_second: float) -> float:
        """See Pacer."""
        try:
            return await self._shared.reserve(rate, per_second=per_second)
        except CoordinationUnavailable as error:
            log.warning("api.pace_not_shared", code=error.code)
        return await self._own.reserve(rate, per_second=per_second)
