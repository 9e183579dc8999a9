"""The keys of a customer service account; the address is checked as an application's is."""

from adapters.sealed import Keyring
from adapters.wecom.verify import answer_echo
from adapters.wecom_kf.settings import WeComKfSettings

__all__ = ["answer_echo", "keyring_of"]


def keyring_of(settings: WeComKfSettings) -> Keyring:
    """The keys of an account."""
    return Keyring.of(
        tokens=(settings.token, settings.previous_token),
        aes_keys=(settings.aes_key, settings.previous_aes_key),
        receiver_id=settings.corp_id,
    )
