"""One number, however it is written, and none where it would be a guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.values.numbers import number_in, value

_PLACES = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))
_FIGURES = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A whole number as it is written in full, with a 零 for each gap."""
    if number < 10:
        return _FIGURES[number]
    sign, place = next((sign, place) for sign, place in _PLACES if number >= place)
    head, rest = divmod(number, place)
    gap = "零" if rest and rest < place // 10 else ""
    return f"{in_chinese(head)}{sign}{gap}{in_chinese(rest) if rest else ''}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[(text, 3) for text in ("3", "３", "三", "三个", "3个人", "３ 人。", "仨", "③", "3.0", "3️⃣", "叁")],
        *[(text, 2) for text in ("两", "两位", "俩", "俩人", "给我留俩", "我们来两个人", "想问一下，要 2 个名额")],
        *[("十二", 12), ("廿", 20), ("廿五", 25), ("一百零五", 105), ("二〇二五", 2025), ("一千二百六十", 1260)],
        *[("一百五", 150), ("三千五", 3500), ("一万二", 12_000), ("3万5", 35_000), ("5千万", 50_000_000)],
        *[("1,200", 1200), ("1.2亿", 120_000_000), ("2千5百万", 25_000_000), ("壹佰贰拾", 120)],
        *[("半个", "0.5"), ("一个半", "1.5"), ("三点五", "3.5"), ("十二点二五", "12.25"), ("2.5", "2.5")],
        *[("3个，就3个", 3), ("质量部有五个人", 5), ("大概10个", 10), ("第二期 3 个人", 3)],
    ],
)
def test_one_number_is_read(text: str, number: int | str) -> None:
    assert number_in(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *("", "没有", "个", "第二个", "统一标准", "想问一下", "万一", "一般", "abc12", "CQO2", "1.2.3"),
        *(
            "2个和3个",
            "3到5个",
            "两三个",
            "三五个",
            "十二三",
            "三四十",
            "10多个",
            "不到10个",
            "好几个",
            "3万5万",
            "百万",
            "半",
        ),
    ],
)
def test_no_number_is_guessed(text: str) -> None:
    assert number_in(text) is None


@given(st.integers(0, 10**12 - 1))
def test_what_is_written_in_chinese_is_read_back(number: int) -> None:
    assert value(in_chinese(number)) == number


@given(st.integers(0, 10**12 - 1))
def test_what_is_written_in_figures_is_read_back(number: int) -> None:
    assert number_in(f"{number}") == number_in(f"{number:,}") == number


@given(st.integers(1, 999), st.sampled_from(["个", "位", "人", "名", "家"]))
def test_a_number_in_a_sentence_is_read(number: int, counter: str) -> None:
    assert number_in(f"我们要{in_chinese(number)}{counter}，谢谢") == number
