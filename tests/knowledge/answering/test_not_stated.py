"""What no text of an area states is never given as answered by a clause that only sounds like it."""

from datetime import date

import pytest

from knowledge.answer import PolicyAnswers
from knowledge.model import Answered, NotStated, Question

ANSWERS = PolicyAnswers.load(today=lambda: date(2026, 11, 20))


@pytest.mark.parametrize(
    ("area", "text", "matter"),
    [
        ("guangdong", "约谈几次就退出", "约谈、警示和退出的具体程序"),
        ("guangdong", "质量安全直报机制从哪个入口登录", "直报的电话和网址"),
        ("guangdong", "入会要交多少会费", "联合性组织的名称和会费"),
        ("nantong", "入库以后每年继续教育多少学时", "具体时限"),
        ("nantong", "要不要开无犯罪证明", "第六条情形由谁认定、如何证明"),
        ("xiangshan", "聘了以后几天之内要备案", "备案的期限和办理时间"),
        ("shenzhen", "怎么申请被认定为高层次人才", "高层次人才认定的申报条件和流程"),
        ("nantong", "外省的文件对我们有没有约束力", "外地文件在本地是否适用"),
    ],
)
def test_a_matter_that_is_open_is_said_to_be_not_stated(area: str, text: str, matter: str) -> None:
    answer = ANSWERS.answer(Question(text, area))
    assert isinstance(answer, NotStated)
    assert answer.matter == matter


@pytest.mark.parametrize(
    ("text", "clause", "left_open"),
    [
        ("打架被拘留过的能不能聘", "a6.i1", "拘留、处分和小差错等是否属于第六条情形"),
        ("酒驾扣过分的能聘吗", "a6.i1", "拘留、处分和小差错等是否属于第六条情形"),
        ("失信被执行人能不能当", "a6.i4", "失信记录是否属于第六条情形"),
    ],
)
def test_what_may_fall_under_a_bar_is_answered_by_the_bar_and_left_open(text: str, clause: str, left_open: str) -> None:
    answer = ANSWERS.answer(Question(text, "nantong"))
    assert isinstance(answer, Answered)
    assert answer.quotes[0].clause.id == f"nantong-measures.{clause}"
    assert answer.leaves_open == left_open


@pytest.mark.parametrize(
    ("area", "text", "thing"),
    [
        ("nantong", "质量官失职会记进个人诚信档案吗", "个人诚信档案"),
        ("xiangshan", "能不能享受尽职免责", "尽职免责"),
        ("xiangshan", "首席质量官可以办优粤卡吗", "优粤卡"),
        ("nantong", "企业聘好人以后，是通过市局报给省市场监管局吗", "向省市场监管局报备"),
    ],
)
def test_a_thing_that_no_text_of_the_area_names_is_not_stated_there(area: str, text: str, thing: str) -> None:
    answer = ANSWERS.answer(Question(text, area))
    assert isinstance(answer, NotStated)
    assert answer.matter == thing


def test_the_same_thing_is_answered_where_a_text_names_it() -> None:
    answer = ANSWERS.answer(Question("质量官失职会记进个人诚信档案吗", "guangdong"))
    assert isinstance(answer, Answered)
    assert answer.quotes[0].clause.id == "guangdong-notice.s4.i13.p1"


def test_a_thing_offered_as_one_of_two_is_not_what_is_asked_for() -> None:
    answer = ANSWERS.answer(Question("人选失职了是约谈，还是记进个人诚信档案", "xiangshan"))
    assert isinstance(answer, Answered)
