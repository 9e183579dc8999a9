"""Years of work, on their side of a limit, and a sentence where they are not clear."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.values.durations import A_RANGE, LONGEST, NOT_SAID, NOT_YET, SEVERAL, TOO_LONG, Unclear, Years, years_in

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        *[(text, 4) for text in ("4", "四", "四年", "4年", "４ 年", "满4年", "干了4", "干了4年了", "4周年", "4年整")],
        *[("三年半", 3.5), ("3.5年", 3.5), ("3年零6个月", 3.5), ("三年又六个月", 3.5), ("3年6月", 3.5)],
        *[("18个月", 1.5), ("36个月", 3), ("半年", 0.5), ("一年半", 1.5), ("2.9", 2.9), ("两年", 2), ("三十二年", 32)],
        *[("刚满3年", 3), ("已经三年了", 3), ("35岁，干了4年", 4), ("毕业10年", 10), ("15年来一直做质量", 15)],
        *[
            ("从事19年", 19),
            ("19年", 19),
            ("十九年", 19),
            ("60", 60),
            ("0", 0),
            ("没干过", 0),
            ("2023-11-25至今", 3),
            ("2026-11-25至今", 0),
        ],
    ],
)
def test_a_length_is_read_exactly(text: str, years: float) -> None:
    assert years_in(text, TODAY) == Years(years, text, is_about=False)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "快3年",
            "不到三年",
            "还没到3年",
            "快满3年了",
            "三年不到",
            "差两个月满三年",
            "三年差一点",
            "不满3年",
            "将近三年",
        ),
        *(
            "没有3年",
            "快3",
            "马上就三年",
            "第3年",
            "从2023年12月",
            "2024年至今",
            "24年开始干的",
            "2年11个月",
            "2.99999",
        ),
        *("2023年11月26日至今", "35个月", "还差半年满三年", "<3"),
    ],
)
def test_what_is_under_three_years_stays_under_the_limit(text: str) -> None:
    read = years_in(text, TODAY)
    assert isinstance(read, Years)
    assert 1.9 < read.value < 3


@pytest.mark.parametrize(
    "text",
    [
        "三年多",
        "3年以上",
        "超过三年",
        "3年有余",
        "三年出头",
        "不止3年",
        "3多",
        "至少三年",
        "3年零1个月",
        "2022年起",
        ">3年",
        "3+",
    ],
)
def test_what_is_over_three_years_reaches_the_limit_and_is_not_on_it(text: str) -> None:
    read = years_in(text, TODAY)
    assert isinstance(read, Years)
    assert 3 < read.value <= 4


@pytest.mark.parametrize(
    "text", ["大概3年", "三年左右", "差不多三年", "3年前", "近3年", "2023年开始", "从2023年11月", "23年入职"]
)
def test_what_may_be_on_either_side_stands_on_the_limit_and_says_so(text: str) -> None:
    assert years_in(text, TODAY) == Years(3, text, is_about=True)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        *[
            (text, 7)
            for text in ("2019年至今", "2019", "2019年", "19年开始干的", "二〇一九年至今", "一九年入职", "从19年到现在")
        ],
        *[
            ("大学毕业就干 2015年毕业", 11),
            ("98年参加工作", 28),
            ("10年毕业", 16),
            ("从10年前开始", 10),
            ("08年就来了", 18),
            ("08年", 18),
            ("78年毕业", 48),
        ],
        *[("2019年3月到2023年3月", 4), ("2019-2023", 4), ("从2020年6月", 6.4166), ("2019.6至今", 7.4166)],
        *[("十多年", 10.1), ("十几年", 10.1), ("20多年", 20.1), ("十来年", 10)],
        *[("去年开始", 1), ("前年", 2), ("去年6月", 1.4166)],
    ],
)
def test_a_beginning_is_counted_to_today(text: str, years: float) -> None:
    assert years_in(text, TODAY) == Years(years, text, is_about=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *[
            (text, NOT_SAID)
            for text in ("", "刚满", "不知道", "今年", "质量部5个人", "三年级", "要什么材料", "还差一年")
        ],
        *[
            (text, A_RANGE)
            for text in ("3到5年", "3-5年", "3~5", "两三年", "三四年", "几年", "好几年", "3、4年", "三年到五年")
        ],
        *[(text, SEVERAL) for text in ("2年加1年半", "做了5年，之前还有2年", "2019年入职，做质量3年")],
        *[(text, TOO_LONG) for text in ("61", "100年", "-3", "-3年", "61年", "721个月", "1939", "1960年至今")],
        *[(text, NOT_YET) for text in ("2027年开始", "27年开始", "2026年12月起", "2026-11-26至今")],
    ],
)
def test_what_is_no_one_length_is_refused_with_its_reason(text: str, reason: Unclear) -> None:
    assert years_in(text, TODAY) == reason


@given(st.integers(0, LONGEST), st.integers(0, 11))
def test_years_and_months_are_read_back(years: int, months: int) -> None:
    read = years_in(f"{years}年零{months}个月", TODAY)
    if years == LONGEST and months:
        assert read == TOO_LONG
    else:
        assert isinstance(read, Years)
        assert 0 <= years + months / 12 - read.value < 0.001
