"""A page that no answer carries, from the turn to the chat page, over real callbacks and real calls."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from adapters.twin.account import USERS, TwinAccount
from adapters.twin.app import create_twin_app
from adapters.twin.twin import Twin
from bot.app import create_app
from tests.adapters.wechat_platform import OFFICIAL_ACCOUNT, SAFE
from tests.services import settings_in

LI = USERS[0].openid
QUESTION = "南通的首席质量官要什么学历"


@asynccontextmanager
async def service_beside_twin(folder: Path) -> AsyncIterator[Twin]:
    """The whole service on a loopback port, never quick enough to answer a callback itself, and its platform."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        account = TwinAccount(SAFE.app_id, SAFE.token, SAFE.aes_key, OFFICIAL_ACCOUNT, app_secret="secret")
        twin = Twin(account, f"{base}/webhooks/wechat/default")
        own = SAFE.settings(app_secret="secret", api_base=f"{base}/twin/api")
        settings = settings_in(folder, public_url=base, reply_within_s=0.0001, wechat={"default": own})
        app = create_app(settings, mounts={"/twin": create_twin_app(twin)})
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", ws="none"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        try:
            yield twin
        finally:
            await twin.close()
            server.should_exit = True
            await serving


async def pushed(twin: Twin, number: int) -> list[str]:
    """The messages the account pushed, once there are so many."""
    async with asyncio.timeout(20):
        while True:
            texts = [bubble.text for bubble in twin.chat.bubbles if bubble.is_pushed]
            if len(texts) >= number:
                return texts
            await asyncio.sleep(0.02)


async def test_answer_that_came_too_late_is_pushed_and_seen_once(tmp_path: Path) -> None:
    async with service_beside_twin(tmp_path) as twin:
        twin.chat.set_following(LI, True)
        (exchange,) = await twin.say(LI, QUESTION)
        assert exchange.answer.verdict == "nothing"
        (answer,) = await pushed(twin, 1)
    assert "具有大专（含）以上学历" in answer
    assert [bubble.side for bubble in twin.chat.bubbles] == ["user", "account"]


async def test_token_that_the_platform_has_retired_costs_no_answer(tmp_path: Path) -> None:
    async with service_beside_twin(tmp_path) as twin:
        twin.chat.set_following(LI, True)
        await twin.say(LI, QUESTION)
        await pushed(twin, 1)
        twin.api.tokens.retire_all()
        await twin.say(LI, "要工作几年")
        assert len(await pushed(twin, 2)) == 2
    assert twin.api.tokens.given == 2
