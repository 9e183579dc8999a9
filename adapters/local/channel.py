"""The terminal as a channel: a line typed is a message, a page printed is the reply."""

import secrets
from datetime import datetime

from dialogs.messages import Capabilities, ConversationKey, InboundMessage, Said

NAME = "local"
ACCOUNT = "terminal"
CAPABILITIES = Capabilities(text_bytes=16_000, anchors=False)


def message_from_line(line: str, *, user: str, at: datetime) -> InboundMessage:
    """What `user` typed; every line is a message of its own, so its dedupe key is random."""
    return InboundMessage(
        key=ConversationKey(NAME, ACCOUNT, user),
        dedupe_key=secrets.token_hex(32),
        sent_at=at,
        content=Said(line),
    )
