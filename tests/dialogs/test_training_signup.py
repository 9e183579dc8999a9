"""培训报名: who, which session, for which enterprise, and what becomes of it; nothing is sold twice or leaked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialogs.flows.training_picking import among
from dialogs.messages import Cited, Said
from dialogs.ports.enterprises import Enterprise
from dialogs.ports.trainings import TrainingSession
from dialogs.prompts import numbered, read_aloud
from dialogs.router import respond
from dialogs.state import Advanced, ConversationState
from tests.dialogs.scripted_policy import PORTS
from tests.fakes.register import RegisterInMemory, records_with
from tests.fakes.trainings import TrainingsInMemory

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
POTTERY = Enterprise(1, "佛山甲虚构陶瓷有限公司", "91440604MA0000015B", "guangdong")
FOOD = Enterprise(2, "南通乙虚构食品有限责任公司", "91440604MA00000236", "nantong")


DECEMBER = date(2026, 12, 20)


def training(
    number: int = 1, *, area: str = "guangdong", starts_on: date = DECEMBER, **differs: Any
) -> TrainingSession:
    ordinary = TrainingSession(
        id=number,
        code=f"T{number}",
        title="岗位能力培训班（佛山）",
        jurisdiction=area,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=1),
        place="佛山市",
        is_online=False,
        free_seats=3,
        waiting=0,
        takes_waiting=True,
        deadline=starts_on - timedelta(days=5),
        organiser="演示培训机构",
    )
    return replace(ordinary, **differs)


PLACES = ("佛山市", "广州市天河区", "深圳市", "东莞市", "珠海市", "惠州市", "佛山市")
SEVEN = tuple(
    training(
        n, starts_on=date(2026, 12, 1) + timedelta(days=3 * n), place=place, title=f"培训第{n}班", is_online=n == 5
    )
    for n, place in enumerate(PLACES, start=1)
)
"""The first on 4 December, one every three days; the fifth is online."""


class Chat:
    """One contact's conversation over sessions in memory, who acts for `bound`."""

    def __init__(
        self, *sessions: TrainingSession, bound: tuple[Enterprise, ...] = (POTTERY,), area: str = "guangdong"
    ) -> None:
        self.trainings = TrainingsInMemory(sessions or (training(),), TODAY)
        register = RegisterInMemory(
            (POTTERY, FOOD), {}, {}, as_of=NOW, locks_until=NOW, bound_ids=[one.id for one in bound]
        )
        records = replace(records_with(register), trainings=self.trainings)
        self.ports = replace(PORTS, records=records, today=lambda: TODAY)
        self.state = ConversationState(jurisdiction=area)
        self.said: list[Advanced] = []

    def say(self, *texts: str) -> Advanced:
        """The last turn of several messages."""
        for text in texts:
            self.said.append(respond(self.state, Said(text), self.ports, now=NOW))
            self.state = self.said[-1].state
        return self.said[-1]

    def reads(self, *texts: str) -> str:
        """What the user reads after the last of several messages, with the choices."""
        replies = self.say(*texts).replies
        return "\n".join((*map(read_aloud, replies), numbered(replies[-1].choices)))

    @property
    def at(self) -> str:
        return f"{self.state.position.dialog}/{self.state.position.step}" if self.state.position else ""

    @property
    def slots(self) -> str:
        return self.state.position.slots if self.state.position else ""


def at_attendee(*sessions: TrainingSession, opening: str = "我要报名", **given: Any) -> Chat:
    chat = Chat(*sessions, **given)
    chat.say(opening, "1", "同意")
    assert chat.at == "training_signup/attendee"
    return chat


def at_card(*sessions: TrainingSession, **given: Any) -> Chat:
    chat = at_attendee(*sessions, **given)
    chat.say("张伟 13800138000", "是")
    assert chat.at == "training_signup/confirm"
    return chat


class TestSixMessages:
    def test_bound_contact_has_a_seat_after_six(self) -> None:
        chat = Chat()
        read = chat.reads("我要报名", "1", "同意", "张伟13800138000", "是", "提交")
        assert "报名成功：张伟，岗位能力培训班（佛山），12月20日至12月21日，佛山市。编号 T1-001。" in read
        assert len(chat.said) == 6
        [attendee] = chat.trainings.attendees
        assert (attendee.enterprise_id, attendee.is_appointed, attendee.consent_version) == (POTTERY.id, True, 1)

    def test_nothing_is_kept_before_the_card_is_agreed_to(self) -> None:
        chat = at_card()
        assert chat.trainings.attendees == []
        chat.say("取消")
        assert (chat.at, chat.trainings.attendees) == ("", [])

    def test_without_consent_no_name_is_asked_for(self) -> None:
        chat = Chat()
        assert "没有保存您的个人信息" in chat.reads("我要报名", "1", "不同意")
        assert chat.at == ""


PICKED = {
    "2": "T2", "第三场": "T3", "12月10号的": "T3", "12.13": "T4", "广州那期": "T2", "天河的": "T2", "珠海": "T5",
    "线上那场": "T5", "最近的那场": "T1", "下一期": "T1", "最后一场": "T7", "培训第4班": "T4", "t6": "T6",
    "12月22日佛山": "T7", "我选第二个": "T2",
}  # fmt: skip


class TestWhichSession:
    @pytest.mark.parametrize("words", PICKED)
    def test_one_is_picked_by_number_day_place_manner_or_title(self, words: str) -> None:
        chat = Chat(*SEVEN)
        chat.say("我要报名", words)
        assert chat.at == "training_signup/consent"
        number = int(PICKED[words][1:])
        assert f'"session":{number},' in chat.slots

    @pytest.mark.parametrize("words", ["下一页", "6", "下页吧", "更多场次", "还有吗", "后面的"])
    def test_next_page_is_shown_inside_the_dialog(self, words: str) -> None:
        chat = Chat(*SEVEN)
        assert "惠州" not in chat.reads("我要报名")
        assert "1 12月19日至12月20日 惠州市" in chat.reads(words)
        chat.say("2")
        assert '"session":7,' in chat.slots

    def test_behind_the_last_page_comes_the_first(self) -> None:
        assert "1 12月4日至12月5日 佛山市" in Chat(*SEVEN).reads("我要报名", "下一页", "下一页")

    def test_words_that_fit_several_leave_these_alone_to_choose_from(self) -> None:
        chat = Chat(*SEVEN)
        labels = [one.label for one in chat.say("我要报名", "佛山那期").replies[-1].choices]
        assert [label[:5] for label in labels] == ["12月4日", "12月22", "看全部场次", "都不合适"]
        chat.say("2")
        assert '"session":7,' in chat.slots

    def test_all_sessions_can_be_seen_again(self) -> None:
        assert "广州市" in Chat(*SEVEN).reads("我要报名", "佛山那期", "看全部场次")

    @pytest.mark.parametrize("words", ["下周三", "10月佛山那期", "1月那场"])
    def test_day_without_a_session_picks_none_whatever_else_is_named(self, words: str) -> None:
        chat = Chat(*SEVEN)
        assert "没有符合的场次" in chat.reads("我要报名", words)
        assert chat.at == "training_signup/session"

    @pytest.mark.parametrize("words", ["上次那期", "去年那场", "之前那场"])
    def test_past_session_cannot_be_picked(self, words: str) -> None:
        assert "办过的场次不能再报名" in Chat(*SEVEN).reads("我要报名", words)

    def test_question_that_names_a_day_picks_nothing(self) -> None:
        assert among(SEVEN, "12月10号那场要考试吗", TODAY) is None

    @pytest.mark.parametrize("words", ["都可以", "就这场", "随便"])
    def test_assent_picks_the_only_one(self, words: str) -> None:
        chat = Chat()
        chat.say("我要报名", words)
        assert chat.at == "training_signup/consent"

    @pytest.mark.parametrize("words", ["都可以", "随便哪个"])
    def test_assent_picks_none_of_several(self, words: str) -> None:
        assert "符合的有 7 场，请回复序号。" in Chat(*SEVEN).reads("我要报名", words)

    def test_session_of_the_opening_words_is_read_back(self) -> None:
        chat = Chat(*SEVEN)
        assert "我记下：场次：培训第3班，12月10日至12月11日，深圳市。对吗？" in chat.reads("报名12月10号那场")
        chat.say("对")
        assert chat.at == "training_signup/consent"

    def test_opening_words_that_fit_several_cut_the_list_down(self) -> None:
        assert "符合的有 2 场" in Chat(*SEVEN).reads("帮我报12月佛山那期")

    def test_shenzhen_sees_its_own_and_those_of_the_province(self) -> None:
        sessions = (
            training(1),
            training(2, area="shenzhen", place="深圳市"),
            training(3, area="nantong", place="南通市"),
        )
        read = Chat(*sessions, area="shenzhen").reads("我要报名")
        assert "深圳市" in read
        assert "佛山市" in read
        assert "南通市" not in read

    def test_session_past_its_deadline_is_not_listed(self) -> None:
        read = Chat(training(deadline=date(2026, 11, 19))).reads("我要报名")
        assert "目前没有可报名的场次。\n1 开班时通知我\n2 转人工" in read

    @pytest.mark.parametrize("words", ["1", "开班时通知我", "通知我", "好的"])
    def test_where_there_is_none_the_next_is_told_after_consent(self, words: str) -> None:
        chat = Chat(training(area="nantong"))
        chat.say("我要报名", words)
        assert (chat.at, chat.trainings.told_of) == ("training_signup/notices", [])
        chat.say("同意")
        assert chat.trainings.told_of == ["guangdong"]

    @pytest.mark.parametrize("words", ["0", "都不合适", "都去不了"])
    def test_whom_none_fits_may_wait_for_the_next_or_look_again(self, words: str) -> None:
        chat = Chat(*SEVEN)
        assert "1 开班时通知我\n2 看全部场次\n3 转人工" in chat.reads("我要报名", words)
        assert "可报名的场次" in chat.reads("2")


ATTENDEES = {
    "name and phone": (["张伟 13800138000"], [("张伟", "13800138000", "")]),
    "without a space": (["张伟13800138000"], [("张伟", "13800138000", "")]),
    "phone before name, in full width": (["１３８００１３８０００ 张伟"], [("张伟", "13800138000", "")]),
    "one after the other": (["张伟", "13800138000"], [("张伟", "13800138000", "")]),
    "the phone first": (["13800138000", "张伟"], [("张伟", "13800138000", "")]),
    "oneself": (["就是我", "张伟 13800138000"], [("张伟", "13800138000", "")]),
    "a name with dots": (["迪丽热巴·买买提 13800138000"], [("迪丽热巴·买买提", "13800138000", "")]),
    "no surname of the list, with the phone": (["阿依古丽 13800138000"], [("阿依古丽", "13800138000", "")]),
    "with a post": (["张伟，质量部经理，13800138000"], [("张伟", "13800138000", "质量部经理")]),
    "with labels": (["姓名：张伟，职务：质量部长，电话13800138000"], [("张伟", "13800138000", "质量部长")]),
    "two in one message": (
        ["张伟13800138000、李娜13900139000"], [("张伟", "13800138000", ""), ("李娜", "13900139000", "")]
    ),
    "two lines, the phones first": (
        ["13800138000 张伟\n13900139000 李娜"], [("张伟", "13800138000", ""), ("李娜", "13900139000", "")]
    ),
    "how many, then who": (
        ["我们有两个人", "张伟 13800138000", "李娜", "13900139000"],
        [("张伟", "13800138000", ""), ("李娜", "13900139000", "")],
    ),
}  # fmt: skip


class TestAttendees:
    @pytest.mark.parametrize("case", ATTENDEES)
    def test_attendees_are_read_as_people_type_them(self, case: str) -> None:
        typed, attendees = ATTENDEES[case]
        chat = at_attendee()
        chat.say(*typed)
        assert chat.at == "training_signup/appointed"
        chat.say("是", "提交")
        assert [(one.name, one.phone, one.post) for one in chat.trainings.attendees] == attendees

    @pytest.mark.parametrize(
        ("typed", "hint"),
        [
            ("张伟 0755-26001234", "这是固定电话"),
            ("张伟 1380013800", "您写的是 10 位"),
            ("张伟 12800138000", "没有这个号段的手机号"),
            ("张伟 13800138000、13900139000", "每位参训人写一行"),
            ("张伟和李娜", "每位参训人写一行"),
            ("张总", "请写参训人全名"),
            ("1", "请写参训人全名"),
            ("🙂", "请写参训人全名"),
            ("六个人", "一次最多登记 5 位"),
            ("质量" * 5000, "参训人姓名和手机号？"),
        ],
    )
    def test_what_is_no_attendee_leaves_the_slots_untouched(self, typed: str, hint: str) -> None:
        chat = at_attendee()
        before = chat.slots
        assert hint in chat.reads(typed)
        assert (chat.at, chat.slots) == ("training_signup/attendee", before)

    @pytest.mark.parametrize("typed", ["换一场", "场次选错了"])
    def test_another_session_is_no_name(self, typed: str) -> None:
        chat = at_attendee()
        chat.say(typed)
        assert chat.at == "training_signup/session"

    def test_title_of_respect_keeps_the_phone_and_asks_for_the_name(self) -> None:
        chat = at_attendee()
        assert "参训人姓名？" in chat.reads("老李 13800138000")
        chat.say("李建国")
        assert chat.at == "training_signup/appointed"

    @pytest.mark.parametrize(("words", "places"), [("给我留俩", 2), ("帮我报名三位", 3), ("我要两个名额", 2)])
    def test_as_many_are_asked_for_as_the_opening_words_want(self, words: str, places: int) -> None:
        chat = Chat(training(free_seats=5))
        chat.say(f"培训报名{words}" if words == "给我留俩" else words)
        assert f'"wanted":{places},' in chat.slots

    @pytest.mark.parametrize("words", ["12月3号那场报名", "我要报3号那期"])
    def test_day_or_ordinal_is_no_number_of_places(self, words: str) -> None:
        chat = Chat(*SEVEN)
        chat.say(words)
        assert '"wanted":1,' in chat.slots

    def test_who_comes_with_fewer_than_he_said_is_not_asked_for_more(self) -> None:
        chat = at_attendee(opening="报名，留两个名额")
        chat.say("张伟 13800138000", "就一个人")
        assert chat.at == "training_signup/appointed"

    def test_more_than_five_are_told_to_come_again(self) -> None:
        chat = Chat(training(free_seats=9))
        assert "一次最多登记 5 位" in chat.reads("报名，给我留10个名额")
        assert '"wanted":5,' in chat.slots

    def test_same_phone_twice_is_refused(self) -> None:
        chat = at_attendee(opening="报名，留两个名额")
        assert "前面已经填过" in chat.reads("张伟 13800138000", "李娜 13800138000")
        chat.say("13900139000")
        assert "第 2 位参训人姓名？" in read_aloud(chat.said[-1].replies[-1])


class TestChanging:
    @pytest.mark.parametrize(
        ("said", "attendee"),
        [
            ("手机号填错了，是13900139000", ("张伟", "13900139000")),
            ("姓名应为李娜", ("李娜", "13800138000")),
            ("参训人改成李娜13900139000", ("李娜", "13900139000")),
        ],
    )
    def test_half_of_an_attendee_is_changed_and_the_other_half_kept(self, said: str, attendee: tuple[str, str]) -> None:
        chat = at_attendee()
        chat.say("张伟 13800138000", said)
        assert chat.at == "training_signup/appointed"
        chat.say("是", "提交")
        assert [(one.name, one.phone) for one in chat.trainings.attendees] == [attendee]

    def test_one_of_several_changed_by_half_is_asked_anew(self) -> None:
        chat = at_attendee(opening="报名，留两个名额")
        chat.say("张伟 13800138000\n李娜 13900139000")
        read = chat.reads("手机号填错了，是13700137000")
        assert "第 1 位参训人姓名？" in read

    def test_attendee_of_the_card_is_edited_by_the_part_that_is_written(self) -> None:
        chat = at_card()
        assert "只改其中一项的，写那一项就可以" in chat.reads("修改", "参训人")
        assert "参训人：张伟 1*******000" in chat.reads("13900139000")
        chat.say("提交")
        assert chat.trainings.attendees[0].phone == "13900139000"

    def test_session_is_changed_from_the_card(self) -> None:
        chat = at_card(*SEVEN)
        assert "场次：培训第2班" in chat.reads("场次改成广州那期")

    def test_only_bound_enterprise_can_be_changed_for_another(self) -> None:
        chat = at_card()
        read = chat.reads("企业填错了", "其他企业", FOOD.uscc)
        assert f"统一社会信用代码：{FOOD.uscc}" in read
        assert FOOD.name not in read
        chat.say("提交")
        assert chat.trainings.attendees[0].enterprise_id == FOOD.id

    def test_enterprise_chosen_again_drops_the_code(self) -> None:
        chat = at_card()
        chat.say("企业填错了", "其他企业", FOOD.uscc)
        chat.say("上一步", "上一步", "1")
        read = chat.reads("提交") if chat.at == "training_signup/confirm" else ""
        assert "报名成功" in read
        assert chat.trainings.attendees[0].enterprise_id == POTTERY.id

    def test_code_of_an_enterprise_that_is_not_registered_is_kept(self) -> None:
        chat = at_attendee(bound=())
        chat.say("张伟 13800138000", "91440605MA00000587", "是", "提交")
        assert (chat.trainings.attendees[0].enterprise_id, chat.trainings.attendees[0].uscc) == (
            None,
            "91440605MA00000587",
        )


class TestWhatTheTextsSay:
    @pytest.mark.parametrize("words", ["否", "还没任命呢", "没有任命", "2", "还没"])
    def test_unappointed_is_told_the_order_and_may_insist(self, words: str) -> None:
        chat = at_attendee()
        said = chat.say("张伟 13800138000", words).replies[-1]
        assert isinstance(said, Cited)
        assert said.conclusion == "省通知要求“企业先聘任后培训”（（七）第1段），建议先任命再参训。"
        assert [one.label for one in said.choices] == ["仍要登记意向", "了解任命与备案"]
        chat.say("1", "提交")
        assert chat.trainings.attendees[0].is_appointed is False

    def test_who_learns_how_to_appoint_loses_nothing(self) -> None:
        chat = at_attendee()
        read = chat.reads("张伟 13800138000", "否", "2")
        assert "任命决定及承诺书" in read
        assert "1 仍要登记意向\n2 任命后再报" in read
        chat.say("1")
        assert chat.at == "training_signup/confirm"

    def test_who_will_come_after_appointment_is_not_signed_up(self) -> None:
        chat = at_attendee()
        assert "没有提交报名" in chat.reads("张伟 13800138000", "否", "2", "2")
        assert (chat.at, chat.trainings.attendees) == ("", [])

    def test_unsure_of_the_appointment_is_no_refusal(self) -> None:
        chat = at_attendee()
        assert "是否已任命：不确定" in chat.reads("张伟 13800138000", "不清楚")
        chat.say("提交")
        assert chat.trainings.attendees[0].is_appointed is None

    def test_training_of_the_province_is_free_with_its_clause(self) -> None:
        chat = at_attendee()
        card = chat.say("张伟 13800138000", "是").replies[-1]
        assert isinstance(card, Cited)
        assert card.citations[0].id == "guangdong-notice.s4.i7.p2"
        assert "免费培训" in card.citations[0].quote
        assert "费用：省通知写明免费培训" in card.conclusion

    def test_elsewhere_the_fee_is_said_to_be_unstated_beside_what_the_organiser_says(self) -> None:
        chat = at_attendee(training(area="nantong", fee="400 元/人"), area="nantong", bound=(FOOD,))
        read = chat.reads("张伟 13800138000")
        assert "费用：主办方注明“400 元/人”；文件未载明收费，以主办方通知为准。" in read
        assert "免费" not in read

    def test_yearly_training_of_nantong_asks_for_the_pool_with_its_clause(self) -> None:
        chat = at_attendee(training(area="nantong", is_continuing=True), area="nantong", bound=(FOOD,))
        asked = chat.say("张伟 13800138000").replies[-1]
        assert isinstance(asked, Cited)
        assert asked.citations[0].clause == "第十条第一款"
        assert "是否已入库：否" in chat.reads("还没入库")
        chat.say("提交")
        assert chat.trainings.attendees[0].is_in_pool is False


class TestFullSession:
    def test_line_is_offered_before_anything_is_asked(self) -> None:
        read = Chat(training(free_seats=0, waiting=2)).reads("我要报名", "1")
        assert "名额已满，候补第 3 位，有空位会通知您。\n1 排候补\n2 看其他场次" in read

    def test_who_waits_is_put_in_line(self) -> None:
        chat = Chat(training(free_seats=0))
        read = chat.reads("我要报名", "1", "排候补", "同意", "张伟 13800138000", "是")
        assert "没有名额的排候补" in read
        assert "已排候补第 1 位：张伟" in chat.reads("提交")

    @pytest.mark.parametrize("words", ["2", "不排了", "看其他场次"])
    def test_who_does_not_wait_sees_the_sessions(self, words: str) -> None:
        chat = Chat(training(free_seats=0), training(2, starts_on=date(2026, 12, 28)))
        assert "12月28日" in chat.reads("我要报名", "1", words)

    def test_full_line_is_told(self) -> None:
        read = Chat(training(free_seats=0, takes_waiting=False)).reads("我要报名", "1")
        assert "名额已满，候补已排满。\n1 看其他场次\n2 开班时通知我" in read

    def test_too_few_seats_for_several_are_told_with_what_can_be_done(self) -> None:
        chat = Chat(training(free_seats=1))
        read = chat.reads("报名，留3个名额", "1")
        assert "本场还余 1 个名额，您要报 3 位，其余候补第 1 位起" in read
        chat.say("只报 1 位")
        assert '"wanted":1,' in chat.slots

    def test_session_that_filled_up_meanwhile_signs_up_some_and_asks_for_the_rest(self) -> None:
        chat = at_attendee(training(free_seats=2), opening="报名，留两个名额")
        chat.say("张伟 13800138000\n李娜 13900139000", "是")
        chat.trainings.sessions = (training(free_seats=1),)
        assert "这一场刚刚报满，候补第 1 位" in chat.reads("提交")
        assert "参训人：李娜" in chat.reads("排候补")
        read = chat.reads("提交")
        assert "报名成功：张*" in read
        assert "已排候补第 1 位：李娜" in read
        assert [one.name for one in chat.trainings.attendees] == ["张伟", "李娜"]

    def test_session_that_closed_meanwhile_leads_to_others(self) -> None:
        chat = at_card()
        chat.trainings.closed.add(1)
        assert "张伟没有报上：这一场已停止报名" in chat.reads("提交")
        assert chat.said[-1].replies[-1].choices[0].label == "看其他场次"

    def test_limit_of_an_enterprise_is_told(self) -> None:
        chat = at_card()
        chat.trainings.limit = 0
        assert "主办方限每家企业 0 人" in chat.reads("提交")

    def test_phone_that_has_a_place_is_not_signed_up_twice(self) -> None:
        chat = at_card()
        chat.say("提交")
        assert "您名下已有 1 个报名：12月20日至12月21日 张* 1*******000（已报上）。" in chat.reads("培训报名")
        assert "没有重复提交" in chat.reads("1", "张伟 13800138000", "是", "提交")
        assert len(chat.trainings.attendees) == 1


@pytest.fixture
def held() -> Chat:
    """A seat is held for 张伟 until 8 in the morning of the next day."""
    chat = Chat()
    chat.trainings.give(training(), "张伟", "offered", held_until=NOW + timedelta(hours=20))
    return chat


class TestHeldSeat:
    @pytest.mark.parametrize("opening", ["培训报名", "确认参加"])
    def test_it_is_asked_about_first(self, held: Chat, opening: str) -> None:
        assert "有空位，为张*保留至2026年11月21日 08:00。\n1 确认参加\n2 放弃名额\n3 报其他场次" in held.reads(opening)

    @pytest.mark.parametrize("words", ["1", "确认参加", "我要参加", "可以参加", "好的", "参加"])
    def test_it_is_taken_by_words(self, held: Chat, words: str) -> None:
        assert "报名成功：张*" in held.reads("培训报名", words)
        assert [one.state for one in held.trainings.mine()] == ["confirmed"]

    @pytest.mark.parametrize("words", ["2", "放弃名额", "去不了了", "不参加", "没时间", "不去了"])
    def test_it_is_declined_by_words(self, held: Chat, words: str) -> None:
        assert "名额已转给下一位" in held.reads("培训报名", words)
        assert held.trainings.mine() == ()

    @pytest.mark.parametrize("words", ["？", "几点开始", "再看看"])
    def test_what_is_neither_moves_nothing(self, held: Chat, words: str) -> None:
        held.say("培训报名", words)
        assert held.at == "training_signup/offer"
        assert [one.state for one in held.trainings.mine()] == ["offered"]

    @pytest.mark.parametrize("words", ["1", "2", "好的"])
    def test_it_lapsed_while_he_thought(self, held: Chat, words: str) -> None:
        held.say("培训报名")
        held.trainings.lapse("T1-001")
        held.say("确认参加" if words == "1" else words)
        assert held.trainings.mine() == ()

    def test_other_people_can_be_signed_up_beside_it(self, held: Chat) -> None:
        held.say("培训报名", "3")
        assert held.at == "training_signup/session"
        assert [one.state for one in held.trainings.mine()] == ["offered"]


def on_record(texts: list[str], turns: list[Advanced]) -> str:
    """Every turn with what is private in it kept back."""
    lines = []
    for text, turn in zip(texts, turns, strict=True):
        read = "\n".join((*map(read_aloud, turn.replies), *(one.label for one in turn.replies[-1].choices)))
        for one in turn.private:
            read = read.replace(one.words, one.recorded)
        lines += [turn.heard or text, read]
    return "\n".join(lines)


class TestWhatIsRecorded:
    def test_no_name_is_whatever_becomes_of_it(self) -> None:
        chat = at_attendee(training(free_seats=2), opening="报名，留两个名额")
        texts = ["周海燕 13800138000", "李娜", "13900139000", "是"]
        chat.say(*texts)
        chat.trainings.sessions = (training(free_seats=1),)
        more = ["提交", "排候补", "提交", "取消报名", "李娜", "取消"]
        chat.say(*more)
        recorded = on_record([*texts, *more], chat.said[3:])
        assert [name for name in ("周海燕", "李娜") if name in recorded] == []
        assert [one.state for one in chat.trainings.mine()] == ["confirmed"]


WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["1", "2", "3", "同意", "张伟 13800138000", "李娜", "13900139000", "佛山那期", "下一页", "都不合适",
                     "修改", "改 1", "提交", "取消报名", "换一场", "两个人", "上一步", "重新开始", "继续办理", "南通",
                     "其他企业",
                     FOOD.uscc, "要不要考试", "<script>alert(1)</script>", "{{7*7}}", "１", "更多", "换地区"]),
)  # fmt: skip


class TestWhateverIsSaid:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(WORDS, max_size=12), st.sampled_from([(), (POTTERY,), (POTTERY, FOOD)]))
    @example(["同意", "张伟 13800138000", "李娜 13900139000", "修改", "参训人", "两个人", "提交"], (POTTERY,))
    def test_every_turn_is_answered_and_nobody_is_signed_up_without_consent(
        self, texts: list[str], bound: tuple[Enterprise, ...]
    ) -> None:
        chat = Chat(*SEVEN[:2], training(9, free_seats=0), bound=bound)
        for text in ["我要报名", *texts]:
            chat.say(text)
        consents = chat.ports.records.consents
        assert not chat.trainings.attendees or consents.has("sign_up", 1)
        phones = [one.phone for one in chat.trainings.mine()]
        assert len(set(phones)) >= len(phones) / 3, "a phone has one place a session, and there are three"
