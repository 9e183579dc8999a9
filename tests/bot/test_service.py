"""How the parts are put together."""

from pathlib import Path

import pytest

from bot.service import build_service
from tests.adapters.wechat_platform import SAFE
from tests.adapters.wecom_platform import WECOM
from tests.services import settings_in


@pytest.mark.parametrize(
    ("changes", "can_push"),
    [({"app_secret": "secret"}, True), ({"app_secret": "secret", "push": False}, False), ({}, False)],
)
async def test_account_that_may_push_and_has_a_secret_has_a_pusher(
    changes: dict[str, object], can_push: bool, tmp_path: Path
) -> None:
    service = build_service(
        settings_in(tmp_path, wechat={"default": SAFE.settings(**changes), "other": SAFE.settings()})
    )
    assert set(service.channels) == {("wechat", "default"), ("wechat", "other")}
    assert set(service.pushers) == ({("wechat", "default")} if can_push else set())
    await service.close()


async def test_application_that_has_a_secret_has_a_pusher(tmp_path: Path) -> None:
    applications = {"default": WECOM.settings(secret="secret"), "other": WECOM.settings()}
    service = build_service(settings_in(tmp_path, wecom=applications))
    assert set(service.channels) == {("wechat", "default"), ("wecom", "default"), ("wecom", "other")}
    assert set(service.pushers) == {("wecom", "default")}
    await service.close()
