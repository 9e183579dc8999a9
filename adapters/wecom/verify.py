"""The platform's check of an address; callbacks are opened by `adapters.sealed`."""

import re
from collections.abc import Mapping

from adapters.channel import MalformedCallback
from adapters.sealed import Keyring, decrypt, signing_token
from adapters.wecom.settings import WeComSettings

# A callback is signed as an echo is, so that anybody who saw one can have it opened here: what is
# read out must be no message, and no message is without "<".
_ECHO = re.compile(rb"[A-Za-z0-9_+/=-]{1,128}")


def keyring_of(settings: WeComSettings) -> Keyring:
    """The keys of an application."""
    return Keyring.of(
        tokens=(settings.token, settings.previous_token),
        aes_keys=(settings.aes_key, settings.previous_aes_key),
        receiver_id=settings.corp_id,
    )


def answer_echo(keyring: Keyring, query: Mapping[str, str]) -> str:
    """What the encrypted echo string of the GET check holds; the platform waits a second for it.

    Raises InvalidSignature, or MalformedCallback for an echo that does not open or holds something else.
    """
    encrypted = query.get("echostr", "")
    signing_token(keyring, query, "msg_signature", encrypted)
    _, echo = decrypt(keyring, encrypted)
    if not _ECHO.fullmatch(echo):
        raise MalformedCallback("echostr holds no echo of 1 to 128 letters and digits")
    return echo.decode()
