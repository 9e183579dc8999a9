"""The topics on the menu lead to an answer in every area; nothing a user types raises."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.commands import COMMANDS, PHRASES
from dialogs.messages import Choice, Cited, Said, Text
from dialogs.offers import TOPICS
from dialogs.registry import DIALOGS
from dialogs.router import respond
from dialogs.state import Advanced, ConversationState
from knowledge.model import Wanted
from knowledge.phrasings import load_phrasings
from tests.dialogs.scripted_policy import LIBRARY, PORTS, answered, ports_with
from tests.fakes.contact import records_in_memory

PHRASINGS = load_phrasings(LIBRARY)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
AREAS = [area.code for area in PORTS.policy.jurisdictions]
QUESTIONS = [topic for topic in TOPICS if all(topic.says not in phrases for phrases in PHRASES.values())]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("topic", QUESTIONS, ids=lambda topic: topic.label)
def test_topic_of_the_menu_is_answered_or_said_to_be_open_in_every_area(area: str, topic: Choice) -> None:
    said = respond(ConversationState(jurisdiction=area), Said(topic.says), PORTS, now=NOW)
    assert said.outcome in {"answered", "partly_stated", "not_stated"}
    assert said.jurisdiction == area


@settings(max_examples=150, deadline=None)
@given(
    texts=st.lists(
        st.text(max_size=80) | st.sampled_from(["1", "2", "换地区", "取消", "南通", "第五条", "更多", "上一步"]),
        max_size=6,
    )
)
def test_whatever_a_user_types_every_turn_answers(texts: list[str]) -> None:
    state = ConversationState()
    for text in texts:
        advanced = respond(state, Said(text), PORTS, now=NOW)
        assert advanced.replies or advanced.wants_more
        state = advanced.state


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "😀😀",
        "\x00\x01",
        "？？？",
        "质" * 500,
        "{{7*7}}<script>alert(1)</script>",
        "'; DROP TABLE turn; --",
        "第九百九十九条",
        "\u200b\u200b",
        "\ufeff。",
    ],
)
def test_odd_input_gets_one_calm_answer(text: str) -> None:
    advanced = respond(ConversationState(jurisdiction="nantong"), Said(text), PORTS, now=NOW)
    assert len(advanced.replies) == 1
    assert advanced.state.position is None


def test_characters_that_print_nothing_do_not_hide_what_is_said() -> None:
    opened = respond(ConversationState(), Said("换\u200b地区"), PORTS, now=NOW)
    said = respond(opened.state, Said("4\u200b\x00"), PORTS, now=NOW)
    assert said.state.jurisdiction == "nantong"


def test_long_paste_is_told_that_one_question_of_it_was_looked_up() -> None:
    paste = "我们厂做电动工具，去年刚搬到开发区，人手一直不够。" * 24 + "当首席质量官要什么学历？"
    said = respond(ConversationState(jurisdiction="nantong"), Said(paste), PORTS, now=NOW)
    assert len(paste) > 500
    assert said.state.answer is not None
    assert said.replies[0].text.startswith("您发来的文字较长")
    short = respond(ConversationState(jurisdiction="nantong"), Said(paste[-500:]), PORTS, now=NOW)
    assert isinstance(short.replies[0], Cited)


def test_voice_message_is_answered_after_what_was_heard() -> None:
    said = respond(ConversationState(), Said("南通要什么学历", by_voice=True), PORTS, now=NOW)
    echo, answer = said.replies
    assert echo == Text("我听到的是：“南通要什么学历”")
    assert said.state.offered == answer.choices
    typed = respond(ConversationState(), Said("南通要什么学历"), PORTS, now=NOW)
    assert typed.replies == (answer,)


def test_profile_does_not_outweigh_a_named_place() -> None:
    said = respond(ConversationState(jurisdiction="guangdong"), Said("南通要什么学历"), PORTS, now=NOW)
    assert said.jurisdiction == "nantong"


def test_second_question_of_a_message_is_one_tap_away() -> None:
    both = "要什么学历，要培训几天"
    ports = ports_with({both: replace(answered("nantong-measures.a5.i3"), also_asked="要培训几天")})
    said = respond(ConversationState("nantong"), Said(both), ports, now=NOW)
    assert [choice.label for choice in said.replies[0].choices] == [
        "接着问：要培训几天",
        "自测任职条件",
        "有帮助",
        "没答对",
    ]
    asked = respond(said.state, Said("1"), PORTS, now=NOW)
    assert asked.outcome in {"answered", "partly_stated", "not_stated"}


class TestAbuse:
    ABUSE = "你们这破机器人就是个垃圾，滚"

    def after(self, *texts: str, later: timedelta = timedelta()) -> Advanced:
        state, now = ConversationState(jurisdiction="nantong"), NOW
        for number, text in enumerate(texts, start=1):
            now += later if number == len(texts) else timedelta(seconds=20)
            advanced = respond(state, Said(text), PORTS, now=now)
            state = advanced.state
        return advanced

    def test_third_time_in_a_row_leaves_a_person_and_the_menu(self) -> None:
        said = self.after(*[self.ABUSE] * 3, "南通要什么学历")
        assert said.outcome == "declined"
        assert [choice.says for choice in said.replies[0].choices] == ["转人工", "菜单"]
        assert self.after(*[self.ABUSE] * 3, "菜单").dialog == "menu"
        assert self.after(*[self.ABUSE] * 4, "1").dialog == "human"

    def test_after_ten_minutes_it_is_over(self) -> None:
        said = self.after(*[self.ABUSE] * 3, "南通要什么学历", later=timedelta(minutes=11))
        assert said.outcome == "answered"

    def test_an_answer_in_between_begins_the_count_anew(self) -> None:
        said = self.after(self.ABUSE, self.ABUSE, "南通要什么学历", self.ABUSE, "南通要什么学历")
        assert said.outcome == "answered"


class TestWishes:
    @pytest.mark.parametrize("name", sorted({service.dialog for service in PHRASINGS.services}))
    def test_every_wish_that_is_understood_can_be_met(self, name: str) -> None:
        ports = replace(ports_with({"我的愿望是这样的": Wanted(name)}), records=records_in_memory())
        said = respond(ConversationState(jurisdiction="nantong"), Said("我的愿望是这样的"), ports, now=NOW)
        assert name in {*DIALOGS, *COMMANDS}
        assert (said.outcome, said.dialog) == ("dialog" if name in DIALOGS else "command", said.dialog)
        assert said.dialog in {name, "region"}
        assert said.replies

    def test_wish_to_stop_in_other_words_stops_the_open_dialog(self) -> None:
        ports = ports_with({"我改主意了": Wanted("cancel")})
        opened = respond(ConversationState(jurisdiction="nantong"), Said("自测"), ports, now=NOW)
        said = respond(opened.state, Said("我改主意了"), ports, now=NOW)
        assert (said.outcome, said.dialog) == ("command", "cancel")
        assert said.state.position is None
