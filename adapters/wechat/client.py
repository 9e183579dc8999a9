"""Customer-service messages: how pages reach a user of an Official Account without an answer to carry them.

https://developers.weixin.qq.com/doc/service/guide/product/message/custommsg.html
"""

from adapters.api.account import AccountApi, Done
from adapters.api.codes import OFFICIAL_ACCOUNT
from adapters.api.http import Http
from adapters.api.pacing import Pacer
from adapters.api.sending import CALL_WITHIN_S, Sending
from adapters.api.tokens import TokenStore, official_account
from adapters.push import Window
from adapters.wechat.settings import WeChatSettings
from dialogs.messages import Page

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
        self._sending = Sending(
            f"wechat/{account}",
            api,
            pacer,
            per_s=settings.pushes_per_s,
            per_user_per_s=settings.pushes_per_user_per_s,
            call_within_s=call_within_s,
        )

    async def push(self, user: str, page: Page, *, key: str) -> str:
        """See Pusher: waits for its turn, then sends a text; choices stand in it already."""
        message = {"touser": user, "msgtype": "text", "text": {"content": page.text}}
        await self._sending.send(user, _SEND, message, Done)
        return ""

    async def close(self) -> None:
        await self._sending.close()
