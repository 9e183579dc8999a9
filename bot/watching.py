"""What every process does beside its work: its counts handed over, the platforms asked from where they call."""

import asyncio
import json
from collections.abc import Sequence

import structlog

from adapters.api.account import AccountApi
from adapters.api.callback_addresses import callback_addresses
from adapters.push import PushError
from bot.coordination.port import Token, shared_token
from bot.errors import CoordinationUnavailable
from bot.guards.sources import Network, networks_of
from bot.metrics import hand_over_counts
from bot.service import Service

log = structlog.get_logger("watching")

COUNTS_EVERY_S = 2.0
LISTED_FOR_S = 24 * 3600.0
LISTS_EVERY_S = 3600.0


async def keep_watch(service: Service) -> None:
    """Until cancelled; what it cannot reach it tries again."""
    await asyncio.gather(keep_counts(service), _keep_addresses(service))


async def keep_counts(service: Service) -> None:
    """So that hardly a count is lost with its process."""
    is_shared = True
    try:
        while True:
            await asyncio.sleep(COUNTS_EVERY_S)
            was_shared, is_shared = is_shared, await _hand_over(service)
            if was_shared and not is_shared:
                log.warning("counts.not_shared")
    finally:
        await _hand_over(service)


async def _hand_over(service: Service) -> bool:
    try:
        await hand_over_counts(service)
    except CoordinationUnavailable:
        return False
    return True


async def _keep_addresses(service: Service) -> None:
    while service.apis:
        for account, api in service.apis.items():
            await refresh_addresses(service, account, api)
        await asyncio.sleep(LISTS_EVERY_S)


async def refresh_addresses(service: Service, account: tuple[str, str], api: AccountApi) -> None:
    """The list that some process fetched within a day, or a fresh one; without either the earlier one holds."""

    async def fetch() -> Token:
        return Token(json.dumps([str(network) for network in await callback_addresses(api)]), LISTED_FOR_S)

    try:
        networks = _read(await shared_token(service.coordination, f"addresses/{'/'.join(account)}", fetch))
    except (PushError, CoordinationUnavailable) as error:
        log.warning("addresses.not_listed", channel=account[0], account=account[1], code=error.code)
        return
    if networks and networks != service.guards.platform_addresses.known.get(account):
        service.guards.platform_addresses.replace(account, networks)
        log.info("addresses.listed", channel=account[0], account=account[1], networks=len(networks))


def _read(listed: str) -> Sequence[Network]:
    return networks_of(json.loads(listed))
