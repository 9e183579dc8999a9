"""From the body of a verified callback to the vocabulary of a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass

from wechatpy.messages import MESSAGE_TYPES, BaseMessage, LocationMessage, TextMessage, UnknownMessage, VoiceMessage

from adapters.document import read_fields
from adapters.message_fields import dedupe_key, require_names, sent_at
from adapters.wechat.events import content_of_event
from dialogs.messages import Content, ConversationKey, InboundMessage, Located, MediaSent, Said, Unhandled

CHANNEL = "wechat"

_MEDIA = frozenset({"image", "voice", "video", "shortvideo", "link", "file"})
_MISSPELT = "Recongnition"
"""What pages of the platform have called the words of a voice message."""


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
        content=_content(fields, body),
    )
    return Parsed(message, fields["ToUserName"])


def _content(fields: Mapping[str, str], body: bytes) -> Content:
    kind = fields["MsgType"].lower()
    if kind == "event":
        return content_of_event(fields, body)
    heard = fields.get("Recognition") or fields.get(_MISSPELT, "")
    return _content_of_message(MESSAGE_TYPES.get(kind, UnknownMessage)({**fields, "Recognition": heard}), kind)


# wechatpy converts a field when it is read and may raise then; here only strings are read, which
# it passes on as they are. Addresses of pictures, links and media are never read: nothing is fetched
# from where a user points, and where he stands on the map is nobody's business.


def _content_of_message(message: BaseMessage, kind: str) -> Content:
    match message:
        case TextMessage(content=str(words)) if words.strip():
            return Said(words)
        case VoiceMessage(recognition=str(words)) if words.strip():
            return Said(words, by_voice=True)
        case LocationMessage(label=address):
            return Located(address or "")
    return MediaSent(kind) if kind in _MEDIA else Unhandled(kind)
