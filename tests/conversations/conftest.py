"""The service for the scripts, whose time passes as they say."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.service import Service, build_service
from tests.fakes.clock import SettableClock
from tests.services import settings_in


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """Over a fresh embedded database, at noon in Beijing on 20 November 2026."""
    built = build_service(settings_in(tmp_path), SettableClock(datetime(2026, 11, 20, 4, tzinfo=UTC)))
    await built.prepare()
    yield built
    await built.close()
