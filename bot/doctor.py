"""What is wrong with a set-up, in words; nothing on a sound one."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.accounts import Account, chosen_accounts
from bot.examining.address import KnowsHost, address_findings, knows_host
from bot.examining.configuration import account_findings, clock_findings, public_url_findings
from bot.examining.platform import platform_findings
from bot.examining.storage import database_findings, redis_findings
from bot.service import build_service
from bot.settings import Settings
from knowledge.errors import CqoError


def examine(settings: Settings, *, channel: str | None, now: datetime, knows: KnowsHost = knows_host) -> list[str]:
    """The findings, one English sentence each, in the order to mend them; empty for a sound set-up.

    `channel` names one account as `wechat/NAME`, `wecom/NAME` or `wecom_kf/NAME`; None is all of
    them. Raises NoSuchAccount.
    """
    accounts = chosen_accounts(settings, channel)
    findings = [*clock_findings(now), *public_url_findings(settings.public_url), *database_findings(settings)]
    if not accounts:
        findings.append("no channel is configured: add a section such as [wechat.default] to cqo.toml")
    for name, account in accounts.items():
        findings += [f"{name}: {finding}" for finding in account_findings(account)]
    return findings + asyncio.run(_findings_of_calls(settings, accounts, now, knows))


async def _findings_of_calls(
    settings: Settings, accounts: Mapping[str, Account], now: datetime, knows: KnowsHost
) -> list[str]:
    findings = await redis_findings(settings)
    for name, account in accounts.items():
        findings += [f"{name}: {finding}" for finding in await platform_findings(account, now)]
    try:
        page = await _page_of_a_clause(settings)
    except CqoError as error:
        return [*findings, f"the service does not start: {error}"]
    if settings.public_url and accounts:
        findings += await address_findings(settings.public_url, accounts, page, now, knows=knows)
    return findings


async def _page_of_a_clause(settings: Settings) -> str:
    """The path of a page that the service shows. Raises CqoError where the service does not start."""
    with TemporaryDirectory() as scratch:
        # Only whether it starts is asked; the real database, and its key, stay untouched.
        service = build_service(settings.model_copy(update=_scratch(Path(scratch))))
        await service.close()
    return f"/clauses/{next(iter(service.library.clauses))}"


def _scratch(folder: Path) -> dict[str, object]:
    return {"database_url": f"sqlite:///{folder / 'doctor.db'}", "redis_url": "", "data_key": SecretStr("")}
