"""Places of a text that a question names, answered with what stands there."""

import pytest

from knowledge.model import Answered, Focus, NotStated
from tests.knowledge.test_answer import answered, ask, cited


@pytest.mark.parametrize("text", ["第五、六条", "第五条和第六条"])
def test_several_articles_are_quoted_one_after_the_other(text: str) -> None:
    shown = cited(answered(text, "nantong"))
    assert [one.removeprefix("nantong-measures.") for one in shown] == [
        "a5", *(f"a5.i{number}" for number in range(1, 5)),
        "a6", *(f"a6.i{number}" for number in range(1, 6)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("last", "text", "clause"),
    [
        ("guangdong-notice.s4.i7.p1", "第二段呢", "guangdong-notice.s4.i7.p2"),
        ("guangdong-notice.s4.i7.p2", "第一段", "guangdong-notice.s4.i7.p1"),
        ("nantong-measures.a10", "第二款", "nantong-measures.a10.p2"),
        ("nantong-measures.a5", "第三项", "nantong-measures.a5.i3"),
        ("xiangshan-notice.s3.n2", "第四项", "xiangshan-notice.s3.n4"),
        ("guangdong-notice.s3.i5.p1", "第三项", "guangdong-notice.s3.i5.n3"),
    ],
)
def test_a_part_of_the_last_answers_place(last: str, text: str, clause: str) -> None:
    area, document = last.split("-")[0], last.split(".")[0]
    assert cited(answered(text, focus=Focus(area, document, last, "上一个问题")))[0] == clause


@pytest.mark.parametrize("text", ["上一条", "第二款", "第十条第三款", "第5.5条", "第五章"])
def test_a_missing_place_is_told_in_the_words_of_the_user(text: str) -> None:
    answer = ask(text, "nantong")
    assert isinstance(answer, NotStated)
    assert answer.matter == text


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("第五条不满足怎么办", "nantong-measures.a5"),
        ("请问第五条第三项的相关专业指什么", "nantong-measures.a5.i3"),
    ],
)
def test_an_article_is_shown_as_it_stands_now_not_as_it_was_changed(text: str, clause: str) -> None:
    answer = answered(text, "nantong")
    assert cited(answer)[0] == clause
    assert answer.leaves_open


def test_the_notice_is_shown_to_who_asks_about_the_change() -> None:
    assert cited(answered("第五条改了什么", "nantong"))[0] == "nantong-amendment.s3"


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("《公司法》第十条", "nantong"),
        ("ISO9001第七条", "guangdong"),
        ("国务院4号文", "nantong"),
        ("15号文", "guangdong"),
        ("粤市监〔2022〕35号", ""),
    ],
)
def test_another_text_is_not_answered_from_ours(text: str, area: str) -> None:
    assert not isinstance(ask(text, area), Answered)
