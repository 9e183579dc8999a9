"""Calls of one customer service account: messages fetched, pages sent, sessions handed to people.

https://developer.work.weixin.qq.com/document/path/94670 (fetching), /94677 (sending), /95122 (welcome),
/94669 (sessions)
"""

from typing import Any

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.api.account import AccountApi, Done
from adapters.api.codes import WECOM
from adapters.api.http import Http
from adapters.api.pacing import Pacer
from adapters.api.sending import CALL_WITHIN_S, Sending
from adapters.api.tokens import TokenStore, wecom
from adapters.pulling import Fetched, Happening
from adapters.push import Window
from adapters.wecom_kf.parse import CHANNEL, Item, happening
from adapters.wecom_kf.render import message
from adapters.wecom_kf.settings import WeComKfSettings
from dialogs.messages import Page

log = structlog.get_logger("wecom_kf")

_FETCH = "/cgi-bin/kf/sync_msg"
_SEND = "/cgi-bin/kf/send_msg"
_WELCOME = "/cgi-bin/kf/send_msg_on_event"
_TRANSFER = "/cgi-bin/kf/service_state/trans"
_MOST_ITEMS = 1000
_WAITING_POOL = 2


class _List(BaseModel):
    """The answer to a fetch."""

    model_config = ConfigDict(extra="ignore")

    next_cursor: str = Field("", max_length=256)
    has_more: int = 0
    msg_list: list[Any] = Field(default_factory=list)


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    msgid: Any = ""


def open_api(account: str, settings: WeComKfSettings, http: Http, tokens: TokenStore) -> AccountApi:
    """The API of one account; nothing is connected yet."""
    credentials = wecom(f"{CHANNEL}/{account}", settings.api_base, settings.corp_id, settings.secret)
    return AccountApi(http, settings.api_base, credentials, tokens, WECOM)


class WeComKfClient:
    """See Pusher and Fetcher. The platform knows a message that is sent again by the id we gave it."""

    is_idempotent = True

    def __init__(
        self,
        account: str,
        settings: WeComKfSettings,
        api: AccountApi,
        pacer: Pacer,
        *,
        call_within_s: float = CALL_WITHIN_S,
    ) -> None:
        self.windows: tuple[Window, ...] = settings.windows
        self.hands_over = settings.hands_over
        self._account = account
        self._open_kfid = settings.open_kfid
        self._api = api
        self._sending = Sending(
            f"{CHANNEL}/{account}",
            api,
            pacer,
            per_s=settings.pushes_per_s,
            per_user_per_s=settings.pushes_per_user_per_s,
            call_within_s=call_within_s,
        )

    async def push(self, user: str, page: Page, *, key: str) -> str:
        """See Pusher: a welcome goes with the code that asked for it, everything else to the session."""
        to = {"code": page.reply_code} if page.reply_code else {"touser": user, "open_kfid": self._open_kfid}
        path = _WELCOME if page.reply_code else _SEND
        sent = await self._sending.send(user, path, {**to, "msgid": key, **message(page)}, _Sent)
        return str(sent.msgid or key)

    async def fetch(self, *, cursor: str, token: str) -> Fetched:
        """See Fetcher: at most a thousand items."""
        asked = {"open_kfid": self._open_kfid, "limit": _MOST_ITEMS}
        asked |= {"cursor": cursor} if cursor else {}
        asked |= {"token": token} if token else {}
        answer = await self._api.post(_FETCH, asked, _List)
        happened = [one for one in map(self._read, answer.msg_list) if one is not None]
        return Fetched(happened, answer.next_cursor or cursor, has_more=bool(answer.has_more))

    async def hand_over(self, user: str) -> None:
        """See Fetcher."""
        moved = {"open_kfid": self._open_kfid, "external_userid": user, "service_state": _WAITING_POOL}
        await self._api.post(_TRANSFER, moved, Done)

    async def close(self) -> None:
        await self._api.close()

    def _read(self, raw: Any) -> Happening | None:
        try:
            item = Item.model_validate(raw)
        except ValidationError as error:
            # Left out by itself: a list that is refused as a whole would be fetched without end.
            log.warning(
                "kf.item_left_out", fields=sorted({str(fault["loc"][0]) for fault in error.errors() if fault["loc"]})
            )
            return None
        return happening(item, account=self._account, open_kfid=self._open_kfid)
