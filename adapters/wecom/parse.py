"""From the XML of a verified callback to the vocabulary of a conversation.

https://developer.work.weixin.qq.com/document/path/90239 (messages) and /90240 (events)
"""

from collections.abc import Mapping

from adapters.channel import MalformedCallback
from adapters.message_fields import NAME_MAX_LENGTH, dedupe_key, require_names, sent_at
from adapters.xml import read_fields, read_texts
from dialogs.messages import (
    Content,
    ConversationKey,
    Entered,
    InboundMessage,
    Located,
    MediaSent,
    MenuTapped,
    Said,
    Scanned,
    Unfollowed,
    Unhandled,
)

CHANNEL = "wecom"

_MEDIA = frozenset({"image", "voice", "video", "shortvideo", "link", "file"})
_CARDS_WITH_OPTIONS = frozenset({"vote_interaction", "multiple_interaction"})


def parse(xml: bytes, *, account: str, agent_id: int) -> InboundMessage:
    """What `xml` says to `account`; an unknown type or event is Unhandled, not an error.

    Events of the corporation (contacts, approvals, the bell of WeChat customer service) may have no
    sender; their conversation's user is empty. Raises MalformedCallback where receiver, type or time
    are missing or impossible, or where a member's message has no sender or is another application's.
    """
    fields = read_fields(xml)
    require_names(fields, "ToUserName", "MsgType")
    content = _content(fields, xml)
    sender = fields.get("FromUserName", "")
    if sender or not isinstance(content, Unhandled):
        require_names(fields, "FromUserName")
    if not isinstance(content, Unhandled):
        _require_agent(fields, agent_id)
    key = ConversationKey(CHANNEL, account, sender)
    return InboundMessage(
        key=key,
        dedupe_key=dedupe_key(key, fields.get("MsgId", ""), xml),
        sent_at=sent_at(fields),
        content=content,
    )


def _require_agent(fields: Mapping[str, str], agent_id: int) -> None:
    # Answered, it would look right; whatever is pushed later would come from an application its user does not know.
    if fields.get("AgentID", "").strip() not in ("", str(agent_id)):
        raise MalformedCallback("the message is for another application; compare agent_id with the platform's page")


def _content(fields: Mapping[str, str], xml: bytes) -> Content:
    kind = fields["MsgType"].lower()
    if kind == "event":
        return _content_of_event(fields.get("Event", "").lower(), fields, xml)
    if kind == "text" and fields.get("Content", "").strip():
        return Said(fields["Content"])
    if kind == "voice" and fields.get("Recognition", "").strip():
        return Said(fields["Recognition"], by_voice=True)
    if kind == "location":
        return Located(fields.get("Label", ""))
    return MediaSent(kind) if kind in _MEDIA else Unhandled(kind)


def _content_of_event(name: str, fields: Mapping[str, str], xml: bytes) -> Content:
    key = fields.get("EventKey", "").strip()
    match name:
        case "enter_agent":
            return Entered()
        case "unsubscribe":
            return Unfollowed()
        case "click" if key:
            return MenuTapped(key)
        case "template_card_menu_event" if key:
            return Said(key)
        case "template_card_event":
            words = _ticked(xml) if fields.get("CardType", "").lower() in _CARDS_WITH_OPTIONS else key
            return Said(words) if words else Unhandled(name)
        case "scancode_waitmsg":
            # The member is shown that an answer is under way.
            scene = "".join(read_texts(xml, "ScanCodeInfo", "ScanResult"))
            return Scanned(scene) if 0 < len(scene) <= NAME_MAX_LENGTH else Unhandled(name)
    # `subscribe` tells that an administrator has let a member see the application: he did nothing yet.
    # Pictures and places chosen from the menu come once more as messages of their own.
    return Unhandled(name[:NAME_MAX_LENGTH])


def _ticked(xml: bytes) -> str:
    """The words of the options that were ticked on a card; the key of an option, as of a button, is what it says."""
    options = read_texts(xml, "SelectedItems", "SelectedItem", "OptionIds", "OptionId")
    return "、".join(filter(None, map(str.strip, options)))
