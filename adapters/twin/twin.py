"""An offline WeChat: its people act, the real webhook is called over HTTP, the chat shows what came back.

Nothing of the service is imported and no reply is made up: what a user sees has travelled over
the wire, or is the platform's own notice that the service failed.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import ClassVar

from adapters.channel import ChannelError
from adapters.twin.account import USERS, Switches, TwinAccount, User
from adapters.twin.api.followers import PAGE
from adapters.twin.api.official_account import OfficialAccountApi
from adapters.twin.callback import Fields
from adapters.twin.chat import Chat
from adapters.twin.courier import DEADLINE_S, Courier, Exchange

FAILURE_NOTICE = "该公众号提供的服务出现故障，请稍后再试"

Exchanges = tuple[Exchange, ...]


class ImpossibleAct(ChannelError):
    """The user cannot do this on the real platform: unknown here, or not a follower."""

    code = "impossible_act"
    http_status: ClassVar[int] = 409
    user_text = "请先关注公众号。"


class Twin:
    """The platform side of one account; every act returns its deliveries in order.

    `api` is what the service may call. Used in one event loop. `close()` ends the streams of the page and
    the connections to the service.
    """

    def __init__(
        self,
        account: TwinAccount,
        callback_url: str,
        *,
        users: Iterable[User] = USERS,
        deadline_s: float = DEADLINE_S,
        followers_a_page: int = PAGE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.account = account
        self.users = tuple(users)
        self.chat = Chat(account, self.users, clock)
        self.api = OfficialAccountApi(account, self.chat, clock, followers_a_page=followers_a_page)
        self._courier = Courier(account, callback_url, deadline_s=deadline_s, clock=clock)
        self._clock = clock
        # 64 bits, and new after every start: the service remembers message ids for days.
        self._message_ids = itertools.count(time.time_ns())

    async def follow(self, openid: str, *, scene: str = "") -> Exchanges:
        """Follow the account, from a QR code if a scene is given; nothing happens for a follower."""
        self._require_known(openid)
        if openid in self.chat.followers:
            return ()
        self.chat.set_following(openid, True)
        self.chat.show(openid, "notice", f"您已关注{self.account.name}")
        self.api.allowances.renew(openid, "act")
        return await self._send(self._event(openid, "subscribe", f"qrscene_{scene}" if scene else "", scene))

    async def unfollow(self, openid: str) -> Exchanges:
        """Leave the account; whatever the service answers is shown to nobody."""
        self._require_follower(openid)
        self.chat.set_following(openid, False)
        self.chat.show(openid, "notice", f"您已取消关注{self.account.name}")
        self.api.allowances.end(openid)
        return await self._send(self._event(openid, "unsubscribe", ""))

    async def scan(self, openid: str, scene: str) -> Exchanges:
        """Scan a QR code of the account: a follower's SCAN, else a subscribe with that scene."""
        if openid not in self.chat.followers:
            return await self.follow(openid, scene=scene)
        self.chat.show(openid, "notice", "您扫描了公众号的二维码")
        self.api.allowances.renew(openid, "act")
        return await self._send(self._event(openid, "SCAN", scene, scene))

    async def tap(self, openid: str, button: str) -> Exchanges:
        """Tap a CLICK button of the bottom menu."""
        self._require_follower(openid)
        self.api.allowances.renew(openid, "act")
        return await self._send(self._event(openid, "CLICK", button))

    async def say(self, openid: str, text: str) -> Exchanges:
        """Send words."""
        self._require_follower(openid)
        self.chat.show(openid, "user", text)
        self.api.allowances.renew(openid, "words")
        return await self._send(self._message(openid, "text", {"Content": text}))

    async def speak(self, openid: str, recognition: str) -> Exchanges:
        """Send a voice message which the platform has recognised as these words; they may be empty."""
        self._require_follower(openid)
        self.chat.show(openid, "user", recognition, "voice")
        self.api.allowances.renew(openid, "words")
        voice: Fields = {"MediaId": "twin-voice", "Format": "amr", "Recognition": recognition}
        return await self._send(self._message(openid, "voice", voice))

    async def show_picture(self, openid: str) -> Exchanges:
        """Send an image."""
        self._require_follower(openid)
        self.chat.show(openid, "user", "图片", "image")
        self.api.allowances.renew(openid, "words")
        image: Fields = {"PicUrl": "http://127.0.0.1/twin-picture.jpg", "MediaId": "twin-picture"}
        return await self._send(self._message(openid, "image", image))

    def switch(self, switches: Switches) -> None:
        """Behave differently from the next message on."""
        self.chat.set_switches(switches)

    async def close(self) -> None:
        self.chat.end()
        await self._courier.close()

    async def _send(self, fields: Fields) -> Exchanges:
        openid = str(fields["FromUserName"])
        switches = self.chat.switches
        at_once = 3 if switches.delivery == "at_once" else 1
        with self.chat.waiting_for_reply(openid):
            exchanges = await asyncio.gather(
                *(self._courier.deliver(fields, switches, delivery=number) for number in range(1, at_once + 1))
            )
            self._show_outcome(openid, exchanges)
        if switches.delivery == "in_sequence":
            for number in (2, 3):
                exchanges.append(await self._courier.deliver(fields, switches, delivery=number))
        compared = tuple(_compare(exchange, exchanges[0]) for exchange in exchanges)
        for exchange in compared:
            self.chat.record(exchange)
        return compared

    def _show_outcome(self, openid: str, exchanges: list[Exchange]) -> None:
        if openid not in self.chat.followers:
            return
        answers = [exchange.answer for exchange in exchanges]
        replied = next((answer for answer in answers if answer.verdict == "replied"), None)
        if replied is not None:
            self.chat.show(openid, "account", replied.text)
        elif all(answer.verdict == "broken" for answer in answers):
            self.chat.show(openid, "notice", FAILURE_NOTICE)

    def _message(self, openid: str, kind: str, own_fields: Fields) -> Fields:
        return {**self._common_fields(openid, kind), **own_fields, "MsgId": next(self._message_ids)}

    def _event(self, openid: str, event: str, key: str, scene: str = "") -> Fields:
        fields: Fields = {**self._common_fields(openid, "event"), "Event": event, "EventKey": key}
        return {**fields, "Ticket": f"twin-ticket-{scene}"} if scene else fields

    def _common_fields(self, openid: str, kind: str) -> Fields:
        return {
            "ToUserName": self.account.original_id,
            "FromUserName": openid,
            "CreateTime": int(self._clock()),
            "MsgType": kind,
        }

    def _require_known(self, openid: str) -> None:
        if openid not in {user.openid for user in self.users}:
            raise ImpossibleAct("no such user in the twin")

    def _require_follower(self, openid: str) -> None:
        self._require_known(openid)
        if openid not in self.chat.followers:
            raise ImpossibleAct("the user does not follow the account")


def _compare(exchange: Exchange, first: Exchange) -> Exchange:
    """Three deliveries of one message must get one reply; a different one is marked."""
    answer = exchange.answer
    if answer.verdict == "broken" or (answer.verdict, answer.text) == (first.answer.verdict, first.answer.text):
        return exchange
    return replace(exchange, answer=replace(answer, verdict="differs", problem="与首次投递的答复不同"))
