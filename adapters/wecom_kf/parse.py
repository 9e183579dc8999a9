"""From a fetched item to what happened, in the vocabulary of a conversation.

https://developer.work.weixin.qq.com/document/path/94670
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from adapters.pulling import Happening, PersonLeft, PersonTookOver, SendFailed, TakenBack
from dialogs.messages import Content, ConversationKey, Followed, InboundMessage, Located, MediaSent, Said

CHANNEL = "wecom_kf"

_BY_CUSTOMER, _BY_SYSTEM = 3, 4
_TAKEN, _PASSED_ON, _ENDED, _TAKEN_AGAIN = 1, 2, 3, 4
_SCENE_MAX_LENGTH = 128
_PLACE_MAX_LENGTH = 512
_KNOWN_MEDIA = frozenset(
    ("image", "voice", "video", "file", "link", "business_card", "miniprogram", "channels", "merged_msg")
)


class Item(BaseModel):
    """One item of the platform's list. What is not known here is kept beside, and tolerated."""

    model_config = ConfigDict(extra="allow")

    msgid: str = Field(min_length=1, max_length=128)
    send_time: int = Field(ge=0, le=9_999_999_999)
    origin: int
    msgtype: str = Field(max_length=64)
    external_userid: str = Field("", max_length=128)

    def part(self, name: str) -> Mapping[str, Any]:
        """The object under `name`, empty where there is none."""
        found = (self.model_extra or {}).get(name)
        return found if isinstance(found, Mapping) else {}


def happening(item: Item, *, account: str, open_kfid: str) -> Happening | None:
    """What `item` tells; None for what asks for nothing: the words of servicers, changes of duty, the unknown."""
    if str((item.model_extra or {}).get("open_kfid") or open_kfid) != open_kfid:
        return None
    if item.msgtype == "event" and item.origin == _BY_SYSTEM:
        return _event(item, account)
    if item.origin != _BY_CUSTOMER or not item.external_userid:
        return None
    content = _said(item)
    return _message(item, item.external_userid, content, account) if content else None


def dedupe_key(account: str, user: str, msgid: str) -> str:
    """What a message is known by, however often it is fetched."""
    return hashlib.sha256("\0".join((CHANNEL, account, user, "id", msgid)).encode()).hexdigest()


def _message(item: Item, user: str, content: Content, account: str) -> InboundMessage:
    key = ConversationKey(CHANNEL, account, user)
    sent = datetime.fromtimestamp(item.send_time, UTC)
    return InboundMessage(key, dedupe_key(account, user, item.msgid), sent, content)


def _said(item: Item) -> Content | None:
    """The words of a click on a menu are those of its line; which menu it was the conversation knows."""
    if item.msgtype == "text":
        words = item.part("text").get("content")
        return Said(words) if isinstance(words, str) and words.strip() else None
    if item.msgtype == "location":
        place = item.part("location")
        return Located(_text(place, "address", _PLACE_MAX_LENGTH), _text(place, "name", _PLACE_MAX_LENGTH))
    return MediaSent(item.msgtype if item.msgtype in _KNOWN_MEDIA else "other")


def _event(item: Item, account: str) -> Happening | None:
    event = item.part("event")
    user = _text(event, "external_userid", 128)
    match event.get("event_type"):
        case "enter_session" if user and (code := _text(event, "welcome_code", 256)):
            # Without a code nothing can be said yet, and nothing is: he has been here lately.
            scene = _text(event, "scene_param", _SCENE_MAX_LENGTH) or _text(event, "scene", _SCENE_MAX_LENGTH)
            return _message(item, user, Followed(scene, reply_code=code), account)
        case "msg_send_fail":
            failed, why = _text(event, "fail_msgid", 128), event.get("fail_type")
            return SendFailed(failed, f"send_fail:{why if isinstance(why, int) else 0}") if failed else None
        case "session_status_change" if user:
            return _session(event, user)
        case "user_recall_msg" if user and (recalled := _text(event, "recall_msgid", 128)):
            return TakenBack(user, dedupe_key(account, user, recalled))
    return None


def _session(event: Mapping[str, Any], user: str) -> Happening | None:
    match event.get("change_type"):
        case change if change in (_TAKEN, _PASSED_ON, _TAKEN_AGAIN):
            return PersonTookOver(user, _text(event, "new_servicer_userid", 64))
        case change if change == _ENDED:
            return PersonLeft(user)
    return None


def _text(event: Mapping[str, Any], name: str, longest: int) -> str:
    value = event.get(name)
    return value if isinstance(value, str) and len(value) <= longest else ""
