"""Days and stretches of days, seen from a Wednesday in November."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.values.days import days_in, means_the_past
from dialogs.values.spans import Days

TODAY = date(2026, 11, 25)
DATES = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def span(first: str, last: str = "") -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *[(text, "2026-12-03") for text in ("12月3号", "12月3日", "十二月三号", "12.3", "12/3", "12-03", "2026-12-03")],
        *[
            (text, "2026-12-03")
            for text in ("2026年12月3日", "2026.12.3", "２０２６／１２／３", "26年12月3号", "下个月3号", "3号")
        ],
        *[("今天", "2026-11-25"), ("明天", "2026-11-26"), ("后天", "2026-11-27"), ("大后天", "2026-11-28")],
        *[("昨天", "2026-11-24"), ("前天", "2026-11-23"), ("三天后", "2026-11-28"), ("3天前", "2026-11-22")],
        *[("两周后", "2026-12-09"), ("一个星期后", "2026-12-02"), ("下周三", "2026-12-02"), ("这周五", "2026-11-27")],
        *[("周三", "2026-11-25"), ("周二", "2026-12-01"), ("礼拜天", "2026-11-29"), ("上周日", "2026-11-22")],
        *[("25号", "2026-11-25"), ("24号", "2026-12-24"), ("31号", "2026-12-31"), ("廿八号", "2026-11-28")],
        *[("元旦", "2027-01-01"), ("国庆节", "2027-10-01"), ("2月29日", "2028-02-29"), ("3月5日", "2027-03-05")],
        *[("报12月3号那场", "2026-12-03"), ("11.27那期", "2026-11-27"), ("12月3号，就12月3号", "2026-12-03")],
        *[("12月3日（周四）", "2026-12-03"), ("2026-12-03 星期四", "2026-12-03"), ("明儿", "2026-11-26")],
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    assert days_in(text, TODAY) == span(day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        *[
            (text, "2026-12-01", "2026-12-31")
            for text in ("12月", "十二月那场", "12月份的", "下个月", "下月", "年底", "今年年底")
        ],
        *[
            ("这个月", "2026-11-01", "2026-11-30"),
            ("上个月", "2026-10-01", "2026-10-31"),
            ("3月", "2027-03-01", "2027-03-31"),
        ],
        *[
            ("月底", "2026-11-21", "2026-11-30"),
            ("12月上旬", "2026-12-01", "2026-12-10"),
            ("2月底", "2027-02-21", "2027-02-28"),
        ],
        *[("12月1号到5号", "2026-12-01", "2026-12-05"), ("12月1日至12月5日", "2026-12-01", "2026-12-05")],
        *[
            ("下周", "2026-11-30", "2026-12-06"),
            ("本周", "2026-11-23", "2026-11-29"),
            ("周末", "2026-11-28", "2026-11-29"),
        ],
        *[("今年下半年", "2026-07-01", "2026-12-31"), ("2025年下半年", "2025-07-01", "2025-12-31")],
        *[("上半年", "2027-01-01", "2027-06-30"), ("二〇二五年上半年", "2025-01-01", "2025-06-30")],
        *[("四季度", "2026-10-01", "2026-12-31"), ("2025年第一季度", "2025-01-01", "2025-03-31")],
        *[
            ("下个季度", "2027-01-01", "2027-03-31"),
            ("去年", "2025-01-01", "2025-12-31"),
            ("2025年", "2025-01-01", "2025-12-31"),
        ],
        *[("明年初", "2027-01-01", "2027-01-31"), ("去年12月", "2025-12-01", "2025-12-31")],
    ],
)
def test_a_stretch_of_days_is_read(text: str, first: str, last: str) -> None:
    assert days_in(text, TODAY) == span(first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        *[
            ("12月3号", "2025-12-03", ""),
            ("3号", "2026-11-03", ""),
            ("25号", "2026-11-25", ""),
            ("周二", "2026-11-24", ""),
        ],
        *[
            ("上半年", "2026-01-01", "2026-06-30"),
            ("11月", "2026-11-01", "2026-11-30"),
            ("12月", "2025-12-01", "2025-12-31"),
            ("2月29日", "2024-02-29", ""),
        ],
        *[("周末", "2026-11-21", "2026-11-22"), ("2027-01-05", "2027-01-05", ""), ("下周三", "2026-12-02", "")],
    ],
)
def test_what_has_no_year_is_looked_for_behind_where_the_past_is_preferred(text: str, first: str, last: str) -> None:
    assert days_in(text, TODAY, prefers="past") == span(first, last)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "都行",
            "元旦后",
            "春节",
            "2月30号",
            "13月",
            "32号",
            "18个月",
            "20号文件",
            "12.3万",
            "上次那期",
            "粤市监质〔2023〕65号",
        ),
        *("12月3号还是5号", "周三或者周五", "12月5号到3号", "12月3日（周五）", "12月3日，这周四"),
    ],
)
def test_no_day_is_guessed(text: str) -> None:
    assert days_in(text, TODAY) is None


def test_the_word_for_a_time_before_is_a_sign_of_the_past() -> None:
    assert all(map(means_the_past, ("上次那期", "上一期", "之前那场", "去年的", "前天那次", "刚结束的")))
    assert not any(map(means_the_past, ("下次", "12月那期", "上海那场", "明天")))


@given(DATES, DATES)
def test_a_written_date_is_read_back_whatever_the_day(day: date, today: date) -> None:
    assert (
        days_in(f"{day:%Y-%m-%d}", today) == days_in(f"{day.year}年{day.month}月{day.day}日", today) == Days(day, day)
    )


@given(DATES, st.integers(1, 12), st.integers(1, 28))
def test_a_day_without_its_year_is_the_nearest_in_the_direction(today: date, month: int, number: int) -> None:
    ahead = days_in(f"{month}月{number}号", today)
    behind = days_in(f"{month}月{number}号", today, prefers="past")
    assert ahead is not None
    assert behind is not None
    assert (ahead.first.month, ahead.first.day) == (month, number)
    assert timedelta(0) <= ahead.first - today < timedelta(366)
    assert timedelta(0) <= today - behind.first < timedelta(366)
