"""Which choice a user means, and which words are a command."""

import pytest

from dialogs.choosing import choose
from dialogs.commands import command_in
from dialogs.messages import Choice

AREAS = (Choice("广东省", "广东省"), Choice("南通市", "南通市"), Choice("南通开发区", "南通开发区"))


@pytest.mark.parametrize("text", ["2", "２", "二", "2.", "第二个", "选2", "南通市", " 2。"])
def test_second_choice_is_meant(text: str) -> None:
    assert choose(text, AREAS) == AREAS[1]


@pytest.mark.parametrize("text", ["0", "4", "南通", "", "？", "二十", "12", "广", "2025年"])
def test_nothing_is_chosen_where_it_would_be_a_guess(text: str) -> None:
    assert choose(text, AREAS) is None


def test_unique_beginning_is_enough() -> None:
    assert choose("广东", AREAS) == AREAS[0]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("取消", "cancel"),
        ("算了不办了", "cancel"),
        ("转人工", "human"),
        ("菜单", "menu"),
        ("？", "menu"),
        ("?", "menu"),
        ("帮助。", "menu"),
        ("重新开始", "restart"),
        ("从新开始", "restart"),
        ("返回", "back"),
        ("换地区", "region"),
        ("更多", "more"),
    ],
)
def test_command_is_recognised(text: str, command: str) -> None:
    assert command_in(text) == command


@pytest.mark.parametrize(
    "text", ["取消备案要怎么办", "人工费多少", "地区差异", "备案", "更多的培训", "返回款", "。", ""]
)
def test_question_is_never_a_command(text: str) -> None:
    assert command_in(text) is None
