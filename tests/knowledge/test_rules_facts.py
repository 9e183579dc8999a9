"""How answers are understood: spellings, numbers as far as known, unsure, and what is refused in a sentence."""

import math

import pytest

from knowledge.errors import BadFacts
from knowledge.facts import UNSURE, Amount, Value
from tests.knowledge.rulebooks import read, shipped_rules

FACTS = shipped_rules().vocabulary.facts


@pytest.mark.parametrize(
    ("fact", "said", "value"),
    [
        ("degree", "高中", "大专以下"),
        ("degree", " 中专 ", "大专以下"),
        ("degree", "硕士", "硕士及以上"),
        ("degree", "不清楚", UNSURE),
        ("title", "无", "无/初级"),
        ("title", "高级工程师", "高级"),
        ("post", "ＣＥＯ", "董事长/总经理"),
        ("post", "ceo", "董事长/总经理"),
        ("post", "质量总监", "质量总监"),
        ("forbidden", "否", "没有"),
        ("declare", "不符合", "否"),
        ("size", "小", "小型"),
        ("ready", "不具备", "暂时没有"),
        ("years", "不知道", UNSURE),
        ("years", 4, Amount(4, 4)),
        ("years", 2.9, Amount(2.9, 2.9)),
        ("years", 0, Amount(0, 0)),
        ("years", 60, Amount(60, 60)),
        ("years", "4", Amount(4, 4)),
        ("years", "３．５ 年", Amount(3.5, 3.5)),
        ("years", "满3年", Amount(3, 60)),
        ("years", "3年以上", Amount(3, 60)),
        ("years", "不满3年", Amount(0, math.nextafter(3, 0))),
        ("years", "不足 3 年", Amount(0, math.nextafter(3, 0))),
    ],
)
def test_answers_are_read_as_people_spell_them(fact: str, said: object, value: Value) -> None:
    assert read(**{fact: said}) == {fact: value}


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        *(("years", said) for said in (-1, 60.5, "61", True, math.nan, math.inf, 10**400, [4], {}, "", "三年多")),
        *(("years", said) for said in ("3个月", "不满0年", "满61年", "3年年", "-3", "1e3", "年", "满", "3.")),
        ("years", "9" * 5000),
        *(("degree", said) for said in ("本", "", 3, ["本科"], False)),
        ("post_text", 3),
        ("place", ["苏州"]),
        ("is_senior", "未提及"),
    ],
)
def test_other_answers_are_refused_naming_the_fact_and_what_it_takes(fact: str, said: object) -> None:
    with pytest.raises(BadFacts, match=f"^{fact}: ") as refusal:
        read(**{fact: said})
    assert "give" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_refusals_tell_what_would_do() -> None:
    told = {}
    for fact in ("size", "years", "yeras"):
        with pytest.raises(BadFacts) as refusal:
            read(**{fact: "x"})
        told[fact] = str(refusal.value)
    assert told["size"] == "size: not understood; give one of 大型、中型、小型、微型、不确定"
    assert told["years"] == "years: not understood; give a number from 0 to 60 or 不确定"
    assert told["yeras"].startswith("no fact 'yeras'; there are post, is_senior, years, ")
    assert told["yeras"].endswith(", ready, post_text, place")


def test_a_null_is_a_fact_that_was_not_given() -> None:
    assert read(years=None, post_text=None, degree="本科") == {"degree": "本科"}


def test_facts_come_in_the_order_of_asking_however_they_were_given() -> None:
    assert [*read(declare="是", years=3, post="其他")] == ["post", "years", "declare"]


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ({"post": "其他", "post_text": "质量总监"}, "质量总监"),
        ({"post": "其他", "post_text": "质量部部长"}, "质量部门正职"),
        ({"post_text": "科长"}, "质量科科长"),
        ({"post": "其他", "post_text": "车间主任"}, "其他"),
        ({"post": "其他", "post_text": "不清楚"}, "其他"),
        ({"post": "质量部门正职", "post_text": "总经理"}, "质量部门正职"),
        ({"post": "不确定", "post_text": "总经理"}, UNSURE),
    ],
)
def test_a_post_in_own_words_counts_where_none_of_those_offered_was_taken(said: dict[str, object], post: str) -> None:
    assert read(**said) == {"post": post}


def test_unrecognised_words_tell_nothing() -> None:
    assert read(post_text="车间主任", place="苏州") == {}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (4, "4年"),
        (2.9999999, "2.9999999年"),
        ("满3年", "满3年"),
        ("不满3.5年", "不满3.5年"),
        ("不清楚", "不确定"),
        (60, "60年"),
    ],
)
def test_numbers_are_shown_as_known_and_never_rounded(said: object, words: str) -> None:
    years = FACTS["years"]
    value = years.read(said)
    assert value is not None
    assert years.words(value) == words


def test_every_value_and_spelling_of_every_choice_is_read_back() -> None:
    for name, fact in FACTS.items():
        for value in getattr(fact, "values", ()):
            assert read(**{name: value}) == {name: value}
