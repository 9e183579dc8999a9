"""What the section of a WeCom application in the configuration may hold."""

import pytest
from pydantic import ValidationError

from adapters.wecom.settings import WeComSettings
from tests.adapters.wecom_platform import AGENT_ID, CORPORATION, WECOM

KEY = WECOM.aes_key
GOOD = {"corp_id": CORPORATION, "agent_id": AGENT_ID, "token": WECOM.token, "aes_key": KEY}


def test_a_corporation_an_application_a_token_and_a_key_are_enough() -> None:
    settings = WeComSettings.model_validate(GOOD)
    assert settings.api_base == "https://qyapi.weixin.qq.com"
    assert settings.replay_window_s == 300


def test_the_pace_keeps_within_what_the_platform_allows() -> None:
    settings = WeComSettings.model_validate(GOOD)
    assert settings.pushes_per_user_per_s * 60 <= 30
    assert settings.pushes_per_s * 60 <= 10_000
    assert settings.pushes_per_s * 3600 <= 150_000


def test_the_number_of_the_application_may_come_from_the_environment() -> None:
    assert WeComSettings.model_validate(GOOD | {"agent_id": "1000002"}).agent_id == 1000002


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"aes_key": KEY[:-1]}, "must be 43 characters A-Z, a-z, 0-9; this one has 42"),
        ({"aes_key": KEY[:-1] + "\n"}, "aes_key\n  Value error, must be 43"),
        ({"aes_key": ""}, "aes_key"),
        ({"previous_aes_key": KEY[:-1]}, "previous_aes_key\n  Value error, must be 43"),
        ({"token": ""}, "token"),
        ({"corp_id": ""}, "corp_id"),
        ({"agent_id": 0}, "agent_id"),
        ({"agent_id": "app"}, "agent_id"),
        ({"replay_window_s": 0}, "replay_window_s"),
        ({"mode": "plain"}, "mode"),
        ({"pushes_per_user_per_s": 0}, "pushes_per_user_per_s"),
        ({"api_base": f"https://x/?corpsecret={KEY}"}, "api_base\n  Value error, must be an address"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_without_secrets(changes: dict[str, object], names: str) -> None:
    assert WeComSettings.model_validate(GOOD)
    with pytest.raises(ValidationError) as refusal:
        WeComSettings.model_validate(GOOD | changes)
    assert names in str(refusal.value)
    assert KEY[:20] not in str(refusal.value)
    assert WECOM.token not in str(refusal.value)


@pytest.mark.parametrize("missing", GOOD)
def test_what_is_missing_is_named(missing: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        WeComSettings.model_validate({name: value for name, value in GOOD.items() if name != missing})
    assert missing in str(refusal.value)


def test_secrets_are_hidden_when_settings_are_printed() -> None:
    settings = WeComSettings.model_validate(GOOD | {"secret": "canarySecret"})
    for secret in (KEY, WECOM.token, "canarySecret"):
        assert secret not in f"{settings!r} {settings}"
