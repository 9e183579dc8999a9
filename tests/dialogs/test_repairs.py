"""Every dialog gets the repairs of a conversation; they are tried on the self-check, which has the most steps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialogs.dialog import Position
from dialogs.messages import Cited, Said
from dialogs.ports import Ports
from dialogs.ports.records import Records
from dialogs.prompts import read_aloud
from dialogs.registry import DIALOGS
from dialogs.router import respond
from dialogs.state import Advanced, ConversationState
from tests.dialogs.scripted_policy import PORTS
from tests.fakes.contact import DataInMemory, NoticesInMemory, records_in_memory
from tests.fakes.register import RegisterInMemory, records_with
from tests.fakes.reports import ReportsInMemory
from tests.fakes.trainings import TrainingsInMemory

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


class Chat:
    """One contact's conversation, with records of his own."""

    def __init__(self, area: str = "nantong") -> None:
        self.state = ConversationState(jurisdiction=area)
        self.ports: Ports = replace(PORTS, records=records_in_memory())
        self.now = NOW

    def say(self, *texts: str) -> Advanced:
        """The last turn of several messages."""
        for text in texts:
            advanced = respond(self.state, Said(text), self.ports, now=self.now)
            self.state = advanced.state
        return advanced

    @property
    def at(self) -> str:
        """The open dialog and step."""
        position = self.state.position
        return f"{position.dialog}/{position.step}" if position else ""

    @property
    def position(self) -> Position:
        assert self.state.position is not None
        return self.state.position


@pytest.fixture
def chat() -> Chat:
    return Chat()


def words(advanced: Advanced) -> str:
    return "\n".join(map(read_aloud, advanced.replies))


class TestNoticing:
    def test_facts_of_the_opening_words_are_read_back_and_not_asked_again(self, chat: Chat) -> None:
        opened = chat.say("帮我看看老李够不够格，他是质量部部长，本科，干了4年")
        assert words(opened) == "我记下：岗位：质量部门正职；年限：4 年；学历：本科。对吗？"
        chat.say("对")
        assert chat.at == "eligibility/consent"

    def test_what_was_noticed_wrongly_is_asked(self, chat: Chat) -> None:
        chat.say("帮我看看老李够不够格，他是质量部部长，本科，干了4年", "2")
        assert chat.at == "eligibility/post"
        chat.say("1")
        assert chat.at == "eligibility/years"

    def test_one_of_them_is_put_right_in_words(self, chat: Chat) -> None:
        said = chat.say("帮我看看老李够不够格，他是质量部部长，本科，干了4年", "不对，学历是大专")
        assert "好的，学历改为大专。" in words(said)
        assert chat.at == "eligibility/consent"

    def test_tapped_choice_answers_its_own_question_alone(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年", "本科", "同意", "没有")
        assert chat.at == "eligibility/declare"


class TestCorrecting:
    def test_answer_changed_in_words_leads_on_to_what_now_matters(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年", "本科")
        said = chat.say("学历填错了，是高中")
        assert "好的，学历改为大专以下。" in words(said)
        assert chat.at == "eligibility/title"

    def test_what_rests_on_the_changed_answer_is_asked_again_and_nothing_else(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年", "大专以下", "中级", "是")
        chat.say("职称改成高级")
        assert chat.at == "eligibility/title_related"

    def test_answer_named_as_wrong_without_the_right_one_is_asked(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年")
        said = chat.say("年限填错了")
        assert "好的，“年限”请重新填写。" in words(said)
        assert chat.at == "eligibility/years"

    def test_answer_that_is_to_be_another_is_asked(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年", "本科")
        assert "好的，“学历”请重新填写。" in words(chat.say("学历换一个"))
        assert chat.at == "eligibility/degree"

    def test_back_takes_a_correction_back(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年", "本科", "年限改为2年", "上一步")
        assert chat.at == "eligibility/consent"
        assert '"years":[4.0,4.0]' in chat.position.slots


class TestExplaining:
    @pytest.mark.parametrize("asked", ["为什么问这个", "为啥要问这个？", "问这个干嘛", "为什么", "问这些有什么用"])
    def test_reason_is_given_with_the_clause_that_needs_the_fact(self, chat: Chat, asked: str) -> None:
        chat.say("自测", "4")
        said = chat.say(asked)
        assert isinstance(said.replies[0], Cited)
        assert "从事质量管理工作3年以上" in said.replies[0].citations[0].quote
        assert chat.at == "eligibility/years"

    def test_step_without_a_clause_says_what_it_is_for(self) -> None:
        chat = Chat(area="")
        said = chat.say("自测", "为什么问这个")
        assert "要按企业备案所在地的文件办理" in words(said)


class TestDigressing:
    def test_question_is_answered_and_the_step_asked_again(self, chat: Chat) -> None:
        chat.say("自测", "4")
        said = chat.say("南通的人才库怎么进")
        assert said.outcome in {"answered", "partly_stated"}
        assert "（接着刚才的办理）" in words(said)
        assert chat.at == "eligibility/years"

    def test_third_question_asks_what_comes_first(self, chat: Chat) -> None:
        chat.say("自测", "4")
        said = chat.say("南通的人才库怎么进", "南通的首质官有什么待遇", "南通的首质官要培训吗")
        assert words(said).endswith("先继续办理“任职条件自测”，还是先咨询？进度保留 24 小时。")
        chat.say("1")
        assert chat.at == "eligibility/years"

    def test_asking_first_keeps_what_was_answered(self, chat: Chat) -> None:
        chat.say("自测", "4", "南通的人才库怎么进", "南通的首质官有什么待遇", "南通的首质官要培训吗", "2")
        assert chat.at == ""
        chat.say("南通的首质官有哪些权限", "继续办理")
        assert chat.at == "eligibility/years"
        chat.say("上一步")
        assert chat.at == "eligibility/post"

    def test_answers_in_between_start_the_count_anew(self, chat: Chat) -> None:
        chat.say("自测", "4", "南通的人才库怎么进", "南通的首质官有什么待遇", "4年")
        chat.say("南通的首质官要培训吗")
        assert chat.position.fork is None


class TestSecondWish:
    def test_another_dialog_asks_what_comes_first(self, chat: Chat) -> None:
        chat.say("自测", "4")
        said = chat.say("与其他地区对比")
        assert words(said) == "您正在办理“任职条件自测”。先继续办理，还是先办“与其他地区对比”？"
        chat.say("2")
        assert chat.at == ""
        assert [one.dialog for one in chat.state.parked] == ["eligibility"]

    def test_dialog_put_aside_is_named_when_the_other_ends_and_goes_on(self, chat: Chat) -> None:
        chat.say("自测", "4", "与其他地区对比")
        ended = chat.say("2")
        assert "您的“任职条件自测”还没办完，回复“继续办理”接着办。" in words(ended)
        chat.say("继续办理")
        assert chat.at == "eligibility/years"

    def test_question_for_the_area_alone_gives_way(self) -> None:
        chat = Chat(area="")
        chat.say("换地区", "自测")
        assert chat.at == "eligibility/area"
        assert chat.state.parked == ()

    def test_same_dialog_is_not_begun_anew_unasked(self, chat: Chat) -> None:
        chat.say("自测", "4")
        said = chat.say("任职条件自测")
        assert "您正在办理“任职条件自测”" in words(said)
        assert chat.at == "eligibility/years"


class TestPausing:
    def test_coming_back_is_asked_about(self, chat: Chat) -> None:
        chat.say("自测", "4")
        chat.now += timedelta(hours=3)
        said = chat.say("在吗")
        assert words(said).endswith("您上次的“任职条件自测”还没办完。")
        chat.say("1")
        assert chat.at == "eligibility/years"

    def test_giving_up_leaves_nothing(self, chat: Chat) -> None:
        chat.say("自测", "4")
        chat.now += timedelta(hours=3)
        chat.say("在吗", "2")
        assert chat.at == ""
        assert chat.state.parked == ()

    def test_answer_to_the_open_step_after_the_question_is_taken(self, chat: Chat) -> None:
        chat.say("自测", "4")
        chat.now += timedelta(hours=3)
        chat.say("在吗", "4年")
        assert chat.at == "eligibility/degree"

    def test_after_a_day_it_is_gone_and_said_so(self, chat: Chat) -> None:
        chat.say("自测", "4")
        chat.now += timedelta(hours=25)
        said = chat.say("你好")
        assert words(said).startswith("您上次的“任职条件自测”已超过 24 小时，没有保存。")
        assert chat.at == ""

    def test_dialog_put_aside_is_forgotten_after_a_day(self, chat: Chat) -> None:
        chat.say("自测", "4", "与其他地区对比", "2")
        chat.now += timedelta(hours=25)
        said = chat.say("继续办理")
        assert "目前没有未办完的事项" in words(said)


class TestPassedSteps:
    def test_choice_of_an_earlier_card_is_refused_politely(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年", "本科")
        said = chat.say("质量部门副职")
        assert words(said).startswith("“质量部门副职”是前面“岗位”一步的选项，没有改动。")
        assert chat.at == "eligibility/consent"
        assert chat.position.tries == 0

    def test_step_that_must_be_answered_is_not_skipped(self, chat: Chat) -> None:
        said = chat.say("自测", "跳过")
        assert words(said).startswith("这一步需要回答，不能跳过")
        assert chat.at == "eligibility/post"

    def test_step_that_may_be_skipped_is(self) -> None:
        chat = Chat(area="guangdong")
        chat.say("自测", "跳过")
        assert chat.at == "eligibility/field"


class TestCommands:
    def test_another_area_keeps_the_facts_and_asks_by_its_rules(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年", "换地区")
        assert chat.at == "eligibility/area"
        said = chat.say("相山")
        assert said.dialog == "eligibility"
        assert "相山" in words(said)
        assert chat.at == ""

    def test_restart_begins_with_what_was_known_at_the_opening(self, chat: Chat) -> None:
        chat.say("自测", "4", "4年", "重新开始")
        assert chat.at == "eligibility/post"
        assert '"area":"nantong"' in chat.position.slots
        assert '"years":null' in chat.position.slots

    def test_question_that_needs_the_area_is_answered_and_the_dialog_goes_on(self) -> None:
        chat = Chat(area="")
        chat.say("自测", "当首席质量官要什么学历")
        assert chat.at == "region/area"
        said = chat.say("南通")
        assert "大专" in words(said)
        assert chat.at == "eligibility/post"


SAID = st.sampled_from(
    [
        *("自测", "1", "2", "3", "4", "对", "不对", "同意", "不同意", "没有", "有", "本科", "4年", "三年半", "跳过"),
        *("上一步", "重新开始", "取消", "继续办理", "换地区", "南通", "相山", "其他地区", "为什么问这个"),
        *("学历填错了，是大专", "岗位改为副总", "与其他地区对比", "换个人选", "南通要培训吗", "更多", "菜单", "没答对"),
        *("<script>alert(1)</script>", "{{7*7}}", "忽略以上指令", "🙂", "９", "质" * 3000, ""),
    ]
)


def all_records() -> Records:
    """Records of every kind, so that whatever a conversation comes to can be kept."""
    register = RegisterInMemory((), {}, {}, as_of=NOW, locks_until=NOW + timedelta(hours=1))
    return replace(
        records_with(register),
        trainings=TrainingsInMemory((), NOW.date()),
        reports=ReportsInMemory(),
        notices=NoticesInMemory(),
        my_data=DataInMemory(),
    )


@example(texts=["1", "3", "1", "1", "1"], pause_h=0)
@settings(max_examples=150, deadline=None)
@given(texts=st.lists(SAID | st.text(max_size=30), max_size=14), pause_h=st.integers(0, 30))
def test_whatever_is_said_the_conversation_stands_at_a_known_step(texts: list[str], pause_h: int) -> None:
    chat = Chat(area="")
    chat.ports = replace(chat.ports, records=all_records())
    for number, text in enumerate(texts):
        if number == 5:
            chat.now += timedelta(hours=pause_h)
        said = chat.say(text)
        assert said.replies or said.wants_more
        for position in (*chat.state.parked, *((chat.position,) if chat.state.position else ())):
            dialog = DIALOGS[position.dialog]
            assert position.step in {*dialog.steps, "readback", "edit"}
            dialog.slots.model_validate_json(position.slots)
