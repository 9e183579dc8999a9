"""Sealed callbacks of the WeChat family: which keys open them, and how an answer is sealed again.

A sealed body holds its message under `Encrypt`, in XML or JSON; the query's `msg_signature` signs the
ciphertext, its timestamp and its nonce together with the account's token.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import AfterValidator, SecretStr

from adapters.channel import Callback, InvalidSignature, MalformedCallback, Received, StaleCallback, UnsignedCallback
from adapters.crypto import AES_KEY_PATTERN, MessageCipher, is_signed, sign
from adapters.document import Form, read_fields, write_fields

_SIGNED_WITH = frozenset({"signature", "msg_signature", "timestamp", "nonce"})


def _check_shape(aes_key: SecretStr) -> SecretStr:
    value = aes_key.get_secret_value()
    if value and not AES_KEY_PATTERN.fullmatch(value):
        raise ValueError(f"must be 43 characters A-Z, a-z, 0-9; this one has {len(value)} characters")
    return aes_key


AesKey = Annotated[SecretStr, AfterValidator(_check_shape)]
"""An EncodingAESKey as a setting; empty where there is none."""


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """The token and cipher that opened a callback and close its reply."""

    token: str
    cipher: MessageCipher


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The tokens and ciphers an account accepts, current before previous."""

    tokens: tuple[str, ...]
    ciphers: tuple[MessageCipher, ...]

    @classmethod
    def of(cls, *, tokens: Iterable[SecretStr], aes_keys: Iterable[SecretStr], receiver_id: str) -> Self:
        """The keys of an account, empty ones left out; `receiver_id` is its app id or corp id."""
        return cls(tuple(_revealed(tokens)), tuple(MessageCipher(key, receiver_id) for key in _revealed(aes_keys)))


@dataclass(frozen=True, slots=True)
class Opened:
    """The authenticated body of a callback, its signing time in Unix seconds, and the seal it was under."""

    body: bytes
    signed_at: int
    seal: Seal


def open_sealed(keyring: Keyring, callback: Callback) -> Opened:
    """What the platform signed and encrypted. Raises InvalidSignature or MalformedCallback.

    Nothing beside the ciphertext is read: nothing authenticates it.
    """
    encrypted = read_fields(callback.body).get("Encrypt", "")
    if not encrypted:
        raise MalformedCallback("the body is not encrypted, but this account accepts encrypted callbacks only")
    # `signature` is sent along but does not cover the body: only `msg_signature` counts here.
    token = signing_token(keyring, callback.query, "msg_signature", encrypted)
    signed_at = signing_time(callback.query)
    cipher, body = decrypt(keyring, encrypted)
    return Opened(body, signed_at, Seal(token, cipher))


def seal_reply(reply: bytes, seal: Seal, *, now: float, form: Form = "xml") -> bytes:
    """`reply` in an envelope of the same form, signed at `now`, Unix time in seconds."""
    timestamp, nonce = int(now), secrets.token_hex(8)
    encrypted = seal.cipher.encrypt(reply, random=secrets.token_bytes(16))
    return write_fields(
        {
            "Encrypt": encrypted,
            "MsgSignature": sign(seal.token, str(timestamp), nonce, encrypted),
            "TimeStamp": timestamp,
            "Nonce": nonce,
        },
        form,
    )


def signing_token(keyring: Keyring, query: Mapping[str, str], parameter: str, *encrypted: str) -> str:
    """The token under which `parameter` signs the query, and the ciphertext if one is given.

    Raises InvalidSignature; UnsignedCallback where nothing of a signed query is there.
    """
    if not query.keys() & _SIGNED_WITH:
        raise UnsignedCallback("the query string is missing: the proxy must pass it on")
    signature = query.get(parameter, "")
    parts = (query.get("timestamp", ""), query.get("nonce", ""), *encrypted)
    for token in keyring.tokens:
        if is_signed(signature, token, *parts):
            return token
    raise InvalidSignature(f"{parameter} is wrong" if signature else f"{parameter} is missing")


def signing_time(query: Mapping[str, str]) -> int:
    """When a query was signed, Unix time in seconds. Raises InvalidSignature."""
    # The signed strings are joined without a separator: were the length free, digits of an old
    # timestamp and nonce could be cut anew into a fresh timestamp under the same signature.
    timestamp = query.get("timestamp", "")
    if not re.fullmatch(r"[0-9]{10}", timestamp):
        raise InvalidSignature("the signed timestamp is not a Unix time of ten digits")
    return int(timestamp)


def decrypt(keyring: Keyring, encrypted: str) -> tuple[MessageCipher, bytes]:
    """The first cipher that fits and what it yields; where none fits, the current one's MalformedCallback."""
    refusals: list[MalformedCallback] = []
    for cipher in keyring.ciphers:
        try:
            return cipher, cipher.decrypt(encrypted)
        except MalformedCallback as refusal:
            refusals.append(refusal)
    raise refusals[0]


def require_size(callback: Callback, limit: int) -> None:
    """Raises MalformedCallback for a body of more than `limit` bytes."""
    if len(callback.body) > limit:
        raise MalformedCallback(f"the body has {len(callback.body)} bytes; the limit is {limit}")


def require_fresh(received: Received, *, signed_at: int, now: float, window_s: int) -> None:
    """Raises StaleCallback, with what was `received`, where it was signed outside the window around `now`."""
    age_s = now - signed_at
    if abs(age_s) > window_s:
        raise StaleCallback(f"signed {age_s:.0f} s ago; the limit is {window_s} s", received)


def _revealed(hidden: Iterable[SecretStr]) -> Iterable[str]:
    return filter(None, (secret.get_secret_value() for secret in hidden))
