"""Which signatures were seen: one signature is good for one message.

The platform may repeat a delivery under its old signature, and is answered. But in plain mode a signature
covers no body, and whoever overheard one could put words of his own under it; and words that were erased
must not come back. So a signature that was seen is good for nothing but a message that is known.

A signature that covers its body is the same message wherever it comes, and every process finds that in the
database: only what is not sealed is worth a trip to the others.
"""

import asyncio
import time
from collections.abc import Callable

import structlog

from bot.coordination.port import Coordination
from bot.errors import CoordinationUnavailable

log = structlog.get_logger("nonces")

_KEPT = 50_000
_SHARED_WITHIN_S = 0.25
_LEFT_ALONE_S = 5.0
_MARK_LENGTH = 16


class Nonces:
    """Remembers signatures for `lasts_s`, the latest 50,000 by itself, and those without a seal over `shared`."""

    def __init__(
        self,
        lasts_s: float = 600.0,
        shared: Coordination | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lasts_s = lasts_s
        self._shared = shared
        self._clock = clock
        self._seen: dict[str, tuple[str, float]] = {}
        self._at_work: dict[str, int] = {}
        self._shared_again_at = 0.0

    async def is_good(self, signature: str, dedupe_key: str, *, is_sealed: bool) -> bool:
        """Whether this message may be taken in under this signature; false: answer it only if it is known.

        `done` has to follow where it may. A repeat that arrives while the first delivery is still at work is as
        good as that one.
        """
        mark, now = dedupe_key[:_MARK_LENGTH], self._clock()
        held, runs_out = self._seen.get(signature, ("", 0.0))
        if now < runs_out:
            if held != mark or signature not in self._at_work:
                return False
        else:
            self._keep(signature, mark, now)
            if not is_sealed and await self._other_process_has(signature, mark):
                return False
        self._at_work[signature] = self._at_work.get(signature, 0) + 1
        return True

    def done(self, signature: str, *, is_kept: bool) -> None:
        """The message was admitted; or it was not, and the platform's next try is as good as the first."""
        left = self._at_work.pop(signature) - 1
        if left:
            self._at_work[signature] = left
        if not is_kept:
            self._seen.pop(signature, None)

    def _keep(self, signature: str, mark: str, now: float) -> None:
        self._seen.pop(signature, None)
        if len(self._seen) >= _KEPT:
            del self._seen[next(iter(self._seen))]
        self._seen[signature] = (mark, now + self._lasts_s)

    async def _other_process_has(self, signature: str, mark: str) -> bool:
        """Whether another message came to another process under this signature; false where nobody can be asked."""
        if self._shared is None or self._clock() < self._shared_again_at:
            return False
        try:
            # The platform waits five seconds for everything together.
            async with asyncio.timeout(_SHARED_WITHIN_S):
                held = await self._shared.claim(f"nonce/{signature}", mark, ttl_s=self._lasts_s)
        except (CoordinationUnavailable, TimeoutError) as error:
            self._shared_again_at = self._clock() + _LEFT_ALONE_S
            log.warning("nonces.not_shared", code=getattr(error, "code", "timeout"), for_s=_LEFT_ALONE_S)
            return False
        return held is not None and held != mark
