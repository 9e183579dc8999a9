"""The line above an answer and the quotations under it: the one says no more than the others."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.answering.composing import LEAST_HELD, Composer, claims_of, is_held
from knowledge.answering.quoting import announcement_of, share_held
from knowledge.documents.library import Library
from knowledge.model import Answered
from knowledge.phrasings import Phrasings, load_phrasings
from knowledge.reading.places import load_gazetteer

_LEAD_IN = "相关规定如下。"


@pytest.fixture(scope="module")
def phrasings(shipped: Library) -> Phrasings:
    return load_phrasings(shipped)


@pytest.fixture(scope="module")
def compose(shipped: Library, phrasings: Phrasings) -> Composer:
    return composer(shipped, phrasings)


def composer(library: Library, phrasings: Phrasings) -> Composer:
    return Composer(library, phrasings, load_gazetteer(), lambda: date(2026, 11, 25))


def answered(compose: Composer, library: Library, clause: str, question: str) -> Answered:
    found = library.clauses[clause]
    return compose.answered([found], library.documents[found.document].jurisdiction, question)


def test_an_item_is_followed_by_the_words_that_announce_its_list(compose: Composer, shipped: Library) -> None:
    answer = answered(compose, shipped, "nantong-measures.a13.i1", "享受企业高层副职待遇吗")
    assert [quote.words for quote in answer.quotes] == [
        "享受企业高层副职待遇,享有岗位津贴;",
        "鼓励企业给予首席质量官以下权益:",
    ]


def test_several_items_of_one_list_are_announced_once_at_the_end(compose: Composer, shipped: Library) -> None:
    items = [shipped.clauses[f"nantong-measures.a6.i{number}"] for number in (1, 4)]
    shown = [quote.clause.id for quote in compose.quotations(items, "哪些不行")]
    assert shown == ["nantong-measures.a6.i1", "nantong-measures.a6.i4", "nantong-measures.a6"]


def test_a_lead_asked_for_stands_first_and_once(compose: Composer, shipped: Library) -> None:
    answer = answered(compose, shipped, "nantong-measures.a6", "哪些人不能当")
    assert [quote.clause.path for quote in answer.quotes].count(("第六条",)) == 1
    assert answer.quotes[0].clause.id == "nantong-measures.a6"


@pytest.mark.parametrize("question", ["食品企业要做什么认证", "HACCP 认证是强制的吗"])
def test_a_line_is_not_shown_over_sentences_that_hold_none_of_it(
    compose: Composer, shipped: Library, question: str
) -> None:
    answer = answered(compose, shipped, "xiangshan-notice.s5.i4", question)
    assert "HACCP" in answer.quotes[0].words
    assert answer.conclusion.endswith(_LEAD_IN)


def test_a_line_is_shown_over_the_sentence_that_holds_it(compose: Composer, shipped: Library) -> None:
    answer = answered(compose, shipped, "xiangshan-notice.s5.i4", "谁是企业质量治理第一责任人")
    assert "第一责任人" in answer.conclusion


def test_a_clause_that_is_asked_for_in_other_words_is_shown_whole(compose: Composer, shipped: Library) -> None:
    answer = answered(compose, shipped, "xiangshan-notice.s5.i5", "东西卖出去发现有毛病要收回来")
    assert [quote.words for quote in answer.quotes] == [shipped.clauses["xiangshan-notice.s5.i5"].text]


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [
        ("具有大专（含）以上学历或者相关专业技术中级职称（含）以上。", True),
        ("必须具有大专（含）以上学历或者相关专业技术中级职称（含）以上。", False),
        ("要具有大专（含）以上学历或者相关专业技术中级职称（含）以上。", False),
        ("在无锡市政府备案的中共党员。", False),
        ("具有大专（含）以上学历或者相关专业技术中级职称（含）以上，由市科技局认定。", False),
    ],
)
def test_a_line_that_adds_a_duty_or_a_place_is_not_shown(
    shipped: Library, phrasings: Phrasings, line: str, *, is_shown: bool
) -> None:
    clause = "nantong-measures.a5.i3"
    changed = phrasings.reviewed[clause].model_copy(update={"conclusion": line})
    spoilt = replace(phrasings, reviewed={**phrasings.reviewed, clause: changed})
    answer = answered(composer(shipped, spoilt), shipped, clause, "学历要求")
    assert (line in answer.conclusion) is is_shown


@pytest.mark.parametrize(
    ("claim", "words", "holds"),
    [
        ("要", "申报的重要条件", False),
        ("要", "企业要聘任", True),
        ("应", "应当遵守", True),
        ("应", "响应顾客需求", False),
        ("可", "可以建议解除聘任", True),
        ("可以", "其他组织可参照", False),
        ("不得", "不得担任", True),
    ],
)
def test_a_word_of_duty_is_held_by_the_same_word_only(claim: str, words: str, *, holds: bool) -> None:
    assert is_held(claim, words) is holds


def test_every_reviewed_line_is_held_by_its_clause_with_what_announces_it(
    shipped: Library, phrasings: Phrasings
) -> None:
    for name, reviewed in phrasings.reviewed.items():
        clause = shipped.clauses[name]
        announced = announcement_of(clause, shipped)
        shown = [clause.text, *([announced.words] if announced else [])]
        assert [
            claim for claim in claims_of(reviewed.conclusion) if not any(is_held(claim, one) for one in shown)
        ] == []
        assert share_held(reviewed.conclusion, shown) >= LEAST_HELD or not reviewed.conclusion


def test_no_one_is_barred_by_half_a_sentence(phrasings: Phrasings) -> None:
    bar = phrasings.reviewed["nantong-measures.a6.i1"]
    assert "违反有关法律法规" in bar.conclusion
    assert "由谁认定" in bar.note
