"""WeCom customer service at the socket: it keeps what was said until it is fetched, and shows what is sent."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.api_server import ApiServer, Asked, says

OPEN_KFID = "wkTestAccount0001"
FETCH, SEND = "/cgi-bin/kf/sync_msg", "/cgi-bin/kf/send_msg"
WELCOME, TRANSFER = "/cgi-bin/kf/send_msg_on_event", "/cgi-bin/kf/service_state/trans"
WITH_A_PERSON = 95018


def said(words: str, *, user: str = "wmAnna", msgid: str, at: int, **changes: Any) -> dict[str, Any]:
    """A customer's words as an item of the list."""
    item = {
        "msgid": msgid,
        "open_kfid": OPEN_KFID,
        "external_userid": user,
        "send_time": at,
        "origin": 3,
        "msgtype": "text",
        "text": {"content": words},
    }
    return item | changes


def event(kind: str, *, user: str = "wmAnna", msgid: str, at: int, **told: Any) -> dict[str, Any]:
    """An event of the platform as an item of the list."""
    what = {"event_type": kind, "open_kfid": OPEN_KFID, "external_userid": user} | told
    common = {"msgid": msgid, "send_time": at, "origin": 4, "open_kfid": OPEN_KFID}
    return common | {"msgtype": "event", "event": what}


@dataclass
class CustomerService:
    """One account: items by the order they came in, sessions by customer, messages by the id they were given."""

    server: ApiServer
    items: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 100
    shown: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    """Welcome codes that are still good, and whose they are."""
    states: dict[str, int] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self.server.does |= {
            FETCH: [self._fetch],
            SEND: [self._send],
            WELCOME: [self._welcome],
            TRANSFER: [self._transfer],
        }

    @property
    def texts(self) -> list[str]:
        """What customers were shown, in order; a menu's head and lines as one text."""
        return [_text(message) for _, message in self.shown]

    async def _fetch(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        query = asked.json
        assert query["open_kfid"] == OPEN_KFID
        self.tokens.append(query.get("token", ""))
        self.cursors.append(query.get("cursor", ""))
        begin = int(query["cursor"].removeprefix("c")) if query.get("cursor") else 0
        end = begin + min(self.page_size, query["limit"])
        answer = {"errcode": 0, "next_cursor": f"c{min(end, len(self.items))}", "has_more": int(end < len(self.items))}
        await says(answer | {"msg_list": self.items[begin:end]})(asked, writer)

    async def _send(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        message = asked.json
        assert message["open_kfid"] == OPEN_KFID
        if self.states.get(message["touser"], 0) > 1:
            await says({"errcode": WITH_A_PERSON})(asked, writer)
            return
        await self._show(message["touser"], message, asked, writer)

    async def _welcome(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        message = asked.json
        user = self.codes.pop(message["code"], "")
        if user:
            await self._show(user, message, asked, writer)
        else:
            await says({"errcode": 40029})(asked, writer)

    async def _transfer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        query = asked.json
        if self.states.get(query["external_userid"], 0) > 1:
            await says({"errcode": WITH_A_PERSON})(asked, writer)
            return
        self.states[query["external_userid"]] = query["service_state"]
        await says({"errcode": 0})(asked, writer)

    def note(self, user: str, message: dict[str, Any]) -> None:
        """A message is shown, unless one was under the same id."""
        self._seen[message["msgid"]] += 1
        if self._seen[message["msgid"]] == 1:
            self.shown.append((user, message))

    async def _show(self, user: str, message: dict[str, Any], asked: Asked, writer: asyncio.StreamWriter) -> None:
        self.note(user, message)
        await says({"errcode": 0, "msgid": message["msgid"]})(asked, writer)


def _text(message: dict[str, Any]) -> str:
    if message["msgtype"] == "text":
        return str(message["text"]["content"])
    assert message["msgtype"] == "msgmenu", json.dumps(message)
    menu = message["msgmenu"]
    return "\n".join([menu["head_content"], *(f"[{line['click']['content']}]" for line in menu["list"])])
