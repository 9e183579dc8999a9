"""Settings: file and environment, and every mistake named with its place and remedy."""

import base64
from datetime import date
from pathlib import Path

import pytest

from bot.errors import BadSetting
from bot.settings import Settings, load_settings

KEY = base64.b64encode(bytes(32)).decode()
GOOD = """\
database_url = "sqlite:///cqo.db"
public_url = "https://bot.example.gov.cn/"

[wechat.default]
app_id = "wx0123456789abcdef"
app_secret = "secret"
token = "token123"
aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
mode = "safe"
push = true
"""


def load(folder: Path, text: str = GOOD, **environ: str) -> Settings:
    (folder / "cqo.toml").write_text(text, "utf-8")
    return load_settings(environ, directory=folder)


def refusal(folder: Path, text: str = GOOD, **environ: str) -> str:
    with pytest.raises(BadSetting) as refused:
        load(folder, text, **environ)
    return str(refused.value)


def test_file_is_read_and_a_relative_database_stands_beside_it(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'cqo.db'}"
    assert settings.public_url == "https://bot.example.gov.cn"
    assert settings.wechat["default"].token.get_secret_value() == "token123"


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, CQO_WECHAT__DEFAULT__TOKEN="other123", CQO_PUBLIC_URL="https://b.example")
    assert settings.wechat["default"].token.get_secret_value() == "other123"
    assert settings.public_url == "https://b.example"


def test_list_is_read_from_the_file_and_from_the_environment(tmp_path: Path) -> None:
    text = GOOD.replace("[wechat", "[desk]\ndays_off = [2027-01-01]\n\n[wechat")
    assert load(tmp_path, text).desk.days_off == (date(2027, 1, 1),)
    settings = load(tmp_path, text, CQO_DESK__DAYS_OFF="2027-02-01, 2027-02-02,", CQO_PREVIOUS_DATA_KEYS=f"{KEY},{KEY}")
    assert settings.desk.days_off == (date(2027, 2, 1), date(2027, 2, 2))
    assert [key.get_secret_value() for key in settings.previous_data_keys] == [KEY, KEY]


def test_bad_item_of_a_list_is_refused_where_the_list_stands(tmp_path: Path) -> None:
    assert "CQO_DESK__DAYS_OFF: desk.days_off" in refusal(tmp_path, CQO_DESK__DAYS_OFF="2027-01-01,tomorrow")
    said = refusal(tmp_path, CQO_PREVIOUS_DATA_KEYS=f"{KEY},c2hvcnQ=")
    assert "CQO_PREVIOUS_DATA_KEYS: previous_data_keys must be 32 bytes" in said
    assert "c2hvcnQ" not in said


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    settings = load_settings({}, directory=tmp_path)
    assert settings.wechat == {}
    assert settings.database_url == f"sqlite:///{tmp_path / 'cqo.db'}"


def test_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"nowhere\.toml: no such file"):
        load_settings({"CQO_CONFIG": str(tmp_path / "nowhere.toml")}, directory=tmp_path)


def test_unknown_key_is_refused_with_its_line_and_the_nearest_name(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace("public_url", "publik_url"))
    assert "cqo.toml:2: unknown setting publik_url, did you mean public_url?" in said


def test_unknown_key_in_a_section_is_refused_with_its_line(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace("aes_key", "aes_kee"))
    assert "cqo.toml:8: unknown setting wechat.default.aes_kee, did you mean aes_key?" in said


def test_unknown_key_of_a_menu_button_is_refused_with_its_line_and_the_nearest_name(tmp_path: Path) -> None:
    menu = '[[wechat.default.menu]]\nname = "办理"\n[[wechat.default.menu.buttons]]\nname = "报名"\nkee = "policy"\n'
    assert "cqo.toml:15: unknown setting wechat.default.menu.buttons.kee, did you mean key?" in refusal(
        tmp_path, f"{GOOD}{menu}"
    )


def test_application_of_wecom_may_come_from_the_environment_alone(tmp_path: Path) -> None:
    wecom = {
        "CQO_WECOM__DEFAULT__CORP_ID": "ww0123456789abcdef",
        "CQO_WECOM__DEFAULT__AGENT_ID": "1000002",
        "CQO_WECOM__DEFAULT__TOKEN": "token123",
        "CQO_WECOM__DEFAULT__AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    }
    assert load(tmp_path, **wecom).wecom["default"].agent_id == 1000002
    said = refusal(tmp_path, **wecom, CQO_WECOM__DEFAULT__AGENT="1")
    assert "CQO_WECOM__DEFAULT__AGENT: unknown setting wecom.default.agent, did you mean agent_id?" in said


@pytest.mark.parametrize("platform", ["wechat", "wecom"])
def test_account_name_that_cannot_end_an_address_is_refused(tmp_path: Path, platform: str) -> None:
    sections = {
        "wechat": GOOD.partition("[wechat.default]")[2],
        "wecom": 'corp_id = "ww1"\nagent_id = 1\ntoken = "token123"\naes_key = "' + "a" * 43 + '"\n',
    }
    top = GOOD.partition("[wechat.default]")[0]
    assert load(tmp_path, f"{top}[{platform}.a-1_b]\n{sections[platform]}")
    assert "ends an address" in refusal(tmp_path, f'{top}[{platform}."a/b"]\n{sections[platform]}')


def test_unknown_environment_variable_is_refused_by_name(tmp_path: Path) -> None:
    assert "CQO_DATABSE_URL: unknown setting" in refusal(tmp_path, CQO_DATABSE_URL="sqlite:///x.db")


def test_short_aes_key_is_refused_without_being_shown(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace("ABCDEFG", "ABCDEF"))
    assert "cqo.toml:8" in said
    assert "43" in said
    assert "abcdefghijkl" not in said


def test_missing_key_is_refused_at_its_section(tmp_path: Path) -> None:
    said = refusal(tmp_path, GOOD.replace('token = "token123"\n', ""))
    assert "cqo.toml:4" in said
    assert "wechat.default.token" in said


def test_driver_in_the_database_address_is_refused(tmp_path: Path) -> None:
    assert "without a driver" in refusal(tmp_path, CQO_DATABASE_URL="postgresql+asyncpg://u@h/d")


def test_data_key_of_the_wrong_length_is_refused_without_being_shown(tmp_path: Path) -> None:
    said = refusal(tmp_path, CQO_DATA_KEY="c2hvcnQ=")
    assert "32 bytes" in said
    assert "c2hvcnQ" not in said


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, 'public_url = "a"\nthis is not toml\n')


@pytest.mark.parametrize(
    "address", ["postgresql://cqo:S3cret/xyz@db/x", "postgresql://u:p@h:99999/d", "sqlite://cqo.db"]
)
def test_malformed_database_address_is_refused_without_its_password(address: str, tmp_path: Path) -> None:
    said = refusal(tmp_path, CQO_DATABASE_URL=address)
    assert "database_url" in said
    assert "S3cret" not in said
