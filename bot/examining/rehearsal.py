"""The platform's part, played against a callback address: what it would send there, and what comes back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from adapters.crypto import MessageCipher, sign
from adapters.wechat.settings import WeChatSettings
from adapters.xml import write_fields
from bot.examining.platform import WITHIN_S, date_in

_EVENT = "cqo_doctor"
"""An event that nobody answers: the door reads it and does nothing, as with every kind that is new to it."""
_READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One request of the platform's; a verification has no body."""

    query: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `leads_to` is where a redirect points, `dated` when the answerer says it was."""

    status: int
    media_type: str
    text: str
    leads_to: str
    dated: datetime | None


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing came back, and why."""

    reason: str


class Platform:
    """Writes what the platform of one account would send at `now`."""

    def __init__(self, account: WeChatSettings, now: datetime) -> None:
        self._account = account
        self._token = account.token.get_secret_value()
        self._sent_at = str(int(now.timestamp()))

    def verification(self, echo: str) -> Letter:
        return Letter(self._query() | {"echostr": echo})

    def forged_verification(self, echo: str) -> Letter:
        return Letter(self._query() | {"echostr": echo, "signature": "0" * 40})

    def message(self) -> Letter:
        """An event as the account's mode has it."""
        return self.clear_message() if self._account.mode == "plain" else self.sealed_message()

    def clear_message(self) -> Letter:
        return Letter(self._query(), write_fields(self._event()))

    def sealed_message(self, *, is_altered: bool = False) -> Letter:
        """An encrypted event; altered, its ciphertext is not the one that was signed."""
        cipher = MessageCipher(self._account.aes_key.get_secret_value(), self._account.app_id)
        encrypted = cipher.encrypt(write_fields(self._event()), random=secrets.token_bytes(16))
        query = self._query()
        signed = sign(self._token, query["timestamp"], query["nonce"], encrypted)
        beside = self._event() if self._account.mode == "compatible" else {"ToUserName": _EVENT}
        body = write_fields({**beside, "Encrypt": f"A{encrypted}" if is_altered else encrypted})
        return Letter(query | {"encrypt_type": "aes", "msg_signature": signed}, body)

    def _query(self) -> dict[str, str]:
        nonce = secrets.token_hex(5)
        signed = sign(self._token, self._sent_at, nonce)
        return {"signature": signed, "timestamp": self._sent_at, "nonce": nonce, "openid": _EVENT}

    def _event(self) -> dict[str, str | int]:
        return {
            "ToUserName": _EVENT,
            "FromUserName": _EVENT,
            "CreateTime": int(self._sent_at),
            "MsgType": "event",
            "Event": _EVENT,
            # Characters that a change of encoding on the way would spoil.
            "EventKey": "质官通",
        }


async def hand_in(session: aiohttp.ClientSession, url: str, letter: Letter) -> Answer | Silence:
    """What the platform would see: it follows no redirect and waits five seconds."""
    headers = {} if letter.body is None else {"Content-Type": "text/xml"}
    method = "GET" if letter.body is None else "POST"
    try:
        async with session.request(
            method, url, params=letter.query, data=letter.body, headers=headers, allow_redirects=False
        ) as response:
            text = (await response.content.read(_READ_BYTES)).decode("utf-8", "replace")
            leads_to = response.headers.get("Location", "")
            return Answer(response.status, response.content_type, text, leads_to, date_in(response.headers))
    except aiohttp.ClientConnectorCertificateError:
        return Silence("shows a certificate that is not valid: expired, of another name, or without its chain")
    except aiohttp.ClientSSLError:
        return Silence("breaks the TLS handshake off: does the proxy speak https on this port?")
    except aiohttp.ClientConnectorError as error:
        kind = type(error.os_error).__name__
        return Silence(f"takes no connection ({kind}): are proxy and `cqo serve` running, does the firewall let it in?")
    except TimeoutError:
        return Silence(f"does not answer within {WITHIN_S:g} s; the platform waits no longer")
    except aiohttp.ClientError as error:
        return Silence(f"does not answer as a web server does ({type(error).__name__})")
