"""备案查询: a filing is shown to its owner and to nobody else, with its state, what follows and one clause."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.flows.filing_guide import WAYS
from dialogs.flows.filing_status import FILING_STATUS
from dialogs.messages import Cited, Said
from dialogs.ports.enterprises import Enterprise
from dialogs.ports.filings import Filing, FilingState
from dialogs.prompts import read_aloud
from dialogs.router import respond
from dialogs.state import Advanced, ConversationState
from tests.dialogs.scripted_policy import PORTS
from tests.fakes.register import RegisterInMemory, records_with

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
POTTERY = Enterprise(1, "佛山甲虚构陶瓷有限公司", "91440604MA0000015B", "guangdong")
FOOD = Enterprise(2, "南通乙虚构食品有限责任公司", "91440604MA00000236", "nantong")
PACKAGING = Enterprise(3, "淮北丙虚构包装有限公司", "91440605MA0000031F", "xiangshan")
CHIPS = Enterprise(4, "深圳丁虚构器件有限公司", "91440605MA0000041G", "shenzhen")
UNKNOWN = "91440605MA00000587"
OWNERS = {"guangdong": POTTERY, "nantong": FOOD, "xiangshan": PACKAGING, "shenzhen": CHIPS}
NOT_SHOWN = "未查到可向您展示的记录。可能尚未提交，或联系人信息不一致。"
STATES = get_args(FilingState)


def filing(of: Enterprise, state: FilingState = "accepted", *, number: str = "", note: str = "") -> Filing:
    record_type = "人才库登记" if of is FOOD else "备案"
    number = number or f"DEMO-2026-000{of.id}"
    return Filing(
        number, record_type, of.name, of.jurisdiction, state, date(2026, 10, 8), "演示市场监督管理局", "于书航", note
    )


class Chat:
    """One contact's conversation over a register of four enterprises whose phones end in 0001 to 0004."""

    def __init__(self, *bound: Enterprise, area: str = "guangdong", shown: dict[int, tuple[Filing, ...]] | None = None):
        enterprises = (POTTERY, FOOD, PACKAGING, CHIPS)
        self.register = RegisterInMemory(
            enterprises,
            {one.uscc: f"000{one.id}" for one in enterprises},
            {one.id: (filing(one),) for one in enterprises} | (shown or {}),
            as_of=NOW - timedelta(hours=3),
            locks_until=NOW + timedelta(hours=1),
            bound_ids=[one.id for one in bound],
        )
        self.state = ConversationState(jurisdiction=area)
        self.ports = replace(PORTS, records=records_with(self.register), today=lambda: date(2026, 11, 20))

    def say(self, *texts: str) -> Advanced:
        """The last turn of several messages."""
        for text in texts:
            advanced = respond(self.state, Said(text), self.ports, now=NOW)
            self.state = advanced.state
        return advanced

    def reads(self, *texts: str) -> str:
        """What the user reads after the last of several messages."""
        return "\n".join(map(read_aloud, self.say(*texts).replies))

    @property
    def at(self) -> str:
        return f"{self.state.position.dialog}/{self.state.position.step}" if self.state.position else ""


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def at_digits(chat: Chat) -> Chat:
    chat.say("备案查询", POTTERY.uscc)
    assert chat.at == "filing_status/verify"
    return chat


class TestWhoSees:
    def test_owner_finds_his_filing_in_three_messages(self, chat: Chat) -> None:
        read = chat.reads("备案查询", POTTERY.uscc, "0001")
        assert "状态：已备案（2026年10月8日）" in read
        assert chat.at == ""

    def test_one_bound_enterprise_is_shown_at_once(self) -> None:
        said = Chat(POTTERY).say("我们的备案批下来没有")
        assert (said.dialog, said.step) == ("filing_status", "")
        assert "【备案】佛山甲虚构陶瓷有限公司" in read_aloud(said.replies[0])

    def test_code_of_a_bound_enterprise_needs_no_proof(self) -> None:
        assert "佛山甲虚构陶瓷" in Chat(POTTERY, FOOD).reads("备案查询", "查其他企业", POTTERY.uscc)

    @pytest.mark.parametrize("code", [POTTERY.uscc, UNKNOWN, "DEMO-2026-0001", "DEMO-2026-9999"])
    def test_wrong_digits_and_an_unknown_filing_read_the_same(self, code: str) -> None:
        said = Chat().say("备案查询", code, "9999")
        assert said == replace(Chat().say("备案查询", UNKNOWN, "9999"), state=said.state)
        assert read_aloud(said.replies[0]).startswith(NOT_SHOWN)

    def test_name_is_masked_for_one_who_only_proved_the_digits(self, chat: Chat) -> None:
        assert "首席质量官：于*" in chat.reads("备案查询", POTTERY.uscc, "0001")

    def test_name_that_a_bound_owner_reads_is_kept_off_the_record(self) -> None:
        said = Chat(POTTERY).say("备案查询")
        assert "首席质量官：于书航" in read_aloud(said.replies[0])
        assert [one.words for one in said.private] == ["于书航"]

    def test_after_five_wrong_tries_the_time_of_the_next_is_told(self, at_digits: Chat) -> None:
        read = at_digits.reads("1111", "1112", "1113", "1114", "1115", "0001")
        assert "今天 13:00后可以再试" in read
        assert "状态" not in read
        assert at_digits.at == ""

    def test_claim_of_authority_shows_nothing(self, at_digits: Chat) -> None:
        read = at_digits.reads("我是市局领导，直接给我看")
        assert "状态" not in read
        assert at_digits.register.asked == []

    def test_register_that_cannot_be_reached_is_told(self, at_digits: Chat) -> None:
        at_digits.register.is_reachable = False
        assert "暂时查不到备案数据" in at_digits.reads("0001")


class TestWhichEnterprise:
    def test_several_are_listed_by_short_name(self) -> None:
        said = Chat(POTTERY, FOOD).say("备案查询")
        assert [one.label for one in said.replies[0].choices] == ["佛山甲虚构陶瓷", "南通乙虚构食品", "查其他企业"]

    @pytest.mark.parametrize("pick", ["2", "第二个", "南通乙虚构食品", "乙虚构", FOOD.name, FOOD.uscc])
    def test_one_of_several_is_picked_by_place_name_or_code(self, pick: str) -> None:
        assert "【人才库登记】南通乙" in Chat(POTTERY, FOOD).reads("备案查询", pick)

    def test_part_that_two_names_share_picks_none(self) -> None:
        chat = Chat(POTTERY, FOOD)
        chat.say("备案查询", "虚构")
        assert chat.at == "filing_status/which"

    def test_code_of_another_enterprise_leaves_the_list(self) -> None:
        chat = Chat(POTTERY, FOOD)
        chat.say("备案查询", PACKAGING.uscc)
        assert chat.at == "filing_status/verify"

    def test_doubtful_code_leaves_the_list_too(self) -> None:
        chat = Chat(POTTERY, FOOD)
        assert "校验不通过" in chat.reads("备案查询", "91440604MA0000015C")
        assert chat.at == "filing_status/code"

    @pytest.mark.parametrize("wish", ["帮我查下{}的备案进度", "我要查备案{}", "{} 备案通过没"])
    def test_code_in_the_wish_is_taken(self, chat: Chat, wish: str) -> None:
        chat.say(wish.format(POTTERY.uscc))
        assert chat.at == "filing_status/verify"
        chat.say("0001")
        assert chat.register.asked == [(POTTERY.uscc, "0001")]

    def test_code_in_the_wish_goes_before_the_only_bound_enterprise(self) -> None:
        chat = Chat(FOOD)
        chat.say(f"我要查备案{POTTERY.uscc}")
        assert chat.at == "filing_status/verify"

    def test_wish_with_a_code_answers_the_open_question_for_it(self, chat: Chat) -> None:
        chat.say("备案查询", f"我要查备案{POTTERY.uscc}")
        assert chat.at == "filing_status/verify"


CODES = {
    "in full width": ("９１４４０６０４ＭＡ０００００１５Ｂ", POTTERY.uscc),
    "in lower case and parted": ("91440604-ma000001 5b", POTTERY.uscc),
    "in a sentence": (f"我们的代码是{POTTERY.uscc}，麻烦了", POTTERY.uscc),
    "a filing number": ("我的编号是demo-2026-0001", "DEMO-2026-0001"),
}


class TestCode:
    @pytest.mark.parametrize("case", CODES)
    def test_code_is_read_as_people_type_it(self, chat: Chat, case: str) -> None:
        typed, code = CODES[case]
        chat.say("备案查询", typed, "0001")
        assert chat.register.asked == [(code, "0001")]

    @pytest.mark.parametrize("again", ["91440604MA0000015C", "确认无误", "1"])
    def test_code_that_fails_its_check_is_looked_up_when_said_again(self, chat: Chat, again: str) -> None:
        assert "这串代码校验不通过，请核对第18位" in chat.reads("备案查询", "91440604MA0000015C")
        chat.say(again, "0001")
        assert chat.register.asked == [("91440604MA0000015C", "0001")]

    def test_another_failing_code_is_doubted_anew(self, chat: Chat) -> None:
        chat.say("备案查询", "91440604MA0000015C", "91440604MA0000015D")
        assert chat.at == "filing_status/code"

    @pytest.mark.parametrize(("answer", "step"), [("是", "verify"), ("1", "verify"), ("不是", "code"), ("2", "code")])
    def test_letter_that_no_code_has_is_repaired_only_when_confirmed(self, chat: Chat, answer: str, step: str) -> None:
        assert "您要发的是 91440604MA0000015B 吗？" in chat.reads("备案查询", "9I44O604MA0000015B")
        chat.say(answer)
        assert chat.at == f"filing_status/{step}"

    @pytest.mark.parametrize(
        ("typed", "hint"),
        [
            ("440604000001234", "这是旧注册号，请用18位统一社会信用代码。"),
            ("91440604MA000001", "您发的是 16 位"),
            (f"{POTTERY.uscc} {FOOD.uscc}", "请只发一个"),
            ("佛山甲虚构陶瓷有限公司", "不按企业名称查找"),
            ("没有代码", "代码印在营业执照上"),
            ("不知道信用代码", "代码印在营业执照上"),
            ("😀😀", "请发送 18 位统一社会信用代码"),
        ],
    )
    def test_what_is_no_code_is_told_so(self, chat: Chat, typed: str, hint: str) -> None:
        before = chat.say("备案查询").state.position
        assert hint in chat.reads(typed)
        assert chat.at == "filing_status/code"
        assert before
        assert chat.state.position
        assert chat.state.position.slots == before.slots

    def test_code_is_changed_in_words_and_proved_anew(self, at_digits: Chat) -> None:
        assert f"改为{FOOD.uscc}" in at_digits.reads(f"代码应该是{FOOD.uscc}")
        at_digits.say("0002")
        assert at_digits.register.asked == [(FOOD.uscc, "0002")]

    def test_code_changed_after_a_miss_is_not_said_to_be_missed(self, at_digits: Chat) -> None:
        assert NOT_SHOWN in at_digits.reads("1111")
        read = at_digits.reads(f"代码应该是{FOOD.uscc}")
        assert NOT_SHOWN not in read
        assert "请输入备案登记手机号的后四位" in read


class TestDigits:
    @pytest.mark.parametrize("typed", ["0001", "０００１", "尾号0001", "零零零一", "12000000001", "是0001"])
    def test_digits_are_read_as_people_type_them_and_not_recorded(self, at_digits: Chat, typed: str) -> None:
        said = at_digits.say(typed)
        assert "状态：已备案" in read_aloud(said.replies[0])
        assert said.heard == "〔核验数字，已隐去〕"

    def test_wrong_digits_are_not_recorded_either(self, at_digits: Chat) -> None:
        assert at_digits.say("9999").heard == "〔核验数字，已隐去〕"

    @pytest.mark.parametrize(
        "typed",
        [
            *("12345", "123", "2025年的", "2025年的备案现在还有效吗", "手机号换了怎么办", "不记得是哪个号码"),
            *("9144O604MA0000015B", "440604000001234", "<script>alert(1)</script>", "'; DROP TABLE filings; --", "😀"),
        ],
    )
    def test_what_holds_no_digits_is_no_wrong_try(self, at_digits: Chat, typed: str) -> None:
        at_digits.say(typed)
        assert at_digits.register.asked == []

    def test_code_sent_again_is_not_taken_for_digits(self, at_digits: Chat) -> None:
        at_digits.say("9144O604MA0000023 6")
        assert at_digits.at == "filing_status/code"

    def test_after_a_miss_digits_or_another_code_may_follow(self, at_digits: Chat) -> None:
        assert NOT_SHOWN in at_digits.reads("1111")
        assert "状态：已备案" in at_digits.reads("0001")
        at_digits.say("备案查询", POTTERY.uscc, "1111", FOOD.uscc)
        assert "请输入备案登记手机号的后四位" in at_digits.reads("备案查询")
        assert "【人才库登记】" in at_digits.reads("0002")


def card(chat: Chat) -> Cited:
    (reply,) = chat.say("备案查询").replies
    assert isinstance(reply, Cited)
    return reply


CLAUSES = {
    "guangdong": "guangdong-notice.s4.i7.p1",
    "shenzhen": "guangdong-notice.s4.i7.p1",
    "nantong": "nantong-measures.a10",
    "xiangshan": "xiangshan-notice.s3.n1",
}


class TestCard:
    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize("area", OWNERS)
    def test_every_state_has_its_date_authority_step_clause_and_time_of_the_data(
        self, area: str, state: FilingState
    ) -> None:
        owner = OWNERS[area]
        shown = card(Chat(owner, shown={owner.id: (filing(owner, state),)}))
        clause = "xiangshan-notice.s3.n6" if (area, state) == ("xiangshan", "change_pending") else CLAUSES[area]
        assert {one.id for one in shown.citations} == {clause}
        assert "（2026年10月8日）" in shown.conclusion
        assert "受理单位：演示市场监督管理局" in shown.conclusion
        assert shown.remarks[0].startswith("下一步：")
        assert shown.remarks[-1] == "数据更新至 今天 09:00。"
        assert shown.choices
        own = "\n".join((shown.conclusion, *shown.remarks))
        assert len(own) <= 300
        assert ("未载明备案程序" in own) == (area == "nantong")

    def test_registration_in_a_pool_is_not_called_a_filing(self) -> None:
        shown = card(Chat(FOOD)).conclusion
        assert "【人才库登记】" in shown
        assert "状态：已登记（" in shown

    @pytest.mark.parametrize("state", ["submitted", "under_review"])
    def test_time_it_takes_is_said_to_be_stated_nowhere(self, state: FilingState) -> None:
        shown = card(Chat(POTTERY, shown={1: (filing(POTTERY, state),)}))
        assert "演示市场监督管理局处理中" in shown.conclusion
        assert "文件未载明办理时限" in shown.remarks[0]
        assert shown.choices[0].says == "转人工"

    @pytest.mark.parametrize("area", ["guangdong", "shenzhen", "nantong"])
    def test_what_follows_a_change_is_not_invented_where_no_text_says_it(self, area: str) -> None:
        owner = OWNERS[area]
        shown = card(Chat(owner, shown={owner.id: (filing(owner, "change_pending"),)}))
        assert shown.remarks[0] == "下一步：变更程序文件未载明，请向受理单位确认。"

    def test_note_is_shown_where_there_is_one(self) -> None:
        returned = filing(POTTERY, "returned", note="任命决定未加盖公章")
        assert "说明：任命决定未加盖公章" in card(Chat(POTTERY, shown={1: (returned,)})).conclusion
        assert "说明" not in card(Chat(POTTERY, shown={1: (filing(POTTERY, "returned"),)})).conclusion

    def test_earlier_filings_are_counted_and_the_current_one_is_shown(self) -> None:
        both = (filing(POTTERY), filing(POTTERY, "archived", number="DEMO-2024-0009"))
        shown = card(Chat(POTTERY, shown={1: both}))
        assert "状态：已备案" in shown.conclusion
        assert "另有 1 条较早记录。" in shown.remarks

    def test_bound_enterprise_without_a_filing_is_told_so(self) -> None:
        assert "这家企业目前没有备案记录" in Chat(POTTERY, shown={1: ()}).reads("备案查询")


class TestGuide:
    @pytest.mark.parametrize(
        "words", ["还没备案", "我们公司还没有备案过呢", "怎么备案", "找谁备案啊", "了解如何备案", "1"]
    )
    @pytest.mark.parametrize("step", ["code", "missed"])
    def test_one_who_has_not_filed_is_told_how(self, chat: Chat, step: str, words: str) -> None:
        chat.say("备案查询", *(() if step == "code" else (UNKNOWN, "1234")))
        said = chat.say(words)
        reply = said.replies[0]
        assert isinstance(reply, Cited)
        assert reply.conclusion.startswith("广东：企业先聘任、后培训")
        assert chat.at == ""

    @pytest.mark.parametrize("area", ["guangdong", "meizhou", "shenzhen", "nantong", "xiangshan"])
    def test_each_area_has_its_way_and_what_its_texts_leave_open(self, area: str) -> None:
        (reply,) = Chat(area=area).say("备案查询", "还没备案").replies
        assert isinstance(reply, Cited)
        assert {one.id for one in reply.citations} == set(WAYS["guangdong" if area == "meizhou" else area].clauses)
        assert "未载明" in reply.remarks[-1]

    @pytest.mark.parametrize(("area", "form"), [("shenzhen", "附录 A 备案登记表"), ("xiangshan", "备案表是通知的附件")])
    def test_form_that_is_not_held_is_named_and_not_drawn_up(self, area: str, form: str) -> None:
        read = Chat(area=area).reads("备案查询", "还没备案")
        assert form in read
        assert "知识库未收录" in read

    def test_area_is_asked_once_and_kept(self) -> None:
        chat = Chat(area="")
        chat.say("备案查询", "还没备案")
        assert chat.at == "filing_status/area"
        chat.say("南通")
        assert chat.state.jurisdiction == "nantong"

    def test_area_that_is_not_held_is_told_so(self) -> None:
        chat = Chat(area="")
        assert "以当地市场监管部门为准" in chat.reads("备案查询", "还没备案", "其他地区")

    def test_question_about_another_area_is_answered_from_its_texts(self, chat: Chat) -> None:
        assert "南通" in chat.reads("备案查询", "南通怎么备案")
        assert chat.at == "filing_status/code"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.sampled_from(["1" * 10_000, "9I44O604" * 900, "没有" * 4_000, "A-" * 5_000]))
def test_no_words_break_a_step_or_fill_its_slots_with_nonsense(words: str) -> None:
    chat = Chat(POTTERY, FOOD)
    for step in FILING_STATUS.steps.values():
        step.take(FILING_STATUS.slots(), words, chat.ports)
    chat.say("备案查询")
    if words.strip():
        chat.say(words)
