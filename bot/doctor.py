"""What is wrong with a set-up, in words; nothing on a sound one.

Each check looks at one thing an administrator gets wrong and says what to do. The address check
opens the real door on a free loopback port and verifies it as the platform would.
"""

import asyncio
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import uvicorn
from pydantic import SecretStr

from adapters.wechat.settings import WeChatSettings
from bot.accounts import chosen_accounts
from bot.coordination import open_coordination
from bot.service import build_service
from bot.serving import listen
from bot.settings import Settings
from bot.storage.session import pending_migrations, sqlite_file
from bot.webhooks import WebhookDoor
from knowledge.errors import CqoError

LOOPBACK = "127.0.0.1"
WRITTEN_IN = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that is right shows an earlier time than this program was written at."""
_TOKEN = re.compile(r"^[A-Za-z0-9]{3,32}$")


def examine(settings: Settings, *, channel: str | None, now: datetime) -> list[str]:
    """The findings, one English sentence each, in the order to mend them; empty for a sound set-up.

    `channel` is `wechat/NAME` for one account, None for all. Raises NoSuchAccount.
    """
    accounts = chosen_accounts(settings, channel)
    findings = [*_clock_findings(now), *_public_url_findings(settings), *_database_findings(settings)]
    findings += asyncio.run(_redis_findings(settings))
    if not accounts:
        findings.append("no channel is configured: add a section [wechat.default] to cqo.toml")
    for name, account in accounts.items():
        findings += [f"wechat/{name}: {finding}" for finding in _account_findings(account)]
    if accounts and not findings:
        findings += asyncio.run(_address_findings(settings, accounts))
    return findings


def _clock_findings(now: datetime) -> Iterator[str]:
    if now < WRITTEN_IN:
        yield (
            f"the clock says {now:%Y-%m-%d %H:%M} UTC, which is in the past: set it (NTP), "
            "else every callback is refused as signed in the future"
        )


def _public_url_findings(settings: Settings) -> Iterator[str]:
    if not settings.public_url:
        yield "public_url is empty: links to clauses in answers lead nowhere; set the https address users reach"


def _database_findings(settings: Settings) -> Iterator[str]:
    """Looks only: an embedded database that is not there yet is made by the service, not by its doctor."""
    url = settings.database_url
    if url.startswith("sqlite") and not sqlite_file(url).exists():
        folder = sqlite_file(url).parent
        if not os.access(folder, os.W_OK):
            yield f"the database cannot be made: {folder} is missing or not writable"
        return
    try:
        pending = pending_migrations(url)
    except CqoError as error:
        yield f"the database cannot be used: {error}"
        return
    if pending and not url.startswith("sqlite"):
        yield f"the database is {len(pending)} migrations behind: run `cqo db upgrade`"
    if not url.startswith("sqlite") and not settings.data_key.get_secret_value():
        yield "data_key is empty: on PostgreSQL it must be set, 32 bytes in base64 (openssl rand -base64 32)"


async def _redis_findings(settings: Settings) -> list[str]:
    coordination = open_coordination(settings.redis_url)
    try:
        await coordination.ping()
    except CqoError as error:
        return [f"redis_url: {error}"]
    finally:
        await coordination.close()
    return []


def _account_findings(account: WeChatSettings) -> Iterator[str]:
    if not account.app_id.startswith("wx") or len(account.app_id) != 18:
        yield f"app_id {account.app_id!r} is not an AppID: 18 characters that begin with wx, from 开发 > 基本配置"
    if not _TOKEN.match(account.token.get_secret_value()):
        yield "token must be 3 to 32 letters and digits, the same as in 服务器配置"
    if account.mode == "plain":
        yield 'mode is plain: bodies are neither encrypted nor signed; choose 安全模式 and set mode = "safe"'


async def _address_findings(settings: Settings, accounts: dict[str, WeChatSettings]) -> list[str]:
    """Open the door alone, verify every account's address as the platform does, close it."""
    with TemporaryDirectory() as scratch:
        # A verification needs no database; the real one, and its key, stay untouched.
        return await _door_findings(settings.model_copy(update=_scratch(Path(scratch))), accounts)


async def _door_findings(settings: Settings, accounts: dict[str, WeChatSettings]) -> list[str]:
    try:
        service = build_service(settings)
    except CqoError as error:
        return [f"the service does not start: {error}"]
    door = WebhookDoor(service.channels, service.turns, service.clock, reply_within_s=settings.reply_within_s)
    listening = listen(LOOPBACK, 0)
    base = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    # Without lifespan no worker starts: a look at the set-up must not take up anybody's message.
    server = uvicorn.Server(uvicorn.Config(door, log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        return [
            f"wechat/{name}: {finding}"
            for name, account in accounts.items()
            for finding in await _verification_findings(f"{base}/webhooks/wechat/{name}", account)
        ]
    finally:
        server.should_exit = True
        await serving
        await service.close()


def _scratch(folder: Path) -> dict[str, object]:
    return {"database_url": f"sqlite:///{folder / 'doctor.db'}", "redis_url": "", "data_key": SecretStr("")}


async def _verification_findings(url: str, account: WeChatSettings) -> list[str]:
    timestamp, nonce, echo = str(int(time.time())), secrets.token_hex(5), str(secrets.randbelow(10**18))
    signed = "".join(sorted((account.token.get_secret_value(), timestamp, nonce)))
    query = {
        "signature": hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest(),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": echo,
    }
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            async with session.get(url, params=query) as response:
                answered = response.status == 200 and await response.text() == echo
            async with session.get(url, params={**query, "signature": "0" * 40}) as response:
                refused = response.status == 403
    except (aiohttp.ClientError, TimeoutError) as error:
        return [f"the address does not answer on loopback ({type(error).__name__})"]
    findings = [] if answered else ["the address does not answer the platform's verification"]
    return findings if refused else [*findings, "the address accepts a wrong signature"]
