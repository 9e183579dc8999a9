"""The service for the scripts, whose time passes as they say."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.service import Service, build_service
from tests.fakes.clock import SettableClock
from tests.services import settings_in

OpenService = Callable[[Mapping[str, Any]], Awaitable[Service]]


@pytest.fixture
async def open_service(tmp_path: Path) -> AsyncIterator[OpenService]:
    """Opens it over a fresh embedded database, at noon in Beijing on 20 November 2026."""
    async with AsyncExitStack() as opened:

        async def build(changes: Mapping[str, Any]) -> Service:
            built = build_service(
                settings_in(tmp_path, **changes), SettableClock(datetime(2026, 11, 20, 4, tzinfo=UTC))
            )
            opened.push_async_callback(built.close)
            await built.prepare()
            return built

        yield build
