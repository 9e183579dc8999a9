"""What the platform reports of things that were sent earlier, and of what users allow to be sent to them.

https://developers.weixin.qq.com/doc/service/guide/product/template_message/Template_Message_Interface.html
https://developers.weixin.qq.com/doc/service/guide/product/subscription_messages/api.html
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from adapters.document import read_parts
from adapters.message_fields import NAME_MAX_LENGTH
from dialogs.messages import Receipt, Reported

_TEMPLATE = "templatesendjobfinish"
# A publication has been reported under each of these names: what is inside tells it from a mass message.
_JOBS = frozenset({"masssendjobfinish", "publishjobfinish", "freepublishjobfinish"})
_SUBSCRIPTIONS = frozenset({"subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"})
_LISTS = (("SubscribeMsgPopupEvent",), ("SubscribeMsgChangeEvent",), ("SubscribeMsgSentEvent",), ())
_COUNTS = ("TotalCount", "FilterCount", "SentCount", "ErrorCount")
_ARRIVED = ("success", "send_success", "sendsuccess", "0")
_FAILURE_MAX_LENGTH = 48


def reported(name: str, fields: Mapping[str, str], body: bytes) -> Reported | None:
    """The report that the event `name` brings, None where it is no report."""
    if name == _TEMPLATE:
        return Reported(name, _receipts([(_id(fields), fields.get("Status", ""))]))
    if name in _JOBS:
        published = read_parts(body, "PublishEventInfo")
        if published:
            ended = [(one.get("publish_id", ""), one.get("publish_status", "")) for one in published]
            return Reported(name, _receipts(ended))
        return Reported(name, _receipts([(_id(fields), fields.get("Status", ""))]), _counted(fields))
    if name in _SUBSCRIPTIONS:
        listed = [one for path in _LISTS for one in read_parts(body, *path, "List")]
        answers = Counter(one.get("SubscribeStatusString", "").lower() for one in listed)
        sent = [(_id(one), one.get("ErrorCode", "")) for one in listed]
        told = ", ".join(f"{answer} {answers[answer]}" for answer in ("accept", "reject") if answers[answer])
        return Reported(name, _receipts(sent), told)
    return None


def _receipts(ended: Iterable[tuple[str, str]]) -> tuple[Receipt, ...]:
    """A receipt for each id whose fate is told."""
    return tuple(Receipt(known, _failure(status)) for known, status in ended if known and status.strip())


def _failure(status: str) -> str:
    """Why something did not arrive, empty where it did; the platform writes one status with and without spaces."""
    written = re.sub("[^a-z0-9]+", "_", status.lower()).strip("_")
    return "" if written in _ARRIVED else f"receipt:{written[:_FAILURE_MAX_LENGTH]}"


def _id(fields: Mapping[str, str]) -> str:
    found = next((value for name, value in fields.items() if name.lower() == "msgid"), "")
    return found if len(found) <= NAME_MAX_LENGTH else ""


def _counted(fields: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {fields[name]}" for name in _COUNTS if re.fullmatch("[0-9]{1,12}", fields.get(name, "")))
