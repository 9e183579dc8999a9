"""质量安全直报: what is taken in and what is not, what stays off the record, and the way back by the code."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.flows.report_basis import GROUNDS
from dialogs.messages import Cited, Said
from dialogs.ports.reports import Report
from dialogs.prompts import read_aloud
from dialogs.router import respond
from dialogs.safety import SAFETY
from dialogs.state import Advanced, ConversationState
from tests.dialogs.scripted_policy import LIBRARY, PORTS
from tests.fakes.contact import records_in_memory
from tests.fakes.reports import ReportsInMemory

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
CASE = "11月18日，二号车间，A23批次插座外壳开裂，已发货300箱"
TO_TEXT = ("我要举报", "1", "2")
TO_CARD = (*TO_TEXT, CASE, "跳过", "匿名")


class Chat:
    """One contact's conversation."""

    def __init__(self, area: str = "guangdong") -> None:
        self.state = ConversationState(jurisdiction=area)
        self.reports = ReportsInMemory()
        self.ports = replace(PORTS, records=replace(records_in_memory(), reports=self.reports))
        self.now = NOW

    def say(self, *texts: str, by_voice: bool = False) -> Advanced:
        """The last turn of several messages."""
        for text in texts:
            advanced = respond(self.state, Said(text, by_voice), self.ports, now=self.now)
            self.state = advanced.state
        return advanced

    @property
    def at(self) -> str:
        return f"{self.state.position.dialog}/{self.state.position.step}" if self.state.position else ""

    @property
    def slots(self) -> str:
        assert self.state.position is not None
        return self.state.position.slots

    @property
    def handed_in(self) -> Report:
        (report,) = self.reports.kept.values()
        return report


@pytest.fixture
def chat() -> Chat:
    return Chat()


def words(advanced: Advanced) -> str:
    return "\n".join(map(read_aloud, advanced.replies))


def on_record(advanced: Advanced, said: str) -> str:
    """What transcript and trace hold of a turn."""
    texts = [words(advanced), *(choice.label for reply in advanced.replies for choice in reply.choices)]
    recorded = "\n".join([advanced.heard or said, *texts])
    for one in advanced.private:
        recorded = recorded.replace(one.words, one.recorded)
    return recorded


class TestOpening:
    def test_danger_comes_first_and_no_number_is_promised(self, chat: Chat) -> None:
        said = words(chat.say("我要举报"))
        assert said.startswith(f"{SAFETY}本渠道不替代法定的事故报告。")
        assert "由演示运营单位工作人员转交" in said
        assert "直报的渠道、时限和处理单位，文件未载明。" in said
        assert "110" not in said

    @pytest.mark.parametrize(
        ("area", "clause"),
        [
            ("guangdong", "guangdong-notice.s4.i11.p1"),
            ("shenzhen", "guangdong-notice.s4.i11.p1"),
            ("nantong", "nantong-measures.a14.i1"),
        ],
    )
    def test_clause_that_it_rests_on_is_quoted(self, area: str, clause: str) -> None:
        greeting = Chat(area).say("我要举报").replies[0]
        assert isinstance(greeting, Cited)
        assert [citation.id for citation in greeting.citations] == [clause]

    def test_area_whose_text_has_nothing_is_told_so(self) -> None:
        said = Chat("xiangshan").say("我要举报")
        assert "相山现有文件未载明直报机制。" in words(said)
        assert not any(isinstance(reply, Cited) for reply in said.replies)

    def test_words_of_the_grounds_stand_in_their_clauses(self) -> None:
        assert all(quoted in LIBRARY.clauses[clause].text for clause, quoted in GROUNDS.values())

    @pytest.mark.parametrize("opening", ["电池鼓包还在发货，我要举报", "质量安全直报", "老板逼我放行次品，我要反映"])
    def test_words_that_open_it_are_not_recorded(self, chat: Chat, opening: str) -> None:
        said = chat.say(opening)
        assert (said.dialog, said.step) == ("report", "category")
        assert said.heard == "〔质量安全直报，已隐去〕"

    @pytest.mark.parametrize(
        "said",
        [
            "我要举报，插座外壳开裂",
            "你好，我想匿名举报一家厂",
            "次品混进好的里，我要举报",
            "匿名举报 某厂",
            "举报：漏电",
        ],
    )
    def test_one_who_says_that_he_reports_is_heard_whatever_else_he_says(self, chat: Chat, said: str) -> None:
        opened = chat.say(said)
        assert (opened.dialog, opened.step) == ("report", "category")
        assert opened.heard == "〔质量安全直报，已隐去〕"

    @pytest.mark.parametrize("said", ["我想举报会不会被追责", "举报有没有奖励"])
    def test_question_on_reporting_opens_nothing(self, chat: Chat, said: str) -> None:
        assert chat.say(said).dialog != "report"

    def test_case_that_begins_so_is_taken_as_the_case(self, chat: Chat) -> None:
        told = "我要举报二号车间插座外壳开裂，已经发货三百箱"
        chat.say(*TO_TEXT, told, "跳过", "匿名", "确认")
        assert chat.handed_in.text == told

    def test_nor_are_they_inside_another_dialog(self, chat: Chat) -> None:
        said = chat.say("激励政策查找", "电池鼓包还在发货，我要举报")
        assert (said.dialog, said.step) == ("incentive", "beneficiary")
        assert said.heard == "〔质量安全直报，已隐去〕"
        assert chat.say("2").dialog == "report"


class TestWhatIsTold:
    def test_urgent_one_is_told_whom_to_call_again(self, chat: Chat) -> None:
        assert words(chat.say("我要举报", "1", "1")).startswith(SAFETY)
        assert SAFETY not in words(Chat().say("我要举报", "1", "2"))

    @pytest.mark.parametrize(
        "told",
        [
            CASE,
            "厂里用回收料做婴儿奶瓶，上周发了三百箱，检测报告是改过的",
            "配料里不知道怎么多了工业盐，已经发货三百箱，地区是佛山",
            "这个地区的货都有问题，批次是A23，企业是我们自己",
            "食品厂把过期三个月的原料重新打日期",
            "开裂" * 500,
        ],
    )
    def test_case_is_taken_as_it_is_told(self, chat: Chat, told: str) -> None:
        chat.say(*TO_TEXT, told)
        assert chat.at == "report/enterprise"
        chat.say("跳过", "匿名", "确认")
        assert chat.handed_in.text == told

    def test_case_that_names_another_place_corrects_no_answer(self, chat: Chat) -> None:
        told = "这个地区卖的都是深圳发来的货，插座外壳一碰就裂"
        chat.say(*TO_TEXT, told, "跳过", "匿名", "确认")
        assert (chat.handed_in.area, chat.handed_in.text) == ("guangdong", told)

    @pytest.mark.parametrize("told", ["漏电", "坏了", "12345678901234", "<script>x</script>", "😀" * 20, "插座会漏电"])
    def test_too_little_is_refused_with_an_example(self, chat: Chat, told: str) -> None:
        chat.say(*TO_TEXT)
        before = chat.slots
        assert "至少 10 字" in words(chat.say(told))
        assert (chat.at, chat.slots) == ("report/text", before)

    @pytest.mark.parametrize("length", [1001, 10_000])
    def test_too_much_is_refused_with_its_length_and_not_recorded(self, chat: Chat, length: int) -> None:
        said = chat.say(*TO_TEXT, "裂" * length)
        assert f"您写了 {length} 字，最多 1000 字。" in words(said)
        assert chat.at == "report/text"
        assert "裂裂" not in on_record(said, "裂" * length)

    def test_question_is_answered_and_the_case_asked_again(self, chat: Chat) -> None:
        said = chat.say(*TO_TEXT, "首席质量官的培训要收费吗")
        assert "免费培训" in words(said)
        assert chat.at == "report/text"

    @pytest.mark.parametrize(
        ("number", "stands"),
        [
            ("6222021234567890128", "〔卡号已隐去〕"),
            ("44010619900307123X", "〔身份证号已隐去〕"),
            ("４４０１０６１９９００３０７１２３Ｘ", "〔身份证号已隐去〕"),
        ],
    )
    def test_identity_card_and_bank_numbers_are_taken_out(self, chat: Chat, number: str, stands: str) -> None:
        chat.say(*TO_TEXT, f"{CASE}，收款号是{number}", "跳过", "匿名", "确认")
        assert chat.handed_in.text == f"{CASE}，收款号是{stands}"

    def test_he_is_told_of_a_bank_number(self, chat: Chat) -> None:
        assert "银行卡号一类的号码已为您隐去" in words(chat.say(*TO_TEXT, f"{CASE}，卡号6222021234567890128"))
        assert "已为您隐去" not in words(Chat().say(*TO_TEXT, CASE))

    def test_case_told_after_a_silence_is_not_recorded(self, chat: Chat) -> None:
        chat.say(*TO_TEXT)
        chat.now += timedelta(hours=2)
        told = "老板让我们把不合格的插座混进合格品里发走"
        said = chat.say(told)
        assert chat.at == "report/text"
        assert "还没办完" in words(said)
        assert told not in on_record(said, told)

    def test_case_by_voice_is_echoed_but_not_recorded(self, chat: Chat) -> None:
        chat.say(*TO_TEXT)
        said = chat.say(CASE, by_voice=True)
        assert f"我听到的是：“{CASE}”" in words(said)
        assert CASE not in on_record(said, CASE)


class TestPlaceAndEnterprise:
    def test_known_area_is_not_asked_and_stands_on_the_card(self, chat: Chat) -> None:
        assert "地区：广东" in words(chat.say(*TO_CARD))
        chat.say("确认")
        assert chat.handed_in.area == "guangdong"

    @pytest.mark.parametrize("said", [("武汉市",), ("其他地区", "湖北武汉"), ("6", "湖北武汉")])
    def test_another_place_is_kept_and_marked(self, said: tuple[str, ...]) -> None:
        chat = Chat("")
        chat.say(*TO_TEXT, CASE, *said)
        assert chat.at == "report/enterprise"
        card = words(chat.say("跳过", "匿名"))
        assert f"发生地：{said[-1]}" in card
        assert "外地线索会单独标注" in card
        chat.say("确认")
        assert chat.handed_in.area == said[-1]

    @pytest.mark.parametrize("said", ["跳过", "匿名", "不方便透露", "不透露", "1"])
    def test_enterprise_need_not_be_named(self, chat: Chat, said: str) -> None:
        assert "涉事企业：不透露" in words(chat.say(*TO_TEXT, CASE, said, "匿名"))
        chat.say("确认")
        assert chat.handed_in.enterprise == ""

    def test_named_enterprise_is_kept(self, chat: Chat) -> None:
        chat.say(*TO_TEXT, CASE, "佛山市某某电器厂", "匿名", "确认")
        assert chat.handed_in.enterprise == "佛山市某某电器厂"

    def test_case_that_concerns_the_operator_goes_to_those_above(self, chat: Chat) -> None:
        card = words(chat.say(*TO_TEXT, CASE, "演示运营单位", "匿名"))
        assert "线索涉及演示运营单位自身，请同时向上级主管部门反映。" in card


class TestNamedAndAnonymous:
    def test_anonymous_is_neither_asked_for_consent_nor_for_a_number(self, chat: Chat) -> None:
        assert "匿名后无法向您反馈结果，可凭编号查询。" in words(chat.say(*TO_CARD))
        assert chat.at == "report/confirm"
        chat.say("确认")
        assert chat.handed_in.contact == ""

    @pytest.mark.parametrize("number", ["13800138000", "138 0013 8000", "0757-82345678"])
    def test_named_gives_consent_and_then_a_number_that_is_shown_masked(self, chat: Chat, number: str) -> None:
        chat.say(*TO_TEXT, CASE, "跳过", "实名")
        assert chat.at == "report/consent"
        chat.say("同意")
        assert chat.at == "report/contact"
        card = words(chat.say(number))
        digits = "".join(char for char in number if char.isdigit())
        assert f"联系电话：{digits[0]}{'*' * (len(digits) - 4)}{digits[-3:]}" in card
        assert digits not in card
        chat.say("确认")
        assert chat.handed_in.contact == digits

    def test_consent_refused_makes_it_anonymous(self, chat: Chat) -> None:
        said = chat.say(*TO_TEXT, CASE, "跳过", "实名", "不同意")
        assert "这条线索按匿名提交" in words(said)
        chat.say("确认")
        assert chat.handed_in.contact == ""

    def test_number_is_thought_better_of(self, chat: Chat) -> None:
        chat.say(*TO_TEXT, CASE, "跳过", "实名", "同意", "改成匿名")
        assert chat.at == "report/confirm"

    def test_number_given_before_falls_with_anonymity(self, chat: Chat) -> None:
        chat.say(*TO_TEXT, CASE, "跳过", "实名", "同意", "13800138000", "提交方式改成匿名", "确认")
        assert chat.handed_in.contact == ""

    @pytest.mark.parametrize("number", ["12345", "1380013800", "没有", "随便"])
    def test_wrong_number_is_asked_again(self, chat: Chat, number: str) -> None:
        said = chat.say(*TO_TEXT, CASE, "跳过", "实名", "同意", number)
        assert "请写 11 位手机号" in words(said)
        assert chat.at == "report/contact"


class TestHandingIn:
    def test_card_shows_the_case_in_full_and_the_code_is_given_once(self, chat: Chat) -> None:
        card = words(chat.say(*TO_TEXT, "开裂" * 500, "跳过", "匿名"))
        assert "开裂" * 500 in card
        said = words(chat.say("1"))
        assert "已收到，编号 K7MQ2XWPR2。状态：待分派。回复“直报 K7MQ2XWPR2”可查进度" in said
        assert "编号只显示这一次" in said
        assert chat.handed_in == Report("产品质量安全风险", False, "开裂" * 500, "guangdong")
        assert chat.at == ""

    def test_cancelled_one_is_not_kept(self, chat: Chat) -> None:
        chat.say(*TO_CARD, "取消")
        assert chat.reports.kept == {}

    def test_line_of_the_card_is_changed(self, chat: Chat) -> None:
        said = chat.say(*TO_CARD, "修改")
        assert [choice.label for choice in said.replies[-1].choices][:3] == ["线索类别", "紧急程度", "问题描述"]
        chat.say("3")
        assert chat.at == "report/text"
        chat.say(CASE + "，又发了两百箱", "确认")
        assert chat.handed_in.text.endswith("又发了两百箱")

    def test_fourth_of_a_day_is_refused(self, chat: Chat) -> None:
        for _ in range(3):
            chat.say(*TO_CARD, "确认")
        assert "今天提交的线索已到上限" in words(chat.say(*TO_CARD, "确认"))
        assert len(chat.reports.kept) == 3

    def test_urgent_one_ends_with_whom_to_call(self, chat: Chat) -> None:
        assert words(chat.say("我要举报", "1", "紧急", CASE, "跳过", "匿名", "确认")).endswith(SAFETY)


class TestNothingOnRecord:
    def test_no_turn_records_what_was_told(self, chat: Chat) -> None:
        told = {
            "我要举报，厂里插座开裂": "开裂",
            "3": "履职受阻",
            "1": "正在发生",
            CASE: CASE,
            "佛山市某某电器厂": "某某电器厂",
            "实名": "",
            "同意": "",
            "13800138000": "13800138000",
            "修改": CASE,
            "不改了": CASE,
            "确认": "K7MQ2XWPR2",
            "直报 k7mq2xwpr2": "K7MQ2XWPR2",
        }
        for said in told:
            advanced = chat.say(said)
            recorded = on_record(advanced, said).upper()
            # The choices of a question name every category; which of them was taken is what must not be known.
            hidden = {words for words in told.values() if words and words not in ("履职受阻", "正在发生")}
            assert not [words for words in hidden if words.upper() in recorded], (said, recorded)
        assert chat.at == "report_progress/next"

    @pytest.mark.parametrize("position", [1, 2, 3, 4, 5])
    def test_answers_to_the_choices_are_hidden_on_the_card_and_beside(self, chat: Chat, position: int) -> None:
        advanced = chat.say(*TO_CARD[: position + 1])
        recorded = on_record(advanced, TO_CARD[position])
        assert CASE not in recorded
        if position == len(TO_CARD) - 1:
            assert "产品质量安全风险" not in recorded
            assert "一般情况" not in recorded


class TestFearOfConsequences:
    @pytest.mark.parametrize("asked", ["会不会被追责", "举报了会被报复吗", "我怕被开除怎么办", "上报会不会担责任"])
    @pytest.mark.parametrize("before", [("我要举报",), TO_TEXT, TO_CARD])
    def test_in_guangdong_the_notice_is_quoted_and_what_it_leaves_open(
        self, chat: Chat, asked: str, before: tuple[str, ...]
    ) -> None:
        chat.say(*before)
        at = chat.at
        said = chat.say(asked)
        assert words(said).startswith("通知提出落实“尽职免责”制度，文件未载明具体认定办法。")
        assert isinstance(said.replies[0], Cited)
        assert "尽职免责" in said.replies[0].citations[0].quote
        assert said.outcome == "partly_stated"
        assert chat.at == at

    @pytest.mark.parametrize(("area", "where"), [("nantong", "南通现有"), ("xiangshan", "相山现有"), ("", "当地")])
    def test_elsewhere_nothing_is_stated(self, area: str, where: str) -> None:
        said = Chat(area).say("我要举报", "会不会被追责")
        assert words(said).startswith(f"{where}文件未载明直报后的免责和保护办法。")


class TestProgress:
    @pytest.fixture
    def handed_in(self, chat: Chat) -> Chat:
        chat.say(*TO_CARD, "确认")
        return chat

    @pytest.mark.parametrize(
        "said",
        [
            *("直报 K7MQ2XWPR2", "直报K7MQ2XWPR2", "直报 k7mq2xwpr2", "直报　ｋ７ｍｑ２ｘｗｐｒ２", "直报 K7MQ2 XWPR2"),
            *("直报：k7mq-2xwpr2", "查直报 K7MQ2XWPR2。", "质量安全直报 K7MQ2XWPR2"),
        ],
    )
    def test_code_in_any_spelling_shows_where_it_stands(self, handed_in: Chat, said: str) -> None:
        shown = handed_in.say(said)
        assert words(shown) == "直报 K7MQ2XWPR2：待分派（2026年11月20日起）。"
        assert (shown.dialog, shown.step) == ("report_progress", "next")
        assert shown.heard == "〔直报进度查询，已隐去〕"
        assert "K7MQ2" not in on_record(shown, said)

    @pytest.mark.parametrize("said", ["查一下我上次的直报", "我的直报编号查进度", "查直报进度", "直报进度查询"])
    def test_without_the_code_it_is_asked_for(self, handed_in: Chat, said: str) -> None:
        asked = handed_in.say(said)
        assert (asked.dialog, asked.step) == ("report_progress", "code")
        shown = handed_in.say("k7mq2 xwpr2")
        assert "待分派" in words(shown)
        assert "k7mq2" not in on_record(shown, "k7mq2 xwpr2").casefold()

    @pytest.mark.parametrize(
        "asked", ["直报电话多少", "直报机制有哪些规定", "直报要写什么", "直报", "举报后多久有结果"]
    )
    def test_question_on_reports_does_not_open_it(self, handed_in: Chat, asked: str) -> None:
        assert handed_in.say(asked).dialog != "report_progress"

    @pytest.mark.parametrize("before", [("激励政策查找",), ("任职条件自测",), TO_TEXT, TO_CARD, ("转人工",)])
    def test_from_inside_any_dialog_which_goes_on_afterwards(self, handed_in: Chat, before: tuple[str, ...]) -> None:
        handed_in.say(*before)
        at = handed_in.at
        assert "待分派" in words(handed_in.say("直报 K7MQ2XWPR2"))
        done = handed_in.say("知道了")
        if at != "human/matter":
            assert handed_in.at == at
        assert "K7MQ2" not in on_record(done, "知道了")

    @pytest.mark.parametrize(
        ("state", "said"),
        [("assigned", "已分派，正在处理"), ("feedback", "已有反馈"), ("closed", "已办结"), ("withdrawn", "已撤回")],
    )
    def test_each_state_has_its_words_and_offers_no_withdrawal(self, handed_in: Chat, state: str, said: str) -> None:
        handed_in.reports.states["K7MQ2XWPR2"] = state  # type: ignore[assignment]
        handed_in.reports.feedback = "已请佛山市局核查"
        shown = handed_in.say("直报 K7MQ2XWPR2")
        assert said in words(shown)
        assert "工作人员反馈：已请佛山市局核查" in words(shown)
        assert handed_in.at == ""
        assert "核查" not in on_record(shown, "")
        assert "K7MQ2" not in on_record(shown, "")

    def test_one_that_is_closed_is_shown_inside_another_dialog_off_the_record(self, handed_in: Chat) -> None:
        handed_in.reports.states["K7MQ2XWPR2"] = "closed"
        shown = handed_in.say("激励政策查找", "直报 K7MQ2XWPR2")
        assert "直报 K7MQ2XWPR2：已办结" in words(shown)
        assert handed_in.at == "incentive/beneficiary"
        assert "K7MQ2" not in on_record(shown, "直报 K7MQ2XWPR2")

    def test_it_is_taken_back_while_nobody_works_on_it(self, handed_in: Chat) -> None:
        handed_in.say("直报 K7MQ2XWPR2", "1")
        assert handed_in.at == "report_progress/confirm"
        assert "已撤回" in words(handed_in.say("确认撤回"))
        assert handed_in.reports.states["K7MQ2XWPR2"] == "withdrawn"

    @pytest.mark.parametrize("said", ["撤回直报 K7MQ2XWPR2", "我要撤回直报"])
    def test_wish_to_take_it_back_leads_there(self, handed_in: Chat, said: str) -> None:
        handed_in.say(said)
        if handed_in.at == "report_progress/code":
            handed_in.say("K7MQ2XWPR2")
        assert handed_in.at == "report_progress/confirm"
        handed_in.say("不撤回")
        assert handed_in.reports.states["K7MQ2XWPR2"] == "received"

    def test_one_that_was_assigned_meanwhile_stays(self, handed_in: Chat) -> None:
        handed_in.say("直报 K7MQ2XWPR2", "1")
        handed_in.reports.states["K7MQ2XWPR2"] = "assigned"
        said = handed_in.say("确认撤回")
        assert words(said).startswith("已经有人处理，不能再撤回。")
        assert handed_in.at == ""

    @pytest.mark.parametrize("code", ["ABCDEFGHJK", "K7MQ2X"])
    def test_unknown_code_is_told_so(self, handed_in: Chat, code: str) -> None:
        said = handed_in.say(f"直报 {code}")
        assert "没有查到这个编号" in words(said)
        assert handed_in.at == ""


@settings(max_examples=100, deadline=None)
@given(
    before=st.integers(min_value=0, max_value=len(TO_CARD)),
    texts=st.lists(
        st.text(max_size=60)
        | st.sampled_from(["1", "2", "实名", "同意", "修改", "上一步", "直报 K7MQ2XWPR2", "武汉市"]),
        max_size=4,
    ),
)
def test_whatever_is_typed_is_answered(before: int, texts: list[str]) -> None:
    chat = Chat("")
    chat.say("我要举报", *TO_CARD[1:before])
    for text in texts:
        said = chat.say(text)
        assert said.replies or said.wants_more
