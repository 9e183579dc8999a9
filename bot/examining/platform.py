"""Whether the platform lets this machine call it, and whether both agree on the time."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.api.account import Done
from adapters.api.http import Http
from adapters.push import PushError
from adapters.wechat import client as wechat
from adapters.wechat.settings import WeChatSettings
from adapters.wecom import client as wecom
from adapters.wecom.settings import WeComSettings
from adapters.wecom_kf import client as wecom_kf
from adapters.wecom_kf.settings import WeComKfSettings
from bot.accounts import Account
from bot.coordination.for_apis import ApiCoordination
from bot.coordination.in_process import InProcessCoordination

WITHIN_S = 5.0
MOST_APART_S = 60.0
"""Far more than clocks that are set differ by, and far less than a callback may be old."""


async def platform_findings(account: Account, now: datetime) -> list[str]:
    """What an access token and a call with it show; an account without a secret is never called for."""
    http = Http()
    # With a store of its own: a token that others still hold would hide that the secret was changed.
    tokens = ApiCoordination(InProcessCoordination())
    match account:
        case WeChatSettings(app_secret=secret):
            api = wechat.open_api("doctor", account, http, tokens)
        case WeComSettings(secret=secret):
            api = wecom.open_api("doctor", account, http, tokens)
        case WeComKfSettings(secret=secret):
            api = wecom_kf.open_api("doctor", account, http, tokens)
    if not secret.get_secret_value():
        return []
    try:
        await api.get("/cgi-bin/getcallbackip", Done)
    except PushError as error:
        return [f"the platform does not let itself be called: {error}"]
    finally:
        await http.close()
    apart = clock_apart(await _date_of(account.api_base), now, "the platform's")
    return [apart] if apart else []


def clock_apart(theirs: datetime | None, now: datetime, whose: str) -> str:
    """The finding where `now` is far from what another clock says, else empty."""
    apart_s = 0.0 if theirs is None else (now - theirs).total_seconds()
    if abs(apart_s) <= MOST_APART_S:
        return ""
    return (
        f"this machine's clock is {abs(apart_s):.0f} s {'ahead of' if apart_s > 0 else 'behind'} {whose}: "
        "set it (NTP), else callbacks are refused as too old or in the future"
    )


def date_in(headers: Mapping[str, str]) -> datetime | None:
    """The time at which an answer was written, where it says one."""
    try:
        return parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError):
        return None


async def _date_of(address: str) -> datetime | None:
    timeout = aiohttp.ClientTimeout(total=WITHIN_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.head(address, allow_redirects=False) as response,
        ):
            return date_in(response.headers)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None
