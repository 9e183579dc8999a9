"""What `cqo kb lint` finds in phrasings that were spoilt on purpose, and in the shipped ones: nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.documents.library import Library, load_library
from knowledge.lint import Finding, examine, likeness
from knowledge.phrasings import Matter, Phrasings, Reviewed, load_phrasings
from knowledge.reading.places import load_gazetteer
from tests.knowledge.made_up_corpus import rewrite

CLAUSE, OTHER = "nantong-measures.a5.i3", "nantong-measures.a9"


@pytest.fixture(scope="module")
def phrasings(shipped: Library) -> Phrasings:
    return load_phrasings(shipped)


@pytest.fixture(scope="module")
def few(phrasings: Phrasings) -> Phrasings:
    """Only what is written about two clauses."""
    reviewed = {name: phrasings.reviewed[name] for name in (CLAUSE, OTHER)}
    return replace(phrasings, reviewed=reviewed, matters={}, chatter=(), services=())


def spoilt(few: Phrasings, clause: str, **fields: object) -> Phrasings:
    changed = few.reviewed[clause].model_copy(update=fields)
    return replace(few, reviewed={**few.reviewed, clause: changed})


def found(shipped: Library, phrasings: Phrasings, where: str) -> list[str]:
    return [one.sentence for one in examine(shipped, phrasings, load_gazetteer()) if one.where == where]


@pytest.mark.slow
def test_the_shipped_phrasings_are_sound(shipped: Library, phrasings: Phrasings) -> None:
    assert [str(one) for one in examine(shipped, phrasings, load_gazetteer())] == []


def test_too_few_questions_and_angles_are_found(shipped: Library, few: Phrasings) -> None:
    sparse = spoilt(few, CLAUSE, questions={"direct": ("要什么文凭才够格",)})
    assert found(shipped, sparse, CLAUSE) == ["1 example questions; write 25", "1 angles; take 8"]


def test_a_reason_exempts_a_clause(shipped: Library, few: Phrasings) -> None:
    exempt = spoilt(few, CLAUSE, questions={}, exempt="套语")
    assert found(shipped, exempt, CLAUSE) == []


def test_questions_too_much_alike_are_found(shipped: Library, few: Phrasings) -> None:
    questions = dict(few.reviewed[CLAUSE].questions)
    first = questions["direct"][0]
    questions["direct"] = (*questions["direct"], first + "呀")
    assert f"「{first}」 and 「{first}呀」 are too much alike; reword one" in found(
        shipped, spoilt(few, CLAUSE, questions=questions), CLAUSE
    )


def test_a_question_under_two_clauses_is_found(shipped: Library, few: Phrasings) -> None:
    taken = few.reviewed[CLAUSE].phrasings[0]
    questions = {**few.reviewed[OTHER].questions, "direct": (taken,)}
    sentences = found(shipped, spoilt(few, OTHER, questions=questions), OTHER)
    assert any(sentence.startswith(f"「{taken}」 stands under {CLAUSE} too") for sentence in sentences)


def test_a_conclusion_that_says_more_than_its_clause_is_found(shipped: Library, few: Phrasings) -> None:
    bold = spoilt(few, CLAUSE, conclusion="要本科以上学历，满5年。")
    assert found(shipped, bold, CLAUSE) == [
        *(f"the conclusion says {word}, the clause does not; correct it" for word in ("要", "本科", "5")),
        "the conclusion has too few words of the clause to be shown; reword it",
    ]


def test_a_conclusion_that_adds_a_duty_or_says_something_else_is_found(shipped: Library, few: Phrasings) -> None:
    bold = spoilt(few, CLAUSE, conclusion="必须是中共党员，不设的罚款，只能在无锡市政府备案。")
    assert found(shipped, bold, CLAUSE) == [
        *(
            f"the conclusion says {word}, the clause does not; correct it"
            for word in ("必须", "罚款", "只能", "无锡市")
        ),
        "the conclusion has too few words of the clause to be shown; reword it",
    ]


def test_a_conclusion_may_say_what_the_lead_of_its_list_says(shipped: Library, few: Phrasings) -> None:
    led = spoilt(few, CLAUSE, conclusion="具有大专（含）以上学历或者相关专业技术中级职称的，可以担任首席质量官。")
    assert found(shipped, led, CLAUSE) == []


def test_a_matter_that_is_not_recognised_is_found(shipped: Library, few: Phrasings) -> None:
    taken = few.reviewed[CLAUSE].phrasings[0]
    changed = replace(few, matters={"nantong": (Matter(name="某事", phrasings=(taken, "天上有几颗星")),)})
    assert f"「{taken}」 finds {CLAUSE}; reword it" in found(shipped, changed, "nantong 某事")


def test_a_question_that_shows_a_sign_of_hostility_is_found(shipped: Library, few: Phrasings) -> None:
    signed = replace(few, hostile_signs=("学历",))
    assert any(
        sentence.endswith("shows a sign of hostility; reword it or the sign")
        for sentence in found(shipped, signed, CLAUSE)
    )


def test_likeness_is_the_share_of_pairs() -> None:
    assert likeness("备案找谁", "备案找谁？") == 1
    assert likeness("备案找谁", "学历要求") == 0
    assert likeness("一二三四", "二三四五") == 0.5
    assert isinstance(Reviewed().phrasings, tuple)
    assert str(Finding("a", "b")) == "a: b"


@pytest.mark.parametrize(("ending", "missing"), [("replaced_on", ["city-trial"]), ("repealed_on", [])])
def test_a_replaced_text_without_the_one_that_replaced_it_is_found(
    history: Path, few: Phrasings, ending: str, missing: list[str]
) -> None:
    rewrite(history / "city/trial/document.toml", "repealed_on", ending)
    findings = examine(load_library(history), replace(few, reviewed={}), load_gazetteer())
    assert [one.where for one in findings if "by a text that is not held; add it" in one.sentence] == missing
