"""What a platform would send to a callback address, of each kind of account."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adapters.crypto import MessageCipher, sign
from adapters.wechat.settings import WeChatSettings
from adapters.wecom.settings import WeComSettings
from adapters.wecom_kf.settings import WeComKfSettings
from adapters.xml import write_fields
from bot.accounts import Account

_EVENT = "cqo_doctor"
"""An event that nobody answers: the door reads it and does nothing, as with every kind that is new to it."""


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One request of the platform's; a verification has no body."""

    query: Mapping[str, str]
    body: bytes | None = None


class Writer(Protocol):
    """Writes what the platform of one account would send."""

    nothing: str
    """The answer that says: nothing to say."""

    def verification(self, echo: str) -> Letter:
        """Asks for `echo`, which the address has to hand back."""

    def message(self, *, is_altered: bool = False) -> Letter:
        """An event as the account takes it; altered, what is signed is not what is sent."""

    def clear_message(self) -> Letter:
        """The same, signed and not encrypted."""


def writer_for(account: Account, now: datetime) -> Writer:
    """Of letters that are signed at `now`."""
    match account:
        case WeChatSettings():
            return _OfficialAccount(account, now)
        case WeComSettings(agent_id=agent_id):
            return _OfWeCom(account, {"ToUserName": account.corp_id, "AgentID": agent_id}, now)
        case WeComKfSettings():
            return _OfWeCom(account, {"ToUserName": account.corp_id}, now)


def forged(verification: Letter) -> Letter:
    """With another signature than its own."""
    return Letter({name: "0" * 40 if "signature" in name else value for name, value in verification.query.items()})


class _OfficialAccount:
    nothing = "success"

    def __init__(self, account: WeChatSettings, now: datetime) -> None:
        self._account = account
        self._stamp = _Stamp(account.token.get_secret_value(), now)

    def verification(self, echo: str) -> Letter:
        return Letter(self._stamp.query() | {"echostr": echo})

    def message(self, *, is_altered: bool = False) -> Letter:
        account = self._account
        if account.mode == "plain":
            return self.clear_message()
        cipher = MessageCipher(account.aes_key.get_secret_value(), account.app_id)
        encrypted = _encrypted(cipher, write_fields(self._event()))
        clear = self._event() if account.mode == "compatible" else {"ToUserName": _EVENT}
        query = self._stamp.query(encrypted) | {"encrypt_type": "aes"}
        return Letter(query, _envelope(clear, encrypted, is_altered=is_altered))

    def clear_message(self) -> Letter:
        return Letter(self._stamp.query(), write_fields(self._event()))

    def _event(self) -> dict[str, str | int]:
        return _event(_EVENT, self._stamp.sent_at)


class _OfWeCom:
    """`receiver` is told in clear and inside."""

    nothing = ""

    def __init__(
        self, account: WeComSettings | WeComKfSettings, receiver: Mapping[str, str | int], now: datetime
    ) -> None:
        self._receiver = receiver
        self._cipher = MessageCipher(account.aes_key.get_secret_value(), account.corp_id)
        self._stamp = _Stamp(account.token.get_secret_value(), now)

    def verification(self, echo: str) -> Letter:
        encrypted = _encrypted(self._cipher, echo.encode())
        return Letter(self._stamp.query(encrypted) | {"echostr": encrypted})

    def message(self, *, is_altered: bool = False) -> Letter:
        encrypted = _encrypted(self._cipher, write_fields(self._event()))
        return Letter(self._stamp.query(encrypted), _envelope(self._receiver, encrypted, is_altered=is_altered))

    def clear_message(self) -> Letter:
        return Letter(self._stamp.query(), write_fields(self._event()))

    def _event(self) -> dict[str, str | int]:
        return {**_event("", self._stamp.sent_at), **self._receiver}


class _Stamp:
    """One account's signatures at one moment."""

    def __init__(self, token: str, now: datetime) -> None:
        self._token = token
        self.sent_at = int(now.timestamp())

    def query(self, encrypted: str = "") -> dict[str, str]:
        timestamp, nonce = str(self.sent_at), secrets.token_hex(5)
        query = {"signature": sign(self._token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
        if encrypted:
            query["msg_signature"] = sign(self._token, timestamp, nonce, encrypted)
        return query


def _envelope(clear: Mapping[str, str | int], encrypted: str, *, is_altered: bool) -> bytes:
    return write_fields({**clear, "Encrypt": f"A{encrypted}" if is_altered else encrypted})


def _encrypted(cipher: MessageCipher, message: bytes) -> str:
    return cipher.encrypt(message, random=secrets.token_bytes(16))


def _event(receiver: str, sent_at: int) -> dict[str, str | int]:
    return {
        "ToUserName": receiver,
        "FromUserName": _EVENT,
        "CreateTime": sent_at,
        "MsgType": "event",
        "Event": _EVENT,
        # Characters that a change of encoding on the way would spoil.
        "EventKey": "质官通",
    }
