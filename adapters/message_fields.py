"""What messages and text replies of the WeChat family have in common: names, time, and what a message is known by."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from adapters.channel import MalformedCallback
from adapters.document import Form, write_fields
from dialogs.messages import ConversationKey

NAME_MAX_LENGTH = 128


def require_names(fields: Mapping[str, str], *tags: str, hint: str = "") -> None:
    """Raises MalformedCallback where one of `tags` is missing, empty or too long for a name."""
    for tag in tags:
        if not 1 <= len(fields.get(tag, "")) <= NAME_MAX_LENGTH:
            raise MalformedCallback(f"{tag} is missing or too long{hint}")


def dedupe_key(key: ConversationKey, message_id: str, body: bytes) -> str:
    """What every delivery of a message has in common; `message_id` is empty for events."""
    # MsgId alone has been seen twice between users, hence the sender. Events have none: CreateTime
    # and EventKey alone would drop one of two in a second, so the whole body stands for them.
    identity = ("id", message_id) if message_id else ("body", hashlib.sha256(body).hexdigest())
    return hashlib.sha256("\0".join((key.channel, key.account, key.user, *identity)).encode()).hexdigest()


def sent_at(fields: Mapping[str, str]) -> datetime:
    """The platform's time of a message, UTC. Raises MalformedCallback."""
    create_time = fields.get("CreateTime", "")
    if not re.fullmatch(r"[0-9]{1,10}", create_time):
        raise MalformedCallback("CreateTime is not a Unix time in seconds")
    return datetime.fromtimestamp(int(create_time), UTC)


def text_reply(text: str, *, to: str, sender: str, now: float, form: Form = "xml") -> bytes:
    """A passive reply that shows `text`; `sender` is the platform's name of our account."""
    return write_fields(
        {"ToUserName": to, "FromUserName": sender, "CreateTime": int(now), "MsgType": "text", "Content": text}, form
    )
