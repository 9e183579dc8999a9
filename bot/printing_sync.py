"""`cqo channel sync` as words on the terminal."""

import asyncio
import sys
from urllib.parse import quote

from adapters.api.http import Http
from adapters.push import PushError
from adapters.wechat.client import open_api
from adapters.wechat.management import Management
from adapters.wechat.settings import WeChatSettings
from bot.accounts import chosen_accounts
from bot.coordination.for_apis import ApiCoordination
from bot.errors import BadSetting
from bot.log import configure_logging
from bot.progress import progress_line
from bot.service import Service, build_service
from bot.settings import load_settings
from bot.syncing.listing import FollowerListing, Listing
from bot.syncing.placing import Placed, Placing, check_names

_PICTURE = "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket="


def sync_channels(channel: str | None) -> bool:
    """Bring the chosen accounts and the platform together, and say what was done; False where one was refused.

    Raises NoSuchAccount, and BadSetting before the platform is called.
    """
    configure_logging("error", as_json=False)
    settings = load_settings()
    accounts = {
        name.removeprefix("wechat/"): account
        for name, account in chosen_accounts(settings, channel).items()
        if isinstance(account, WeChatSettings)
    }
    if not accounts:
        raise BadSetting("no Official Account is configured or chosen: menu, QR codes and followers are theirs alone")
    for name, account in accounts.items():
        if not account.app_secret.get_secret_value():
            raise BadSetting(f"wechat.{name}.app_secret is empty: the platform cannot be called without it")
    return asyncio.run(_sync(build_service(settings), accounts))


async def _sync(service: Service, accounts: dict[str, WeChatSettings]) -> bool:
    areas = service.ports.policy.jurisdictions
    http, tokens = Http(), ApiCoordination(service.coordination)
    refused = 0
    try:
        for name, account in accounts.items():
            check_names(name, account, [area.code for area in areas])
        await service.prepare()
        for name, account in accounts.items():
            try:
                await _sync_one(service, name, account, Management(open_api(name, account, http, tokens)))
            except PushError as error:
                # The other accounts are none the worse for it.
                print(f"cqo: wechat/{name}: {error}", file=sys.stderr)
                refused += 1
    finally:
        await http.close()
        await service.close()
    return not refused


async def _sync_one(service: Service, name: str, account: WeChatSettings, management: Management) -> None:
    placing = Placing(name, account, management, service.database, service.clock)
    _print_placed(name, account, await placing.place())
    listing = FollowerListing(name, management, service.database, service.clock)
    with progress_line() as show:
        listed = await listing.run(service.ports.policy.jurisdictions, show)
    _print_listing(name, listed)


def _print_placed(name: str, account: WeChatSettings, placed: Placed) -> None:
    if account.menu:
        print(f"wechat/{name}: menu {'put in place' if placed.is_menu_new else 'unchanged'}")
    if account.tags:
        print(f"wechat/{name}: tags {len(account.tags)}, new {len(placed.new_tags)}")
    for scene, ticket in placed.tickets.items():
        print(f"wechat/{name}: scene {scene} {_PICTURE}{quote(ticket, safe='')}")


def _print_listing(name: str, listing: Listing) -> None:
    print(f"wechat/{name}: followers {listing.seen}, new {listing.new}, changed {listing.changed}")
