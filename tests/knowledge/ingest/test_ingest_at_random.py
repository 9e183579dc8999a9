"""The parser against random nestings, any characters at all, and long texts."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.ingest import ParsedText, parse_text
from tests.knowledge.policy_texts import (
    Printed,
    assert_nothing_is_lost,
    notices,
    pages,
    statutes,
    without_spaces,
    wrapped,
)

_RANDOM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_UNITS = st.one_of(statutes(), notices())


def expected(units: list[Printed]) -> list[tuple[object, ...]]:
    return [(u.kind, u.path, u.paragraph, u.label, u.text) for u in units]


def read_back(parsed: ParsedText) -> list[tuple[object, ...]]:
    return [(c.kind, c.path, c.paragraph, c.label, c.text) for c in parsed.clauses if c.kind not in ("meta", "layout")]


@_RANDOM
@given(_UNITS, st.data())
def test_any_nesting_survives_page_breaks(units: list[Printed], data: st.DataObject) -> None:
    text = "某市质量管理办法\n" + data.draw(pages(units))
    parsed = parse_text(text)
    assert read_back(parsed) == expected(units)
    assert_nothing_is_lost(parsed, text)
    assert parsed.problems == ()


@_RANDOM
@given(_UNITS)
def test_any_nesting_survives_wrapping_at_the_margin(units: list[Printed]) -> None:
    text = "某市质量管理办法\n\n" + wrapped(units)
    parsed = parse_text(text)
    assert read_back(parsed) == expected(units)
    assert_nothing_is_lost(parsed, text)


@_RANDOM
@given(st.text("第一二条章（）()、.。：；——附件通知办法12\n\t 　ab各局文年月日", max_size=200))
def test_any_text_at_all_is_read_without_losing_a_character(text: str) -> None:
    parsed = parse_text(text)
    assert all(clause.text in parsed.text for clause in parsed.clauses)
    assert len({clause.id for clause in parsed.clauses}) == len(parsed.clauses)
    assert sorted(without_spaces(parsed.text)) == sorted(without_spaces(text))


# Size.


def seconds_for_articles(count: int) -> float:
    text = "".join(
        f"第{number}条 企业应当做到：\n（一）建立质量管理制度并保存记录。\n" for number in range(1, count + 1)
    )
    started = time.process_time()
    parsed = parse_text(text)
    spent = time.process_time() - started
    assert len(parsed.clauses) == 2 * count
    return spent


def test_ten_thousand_articles_are_parsed_within_two_seconds() -> None:
    assert seconds_for_articles(10_000) < 2


@pytest.mark.parametrize("line", ["质量管理" * 6, "（质量管理质量管理", "市场监管局", "甲乙丙"])
def test_ten_thousand_lines_without_a_sentence_end_are_parsed_within_two_seconds(line: str) -> None:
    started = time.process_time()
    parse_text("第一条 甲。\n" + f"{line}\n" * 10_000)
    assert time.process_time() - started < 2


@pytest.mark.slow
def test_a_hundred_thousand_articles_are_parsed_within_ten_seconds() -> None:
    assert seconds_for_articles(100_000) < 10
