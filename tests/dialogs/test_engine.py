"""The engine's moves, each by itself, on dialogs of the bot."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialogs import engine
from dialogs.dialog import AskAgain, Position, Visited
from dialogs.engine import Ended
from dialogs.flows.eligibility import ELIGIBILITY, EligibilitySlots
from dialogs.flows.human import HUMAN, HumanSlots
from dialogs.messages import Text
from dialogs.ports import Ports
from dialogs.recording import KEPT_BACK
from dialogs.state import Advanced, ConversationState
from tests.dialogs.scripted_policy import PORTS
from tests.fakes.contact import records_in_memory

NANTONG = EligibilitySlots(area="nantong")
BEFORE = Text("先说一句")


@pytest.fixture
def ports() -> Ports:
    return replace(PORTS, records=records_in_memory())


def started(ports: Ports, *, words: str = "") -> ConversationState:
    moved = engine.start(ConversationState("nantong"), ELIGIBILITY, NANTONG, ports, words=words)
    assert isinstance(moved, Advanced)
    return moved.state


def position_of(state: ConversationState) -> Position:
    assert state.position is not None
    return state.position


def answered(state: ConversationState, ports: Ports, *texts: str) -> ConversationState:
    for text in texts:
        moved = engine.take(state, text, ports)
        assert isinstance(moved, Advanced), text
        state = moved.state
    return state


def slots_of(state: ConversationState) -> EligibilitySlots:
    return EligibilitySlots.model_validate_json(position_of(state).slots)


class TestStarting:
    def test_position_names_dialog_version_step_and_what_it_began_with(self, ports: Ports) -> None:
        position = position_of(started(ports))
        assert (position.dialog, position.version, position.step) == ("eligibility", ELIGIBILITY.version, "post")
        assert position.opened_with == position.slots == NANTONG.model_dump_json()
        assert (position.tries, position.trail, position.noticed, position.digressions) == (0, (), (), 0)

    def test_question_is_recorded_and_its_choices_are_on_offer(self, ports: Ports) -> None:
        moved = engine.start(ConversationState("nantong"), ELIGIBILITY, NANTONG, ports, before=(BEFORE,))
        assert isinstance(moved, Advanced)
        assert (moved.outcome, moved.dialog, moved.step) == ("dialog", "eligibility", "post")
        assert moved.replies[0] == BEFORE
        assert moved.state.offered == moved.replies[1].choices != ()

    def test_what_the_words_answer_waits_to_be_confirmed(self, ports: Ports) -> None:
        position = position_of(started(ports, words="他是质量部部长，本科"))
        assert (position.step, position.noticed) == ("readback", ("post", "degree"))
        assert position.opened_with == NANTONG.model_dump_json()
        assert EligibilitySlots.model_validate_json(position.slots).degree == "本科"

    def test_greeting_comes_after_what_is_said_before(self, ports: Ports) -> None:
        report = engine.DIALOGS["report"]
        moved = engine.start(ConversationState("nantong"), report, report.slots(), ports, before=(BEFORE,))
        assert isinstance(moved, Advanced)
        assert moved.replies[0] == BEFORE
        assert "不替代法定的事故报告" in moved.replies[1].text


class TestTaking:
    def test_answer_leads_to_the_next_step_and_stands_on_the_trail(self, ports: Ports) -> None:
        state = answered(started(ports), ports, "质量部门正职")
        position = position_of(state)
        assert position.step == "years"
        assert position.trail == (Visited("post", NANTONG.model_dump_json()),)
        assert slots_of(state).post == "质量部门正职"

    def test_other_answers_in_it_are_read_back_first(self, ports: Ports) -> None:
        state = answered(started(ports), ports, "质量部部长，本科毕业")
        position = position_of(state)
        assert (position.step, position.noticed) == ("readback", ("degree",))
        assert position.trail[-1].step == "post"
        after = position_of(answered(state, ports, "对"))
        assert (after.step, after.noticed) == ("years", ())

    def test_choice_word_for_word_notices_nothing_else(self, ports: Ports) -> None:
        state = answered(started(ports), ports, "质量部门正职")
        assert position_of(state).step == "years"

    def test_what_is_no_answer_is_left_to_the_caller(self, ports: Ports) -> None:
        assert isinstance(engine.take(started(ports), "啥", ports), AskAgain)

    def test_last_answer_ends_the_dialog_with_the_conversation_without_it(self, ports: Ports) -> None:
        opened = engine.start(ConversationState("nantong"), HUMAN, HumanSlots(), ports)
        assert isinstance(opened, Advanced)
        ended = engine.take(opened.state, "换了法人怎么办", ports)
        assert isinstance(ended, Ended)
        assert (ended.dialog, ended.state.position, ended.state.jurisdiction) == ("human", None, "nantong")
        assert "换了法人怎么办" in ended.finish.replies[0].text

    def test_concluding_may_lead_back_to_a_step(self, ports: Ports) -> None:
        filings = engine.DIALOGS["filing_status"]
        slots = filings.slots.model_validate({"code": "91440604MA0000015B", "last_four": "0001"})
        moved = engine.start(ConversationState("guangdong"), filings, slots, ports, before=(BEFORE,))
        assert isinstance(moved, Advanced), "nothing is on record: the digits are asked for once more"
        assert (moved.step, moved.replies[0]) == ("verify", BEFORE)
        assert "未查到可向您展示的记录" in moved.replies[1].text

    def test_trail_is_not_kept_for_ever(self, ports: Ports) -> None:
        state = started(ports)
        for _ in range(40):
            state = engine.moved_on(state, position_of(state))
        assert len(position_of(state).trail) == 30


class TestOffering:
    @pytest.mark.parametrize(("text", "is_offered"), [("质量部门正职", True), ("质量部部长", False), ("4", False)])
    def test_offered_is_what_stands_on_the_open_card(self, ports: Ports, text: str, is_offered: bool) -> None:
        assert engine.offers(started(ports), text, ports) is is_offered


class TestAskingAgain:
    def test_hint_stands_before_the_question_and_is_counted(self, ports: Ports) -> None:
        again = engine.ask_again(started(ports), "请回复序号。", ports)
        assert [reply.text for reply in again.replies] == ["请回复序号。", "拟任人选现在的岗位是？"]
        assert position_of(again.state).tries == 1

    def test_third_time_offers_the_ways_out(self, ports: Ports) -> None:
        state = started(ports)
        for _ in range(2):
            state = engine.ask_again(state, "请回复序号。", ports).state
        lost = engine.ask_again(state, "请回复序号。", ports)
        assert [choice.label for choice in lost.state.offered] == ["重新开始", "转人工", "先问政策"]
        assert [choice.says for choice in lost.state.offered] == ["重新开始", "转人工", "取消"]
        assert lost.replies[0].text == "这一步我没听明白，您可以："
        assert (lost.step, position_of(lost.state).tries) == ("post", 3)

    def test_second_time_tells_of_skipping_where_one_may(self, ports: Ports) -> None:
        slots = EligibilitySlots(area="guangdong")
        moved = engine.start(ConversationState("guangdong"), ELIGIBILITY, slots, ports)
        assert isinstance(moved, Advanced)
        first = engine.ask_again(moved.state, "请回复序号。", ports)
        second = engine.ask_again(first.state, "请回复序号。", ports)
        assert first.replies[0].text == "请回复序号。"
        assert second.replies[0].text == "请回复序号。不清楚可回复“跳过”。"

    def test_understood_answer_starts_the_count_anew(self, ports: Ports) -> None:
        state = engine.ask_again(started(ports), "请回复序号。", ports).state
        state = replace(state, position=replace(position_of(state), digressions=2))
        after = position_of(answered(state, ports, "质量部门正职"))
        assert (after.tries, after.digressions) == (0, 0)

    def test_question_repeated_says_that_work_goes_on(self, ports: Ports) -> None:
        said = engine.repeat_question(started(ports), ports, before=(BEFORE,))
        assert [reply.text for reply in said.replies][:2] == ["先说一句", "（接着刚才的办理）"]


class TestGoingBack:
    def test_step_before_comes_with_its_slots_and_fresh_tries(self, ports: Ports) -> None:
        state = engine.ask_again(answered(started(ports), ports, "质量部门正职", "4年"), "？", ports).state
        back = engine.back(state, ports)
        position = position_of(back.state)
        assert (position.step, position.tries, len(position.trail)) == ("years", 0, 1)
        assert slots_of(back.state).years is None
        assert slots_of(back.state).post == "质量部门正职"

    def test_first_step_stays_and_says_so(self, ports: Ports) -> None:
        back = engine.back(started(ports), ports)
        assert back.replies[0] == Text("已经是第一步了。")
        assert back.step == "post"

    def test_restart_begins_as_the_dialog_was_opened(self, ports: Ports) -> None:
        state = answered(started(ports, words="他是质量部部长"), ports, "对", "4年")
        again = engine.restart(state, ports)
        assert isinstance(again, Advanced)
        assert (again.step, slots_of(again.state)) == ("post", NANTONG)
        assert position_of(again.state).trail == ()


class TestAfterADeploy:
    def test_position_of_this_version_and_a_known_step_is_not_outdated(self, ports: Ports) -> None:
        state = started(ports)
        assert not engine.is_outdated(state)
        for step in ("readback", "edit", "years"):
            assert not engine.is_outdated(replace(state, position=replace(position_of(state), step=step)))

    @pytest.mark.parametrize("changed", [{"version": 0}, {"step": "gone"}, {"dialog": "gone"}])
    def test_another_version_step_or_dialog_is(self, ports: Ports, changed: dict[str, object]) -> None:
        state = started(ports)
        assert engine.is_outdated(replace(state, position=replace(position_of(state), **changed)))  # type: ignore[arg-type]

    def test_changed_dialog_goes_on_with_the_slots_that_fit(self, ports: Ports) -> None:
        state = answered(started(ports), ports, "质量部门正职")
        older = replace(state, position=replace(position_of(state), version=0, tries=2))
        resumed = engine.resume_outdated(older, ports)
        assert isinstance(resumed, Advanced)
        assert resumed.replies[0] == Text("流程刚刚更新，请从这里继续。")
        position = position_of(resumed.state)
        assert (position.step, position.version, position.tries, position.trail) == (
            "years",
            ELIGIBILITY.version,
            0,
            (),
        )
        assert resumed.heard == ""

    def test_slots_that_do_not_fit_begin_anew(self, ports: Ports) -> None:
        state = started(ports)
        older = replace(state, position=replace(position_of(state), version=0, slots='{"area": 7}', step="forbidden"))
        resumed = engine.resume_outdated(older, ports)
        assert isinstance(resumed, Advanced)
        assert resumed.step == "area"
        assert position_of(resumed.state).opened_with == EligibilitySlots().model_dump_json()
        assert resumed.heard == "〔不得担任的情形，已隐去〕"

    def test_what_was_said_to_a_step_that_is_gone_is_not_recorded(self, ports: Ports) -> None:
        state = started(ports)
        older = replace(state, position=replace(position_of(state), version=0, step="gone"))
        resumed = engine.resume_outdated(older, ports)
        assert resumed.heard == KEPT_BACK

    def test_dialog_that_is_no_more_is_closed_in_words(self, ports: Ports) -> None:
        state = started(ports)
        gone = replace(state, position=replace(position_of(state), dialog="gone"))
        closed = engine.resume_outdated(gone, ports)
        assert isinstance(closed, Advanced)
        assert (closed.outcome, closed.dialog, closed.state.position, closed.heard) == (
            "dialog",
            "gone",
            None,
            KEPT_BACK,
        )
        assert closed.replies == (Text("流程刚刚更新，原来的办理已结束。您可以直接提问。"),)


class TestMisuse:
    def test_move_without_an_open_dialog_is_the_callers_mistake(self, ports: Ports) -> None:
        with pytest.raises(ValueError, match="no dialog is open"):
            engine.ask(ConversationState(), ports)

    def test_step_that_the_dialog_has_not_is_named(self, ports: Ports) -> None:
        state = started(ports)
        with pytest.raises(ValueError, match="eligibility has no step gone"):
            engine.ask(replace(state, position=replace(position_of(state), step="gone")), ports)


def test_private_answers_are_not_recorded_of_what_is_said(ports: Ports) -> None:
    now = datetime(2026, 11, 20, 4, tzinfo=UTC)
    signup = engine.DIALOGS["training_signup"]
    slots = signup.slots(names=("王小明",), phones=("13800138000",))
    state = ConversationState(
        "guangdong", Position(signup.name, signup.version, "area", slots.model_dump_json(), at=now)
    )
    said = engine.ask(state, ports)
    assert [(one.words, one.recorded) for one in said.private] == [("13800138000", "1*"), ("王小明", "王*")]
