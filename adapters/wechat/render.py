"""From a page to the passive reply that the platform shows."""

from dataclasses import dataclass

from adapters.channel import HttpReply
from adapters.message_xml import text_reply
from adapters.sealed import Seal, seal_reply
from dialogs.messages import Page

# "success" stays raw in every mode: encrypted, users would be shown a fault notice.
NOTHING = HttpReply(b"success", "text/plain")


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where the reply to one callback goes: the user, the account it came to, and the seal it was under."""

    user: str
    official_account: str
    seal: Seal | None


def render_page(page: Page, to: ReplyTo, *, now: float) -> HttpReply:
    """The text reply with `page`, under the seal of `to`; `now` is Unix time in seconds."""
    xml = text_reply(page.text, to=to.user, sender=to.official_account, now=now)
    return HttpReply(seal_reply(xml, to.seal, now=now) if to.seal else xml, "application/xml")
