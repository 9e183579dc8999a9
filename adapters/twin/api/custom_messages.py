"""Customer-service messages: who may be written to, and what the user then sees.

https://developers.weixin.qq.com/doc/service/guide/product/message/custommsg.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from adapters.twin.api.calls import OK, Answer, Call, Family, Payload, Refused
from adapters.twin.chat import Chat

MAX_TEXT_BYTES = 2048
HOUR_S, MINUTE_S = 3600.0, 60.0
ALLOWANCES = {"words": (5, 48 * HOUR_S), "act": (3, MINUTE_S)}

Trigger = Literal["words", "act"]


@dataclass(slots=True)
class _Allowance:
    """How many messages may still be sent, until when."""

    messages: int
    until: float


class Allowances:
    """What each user's latest words, and his latest act, still allow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[tuple[str, Trigger], _Allowance] = {}

    def renew(self, user: str, trigger: Trigger) -> None:
        """The user did something; what an earlier one left over is gone."""
        messages, lasts_s = ALLOWANCES[trigger]
        self._given[user, trigger] = _Allowance(messages, self._clock() + lasts_s)

    def end(self, user: str) -> None:
        """The user left."""
        for trigger in ALLOWANCES:
            self._given.pop((user, trigger), None)  # type: ignore[arg-type]

    def spend(self, user: str) -> None:
        """One message, of the allowance that ends first. Raises Refused."""
        now = self._clock()
        all_given = [given for (whose, _), given in self._given.items() if whose == user and given.until > now]
        if not all_given:
            raise Refused(45015, "response out of time limit or subscription is canceled")
        left = [given for given in all_given if given.messages]
        if not left:
            raise Refused(45047, "out of response count limit")
        min(left, key=lambda given: given.until).messages -= 1


class CustomMessages:
    """`message/custom/send`, for texts."""

    def __init__(self, chat: Chat, allowances: Allowances) -> None:
        self._chat = chat
        self._allowances = allowances

    def family(self) -> Family:
        return {"message/custom/send": self._send}

    def _send(self, call: Call) -> Answer:
        message = CustomMessage.of(call)
        if not self._chat.knows(message.touser):
            raise Refused(40003, "invalid openid")
        if message.msgtype != "text":
            raise Refused(40008, "invalid message type")
        if not message.text.content:
            raise Refused(44004, "empty content")
        if len(message.text.content.encode()) > MAX_TEXT_BYTES:
            raise Refused(45002, "content size out of limit")
        self._allowances.spend(message.touser)
        self._chat.show(message.touser, "account", message.text.content, is_pushed=True)
        return OK


class Words(Payload):
    content: str = ""


class CustomMessage(Payload):
    """The body of `message/custom/send`."""

    touser: str
    msgtype: str
    text: Words = Words()
