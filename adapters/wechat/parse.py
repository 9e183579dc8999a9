"""From the XML of a verified callback to the vocabulary of a conversation."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from wechatpy.events import EVENT_TYPES, ClickEvent, ScanEvent, SubscribeEvent, UnsubscribeEvent
from wechatpy.messages import MESSAGE_TYPES, BaseMessage, TextMessage, UnknownMessage, VoiceMessage

from adapters.channel import MalformedCallback
from adapters.xml import read_fields
from dialogs.messages import (
    Content,
    ConversationKey,
    Followed,
    InboundMessage,
    MediaSent,
    MenuTapped,
    Said,
    Scanned,
    Unfollowed,
    Unhandled,
)

CHANNEL = "wechat"

_MEDIA = frozenset({"image", "voice", "video", "shortvideo", "location", "link", "file"})
_SCENE_PREFIX = "qrscene_"
_NAME_MAX_LENGTH = 128


@dataclass(frozen=True, slots=True)
class Parsed:
    """The message, and the platform's name (`gh_…`) of the account it was sent to."""

    message: InboundMessage
    official_account: str


def parse(xml: bytes, *, account: str) -> Parsed:
    """What `xml` says to `account`; an unknown type or event is Unhandled, not an error.

    Raises MalformedCallback where sender, receiver, type or time are missing or impossible.
    """
    fields = read_fields(xml)
    for tag in ("FromUserName", "ToUserName", "MsgType"):
        if not 1 <= len(fields.get(tag, "")) <= _NAME_MAX_LENGTH:
            raise MalformedCallback(f"{tag} is missing or too long; does the configured mode match the platform's?")
    key = ConversationKey(CHANNEL, account, fields["FromUserName"])
    message = InboundMessage(
        key=key,
        dedupe_key=_dedupe_key(key, fields.get("MsgId", ""), xml),
        sent_at=_sent_at(fields.get("CreateTime", "")),
        content=_content(fields),
    )
    return Parsed(message, fields["ToUserName"])


def _dedupe_key(key: ConversationKey, message_id: str, xml: bytes) -> str:
    # MsgId alone has been seen twice between users, hence the sender. Events have none: CreateTime
    # and EventKey alone would drop one of two in a second, so the whole XML stands for them.
    identity = ("id", message_id) if message_id else ("xml", hashlib.sha256(xml).hexdigest())
    return hashlib.sha256("\0".join((key.channel, key.account, key.user, *identity)).encode()).hexdigest()


def _sent_at(create_time: str) -> datetime:
    if not re.fullmatch(r"[0-9]{1,10}", create_time):
        raise MalformedCallback("CreateTime is not a Unix time in seconds")
    return datetime.fromtimestamp(int(create_time), UTC)


def _content(fields: Mapping[str, str]) -> Content:
    kind = fields["MsgType"].lower()
    if kind == "event":
        # The platform's pages and its servers do not agree on the case of event names.
        name = fields.get("Event", "").lower()
        return _content_of_event(EVENT_TYPES.get(name, UnknownMessage)(dict(fields)), name)
    return _content_of_message(MESSAGE_TYPES.get(kind, UnknownMessage)(dict(fields)), kind)


# wechatpy converts a field when it is read and may raise then; here only strings are read, which
# it passes on as they are.


def _content_of_message(message: BaseMessage, kind: str) -> Content:
    match message:
        case TextMessage(content=str(words)) if words.strip():
            return Said(words)
        case VoiceMessage(recognition=str(words)) if words.strip():
            return Said(words, by_voice=True)
    return MediaSent(kind) if kind in _MEDIA else Unhandled(kind)


def _content_of_event(event: BaseMessage, name: str) -> Content:
    match event:
        case SubscribeEvent(key=str(key)):
            # After a payment the key is `last_trade_no_…`, which is no scene.
            return Followed(key.removeprefix(_SCENE_PREFIX) if key.startswith(_SCENE_PREFIX) else "")
        case UnsubscribeEvent():
            return Unfollowed()
        case ScanEvent(scene_id=str(scene)) if scene:
            return Scanned(scene)
        case ClickEvent(key=str(button)) if button:
            return MenuTapped(button)
    return Unhandled(name[:_NAME_MAX_LENGTH])
