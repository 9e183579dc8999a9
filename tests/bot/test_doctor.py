"""The doctor: silent on a sound set-up, one sentence with a remedy for each fault."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.accounts import NoSuchAccount
from bot.doctor import examine
from bot.settings import Settings
from tests.adapters.wechat_platform import SAFE
from tests.services import settings_in

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def with_account(folder: Path, **changes: object) -> Settings:
    return settings_in(folder, wechat={"default": SAFE.settings(**changes)})


def test_sound_set_up_has_no_findings(tmp_path: Path) -> None:
    assert examine(settings_in(tmp_path), channel=None, now=NOW) == []
    assert examine(settings_in(tmp_path), channel="wechat/default", now=NOW) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"token": "has space"}, "token must be"),
        ({"app_id": "1234"}, "is not an AppID"),
        ({"mode": "plain"}, "mode is plain"),
    ],
)
def test_fault_of_an_account_is_named(changes: dict[str, object], said: str, tmp_path: Path) -> None:
    findings = examine(with_account(tmp_path, **changes), channel=None, now=NOW)
    assert len(findings) == 1
    assert findings[0].startswith("wechat/default: ")
    assert said in findings[0]


def test_clock_in_the_past_is_named(tmp_path: Path) -> None:
    (finding,) = examine(settings_in(tmp_path), channel=None, now=datetime(2020, 1, 1, tzinfo=UTC))
    assert "clock" in finding


def test_missing_public_address_is_named(tmp_path: Path) -> None:
    (finding,) = examine(settings_in(tmp_path, public_url=""), channel=None, now=NOW)
    assert "public_url" in finding


def test_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, database_url=f"sqlite:///{tmp_path / 'missing' / 'cqo.db'}")
    (finding,) = examine(settings, channel=None, now=NOW)
    assert "database" in finding


def test_no_channel_is_named(tmp_path: Path) -> None:
    (finding,) = examine(settings_in(tmp_path, wechat={}), channel=None, now=NOW)
    assert "no channel" in finding


def test_redis_that_is_away_is_named(tmp_path: Path) -> None:
    (finding,) = examine(settings_in(tmp_path, redis_url="redis://127.0.0.1:1/0"), channel=None, now=NOW)
    assert finding.startswith("redis_url: ")


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    examine(settings_in(tmp_path), channel=None, now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_unknown_account_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchAccount, match="configured: wechat/default"):
        examine(settings_in(tmp_path), channel="wechat/other", now=NOW)
