"""Articles called by their number before a revision."""

import time
from datetime import date

import pytest

from knowledge.answering.composing import Composer
from knowledge.answering.referring import Referrer
from knowledge.documents.library import Library
from knowledge.model import Answered
from knowledge.phrasings import load_phrasings
from knowledge.reading.places import load_gazetteer


@pytest.fixture(scope="module")
def referrer(shipped: Library) -> Referrer:
    gazetteer = load_gazetteer()
    compose = Composer(shipped, load_phrasings(shipped), gazetteer, lambda: date(2025, 6, 1))
    return Referrer(shipped, shipped, gazetteer, compose)


@pytest.mark.parametrize(
    "text", ["原第九条", "原 第 九 条说了什么", "第九条现在是第几条", "九条挪到第几条了", "第九条被移走了"]
)
def test_an_old_number_leads_to_the_article_of_today(referrer: Referrer, text: str) -> None:
    answer = referrer.renumbered(text, "nantong")
    assert isinstance(answer, Answered)
    assert answer.quotes[0].clause.path[0] == "第七条"


@pytest.mark.parametrize("text", ["第九条", "第九条现在还算数吗", "九成改到十成", ""])
def test_no_old_number_is_read_where_none_is_named(referrer: Referrer, text: str) -> None:
    assert referrer.renumbered(text, "nantong") is None


@pytest.mark.parametrize("run", ["一", "1", " ", "第", "第 ", "一 ", "原", "原 "])
def test_a_long_run_is_read_at_once(referrer: Referrer, run: str) -> None:
    text = (run * 50_000)[:50_000] + "x"
    started = time.process_time()
    assert referrer.renumbered(text, "nantong") is None
    assert time.process_time() - started < 1
