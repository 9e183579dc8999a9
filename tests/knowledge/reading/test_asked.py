"""The kind of fact that a question asks for, and the clauses that hold one."""

import time
from dataclasses import replace

import pytest

from knowledge.documents.library import Library
from knowledge.reading.asked import facts_asked

FREE, AWARD = "guangdong-notice.s4.i7.p2", "xiangshan-notice.s6.i2"


def asked(question: str) -> list[str]:
    return [fact.name for fact in facts_asked(question)]


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("评上优秀奖多少钱", ["具体金额"]),
        ("津贴每月多少", ["具体金额"]),
        ("备案几个工作日能办完", ["具体时限"]),
        ("最晚什么时候报上去", ["具体时限"]),
        ("多大年纪不能当", ["年龄"]),
        ("要不要本科", ["学历要求"]),
        ("及格线是多少", ["合格分数"]),
        ("教材多久更新一次", []),
        ("备案找谁", []),
        ("", []),
    ],
)
def test_a_question_asks_for_a_kind_of_fact_or_for_none(question: str, facts: list[str]) -> None:
    assert asked(question) == facts


def test_a_clause_holds_a_fact_or_does_not(shipped: Library) -> None:
    (amount,) = facts_asked("培训多少钱")
    assert amount.is_held_by([shipped.clauses[FREE]])
    assert not amount.is_held_by([shipped.clauses[AWARD]])


@pytest.mark.parametrize("run", ["1", "几", "多", "1 ", "一", "奖"])
def test_a_long_run_is_read_at_once(shipped: Library, run: str) -> None:
    text = (run * 50_000)[:50_000] + "x"
    started = time.process_time()
    assert facts_asked(text) == ()
    (term,) = facts_asked("备案几天")
    assert not term.is_held_by([replace(shipped.clauses[FREE], text=text)])
    assert time.process_time() - started < 1
