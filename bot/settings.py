"""The service's settings: `cqo.toml`, then the environment on top, checked before anything starts.

The file is `CQO_CONFIG` or `cqo.toml` in the working directory; a missing default file means the
defaults. Every key can be set by the environment: `CQO_DATABASE_URL`, `CQO_WECHAT__DEFAULT__TOKEN`;
the items of a list stand between commas there. An unknown key stops the start and names the nearest
known one.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from rapidfuzz import process

from adapters.api.settings import LISTED
from adapters.register import RegisterSettings
from adapters.sms import SmsSettings
from adapters.wechat.menu import MenuButton
from adapters.wechat.settings import WeChatSettings
from adapters.wecom.settings import WeComSettings
from adapters.wecom_kf.settings import WeComKfSettings
from bot.errors import BadSetting
from bot.opening_hours import read_hours
from bot.sealing import decode_key

CONFIG_VARIABLE = "CQO_CONFIG"
PREFIX = "CQO_"
_LOOPBACK: Any = ("127.0.0.0/8", "::1/128")
_ACCOUNT_NAME = re.compile(r"[a-z0-9_-]{1,32}")


Account = TypeVar("Account", WeChatSettings, WeComSettings, WeComKfSettings)


class DeskSettings(BaseModel):
    """Who runs the service, and when staff are there."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    operator: str = Field("", description="who runs this service, as notices name him; empty: 本服务的运营单位")
    hours: str = Field("", description="工作日 or 每天 and spans in order: 工作日 9:00-12:00 13:30-17:30; empty: none")
    days_off: Annotated[tuple[date, ...], LISTED] = Field((), description="days on which nobody is there: [2027-01-01]")

    @field_validator("hours")
    @classmethod
    def _readable(cls, value: str) -> str:
        try:
            read_hours(value)
        except BadSetting as error:
            raise ValueError(str(error).removeprefix("desk.hours: ")) from None
        return value


class RetentionSettings(BaseModel):
    """Days after which what is personal is deleted; product defaults, not periods of a law."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    conversations_days: int = Field(365, ge=1, description="transcripts and traces, from the day of the turn")
    unfollowed_days: int = Field(30, ge=1, description="the same, of one who left the account")
    sign_ups_days: int = Field(180, ge=1, description="training sign-ups, from the end of the training")
    self_checks_days: int = Field(180, ge=1, description="eligibility self-checks")
    lookups_days: int = Field(180, ge=1, description="who looked up a filing")
    desk_days: int = Field(180, ge=1, description="requests for a person, from their end")
    reports_days: int = Field(3 * 365, ge=1, description="direct reports, from the day they were closed or withdrawn")
    erasure_days: int = Field(15, ge=1, description="until what a contact has had erased is gone from back-ups too")


class Settings(BaseModel):
    """Everything an operator can set."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    database_url: str = Field(
        "sqlite:///cqo.db",
        description="sqlite:///relative-to-this-file, sqlite:////absolute or postgresql://user:password@host:port/db",
    )
    redis_url: str = Field("", description="redis://host:port/0; empty: coordination inside the one process")
    public_url: str = Field("", description="the address under which users reach this service; used in links")
    data_key: SecretStr = Field(
        SecretStr(""), description="32 bytes in base64 that seal personal data; empty: made beside the SQLite file"
    )
    previous_data_keys: Annotated[tuple[SecretStr, ...], LISTED] = Field(
        (), description="earlier data keys, still opened while what they sealed is written anew"
    )
    reply_within_s: float = Field(
        4.5, gt=0, lt=5, description="seconds after which a callback is answered without its reply"
    )
    admits_demo_phones: bool = Field(
        False, description="accept numbers that begin with 12 and reach nobody; for demonstrations"
    )
    seat_held_h: float = Field(24, gt=0, description="hours for which a seat that came free is held for the next")
    reports_a_day: int = Field(3, ge=1, description="direct reports that one person may hand in a day")
    dialog_kept_h: float = Field(24, ge=1, description="hours for which a dialog that was left unfinished is kept")
    proof_tries: int = Field(5, ge=1, description="wrong tries to show that a filing is one's own, until a lock")
    proof_locked_h: float = Field(1, gt=0, description="hours for which such a lock holds")
    filing_proof: Literal["last_four", "code"] = Field(
        "last_four",
        description="what shows a filing to one who is not bound: last_four digits of the registered phone, or a code "
        "sent to it",
    )
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], LISTED] = Field(
        _LOOPBACK, validate_default=True, description="networks whose X-Forwarded-For is believed"
    )
    metrics_from: Annotated[tuple[IPvAnyNetwork, ...], LISTED] = Field(
        _LOOPBACK, validate_default=True, description="networks that may read /metrics"
    )
    refusals_per_min: int = Field(
        60, ge=0, description="refused callbacks of one address a minute, until it is not listened to; 0: no limit"
    )
    messages_per_min: int = Field(
        60, ge=0, description="messages of one person a minute, until he is not answered; 0: no limit"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level that is logged")
    desk: DeskSettings = Field(DeskSettings(), description="section [desk]: the people behind the bot")
    retention: RetentionSettings = Field(RetentionSettings(), description="section [retention]: days of keeping")
    sms: SmsSettings = Field(
        SmsSettings(), validate_default=True, description="section [sms]: text messages with one-time codes"
    )
    filing_register: RegisterSettings = Field(
        RegisterSettings(), description="section [filing_register]: a register of filings that is kept elsewhere"
    )
    wechat: dict[str, WeChatSettings] = Field(
        default_factory=dict, description="WeChat Official Accounts, one section [wechat.NAME] each"
    )
    wecom: dict[str, WeComSettings] = Field(
        default_factory=dict, description="applications of WeCom, one section [wecom.NAME] each"
    )

    wecom_kf: dict[str, WeComKfSettings] = Field(
        default_factory=dict, description="accounts of WeCom customer service, one section [wecom_kf.NAME] each"
    )

    @field_validator("wechat", "wecom", "wecom_kf")
    @classmethod
    def _named_simply(cls, value: dict[str, Account]) -> dict[str, Account]:
        for name in value:
            if not _ACCOUNT_NAME.fullmatch(name):
                raise ValueError(f"the account name {name!r} must be 1 to 32 of a-z, 0-9, - and _: it ends an address")
        return value

    @field_validator("sms")
    @classmethod
    def _sends_what_is_asked_for(cls, value: SmsSettings, info: ValidationInfo) -> SmsSettings:
        if info.data.get("filing_proof") == "code" and not value.url:
            raise ValueError("needs url where filing_proof is code: the codes could not be sent")
        return value

    @field_validator("public_url")
    @classmethod
    def _without_trailing_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// on a test machine)")
        return value.rstrip("/")

    @field_validator("data_key")
    @classmethod
    def _of_32_bytes(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            _require_key(value)
        return value

    @field_validator("previous_data_keys")
    @classmethod
    def _each_of_32_bytes(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for key in value:
            _require_key(key)
        return value

    @field_validator("database_url")
    @classmethod
    def _without_driver(cls, value: str) -> str:
        scheme, separator, _ = value.partition("://")
        if not separator or scheme not in ("sqlite", "postgresql"):
            raise ValueError("must begin with sqlite:/// or postgresql:// without a driver; the service chooses it")
        if scheme == "sqlite" and not value.startswith("sqlite:///"):
            raise ValueError("needs three slashes: sqlite:///file beside this one, sqlite:////absolute/file")
        if not _has_port_or_none(value):
            raise ValueError("is no address: percent-encode / : @ in the password, and check host and port")
        return value


def _require_key(value: SecretStr) -> None:
    try:
        decode_key(value.get_secret_value())
    except BadSetting:
        raise ValueError("must be 32 bytes in base64, e.g. from `openssl rand -base64 32`") from None


def _has_port_or_none(url: str) -> bool:
    """Whether host and port can be read; Python's own words would repeat a piece of the password."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port is None or port > 0


def load_settings(environ: Mapping[str, str] | None = None, *, directory: Path | None = None) -> Settings:
    """Read file and environment. Raises BadSetting with file, line and remedy."""
    environ = os.environ if environ is None else environ
    path = _config_path(environ, directory or Path.cwd())
    text = _read(path) if path else ""
    merged = _merged(_parse(text, path), _from_environment(environ))
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise BadSetting(_explain(error, path, text, environ)) from None
    anchor = path.parent if path else directory or Path.cwd()
    return settings.model_copy(update={"database_url": _anchored(settings.database_url, anchor)})


def _config_path(environ: Mapping[str, str], directory: Path) -> Path | None:
    named = environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    default = directory / "cqo.toml"
    return default if default.exists() else None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise BadSetting(f"{path}: no such file; {CONFIG_VARIABLE} names it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path}: cannot be read as UTF-8 text ({type(error).__name__})") from None


def _parse(text: str, path: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{path}: not valid TOML: {error}") from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name == CONFIG_VARIABLE:
            continue
        *sections, key = name.removeprefix(PREFIX).lower().split("__")
        branch = tree
        for section in sections:
            branch = branch.setdefault(section, {})
            if not isinstance(branch, dict):
                raise BadSetting(f"{name}: {section} is set as a value by another variable; it is a section")
        if isinstance(branch.get(key), dict):
            raise BadSetting(f"{name}: {key} is a section; set one of its keys, {name}__…")
        branch[key] = value
    return tree


def _merged(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _anchored(url: str, directory: Path) -> str:
    """`sqlite:///name` made absolute, so that the working directory no longer matters."""
    relative = url.removeprefix("sqlite:///")
    if relative == url or relative.startswith("/"):
        return url
    return f"sqlite:///{(directory / relative).resolve()}"


def _explain(error: ValidationError, path: Path | None, text: str, environ: Mapping[str, str]) -> str:
    return "; ".join(_sentences(error, path, text, environ))


def _sentences(error: ValidationError, path: Path | None, text: str, environ: Mapping[str, str]) -> Iterator[str]:
    for fault in error.errors(include_input=False, include_url=False):
        # An item of a list stands where its list does.
        where = tuple(part for part in fault["loc"] if isinstance(part, str))
        key = ".".join(where)
        place = _place_of(where, path, text, environ)
        if fault["type"] == "extra_forbidden":
            near = process.extractOne(where[-1], known_keys(where[:-1]))
            yield f"{place}: unknown setting {key}" + (f", did you mean {near[0]}?" if near else "")
        else:
            yield f"{place}: {key} {fault['msg'].removeprefix('Value error, ')}"


def known_keys(section: tuple[str, ...] = ()) -> list[str]:
    """The names that may stand in `section`: () is the top level, ("wechat", NAME) an account, with "menu" a button."""
    model = model_of(section[0]) if section else None
    if model is WeChatSettings and section[2:3] == ("menu",):
        model = MenuButton
    return list((model or Settings).model_fields)


def model_of(section: str) -> type[BaseModel] | None:
    """What may stand in a section, or in each section of a table of accounts; None where a key is a plain value."""
    annotation = Settings.model_fields[section].annotation if section in Settings.model_fields else None
    candidates = (annotation, *get_args(annotation))
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _place_of(where: tuple[str, ...], path: Path | None, text: str, environ: Mapping[str, str]) -> str:
    """The environment variable or `file:line` that says `where`; the section's line for a missing key."""
    variable = PREFIX + "__".join(where).upper()
    if variable in environ:
        return variable
    section, found = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            section = stripped.strip("[] ")
            found = number if section == ".".join(where[:-1]) else found
        elif section == ".".join(where[:-1]) and stripped.split("=")[0].strip() == where[-1]:
            return f"{path}:{number}"
    return f"{path}:{found}" if found else str(path or variable)
