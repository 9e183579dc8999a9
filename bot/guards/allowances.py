"""How often somebody may do something within a minute, and what comes of doing it more often."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Standing = Literal["within", "first_over", "over"]

MINUTE_S = 60.0
_KEPT = 20_000


@dataclass(slots=True)
class _Account:
    count: int
    until: float


class Allowances:
    """`per_minute` times each; who goes on beyond that is over until he has paused for a minute.

    Remembers the latest 20,000 at the most. Where `per_minute` is 0 nobody is ever over.
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._accounts: dict[str, _Account] = {}

    def count(self, who: str) -> Standing:
        """Once more; where that leaves him."""
        now = self._clock()
        account = self._accounts.get(who)
        if account is None or account.until <= now:
            self._open(who, now)
            return "within"
        account.count += 1
        if not self._per_minute or account.count <= self._per_minute:
            return "within"
        account.until = now + MINUTE_S
        return "first_over" if account.count == self._per_minute + 1 else "over"

    def is_over(self, who: str) -> bool:
        """Whether he is over at this moment; asking does not count."""
        account = self._accounts.get(who)
        return bool(account and self._per_minute and account.count > self._per_minute and account.until > self._clock())

    def __bool__(self) -> bool:
        """Whether anybody has been counted: most doors meet no forger for days."""
        return bool(self._accounts)

    def _open(self, who: str, now: float) -> None:
        self._accounts.pop(who, None)
        if len(self._accounts) >= _KEPT:
            del self._accounts[next(iter(self._accounts))]
        self._accounts[who] = _Account(1, now + MINUTE_S)
