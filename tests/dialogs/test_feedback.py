"""有帮助 and 没答对: the next clauses, then a person; what cannot be told is asked back once."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialogs.messages import Choices, Cited, Content, Handoff, MenuTapped, Said
from dialogs.offers import FEEDBACK, QUESTIONS, TOPICS
from dialogs.router import respond
from dialogs.state import Advanced, ConversationState, Judgement
from tests.dialogs.scripted_policy import LIBRARY, PORTS, answered, ports_with, quote, unsure

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
NANTONG = ConversationState(jurisdiction="nantong")
DEGREE, YEARS, TALENT, DUTIES, AWARDS = (
    f"nantong-measures.{place}" for place in ("a5.i3", "a5.i2", "a10", "a12", "a13")
)
SIGNATURE = next(clause.id for clause in LIBRARY.clauses.values() if clause.kind == "meta")
ASKED = ports_with(
    {
        "学历": answered(DEGREE, YEARS, SIGNATURE, DEGREE, TALENT, DUTIES),
        "只有一条": answered(DEGREE),
        "说不清": unsure(YEARS, TALENT, DUTIES),
        "还是说不清": unsure(DEGREE, AWARDS),
    }
)


def talk(*said: str | Content, state: ConversationState = NANTONG, minutes: float = 0) -> list[Advanced]:
    """One turn after the other, numbered as they are when recorded; `minutes` pass before the last."""
    turns: list[Advanced] = []
    for number, content in enumerate(said, start=1):
        now = NOW + timedelta(minutes=minutes if number == len(said) else 0)
        advanced = respond(state, Said(content) if isinstance(content, str) else content, ASKED, now=now)
        state = advanced.state.recorded_as(number)
        turns.append(advanced)
    return turns


def labels(advanced: Advanced) -> list[str]:
    """The choices, of clauses the place alone."""
    place = re.compile(r"第.+条(?:第.款|（.）)?")
    shown = [choice.label for choice in advanced.replies[-1].choices]
    return [found[0] if (found := place.match(label)) else label for label in shown]


@pytest.mark.parametrize("area", [area.code for area in PORTS.policy.jurisdictions])
@pytest.mark.parametrize("asked", [topic.says for topic in QUESTIONS] + ["证书几年有效"])
def test_whatever_the_texts_say_the_reply_ends_with_both_verdicts(area: str, asked: str) -> None:
    advanced = respond(ConversationState(jurisdiction=area), Said(asked), PORTS, now=NOW)
    assert advanced.outcome in {"answered", "partly_stated", "not_stated"}
    assert advanced.replies[-1].choices[-2:] == FEEDBACK
    assert advanced.state.offered[-2:] == FEEDBACK


@pytest.mark.parametrize("words", ["没答对", "3", "不对", "没帮助", "你答非所问啊", "没大对"])
def test_missed_answer_is_followed_by_the_next_two_clauses_not_shown(words: str) -> None:
    *_, missed = talk("学历", words)
    assert labels(missed) == ["第五条（二）", "第十条第一款", "都不是"]
    assert missed.judgement == Judgement(turn=1, verdict="missed")
    assert (missed.outcome, missed.wants_staff) == ("clarify", False)


def test_clause_offered_after_a_missed_answer_is_one_tap_away() -> None:
    *_, picked = talk("学历", "没答对", "2")
    (reply,) = picked.replies
    assert isinstance(reply, Cited)
    assert reply.citations[0].id == TALENT
    assert reply.choices == FEEDBACK


@pytest.mark.parametrize("second", [["没答对"], ["都不是"], ["3"], ["1", "没答对"], ["2", "不对"]])
def test_second_miss_leads_to_a_person_with_the_first_question(second: list[str]) -> None:
    *before, last = talk("学历", "没答对", *second)
    (reply,) = last.replies
    assert isinstance(reply, Handoff)
    assert "“学历”" in reply.text
    assert (last.outcome, last.dialog, last.wants_staff) == ("command", "human", True)
    assert last.judgement == Judgement(turn=len(before), verdict="missed")


def test_missed_answer_that_considered_no_other_clause_is_followed_by_the_nearest() -> None:
    *_, missed = talk("只有一条", "没答对")
    assert len(labels(missed)) == 3
    assert "第五条（三）" not in labels(missed)


def test_missed_answer_with_nothing_beside_it_leads_to_a_person_at_once() -> None:
    first = respond(NANTONG, Said("学历"), ASKED, now=NOW)
    assert first.state.answer is not None
    alone = replace(first.state, answer=replace(first.state.answer, unseen=()))
    missed = respond(alone, Said("没答对"), ASKED, now=NOW)
    assert isinstance(missed.replies[0], Handoff)


def test_helpful_answer_gets_one_line_and_stays_what_is_talked_about() -> None:
    asked, thanked, further = talk("南通要什么学历", "有帮助，谢谢", "那工作年限呢")
    assert len(thanked.replies) == 1
    assert thanked.replies[0].choices == ()
    assert thanked.judgement == Judgement(turn=1, verdict="helpful")
    assert thanked.state.subject == asked.state.subject
    (reply,) = further.replies
    assert isinstance(reply, Cited)
    assert reply.citations[0].id == YEARS


@pytest.mark.parametrize(
    "before",
    [
        [],
        ["学历", "重新开始"],
        ["学历", "你好", "更多", "谢谢"],
        ["学历", MenuTapped("menu"), MenuTapped("menu"), "谢谢"],
        ["学历", "换地区", "广东省"],
    ],
)
def test_miss_without_a_fresh_answer_is_asked_about_and_not_kept(before: list[str | Content]) -> None:
    *_, last = talk(*before, "没答对")
    assert last.replies[0].text.startswith("您说的是哪一个问题？")
    assert (last.judgement, last.wants_staff) == (None, False)


def test_answer_of_half_an_hour_ago_is_no_longer_judged() -> None:
    *_, last = talk("学历", "没答对", minutes=31)
    assert last.judgement is None


def test_answer_may_be_judged_after_a_word_of_thanks() -> None:
    *_, last = talk("学历", "谢谢", "没答对")
    assert last.judgement == Judgement(turn=1, verdict="missed")


class TestInsideADialog:
    OPEN = ("换地区", "南通和相山区对首席质量官学历的要求一样吗")

    def test_digression_is_judged_in_words_for_numbers_answer_the_open_step(self) -> None:
        *_, digression = talk(*self.OPEN)
        assert "“没答对”" in "".join(reply.text for reply in digression.replies if not isinstance(reply, Cited))
        assert "有帮助" not in labels(digression)
        assert [reply.choices for reply in digression.replies[:-1]] == [()] * (len(digression.replies) - 1)

    def test_miss_quotes_the_next_clauses_and_asks_the_open_step_again(self) -> None:
        *_, digression, missed, second = talk(*self.OPEN, "没答对", "不对")
        assert isinstance(missed.replies[0], Cited)
        assert missed.judgement == Judgement(turn=2, verdict="missed")
        assert labels(missed) == labels(digression)
        assert isinstance(second.replies[0], Handoff)
        assert "南通和相山区对首席质量官学历的要求一样吗" in second.replies[0].text
        positions = {advanced.state.position for advanced in (digression, missed, second)}
        assert len(positions) == 1
        assert None not in positions

    def test_helpful_is_thanked_for_and_the_open_step_asked_again(self) -> None:
        *_, digression, thanked = talk(*self.OPEN, "有帮助")
        assert thanked.judgement == Judgement(turn=2, verdict="helpful")
        assert thanked.state.position == digression.state.position
        assert labels(thanked) == labels(digression)

    def test_short_no_is_the_open_steps_unless_an_answer_stands_right_before_it(self) -> None:
        *_, refused = talk(*self.OPEN, "8848", "不对")
        assert refused.judgement is None
        assert refused.state.position is not None
        assert refused.state.position.tries == 2

    def test_verdict_without_a_fresh_answer_is_no_answer_to_the_open_step(self) -> None:
        *_, asked = talk("换地区", "没答对")
        assert asked.state.position is not None
        assert asked.state.position.tries == 0
        assert asked.replies[0].text.startswith("您说的是哪一个问题？")
        assert [reply.choices for reply in asked.replies[:-1]] == [()] * (len(asked.replies) - 1)


class TestAskingBack:
    def test_second_time_unsure_offers_topics_and_a_person_instead(self) -> None:
        first, second = talk("说不清", "还是说不清")
        assert labels(first) == ["第五条（二）", "第十条第一款", "第十二条", "都不是"]
        (reply,) = second.replies
        assert isinstance(reply, Choices)
        assert reply.choices == TOPICS
        assert second.outcome == "clarify"

    def test_answer_between_lets_the_user_be_asked_back_again(self) -> None:
        *_, last = talk("说不清", "学历", "还是说不清")
        assert labels(last) == ["第五条（三）", "第十三条", "都不是"]

    def test_none_of_the_clauses_offers_topics_and_a_person(self) -> None:
        *_, refused, second = talk("说不清", "都不是", "没答对")
        assert refused.replies[0].choices == TOPICS
        assert refused.judgement == Judgement(turn=1, verdict="missed")
        assert "“说不清”" in second.replies[0].text
        assert second.wants_staff

    def test_clause_picked_is_judged_as_the_answer_to_what_was_asked(self) -> None:
        *_, missed, second = talk("说不清", "1", "没答对", "没答对")
        assert labels(missed) == ["第十条第一款", "第十二条", "都不是"]
        assert "“说不清”" in second.replies[0].text

    def test_topic_taken_is_a_question_of_its_own(self) -> None:
        *_, missed = talk("说不清", "还是说不清", "任职条件", "没答对")
        assert not missed.wants_staff

    def test_without_any_clause_near_the_topics_are_offered_at_once(self) -> None:
        ports = ports_with({"说不清": unsure()})
        asked = respond(NANTONG, Said("说不清"), ports, now=NOW)
        assert asked.replies[0].choices == TOPICS


def test_every_clause_is_quoted_first_when_its_choice_is_taken() -> None:
    lost = []
    for clause in LIBRARY.clauses.values():
        if clause.kind not in ("clause", "preamble", "attachment"):
            continue
        offered = respond(NANTONG, Said("说不清"), ports_with({"说不清": unsure(clause.id)}), now=NOW)
        (reply,) = respond(offered.state, Said("1"), PORTS, now=NOW).replies
        if not isinstance(reply, Cited) or reply.citations[0].id != clause.id:
            lost.append(clause.id)
    assert lost == []


def test_area_stands_before_a_clause_where_the_choices_come_from_several() -> None:
    ports = ports_with({"说不清": unsure(YEARS, "guangdong-notice.s4.i7.p1")})
    asked = respond(NANTONG, Said("说不清"), ports, now=NOW)
    assert [choice.label[:2] for choice in asked.replies[0].choices[:2]] == ["南通", "广东"]
    assert quote(YEARS).clause.cite in asked.replies[0].choices[0].label
