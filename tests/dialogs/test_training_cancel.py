"""取消报名 and 改期: only one's own place is given up, never by a slip, and not after the session has begun."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.ports.trainings import TrainingSession
from tests.dialogs.test_training_signup import NOW, TODAY, Chat, training

LATER = training(2, starts_on=date(2026, 12, 28), place="广州市天河区")
KEPT = "好的，没有取消，报名保留不变。"


def chat_with(*places: tuple[TrainingSession, str, Any]) -> Chat:
    """A contact who has signed up these people, by session and state."""
    chat = Chat(training(), LATER)
    for session, name, state in places:
        chat.trainings.give(session, name, state, held_until=NOW if state == "offered" else None)
    return chat


@pytest.fixture
def one() -> Chat:
    return chat_with((training(), "周海燕", "confirmed"))


@pytest.fixture
def three() -> Chat:
    return chat_with(
        (training(), "周海燕", "confirmed"), (training(), "周明", "confirmed"), (LATER, "李娜", "waitlisted")
    )


def left(chat: Chat) -> list[str]:
    return [place.attendee for place in chat.trainings.mine()]


class TestOnlyOne:
    @pytest.mark.parametrize("words", ["1", "取消", "确认取消", "是的", "确认", "不去了"])
    def test_it_is_given_up_when_confirmed(self, one: Chat, words: str) -> None:
        assert "将取消报名：岗位能力培训班（佛山），12月20日至12月21日，佛山市，周*，编号 T1-001" in one.reads(
            "取消报名"
        )
        assert "已取消报名，编号 T1-001。" in one.reads(words)
        assert (one.at, left(one)) == ("", [])

    @pytest.mark.parametrize("words", ["2", "保留报名", "不取消了", "不", "还是去吧"])
    def test_it_is_kept_when_he_thinks_better_of_it(self, one: Chat, words: str) -> None:
        assert KEPT in one.reads("取消报名", words)
        assert (one.at, left(one)) == ("", ["周海燕"])

    @pytest.mark.parametrize("words", ["算了", "退出", "不办了"])
    def test_leaving_the_dialog_says_that_it_is_kept(self, one: Chat, words: str) -> None:
        assert KEPT in one.reads("取消报名", words)
        assert (one.at, left(one)) == ("", ["周海燕"])

    @pytest.mark.parametrize("words", ["嗯？", "好?", "4", "为什么", "随便吧", "🙂"])
    def test_what_is_no_plain_yes_gives_nothing_up(self, one: Chat, words: str) -> None:
        one.say("取消报名", words)
        assert (one.at, left(one)) == ("training_cancel/confirm", ["周海燕"])


WHICH = {
    "1": "周海燕", "第三个": "李娜", "周明": "周明", "李娜那个": "李娜", "12月28号那场": "李娜", "广州那期": "李娜",
    "t1-002": "周明",
}  # fmt: skip


@pytest.mark.parametrize("words", ["取消报名", "取消培训报名", "我要取消报名", "退报名", "我不去那场培训了，取消报名"])
def test_words_that_open_it(one: Chat, words: str) -> None:
    one.say(words)
    assert one.at == "training_cancel/confirm"


class TestSeveral:
    @pytest.mark.parametrize("words", WHICH)
    def test_one_is_picked_by_number_name_day_or_place(self, three: Chat, words: str) -> None:
        three.say("取消报名", words, "确认取消")
        assert left(three) == [name for name in ("周海燕", "周明", "李娜") if name != WHICH[words]]

    def test_two_of_one_family_name_are_told_apart_by_phone(self, three: Chat) -> None:
        read = three.reads("取消报名")
        assert "1 12月20日至12月21日 周* 1*******000（已报上）" in read
        assert "2 12月20日至12月21日 周* 1*******001（已报上）" in read

    @pytest.mark.parametrize("words", ["周", "佛山那期", "9", "王五"])
    def test_what_fits_none_or_several_picks_none(self, three: Chat, words: str) -> None:
        three.say("取消报名", words)
        assert three.at == "training_cancel/which"

    def test_name_that_was_said_is_not_recorded(self, three: Chat) -> None:
        assert "周明" not in three.say("取消报名", "周明").heard
        assert three.said[-1].heard


class TestWhatCannotBeGivenUp:
    def test_nothing_is_found_for_one_who_has_none(self) -> None:
        assert "没有查到您名下可取消的培训报名" in Chat().reads("取消报名")

    @pytest.mark.parametrize("state", ["passed", "failed", "absent", "cancelled"])
    def test_place_that_is_over_is_none(self, state: str) -> None:
        assert "没有查到" in chat_with((training(), "周海燕", state)).reads("取消报名")

    def test_session_that_has_begun_is_for_a_person(self) -> None:
        chat = chat_with((training(starts_on=TODAY), "周海燕", "confirmed"))
        assert "已经开班，不能在这里取消，请转人工。" in chat.reads("取消报名")
        assert left(chat) == ["周海燕"]

    def test_number_of_another_contact_gives_nothing_up(self, one: Chat) -> None:
        one.say("取消报名")
        one.trainings.places.clear()
        assert "没有查到" in one.reads("确认取消")


class TestMoving:
    @pytest.mark.parametrize("words", ["改期", "培训改期"])
    def test_old_place_is_given_up_only_with_the_new_one(self, one: Chat, words: str) -> None:
        read = one.reads(words)
        assert "12月28日" in read
        assert "12月20日" not in read, "the session that he leaves is not offered"
        read = one.reads("1")
        assert "将改期：周*，从岗位能力培训班（佛山），12月20日" in read
        assert "新场次报上后，原来的名额才会让出" in read
        assert [place.session.id for place in one.trainings.mine()] == [1]
        assert "已改期：周*，岗位能力培训班（佛山），12月28日至12月29日，广州市天河区。" in one.reads("确认改期")
        assert [place.session.id for place in one.trainings.mine()] == [2]
        assert one.at == ""

    def test_session_named_with_the_wish_is_read_back(self, one: Chat) -> None:
        assert "我记下：场次：岗位能力培训班（佛山），12月28日" in one.reads("改到12月28号那场")
        one.say("对", "1")
        assert [place.session.id for place in one.trainings.mine()] == [2]

    @pytest.mark.parametrize("words", ["2", "不改了", "算了", "好？"])
    def test_who_thinks_better_of_it_keeps_his_place(self, one: Chat, words: str) -> None:
        one.say("改期", "1", words)
        assert [place.session.id for place in one.trainings.mine()] == [1]

    def test_from_the_card_of_the_cancelling(self, one: Chat) -> None:
        assert "3 改期" in one.reads("取消报名")
        one.say("3")
        assert one.at == "training_cancel/session"

    def test_place_in_the_line_keeps_the_old_one(self) -> None:
        chat = chat_with((training(), "周海燕", "confirmed"))
        chat.trainings.sessions = (training(), replace(LATER, free_seats=0))
        assert "名额已满，候补第 1 位" in chat.reads("改期", "1")
        assert "先排候补，原来的报名保留" in chat.reads("排候补")
        read = chat.reads("1")
        assert "已排候补第 1 位" in read
        assert "原来的报名保留不变。候补上以后请取消原来的报名。" in read
        assert [place.state for place in chat.trainings.mine()] == ["confirmed", "waitlisted"]

    def test_session_that_fills_up_meanwhile_offers_its_line(self, one: Chat) -> None:
        one.say("改期", "1")
        one.trainings.sessions = (training(), replace(LATER, free_seats=0))
        assert "这一场刚刚报满，候补第 1 位" in one.reads("确认")
        assert [place.session.id for place in one.trainings.mine()] == [1]

    def test_session_that_closes_meanwhile_leaves_all_as_it_was(self, one: Chat) -> None:
        one.say("改期", "1")
        one.trainings.closed.add(2)
        assert "这一场已停止报名，请看其他场次。原来的报名保留不变。" in one.reads("确认")
        assert left(one) == ["周海燕"]

    def test_place_that_was_given_up_elsewhere_is_not_moved(self, one: Chat) -> None:
        one.say("改期", "1")
        one.trainings.places.clear()
        assert "没有查到" in one.reads("确认")

    def test_none_that_fits_keeps_the_place_and_the_wish(self, one: Chat) -> None:
        one.say("改期", "都不合适", "开班时通知我")
        assert "已记下，有新场次开放报名时通知您一次。原来的报名保留不变。" in one.reads("同意")
        assert (left(one), one.trainings.told_of) == (["周海燕"], ["guangdong"])

    def test_begun_session_is_for_a_person(self) -> None:
        assert "已经开班" in chat_with((training(starts_on=TODAY), "周海燕", "confirmed")).reads("改期")

    def test_another_area_looks_where_his_place_is(self) -> None:
        chat = chat_with((training(), "周海燕", "confirmed"))
        chat.state = replace(chat.state, jurisdiction="nantong")
        assert "12月28日" in chat.reads("改期")

    @pytest.mark.parametrize("words", ["换个人参加", "把参训人改成李娜"])
    def test_another_attendee_is_signed_up_first(self, one: Chat, words: str) -> None:
        assert "请先为新的参训人报名，报上后再取消原来的报名" in one.reads(words)
        assert one.at == "training_cancel/confirm"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=40), st.sampled_from(["1", "2", "周明", "改期", "上一步", "培训报名"])), max_size=8
    )
)
def test_whatever_is_said_every_turn_is_answered(texts: list[str]) -> None:
    chat = chat_with((training(), "周海燕", "confirmed"), (LATER, "周明", "offered"))
    for text in ["取消报名", *texts]:
        chat.say(text)
    assert all(place.attendee in ("周海燕", "周明") for place in chat.trainings.mine())
