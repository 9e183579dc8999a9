"""From where the platform says it calls, as a hint: a sound callback from elsewhere is told, never refused.

The platforms' lists lag behind their machines, and a proxy in front may hide who calls.
"""

from collections.abc import Mapping, Sequence

import structlog

from bot.guards.sources import Address, Network, is_within
from bot.tally import ELSEWHERE, Tally

log = structlog.get_logger("addresses")

_REMEMBERED = 1024

Account = tuple[str, str]


class PlatformAddresses:
    """The lists by account, and who was compared with them."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._lists: dict[Account, Sequence[Network]] = {}
        self._compared: dict[tuple[Account, Address], bool] = {}

    def replace(self, account: Account, networks: Sequence[Network]) -> None:
        """A new list; whoever was compared with the old one is compared anew."""
        self._lists[account] = networks
        self._compared.clear()

    def compare(self, account: Account, address: Address | None) -> None:
        """Tell of an address that does not stand in the list: in the log once, in the count each time.

        An address of a network of one's own is a proxy's and tells nothing.
        """
        if address is None or account not in self._lists or not address.is_global:
            return
        is_listed = self._compared.get((account, address))
        if is_listed is None:
            is_listed = is_within(address, self._lists[account])
            if len(self._compared) >= _REMEMBERED:
                del self._compared[next(iter(self._compared))]
            self._compared[account, address] = is_listed
            if not is_listed:
                log.warning("callback.from_elsewhere", channel=account[0], account=account[1], address=str(address))
        if not is_listed:
            self._tally.count(ELSEWHERE, *account)

    @property
    def known(self) -> Mapping[Account, Sequence[Network]]:
        """The lists as they are."""
        return self._lists
