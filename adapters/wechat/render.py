"""From a page to the passive reply that the platform shows."""

from dataclasses import dataclass

from adapters.channel import HttpReply
from adapters.document import Form
from adapters.message_fields import text_reply
from adapters.sealed import Seal, seal_reply
from dialogs.messages import Page

# "success" stays raw in every mode: encrypted, users would be shown a fault notice.
NOTHING = HttpReply(b"success", "text/plain")


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where the reply to one callback goes: the user, the account it came to, the seal and the form it came in."""

    user: str
    official_account: str
    seal: Seal | None
    form: Form


def render_page(page: Page, to: ReplyTo, *, now: float) -> HttpReply:
    """The text reply with `page`, under the seal of `to`; `now` is Unix time in seconds."""
    reply = text_reply(page.text, to=to.user, sender=to.official_account, now=now, form=to.form)
    body = seal_reply(reply, to.seal, now=now, form=to.form) if to.seal else reply
    return HttpReply(body, f"application/{to.form}")
