"""The search spelling of a text: numerals that count something, and runs of them that count nothing."""

import time

import pytest

from knowledge.finding.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("第十二条", "第12条"),
        ("二〇二五年", "2025年"),
        ("百分之六十以上", "60%以上"),
        ("二十五年", "2025年"),
        ("三万元", "30000元"),
        ("一万三千元", "一万3000元"),
        ("一票否决", "一票否决"),
        ("一人一策", "1人一策"),
        ("ＩＳＯ９００１", "iso9001"),
    ],
)
def test_numerals_are_figures_where_they_count_something(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("run", ["一", "百", "1", " ", "二十", "一 ", "百分之", "1万", "一年", "者"])
def test_a_long_run_is_folded_at_once(run: str) -> None:
    text = (run * 50_000)[:50_000]
    started = time.process_time()
    assert fold(text + "x").endswith("x")
    assert time.process_time() - started < 1


def test_a_run_too_long_for_a_number_stays() -> None:
    assert fold("一" * 5_000 + "年") == "一" * 5_000 + "年"
