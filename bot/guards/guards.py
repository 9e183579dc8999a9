"""The guards of a door, put together."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bot.closing import Closing
from bot.coordination.port import Coordination
from bot.guards.allowances import Allowances
from bot.guards.nonces import Nonces
from bot.guards.platform_addresses import PlatformAddresses
from bot.guards.refusals import Refusals
from bot.guards.sources import Sources
from bot.settings import Settings
from bot.tally import Tally


@dataclass(frozen=True, slots=True)
class Guards:
    """Without anything else: nobody is limited, and no proxy is trusted.

    The signatures of `unsealed_accounts` cover no body.
    """

    tally: Tally = field(default_factory=Tally)
    closing: Closing = field(default_factory=Closing)
    sources: Sources = field(default_factory=Sources)
    refusals: Refusals = field(default_factory=Refusals)
    messages: Allowances = field(default_factory=lambda: Allowances(0))
    nonces: Nonces = field(default_factory=Nonces)
    platform_addresses: PlatformAddresses = field(default_factory=lambda: PlatformAddresses(Tally()))
    unsealed_accounts: Collection[tuple[str, str]] = ()


def guards_of(settings: Settings, coordination: Coordination, tally: Tally) -> Guards:
    """The guards that the settings ask for."""
    windows = [
        *(own.replay_window_s for own in settings.wechat.values()),
        *(own.replay_window_s for own in settings.wecom.values()),
        *(own.replay_window_s for own in settings.wecom_kf.values()),
    ]
    return Guards(
        tally,
        sources=Sources(settings.trusted_proxies),
        refusals=Refusals(settings.refusals_per_min),
        messages=Allowances(settings.messages_per_min),
        # A signature may be dated ahead of our clock by the window, and is good for as long behind it.
        nonces=Nonces(2.0 * max(windows, default=0), coordination if settings.redis_url else None),
        platform_addresses=PlatformAddresses(tally),
        unsealed_accounts=frozenset(("wechat", name) for name, own in settings.wechat.items() if own.mode == "plain"),
    )
