"""Amounts in yuan."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.values.money import yuan_in
from tests.dialogs.values.test_numbers import in_chinese


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        *[
            ("5万", 50_000),
            ("5万元", 50_000),
            ("人民币五万", 50_000),
            ("3万5", 35_000),
            ("3.5 万元", 35_000),
            ("10w", 100_000),
        ],
        *[("三千五", 3500), ("5k", 5000), ("1.2亿", 120_000_000), ("5千万", 50_000_000), ("一千二百万元", 12_000_000)],
        *[("500块", 500), ("500", 500), ("三百块钱", 300), ("￥1,200", 1200), ("1,200元", 1200), ("５００元", 500)],
        *[
            ("五块五", "5.5"),
            ("五块五毛", "5.5"),
            ("营收118万元，员工19人", 1_180_000),
            ("年产值3000万左右", 30_000_000),
        ],
    ],
)
def test_one_amount_is_read(text: str, yuan: int | str) -> None:
    assert yuan_in(text) == Decimal(yuan)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有",
        "10多万",
        "两三万",
        "3到5万",
        "不到5万",
        "超过一亿",
        "5万人",
        "19人",
        "5万或者6万",
        "百万",
        "500块多",
        "3年",
    ],
)
def test_no_amount_is_guessed(text: str) -> None:
    assert yuan_in(text) is None


@given(st.integers(1, 10**12 - 1))
def test_an_amount_in_chinese_is_read_back(yuan: int) -> None:
    assert yuan_in(f"{in_chinese(yuan)}元") == yuan
