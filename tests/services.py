"""The service over a fresh embedded database, without HTTP; its account is the twin of SAFE."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.service import Service, build_service
from bot.settings import Settings
from tests.adapters.wechat_platform import SAFE

ACCOUNT = "default"


def settings_in(folder: Path, **changes: object) -> Settings:
    """Settings with one WeChat account in safe mode and an embedded database in `folder`."""
    known = {
        "database_url": f"sqlite:///{folder / 'cqo.db'}",
        "public_url": "https://bot.example.gov.cn",
        "wechat": {ACCOUNT: SAFE.settings()},
    }
    return Settings.model_validate(known | changes)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    built = build_service(settings_in(tmp_path))
    await built.prepare()
    yield built
    await built.close()
