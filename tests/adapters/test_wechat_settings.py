"""What an Official Account's section of the configuration may hold."""

import pytest
from pydantic import ValidationError

from adapters.wechat.settings import WeChatSettings
from tests.adapters.wechat_platform import SAFE

KEY = SAFE.aes_key
GOOD = {"app_id": SAFE.app_id, "token": SAFE.token, "aes_key": KEY}


def test_an_app_id_a_token_and_a_key_are_a_safe_account() -> None:
    settings = WeChatSettings.model_validate(GOOD)
    assert (settings.mode, settings.push, settings.replay_window_s) == ("safe", True, 300)
    assert settings.api_base == "https://api.weixin.qq.com"


def test_a_plain_account_needs_no_key() -> None:
    assert WeChatSettings.model_validate(GOOD | {"mode": "plain", "aes_key": ""}).mode == "plain"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"aes_key": KEY[:-1]}, "must be 43 characters A-Z, a-z, 0-9; this one has 42"),
        ({"aes_key": KEY + "="}, "must be 43 characters A-Z, a-z, 0-9; this one has 44"),
        ({"aes_key": KEY[:-1] + "\n"}, "aes_key\n  Value error, must be 43"),
        ({"aes_key": "+" + KEY[1:]}, "aes_key\n  Value error, must be 43"),
        ({"aes_key": "４" + KEY[1:]}, "aes_key\n  Value error, must be 43"),
        ({"aes_key": ""}, "aes_key is empty, but mode safe needs it"),
        ({"aes_key": "", "mode": "compatible"}, "aes_key is empty, but mode compatible needs it"),
        ({"previous_aes_key": KEY[:-1]}, "previous_aes_key\n  Value error, must be 43"),
        ({"mode": "plain", "aes_key": KEY[:-1]}, "aes_key\n  Value error, must be 43"),
        ({"token": ""}, "token"),
        ({"app_id": ""}, "app_id"),
        ({"mode": "secure"}, "mode"),
        ({"replay_window_s": 0}, "replay_window_s"),
        ({"aeskey": KEY}, "aeskey"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_without_secrets(changes: dict[str, object], names: str) -> None:
    assert WeChatSettings.model_validate(GOOD)
    with pytest.raises(ValidationError) as refusal:
        WeChatSettings.model_validate(GOOD | changes)
    assert names in str(refusal.value)
    assert KEY[:20] not in str(refusal.value)
    assert SAFE.token not in str(refusal.value)


def test_secrets_are_hidden_when_settings_are_printed() -> None:
    settings = WeChatSettings.model_validate(GOOD | {"app_secret": "canarySecret"})
    for secret in (KEY, SAFE.token, "canarySecret"):
        assert secret not in f"{settings!r} {settings}"
