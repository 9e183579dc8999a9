"""Whether a callback comes from the platform: signatures, decryption, signing time."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from pydantic import SecretStr

from adapters.channel import Callback, InvalidSignature, MalformedCallback
from adapters.crypto import MessageCipher, is_signed
from adapters.wechat.settings import WeChatSettings
from adapters.xml import read_fields

_ECHO_MAX_LENGTH = 128


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """The token and cipher that opened a callback and close its reply."""

    token: str
    cipher: MessageCipher


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The tokens and ciphers an account accepts, current before previous; plain mode has no cipher."""

    tokens: tuple[str, ...]
    ciphers: tuple[MessageCipher, ...]

    @classmethod
    def of(cls, settings: WeChatSettings) -> Self:
        """The keys of an account."""
        tokens = tuple(_revealed(settings.token, settings.previous_token))
        if settings.mode == "plain":
            return cls(tokens, ciphers=())
        keys = _revealed(settings.aes_key, settings.previous_aes_key)
        return cls(tokens, tuple(MessageCipher(key, settings.app_id) for key in keys))


@dataclass(frozen=True, slots=True)
class Opened:
    """The authenticated XML of a callback, its signing time in Unix seconds, and the seal it was under."""

    xml: bytes
    signed_at: int
    seal: Seal | None


def answer_echo(keyring: Keyring, query: Mapping[str, str]) -> str:
    """The echo string of the platform's GET check, which is signed but never encrypted.

    Raises InvalidSignature, or MalformedCallback for an echo unfit to be reflected.
    """
    _signing_token(keyring, query, "signature")
    echo = query.get("echostr", "")
    if not (0 < len(echo) <= _ECHO_MAX_LENGTH and echo.isascii() and echo.isprintable()):
        raise MalformedCallback(f"echostr must be 1 to {_ECHO_MAX_LENGTH} printable ASCII characters")
    return echo


def open_callback(keyring: Keyring, callback: Callback) -> Opened:
    """What the platform signed and, unless the account is plain, encrypted.

    In compatible mode the clear copy beside the ciphertext is never read: nothing authenticates
    it. Raises InvalidSignature or MalformedCallback.
    """
    query = callback.query
    if not keyring.ciphers:
        _signing_token(keyring, query, "signature")
        return Opened(callback.body, _signing_time(query), seal=None)
    encrypted = read_fields(callback.body).get("Encrypt", "")
    if not encrypted:
        raise MalformedCallback("the body is not encrypted, but this account accepts encrypted callbacks only")
    # `signature` is sent along but does not cover the body: only `msg_signature` counts here.
    token = _signing_token(keyring, query, "msg_signature", encrypted)
    signed_at = _signing_time(query)
    cipher, xml = _decrypt(keyring.ciphers, encrypted)
    return Opened(xml, signed_at, Seal(token, cipher))


def _signing_token(keyring: Keyring, query: Mapping[str, str], parameter: str, *encrypted: str) -> str:
    signature = query.get(parameter, "")
    parts = (query.get("timestamp", ""), query.get("nonce", ""), *encrypted)
    for token in keyring.tokens:
        if is_signed(signature, token, *parts):
            return token
    raise InvalidSignature(f"{parameter} is wrong" if signature else f"{parameter} is missing")


def _signing_time(query: Mapping[str, str]) -> int:
    # The signed strings are joined without a separator: were the length free, digits of an old
    # timestamp and nonce could be cut anew into a fresh timestamp under the same signature.
    timestamp = query.get("timestamp", "")
    if not re.fullmatch(r"[0-9]{10}", timestamp):
        raise InvalidSignature("the signed timestamp is not a Unix time of ten digits")
    return int(timestamp)


def _decrypt(ciphers: Iterable[MessageCipher], encrypted: str) -> tuple[MessageCipher, bytes]:
    """The first cipher that fits and what it yields; where none fits, the current one's refusal."""
    refusals: list[MalformedCallback] = []
    for cipher in ciphers:
        try:
            return cipher, cipher.decrypt(encrypted)
        except MalformedCallback as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _revealed(*secrets: SecretStr) -> Iterable[str]:
    return filter(None, (secret.get_secret_value() for secret in secrets))
