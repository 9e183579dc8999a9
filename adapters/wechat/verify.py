"""Whether a callback comes from the platform, in each of the modes of an Official Account."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.channel import Callback, MalformedCallback
from adapters.sealed import Keyring, Seal, open_sealed, signing_time, signing_token
from adapters.wechat.settings import WeChatSettings

_ECHO_MAX_LENGTH = 128


@dataclass(frozen=True, slots=True)
class Authentic:
    """The body of a callback, its signing time in Unix seconds, and the seal it was under; None in plain mode."""

    body: bytes
    signed_at: int
    seal: Seal | None


def keyring_of(settings: WeChatSettings) -> Keyring:
    """The keys of an account; in plain mode it has no cipher."""
    return Keyring.of(
        tokens=(settings.token, settings.previous_token),
        aes_keys=() if settings.mode == "plain" else (settings.aes_key, settings.previous_aes_key),
        receiver_id=settings.app_id,
    )


def answer_echo(keyring: Keyring, query: Mapping[str, str]) -> str:
    """The echo string of the platform's GET check, which is signed but never encrypted.

    Raises InvalidSignature, or MalformedCallback for an echo unfit to be reflected.
    """
    signing_token(keyring, query, "signature")
    echo = query.get("echostr", "")
    if not (0 < len(echo) <= _ECHO_MAX_LENGTH and echo.isascii() and echo.isprintable()):
        raise MalformedCallback(f"echostr must be 1 to {_ECHO_MAX_LENGTH} printable ASCII characters")
    return echo


def open_callback(keyring: Keyring, callback: Callback) -> Authentic:
    """What the platform signed and, unless the account is plain, encrypted.

    In compatible mode the clear copy beside the ciphertext is never read. Raises InvalidSignature
    or MalformedCallback.
    """
    if not keyring.ciphers:
        signing_token(keyring, callback.query, "signature")
        return Authentic(callback.body, signing_time(callback.query), seal=None)
    opened = open_sealed(keyring, callback)
    return Authentic(opened.body, opened.signed_at, opened.seal)
