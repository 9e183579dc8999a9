"""The table of the platforms' codes: each class that they are known in, and somebody else's list as a check."""

from datetime import UTC, datetime

import pytest
from wechatpy.constants import WeChatErrorCode

from adapters.api.codes import OFFICIAL_ACCOUNT, TOKEN_CODES, WECOM, Codes, refusal
from adapters.push import (
    PayloadRefused,
    PushError,
    PushMisconfigured,
    QuotaUsedUp,
    RecipientGone,
    RetryLater,
    WindowClosed,
)

NOON_IN_BEIJING = datetime(2026, 12, 1, 4, tzinfo=UTC)


def refused(code: int, codes: Codes = OFFICIAL_ACCOUNT, message: str = "") -> PushError:
    return refusal(code, message, codes, now=NOON_IN_BEIJING)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([-1, 45011, 40014, 42001], RetryLater),
        ([45009, 48006], QuotaUsedUp),
        ([40001, 40013, 40125, 40164, 48001, 48004, 40200, 50001, 89501, 89503, 89506, 89507], PushMisconfigured),
        ([65400], PushMisconfigured),
        ([40003, 43004, 43019, 43101, 50002], RecipientGone),
        ([45015, 45047], WindowClosed),
        ([40037, 47003, 45002, 45008, 44002, 44004], PayloadRefused),
        ([45056, 45057, 45058, 45157, 45158, 45159, 45072, 45080, 45081], PayloadRefused),
        ([53503, 53504, 53505, 65320, 45059, 46003], PayloadRefused),
    ],
)
def test_code_of_an_official_account_has_its_class(codes: list[int], expected: type[PushError]) -> None:
    for code in codes:
        assert type(refused(code)) is expected, code
        assert code in OFFICIAL_ACCOUNT


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([-1, 45009, 45033, 40014, 42001], RetryLater),
        ([40001, 60020, 60011, 48002, 40056, 95000, 95004], PushMisconfigured),
        ([60111, 81013, 40003], RecipientGone),
        ([95001, 95018], WindowClosed),
        ([40029, 41051, 41096, 95011, 95012, 95013, 95014, 95015, 95016, 95017], PayloadRefused),
    ],
)
def test_code_of_wecom_has_its_class(codes: list[int], expected: type[PushError]) -> None:
    for code in codes:
        assert type(refused(code, WECOM)) is expected, code
        assert code in WECOM


def test_code_that_nobody_knows_is_told_and_not_tried_again() -> None:
    error = refused(123456)
    assert type(error) is PayloadRefused
    assert error.platform_code == "123456"


def test_allowance_is_renewed_at_midnight_in_beijing_or_with_the_month() -> None:
    day, month = refused(45009), refused(48006)
    assert isinstance(day, QuotaUsedUp)
    assert isinstance(month, QuotaUsedUp)
    assert day.after_s == 12 * 3600
    assert month.after_s == 30.5 * 24 * 3600


def test_only_the_address_and_the_request_id_of_the_platforms_words_are_repeated() -> None:
    message = "invalid ip 203.0.113.7, not in whitelist canary rid: 65a1b2c3-0d1e2f3a-4b5c6d7e"
    assert str(refused(40164, message=message)) == (
        "40164: this machine's address is not on the account's IP白名单 (203.0.113.7) [rid 65a1b2c3-0d1e2f3a-4b5c6d7e]"
    )
    assert "203.0.113.7" not in str(refused(40013, message=message))


WECHATPY = [
    (RetryLater, ["SYSTEM_BUSY", "SYSTEM_ERROR", "INVALID_ACCESS_TOKEN", "EXPIRED_ACCESS_TOKEN"]),
    (RetryLater, ["API_MINUTE_QUOTA_REACH_LIMIT"]),
    (QuotaUsedUp, ["OUT_OF_API_FREQ_LIMIT", "OUT_OF_RESET_LIMIT"]),
    (PushMisconfigured, ["INVALID_CREDENTIAL", "INVALID_APP_ID", "INVALID_APP_SECRET", "UNAUTHORIZED_API"]),
    (PushMisconfigured, ["API_BANNED", "USER_UNAUTHORIZED", "NO_PERMISSION_FOR_THIS_MSGTYPE"]),
    (RecipientGone, ["INVALID_OPENID", "REQUIRE_SUBSCRIBE", "REQUIRE_UNBLOCK_USER", "USER_LIMITED"]),
    (RecipientGone, ["USER_NOT_EXIST", "USER_BLOCK_MESSAGE", "UNSUBSCRIBE_OFFICIAL_ACCOUNT"]),
    (RecipientGone, ["USER_REFUSE_TO_ACCEPT_THE_MESSAGE"]),
    (WindowClosed, ["OUT_OF_RESPONSE_TIME_LIMIT", "OUT_OF_RESPONSE_COUNT_LIMIT"]),
    (PayloadRefused, ["INVALID_TEMPLATE", "INVALID_TEMPLATE_ARGUMENT", "OUT_OF_CONTENT_SIZE_LIMIT", "EMPTY_CONTENT"]),
    (PayloadRefused, ["EMPTY_POST_DATA", "OUT_OF_ARTICLE_SIZE_LIMIT", "INVALID_CONTENT", "RISKY_CONTENT"]),
]


@pytest.mark.parametrize(("expected", "names"), WECHATPY)
def test_wechatpys_name_of_a_code_fits_its_class(expected: type[PushError], names: list[str]) -> None:
    for name in names:
        assert type(refused(WeChatErrorCode[name].value)) is expected, name


def test_wechatpy_knows_the_same_codes_of_a_refused_token() -> None:
    refused_token = ("INVALID_CREDENTIAL", "INVALID_ACCESS_TOKEN", "EXPIRED_ACCESS_TOKEN")
    assert {WeChatErrorCode[name].value for name in refused_token} == TOKEN_CODES
