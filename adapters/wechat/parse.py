"""From the body of a verified callback to the vocabulary of a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass

from wechatpy.events import EVENT_TYPES, ClickEvent, ScanEvent, SubscribeEvent, UnsubscribeEvent
from wechatpy.messages import MESSAGE_TYPES, BaseMessage, TextMessage, UnknownMessage, VoiceMessage

from adapters.document import read_fields
from adapters.message_fields import NAME_MAX_LENGTH, dedupe_key, require_names, sent_at
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


@dataclass(frozen=True, slots=True)
class Parsed:
    """The message, and the platform's name (`gh_…`) of the account it was sent to."""

    message: InboundMessage
    official_account: str


def parse(body: bytes, *, account: str) -> Parsed:
    """What `body` says to `account`; an unknown type or event is Unhandled, not an error.

    Raises MalformedCallback where sender, receiver, type or time are missing or impossible.
    """
    fields = read_fields(body)
    hint = "; does the configured mode match the platform's?"
    require_names(fields, "FromUserName", "ToUserName", "MsgType", hint=hint)
    key = ConversationKey(CHANNEL, account, fields["FromUserName"])
    message = InboundMessage(
        key=key,
        dedupe_key=dedupe_key(key, fields.get("MsgId", ""), body),
        sent_at=sent_at(fields),
        content=_content(fields),
    )
    return Parsed(message, fields["ToUserName"])


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
    return Unhandled(name[:NAME_MAX_LENGTH])
