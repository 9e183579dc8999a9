"""What several contracts are tested against."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.api_server import ApiServer


@pytest.fixture
async def server() -> AsyncIterator[ApiServer]:
    """The far side of a call, at the socket."""
    opened = ApiServer()
    await opened.open()
    yield opened
    await opened.close()
