"""Customer-service messages: how pages reach a user of an Official Account without an answer to carry them.

https://developers.weixin.qq.com/doc/service/guide/product/message/custommsg.html
"""

import asyncio

from adapters.api.account import AccountApi, Done
from adapters.api.codes import OFFICIAL_ACCOUNT
from adapters.api.http import Http
from adapters.api.pacing import Pacer
from adapters.api.tokens import TokenStore, official_account
from adapters.push import PushUncertain, RetryLater, Window
from adapters.wechat.settings import WeChatSettings
from dialogs.messages import Page

TURN_WITHIN_S = 20.0
CALL_WITHIN_S = 30.0
"""Waiting for one's turn and the call, all its tries included; together well below the time a page is claimed for."""

_SEND = "/cgi-bin/message/custom/send"


def open_api(account: str, settings: WeChatSettings, http: Http, tokens: TokenStore) -> AccountApi:
    """The API of one Official Account; nothing is connected yet."""
    credentials = official_account(account, settings.api_base, settings.app_id, settings.app_secret)
    return AccountApi(http, settings.api_base, credentials, tokens, OFFICIAL_ACCOUNT)


class WeChatPusher:
    """See Pusher. The platform has no key by which it would know a repeated message."""

    is_idempotent = False

    def __init__(
        self,
        account: str,
        settings: WeChatSettings,
        api: AccountApi,
        pacer: Pacer,
        *,
        call_within_s: float = CALL_WITHIN_S,
    ) -> None:
        self.windows: tuple[Window, ...] = settings.windows
        self._account_rate = f"wechat/{account}"
        self._per_second = settings.pushes_per_s
        self._per_second_and_user = settings.pushes_per_user_per_s
        self._api = api
        self._pacer = pacer
        self._call_within_s = call_within_s

    async def push(self, user: str, page: Page, *, key: str) -> str:
        """See Pusher: waits for its turn, then sends a text; choices stand in it already."""
        # The user's turn first: a slot of the account that then had to wait would be lost to the others.
        await self._take_turn(f"{self._account_rate}/{user}", self._per_second_and_user)
        await self._take_turn(self._account_rate, self._per_second)
        message = {"touser": user, "msgtype": "text", "text": {"content": page.text}}
        try:
            async with asyncio.timeout(self._call_within_s):
                await self._api.post(_SEND, message, Done, is_repeatable=False)
        except TimeoutError:
            raise PushUncertain(f"the call took longer than {self._call_within_s:g} s") from None
        return ""

    async def close(self) -> None:
        await self._api.close()

    async def _take_turn(self, rate: str, per_second: float) -> None:
        wait_s = await self._pacer.reserve(rate, per_second=per_second)
        if wait_s > TURN_WITHIN_S:
            raise RetryLater("too many messages are waiting for their turn", after_s=wait_s)
        if wait_s > 0:
            await asyncio.sleep(wait_s)
