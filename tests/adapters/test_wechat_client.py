"""What is particular to the client of an Official Account; tests/contract/test_pushers.py has what all promise."""

import asyncio

import pytest

from adapters.api.http import Http
from adapters.push import PushUncertain
from adapters.wechat.client import WeChatPusher, open_api
from bot.coordination.for_apis import ApiCoordination
from bot.coordination.in_process import InProcessCoordination
from dialogs.messages import Page
from tests.adapters.wechat_platform import SAFE


class HangingTokens(ApiCoordination):
    """Gives no token and no error, as a fetch that waits for another one that died."""

    async def token(self, name: str, fetch: object) -> str:
        await asyncio.Event().wait()
        return ""


async def test_call_ends_before_the_page_may_be_claimed_by_another() -> None:
    tokens = HangingTokens(InProcessCoordination())
    settings = SAFE.settings(app_secret="secret")
    api = open_api("default", settings, Http(), tokens)
    pusher = WeChatPusher("default", settings, api, tokens, call_within_s=0.05)
    with pytest.raises(PushUncertain):
        await asyncio.wait_for(pusher.push("o1", Page("一"), key="k" * 24), 2)
    await pusher.close()
