"""What an Official Account's section of the configuration may hold."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from adapters.push import Window
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


def test_windows_are_the_platforms_unless_written_otherwise() -> None:
    assert WeChatSettings.model_validate(GOOD).windows == (
        Window("words", 5, timedelta(hours=48)),
        Window("act", 3, timedelta(minutes=1)),
    )
    written = ["words 20 in 48 h", " act 2 in 90s "]
    for windows in (written, ",".join(written)):
        assert WeChatSettings.model_validate(GOOD | {"windows": windows}).windows == (
            Window("words", 20, timedelta(hours=48)),
            Window("act", 2, timedelta(seconds=90)),
        )


def test_api_may_lie_under_a_path() -> None:
    settings = WeChatSettings.model_validate(GOOD | {"api_base": "http://127.0.0.1:8000/twin/api/"})
    assert settings.api_base == "http://127.0.0.1:8000/twin/api"


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
        ({"windows": []}, "windows"),
        ({"windows": 5}, "windows"),
        ({"windows": ["words 5 in 2 days"]}, "windows\n  Value error, holds windows like"),
        ({"windows": "words 0 in 1 h"}, "windows\n  Value error, holds windows like"),
        ({"pushes_per_s": 0}, "pushes_per_s"),
        ({"pushes_per_user_per_s": -1}, "pushes_per_user_per_s"),
        ({"api_base": "api.weixin.qq.com"}, "api_base\n  Value error, must be an address"),
        ({"api_base": f"https://x:{KEY}/"}, "api_base\n  Value error, must be an address"),
        ({"api_base": f"https://{KEY}@x"}, "api_base\n  Value error, must be an address"),
        ({"api_base": f"https://x/?secret={KEY}"}, "api_base\n  Value error, must be an address"),
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
