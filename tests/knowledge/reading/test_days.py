"""The day whose law a message asks for, and the answer as at that day."""

from datetime import date

import pytest

from knowledge.answer import PolicyAnswers
from knowledge.documents.library import Library
from knowledge.model import Answered, Question
from knowledge.reading.days import day_named

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("2015年的时候要什么学历", date(2015, 12, 31), "要什么学历"),
        ("按2019年3月的规定怎么备案", date(2019, 3, 31), "怎么备案"),
        ("2020年8月1日当时怎么写的", date(2020, 8, 1), "怎么写的"),
        ("修订前的任职条件", date(2020, 8, 27), "的任职条件"),
    ],
)
def test_a_day_is_read_with_what_is_left(shipped: Library, text: str, day: date, rest: str) -> None:
    named = day_named(text, area=("nantong",), library=shipped)
    assert named is not None
    assert (named.day, named.rest) == (day, rest)


@pytest.mark.parametrize("text", ["2024年中型企业要求多少", "到2025年底的目标", "2020年修改了什么", "修订前怎么写"])
def test_a_year_of_something_else_is_no_day(shipped: Library, text: str) -> None:
    assert day_named(text, area=("guangdong",), library=shipped) is None


@pytest.fixture(scope="module")
def answers() -> PolicyAnswers:
    return PolicyAnswers.load(today=lambda: TODAY)


def answered(answers: PolicyAnswers, text: str, as_at: date | None = None) -> Answered:
    answer = answers.answer(Question(text, "nantong", as_at=as_at))
    assert isinstance(answer, Answered), answer
    return answer


def test_a_wording_that_is_not_held_is_said_to_be_missing_and_the_present_one_shown(answers: PolicyAnswers) -> None:
    answer = answered(answers, "2015年的时候要什么学历")
    assert answer.quotes[0].clause.id == "nantong-measures.a5.i3"
    assert "当时的文本本知识库未收录" in answer.remarks[0]
    assert answer.leaves_open == "2015年12月31日适用的条文"


def test_a_day_may_come_with_the_question_and_the_present_needs_no_word(answers: PolicyAnswers) -> None:
    assert answered(answers, "要什么学历", as_at=date(2012, 1, 1)).leaves_open
    assert not answered(answers, "要什么学历", as_at=TODAY).leaves_open
    held = answered(answers, "要什么学历", as_at=date(2022, 5, 1))
    assert held.remarks[0] == "以上是2022年5月1日适用的文本。"
    assert not held.leaves_open
