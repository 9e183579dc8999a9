"""Application messages: how pages reach a member without an answer to carry them.

https://developer.work.weixin.qq.com/document/path/90236
"""

from typing import Any
from zlib import crc32

from pydantic import BaseModel, ConfigDict

from adapters.api.account import AccountApi
from adapters.api.codes import WECOM
from adapters.api.http import Http
from adapters.api.pacing import Pacer
from adapters.api.sending import CALL_WITHIN_S, Sending
from adapters.api.tokens import TokenStore, wecom
from adapters.push import RecipientGone, Window
from adapters.wecom.settings import WeComSettings
from dialogs.messages import Page

_SEND = "/cgi-bin/message/send"

# Longer than a page is tried anew after a call without an answer.
_LEAST_MEMORY_S = 1200
_MEMORIES = 1200


class Sent(BaseModel):
    """The answer to a message that was taken; it may name the only receiver as one who was not reached."""

    # Refused for the type of a field, a message that was sent would be sent again.
    model_config = ConfigDict(extra="ignore")

    msgid: Any = ""
    invaliduser: Any = ""
    unlicenseduser: Any = ""


def open_api(account: str, settings: WeComSettings, http: Http, tokens: TokenStore) -> AccountApi:
    """The API of one application; nothing is connected yet."""
    credentials = wecom(f"wecom/{account}", settings.api_base, settings.corp_id, settings.secret)
    return AccountApi(http, settings.api_base, credentials, tokens, WECOM)


class WeComPusher:
    """See Pusher. Members can be written to at any time, and a page that is sent again is dropped by the platform."""

    windows: tuple[Window, ...] = ()
    is_idempotent = True

    def __init__(
        self,
        account: str,
        settings: WeComSettings,
        api: AccountApi,
        pacer: Pacer,
        *,
        call_within_s: float = CALL_WITHIN_S,
    ) -> None:
        self._agent_id = settings.agent_id
        self._sending = Sending(
            f"wecom/{account}",
            api,
            pacer,
            per_s=settings.pushes_per_s,
            per_user_per_s=settings.pushes_per_user_per_s,
            call_within_s=call_within_s,
        )

    async def push(self, user: str, page: Page, *, key: str) -> str:
        """See Pusher: waits for its turn, then sends a text; choices stand in it already."""
        message = {
            "touser": user,
            "msgtype": "text",
            "agentid": self._agent_id,
            "text": {"content": page.text},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _memory_s(key),
        }
        sent = await self._sending.send(user, _SEND, message, Sent)
        if sent.invaliduser or sent.unlicenseduser:
            why = "the application may not see this member" if sent.invaliduser else "this member has no 接口许可"
            raise RecipientGone(f"0: {why}", platform_code="0")
        return str(sent.msgid or "")

    async def close(self) -> None:
        await self._sending.close()


def _memory_s(key: str) -> int:
    """For how long the platform is to drop a page that is sent again.

    It has no field for a key; it compares whole requests. So pages that happen to say the same, such
    as the answers to a question asked twice, differ in this number, and a page sent again does not.
    """
    return _LEAST_MEMORY_S + crc32(key.encode()) % _MEMORIES
