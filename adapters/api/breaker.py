"""Leaves a platform alone that does not answer, and tries it with one call at a time.

closed ──> open         `opens_after` calls in a row failed on the way
open ──> half open      after `rests_s`: the next call goes through, the others are still refused
half open ──> closed    that call was answered, whatever the answer says
    └──> open           it failed too
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from adapters.push import PushError, PushUncertain, RetryLater

log = structlog.get_logger("api")


class CircuitBreaker:
    """Watches the calls of one account. Used in one event loop."""

    def __init__(
        self,
        name: str,
        *,
        opens_after: int = 5,
        rests_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._opens_after = opens_after
        self._rests_s = rests_s
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0
        self._is_probing = False

    @property
    def is_open(self) -> bool:
        """Whether the platform is left alone at this moment, but for a probe."""
        return self._failures >= self._opens_after

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Around one exchange with the platform. Raises RetryLater at once while the platform is left alone."""
        is_probe = self._admit()
        try:
            yield
        except (RetryLater, PushUncertain):
            self._failed(is_probe=is_probe)
            raise
        except PushError:
            self._answered()
            raise
        else:
            self._answered()
        finally:
            # A probe that was cancelled tells nothing; the next call is one again.
            if is_probe:
                self._is_probing = False

    def _admit(self) -> bool:
        if self._failures < self._opens_after:
            return False
        rest_s = self._rests_until - self._clock()
        if rest_s > 0 or self._is_probing:
            raise RetryLater("the platform does not answer and is left alone for a while", after_s=max(rest_s, 1.0))
        self._is_probing = True
        return True

    def _failed(self, *, is_probe: bool) -> None:
        self._failures += 1
        # Calls that were under way when it opened fail later; they do not make the rest longer.
        if is_probe or self._failures == self._opens_after:
            self._rests_until = self._clock() + self._rests_s
            log.warning("api.left_alone", account=self._name, failures=self._failures, for_s=self._rests_s)

    def _answered(self) -> None:
        if self._failures >= self._opens_after:
            log.info("api.answers_again", account=self._name)
        self._failures = 0
