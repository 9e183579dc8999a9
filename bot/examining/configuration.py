"""What the configuration alone shows."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from adapters.wechat.settings import WeChatSettings
from adapters.wecom.settings import WeComSettings
from adapters.wecom_kf.settings import WeComKfSettings
from bot.accounts import Account

WRITTEN_IN = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that is right shows an earlier time than this program was written at."""
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
_APP_ID = re.compile(r"wx[0-9a-z]{16}")
_CORP_ID = re.compile(r"w[wx][0-9a-z]{16}")
_PLATFORM_PORTS = (80, 443)


def clock_findings(now: datetime) -> Iterator[str]:
    """A clock that was never set."""
    if now < WRITTEN_IN:
        yield (
            f"the clock says {now:%Y-%m-%d %H:%M} UTC, which is in the past: set it (NTP), "
            "else every callback is refused as signed in the future"
        )


def public_url_findings(public_url: str) -> Iterator[str]:
    """An address that the platform does not take."""
    if not public_url:
        yield "public_url is empty: links to clauses in answers lead nowhere; set the https address users reach"
        return
    address = urlsplit(public_url)
    if "/webhooks" in address.path:
        yield "public_url ends in a callback's path: give the part before /webhooks/, it begins every link"
    if address.port not in (None, *_PLATFORM_PORTS) and not _is_loopback(address.hostname or ""):
        yield f"public_url has port {address.port}: the platform calls port 80 and 443 only"


def account_findings(account: Account) -> Iterator[str]:
    """What cannot be as the platform's page shows it."""
    match account:
        case WeChatSettings(app_id=app_id) if not _APP_ID.fullmatch(app_id):
            yield f"app_id {app_id!r} is not an AppID: 18 characters that begin with wx, from 开发 > 基本配置"
        case WeComSettings(corp_id=corp_id) | WeComKfSettings(corp_id=corp_id) if not _CORP_ID.fullmatch(corp_id):
            yield f"corp_id {corp_id!r} is not a 企业ID: 18 characters that begin with ww or wx, from 我的企业"
    if not _TOKEN.fullmatch(account.token.get_secret_value()):
        yield "token must be 3 to 32 letters and digits, the same as on the platform's page"
    if isinstance(account, WeChatSettings) and account.mode == "plain":
        yield 'mode is plain: bodies are neither encrypted nor signed; choose 安全模式 and set mode = "safe"'


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
