"""Which choice a user means, and which words are a command."""

import time

import pytest

from dialogs.choosing import choose
from dialogs.commands import PHRASES, command_in, verdict_in
from dialogs.messages import Choice

AREAS = (Choice("广东省", "广东省"), Choice("南通市", "南通市"), Choice("南通开发区", "南通开发区"))


@pytest.mark.parametrize(
    "text", ["2", "２", "二", "2.", "第二个", "选2", "我选2吧", "②", "2️⃣", "南通市", " 2。", "2 南通市", "2、南通市"]
)
def test_second_choice_is_meant(text: str) -> None:
    assert choose(text, AREAS) == AREAS[1]


@pytest.mark.parametrize(
    "text", ["0", "4", "南通", "", "？", "二十", "12", "广", "2025年", "第二条", "第二项", "1 南通市"]
)
def test_nothing_is_chosen_where_it_would_be_a_guess(text: str) -> None:
    assert choose(text, AREAS) is None


def test_unique_beginning_is_enough() -> None:
    assert choose("广东", AREAS) == AREAS[0]


def test_a_beginning_that_another_label_holds_is_not_enough() -> None:
    posts = (Choice("董事长/总经理", "董事长/总经理"), Choice("总经理助理", "总经理助理"))
    assert choose("总经理", posts) is None
    assert choose("总经理助", posts) == posts[1]


@pytest.mark.parametrize("text", ["最后一个", "选最后一个", "最后那个吧", "最后"])
def test_the_last_choice_is_meant(text: str) -> None:
    assert choose(text, AREAS) == AREAS[-1]


@pytest.mark.parametrize("text", ["最后一场", "最后那期"])
def test_last_session_is_not_the_last_choice_behind_the_sessions(text: str) -> None:
    assert choose(text, (Choice("12月4日", "T1"), Choice("都不合适", "都不合适"))) is None


def test_a_label_that_is_a_number_comes_before_the_place_in_the_list() -> None:
    years = (Choice("3", "3"), Choice("1", "1"))
    assert choose("1", years) == years[1]
    assert choose("2", years) == years[1]


@pytest.mark.parametrize("text", ["备案要多久", "南通市要什么条件", "我在南通市", "nantong"])
def test_a_question_with_the_words_of_a_choice_stays_a_question(text: str) -> None:
    assert choose(text, AREAS) is None


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
        ("我要取消", "cancel"),
        ("取消吧。", "cancel"),
        ("麻烦转人工一下，谢谢", "human"),
        ("帮我转人工", "human"),
        ("转人功", "human"),
        ("天错了", "back"),
        ("删除我的信息", "delete_my_data"),
        ("请删除我的信息", "delete_my_data"),
        ("退订", "unsubscribe"),
        ("退定", "unsubscribe"),
        ("订阅", "subscribe"),
        ("我要订阅", "subscribe"),
    ],
)
def test_command_is_recognised(text: str, command: str) -> None:
    assert command_in(text) == command


@pytest.mark.parametrize(
    "text",
    [
        *("取消备案要怎么办", "人工费多少", "地区差异", "备案", "更多的培训", "返回款", "。", ""),
        *("我要报名", "取消了吗", "订阅号", "退订要多久", "请", "帮我", "删除信息要什么手续"),
    ],
)
def test_question_is_never_a_command(text: str) -> None:
    assert command_in(text) is None


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        *[(text, "helpful") for text in ("有帮助", "有帮助，谢谢", "很有帮助。", "有邦助", "对我很有帮助", "解决了")],
        *[
            (text, "missed")
            for text in ("没答对", "你没答对啊", "没打对", "没帮助", "回答错了", "答非所问", "你没听懂")
        ],
        *[(text, None) for text in ("不对", "不是", "没用", "有用", "没答对的题要补考吗", "有帮助的政策", "帮助", "")],
    ],
)
def test_verdict_is_recognised_wherever_it_is_said(text: str, verdict: str | None) -> None:
    assert verdict_in(text, is_beside_answer=False) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        *[(text, "missed") for text in ("不对", "还是不对", "这个不对啊", "都不是", "你错了", "没用的", "没答对")],
        *[(text, "helpful") for text in ("有用", "很有用", "有帮助")],
        *[(text, None) for text in ("对", "好", "谢谢", "不是南通", "不对外的培训", "没用过怎么办")],
    ],
)
def test_short_words_are_a_verdict_beside_an_answer(text: str, verdict: str | None) -> None:
    assert verdict_in(text, is_beside_answer=True) == verdict


def test_no_words_mean_two_commands_or_a_command_and_a_verdict() -> None:
    phrases = [phrase for said in PHRASES.values() for phrase in said]
    assert len(phrases) == len(set(phrases))
    assert [phrase for phrase in phrases if verdict_in(phrase, is_beside_answer=True)] == []


@pytest.mark.parametrize("run", ["吧", "你", "请", "谢谢", "\u0301\u0323"])
def test_a_long_run_of_one_word_is_no_command_and_no_verdict_at_once(run: str) -> None:
    text = f"取消{run * 50_000}x"
    started = time.process_time()
    assert command_in(text) is None
    assert verdict_in(text, is_beside_answer=True) is None
    assert time.process_time() - started < 1


def test_politeness_may_be_long() -> None:
    assert command_in("取消" + "吧" * 50) == "cancel"


def test_a_long_run_of_combining_marks_names_no_choice_at_once() -> None:
    started = time.process_time()
    assert choose("\u0301\u0327" * 30_000, [Choice("一", "一")]) is None
    assert time.process_time() - started < 1
