"""From a page to the passive reply that the platform shows."""

import secrets
from dataclasses import dataclass

from adapters.channel import HttpReply
from adapters.crypto import sign
from adapters.wechat.verify import Seal
from adapters.xml import write_fields
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
    xml = write_fields(
        {
            "ToUserName": to.user,
            "FromUserName": to.official_account,
            "CreateTime": int(now),
            "MsgType": "text",
            "Content": page.text,
        }
    )
    return HttpReply(_sealed(xml, to.seal, timestamp=int(now)) if to.seal else xml, "application/xml")


def _sealed(xml: bytes, seal: Seal, *, timestamp: int) -> bytes:
    nonce = secrets.token_hex(8)
    encrypted = seal.cipher.encrypt(xml, random=secrets.token_bytes(16))
    return write_fields(
        {
            "Encrypt": encrypted,
            "MsgSignature": sign(seal.token, str(timestamp), nonce, encrypted),
            "TimeStamp": timestamp,
            "Nonce": nonce,
        }
    )
