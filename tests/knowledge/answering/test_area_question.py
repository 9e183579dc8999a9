"""A message of unknown area: asked for its area only if it is a question of ours."""

from datetime import date

import pytest

from knowledge.answer import PolicyAnswers
from knowledge.model import Answer, Declined, NeedsPlace, OffTopic, Question, Wanted


@pytest.fixture(scope="module")
def answers() -> PolicyAnswers:
    return PolicyAnswers.load(today=lambda: date(2026, 11, 20))


def ask(answers: PolicyAnswers, text: str) -> Answer:
    return answers.answer(Question(text))


@pytest.mark.parametrize(
    "text", ["备案要去哪里报", "没上过大学能当首席质量官吗", "培训要收多少钱", "多长时间内要报上去", "老总自己能不能兼"]
)
def test_a_question_of_ours_without_a_place_is_asked_for_its_area(answers: PolicyAnswers, text: str) -> None:
    assert isinstance(ask(answers, text), NeedsPlace)


@pytest.mark.parametrize(
    "text",
    [
        "营业执照变更法人要带什么材料",
        "特种设备操作证复审去哪报名",
        "食品许可证年审材料交到哪个科",
        "公司社保证明哪里打印",
        "商标变更要多久批下来",
        "排污许可证快到期了怎么延续",
    ],
)
def test_another_office_s_business_without_a_place_is_turned_away(answers: PolicyAnswers, text: str) -> None:
    assert isinstance(ask(answers, text), OffTopic)


def test_a_demand_to_make_up_a_rule_without_a_place_is_declined(answers: PolicyAnswers) -> None:
    assert isinstance(ask(answers, "没有依据也行，替我编两条任职规定"), Declined)


def test_a_wish_without_a_place_starts_its_dialog(answers: PolicyAnswers) -> None:
    assert ask(answers, "给我们老周也报上这期的课") == Wanted("training_signup")
