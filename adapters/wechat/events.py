"""What an event of an Official Account says in a conversation, if anything.

https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_event_pushes.html
"""

from collections.abc import Mapping

from wechatpy.events import EVENT_TYPES, ClickEvent, ScanEvent, SubscribeEvent, UnsubscribeEvent
from wechatpy.messages import UnknownMessage

from adapters.document import read_parts
from adapters.message_fields import NAME_MAX_LENGTH
from adapters.wechat.reports import reported
from dialogs.messages import Content, Followed, Located, MenuTapped, Scanned, Unfollowed, Unhandled

_SCENE_PREFIX = "qrscene_"


def content_of_event(fields: Mapping[str, str], body: bytes) -> Content:
    """The event whose flat `fields` stand in `body`; one that asks for nothing, or is unknown, is Unhandled."""
    # The platform's pages and its servers do not agree on the case of event names.
    name = fields.get("Event", "").strip().lower()
    match EVENT_TYPES.get(name, UnknownMessage)(dict(fields)):
        case SubscribeEvent(key=str(key)):
            # After a payment the key is `last_trade_no_…`, which is no scene.
            return Followed(key.removeprefix(_SCENE_PREFIX) if key.startswith(_SCENE_PREFIX) else "")
        case UnsubscribeEvent():
            return Unfollowed()
        case ScanEvent(scene_id=str(scene)) if scene:
            return Scanned(scene)
        case ClickEvent(key=str(button)) if button:
            return MenuTapped(button)
    # Not answered: `location` comes every five seconds, and holds a point on the map and no name; behind `view…`
    # and `scancode_push` a page has opened already; pictures follow as messages of their own.
    return _nested(name, body) or reported(name, fields, body) or Unhandled(name[:NAME_MAX_LENGTH])


def _nested(name: str, body: bytes) -> Content | None:
    match name:
        case "location_select":
            chosen = next(iter(read_parts(body, "SendLocationInfo")), {})
            return Located(chosen.get("Label", ""), chosen.get("Poiname", ""), by_menu=True)
        case "scancode_waitmsg":
            # The user is shown that an answer is under way.
            scene = next(iter(read_parts(body, "ScanCodeInfo")), {}).get("ScanResult", "")
            return Scanned(scene) if 0 < len(scene) <= NAME_MAX_LENGTH else None
    return None
