"""From a page to the passive reply that the platform shows."""

from dataclasses import dataclass

from adapters.channel import HttpReply
from adapters.message_fields import text_reply
from adapters.sealed import Seal, seal_reply
from dialogs.messages import Page

NOTHING = HttpReply(b"", "text/plain")


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where the reply to one callback goes: the member, his corporation, and the seal it was under."""

    user: str
    corp_id: str
    seal: Seal


def render_page(page: Page, to: ReplyTo, *, now: float) -> HttpReply:
    """The text reply with `page`, choices being numbered lines of it; `now` is Unix time in seconds."""
    xml = text_reply(page.text, to=to.user, sender=to.corp_id, now=now)
    return HttpReply(seal_reply(xml, to.seal, now=now), "application/xml")
