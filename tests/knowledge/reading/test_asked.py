"""The kind of fact that a question asks for, and the clauses that hold one."""

import time
from dataclasses import replace

import pytest

from knowledge.documents.library import Library
from knowledge.reading.asked import facts_asked

FREE, AWARD, FILING = "guangdong-notice.s4.i7.p2", "xiangshan-notice.s6.i2", "xiangshan-notice.s3.n1"


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
        ("每年会费怎么收", ["具体金额"]),
        ("优粤卡能享受几年", ["具体时限"]),
        ("人选要在多少日之内报上去", ["具体时限"]),
        ("培训班下一期几号开", ["具体日期"]),
        ("我要报名下一期培训", []),
        ("高层次人才是哪一档", ["等级划分"]),
        ("归哪个级别的部门管", []),
        ("登记表有哪些栏目", ["表格的栏目"]),
        ("备案该填什么表", []),
        ("是不是要百分之八十都设", ["覆盖率"]),
        ("约谈几次才清退", ["具体次数"]),
        ("评选给多少名额", ["具体数量"]),
        ("津贴由谁来出", ["费用由谁承担"]),
        ("直报怎么登录", ["网址"]),
        ("在哪个平台报", ["网址"]),
        ("培训完发什么证", ["证书"]),
        ("放走一批废品赔了几百万，还能请他吗", []),
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


def test_a_word_of_time_without_a_number_is_no_term(shipped: Library) -> None:
    (term,) = facts_asked("几天之内要备案")
    assert "及时" in shipped.clauses[FILING].text
    assert not term.is_held_by([shipped.clauses[FILING]])


@pytest.mark.parametrize("run", ["1", "几", "多", "1 ", "一", "奖"])
def test_a_long_run_is_read_at_once(shipped: Library, run: str) -> None:
    text = (run * 50_000)[:50_000] + "x"
    started = time.process_time()
    assert facts_asked(text) == ()
    (term,) = facts_asked("备案几天")
    assert not term.is_held_by([replace(shipped.clauses[FREE], text=text)])
    assert time.process_time() - started < 1
