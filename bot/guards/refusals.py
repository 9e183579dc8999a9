"""Who is no longer listened to because he was refused too often."""

import time
from collections.abc import Callable

from bot.guards.allowances import Allowances
from bot.guards.sources import Address, household

_REMEMBERED = 1024


class Refusals:
    """Shuts an address out after `per_minute` refusals, until a minute is over; never where `per_minute` is 0.

    An address that has sent a sound callback is never shut out: forgers behind the proxy from which the
    platform comes, too, must not cut the platform off.
    """

    def __init__(self, per_minute: int = 0, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._refused = Allowances(per_minute, clock=clock)
        self._sound: dict[Address, None] = {}

    def __bool__(self) -> bool:
        """Whether anybody was refused at all."""
        return bool(self._refused)

    def is_shut_out(self, address: Address | None) -> bool:
        """Whether to turn him away unheard."""
        return address is not None and address not in self._sound and self._refused.is_over(household(address))

    def refuse(self, address: Address | None) -> bool:
        """Note a refusal; whether it is the one that shuts him out."""
        if address is None or address in self._sound:
            return False
        return self._refused.count(household(address)) == "first_over"

    def accept(self, address: Address | None) -> None:
        """Note a sound callback."""
        if address is None or address in self._sound:
            return
        if len(self._sound) >= _REMEMBERED:
            del self._sound[next(iter(self._sound))]
        self._sound[address] = None
