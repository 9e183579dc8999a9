"""The measures themselves, each met and missed by answers made up for it."""

from collections.abc import Mapping
from typing import Any

import pytest

from knowledge.evaluate import Evaluation, Scored, evaluate, read_truth
from knowledge.evaluation.measures import MEASURES, Share
from knowledge.evaluation.scoring import Reply, Row

TRUTH = read_truth()
ROW: Row = {
    "id": "x", "q": "要什么学历", "kind": "direct", "jurisdiction": "nantong", "gold": ["002m-a5-3"],
    "must_contain": ["大专（含）以上"], "expect": "answer_with_citation",
}  # fmt: skip
UNSTATED: Row = {**ROW, "kind": "not_stated", "gold": [], "must_contain": [], "expect": "say_not_stated"}


def reply(
    *names: str,
    outcome: str = "answered",
    conclusion: str = "规定如下。",
    considered: tuple[str, ...] = (),
    jurisdiction: str = "nantong",
    quote: str | None = None,
) -> Reply:
    """An answer as it is printed, which quotes the records `names` whole, or `quote` of each."""
    citations = [
        {
            "clause": name,
            "quote": TRUTH[name]["text"] if quote is None else quote,
            "text": TRUTH[name]["text"],
            "jurisdiction": jurisdiction,
        }
        for name in names
    ]
    shown = "\n".join([conclusion, *(f"原文「{citation['quote']}」\n出处：3年 60%" for citation in citations)])
    return {
        "outcome": outcome,
        "dialog": None,
        "replies": [{"kind": "cited", "text": shown, "citations": citations}],
        "candidates": [{"text": TRUTH[name]["text"]} for name in considered],
        "elapsed_ms": 1.0,
    }


def lineage(area: str) -> tuple[str, ...]:
    return {"meizhou": ("meizhou", "guangdong")}.get(area, (area,))


def score(row: Mapping[str, Any], answer: Reply) -> Scored:
    return evaluate([row], TRUTH, lambda _: answer, lineage=lineage).rows[0]


def met(measure: str, row: Mapping[str, Any], answer: Reply) -> bool:
    return score(row, answer).shares[measure] == Share(1, 1)


def test_the_gold_clause_first_is_right() -> None:
    scored = score(ROW, reply("002m-a5-3"))
    assert [scored.shares[name] for name in ("first", "first_three", "must_contain", "outcome")] == [Share(1, 1)] * 4
    assert scored.missed == ()


def test_the_gold_clause_second_is_among_three_but_not_first() -> None:
    scored = score(ROW, reply("002m-a9", considered=("002m-a9", "002m-a5-3")))
    assert scored.shares["first_three"] == Share(1, 1)
    assert scored.missed == ("first", "must_contain")


def test_the_gold_clause_fourth_is_not_among_three() -> None:
    assert met("first_three", ROW, reply("002m-a9", considered=("002m-a7", "002m-a5-3")))
    assert not met("first_three", ROW, reply("002m-a9", considered=("002m-a7", "002m-a8", "002m-a5-3")))


def test_an_ancestor_counts_only_when_it_shows_the_gold_words() -> None:
    assert met("first", ROW, reply("002m-a5", "002m-a5-3"))
    assert not met("first", ROW, reply("002m-a5"))
    assert not met("first", ROW, reply("002m-a9", "002m-a5-3"))


def test_the_same_words_in_the_amending_notice_are_accepted() -> None:
    assert met("first", {**ROW, "gold_alt": ["002n-3-4"]}, reply("002n-3-4"))


def test_a_comparison_is_complete_with_every_side() -> None:
    row = {**ROW, "gold": ["002m-a5-3", "001-s3-2"], "gold_groups": [["002m-a5-3"], ["001-s3-2"]]}
    assert met("comparisons_complete", row, reply("002m-a5-3", "001-s3-2"))
    assert not met("comparisons_complete", row, reply("002m-a5-3"))


@pytest.mark.parametrize(
    ("expect", "outcome", "measure"),
    [
        ("say_not_stated", "not_stated", "not_stated"),
        ("redirect", "off_topic", "set_aside"),
        ("decline_politely", "declined", "set_aside"),
    ],
)
def test_an_expected_outcome_is_met_by_that_outcome_only(expect: str, outcome: str, measure: str) -> None:
    row = {**UNSTATED, "expect": expect}
    assert met(measure, row, reply(outcome=outcome))
    assert score(row, reply(outcome="clarify")).missed == (measure, "outcome")


def test_a_dialog_is_met_by_its_name() -> None:
    row = {**UNSTATED, "expect": "start_dialog", "intent": "human"}
    assert met("intents", row, {**reply(outcome="command"), "dialog": "human"})
    assert not met("intents", row, {**reply(outcome="dialog"), "dialog": "report"})


def test_a_plain_answer_given_as_partly_stated_is_a_fault() -> None:
    assert score(ROW, reply("002m-a5-3", outcome="partly_stated")).missed == ("partly_stated", "outcome")
    row = {**ROW, "expect": "answer_partial_not_stated"}
    assert score(row, reply("002m-a5-3", outcome="partly_stated")).missed == ()


def test_an_answer_where_nothing_is_stated_is_invented() -> None:
    assert score(UNSTATED, reply("002m-a5-3")).missed == ("not_stated", "invented", "outcome")
    assert not met("invented", UNSTATED, reply("002m-a5-3", outcome="partly_stated"))


@pytest.mark.parametrize(
    ("conclusion", "is_invented"),
    [
        ("南通：大专及以上学历，或者相关专业中级及以上职称。", False),
        ("南通：本科及以上学历。", True),
        ("南通：3年以上。", True),
        ("南通：按备案表每年报一次。", True),
        ("南通：大专及以上学历。\n广东：现有文件未载明备案表。\n【南通】", False),
    ],
)
def test_a_conclusion_claims_nothing_that_its_quotes_do_not_hold(conclusion: str, is_invented: bool) -> None:
    assert met("invented", ROW, reply("002m-a5-3", conclusion=conclusion)) is is_invented


def test_a_conclusion_is_held_against_the_quote_and_not_the_whole_clause() -> None:
    answer = reply("002m-a5-3", conclusion="南通：大专及以上学历。", quote="中级职称")
    assert met("invented", ROW, answer)


@pytest.mark.parametrize(
    ("asked_in", "cited", "is_wrong"),
    [
        ("nantong", "nantong", False),
        ("nantong", "guangdong", True),
        ("meizhou", "guangdong", False),
        ("guangdong", "meizhou", True),
    ],
)
def test_an_answer_for_one_place_rests_on_its_own_clauses_or_its_ancestors(
    asked_in: str, cited: str, is_wrong: bool
) -> None:
    answer = reply("002m-a5-3", "002m-a9", jurisdiction=cited)
    assert met("wrong_jurisdiction", {**ROW, "jurisdiction": asked_in}, answer) is is_wrong


def test_a_clause_from_elsewhere_that_the_question_itself_expects_is_in_place() -> None:
    assert not met("wrong_jurisdiction", {**ROW, "jurisdiction": "guangdong"}, reply("002m-a5-3"))


def test_a_comparison_and_a_question_without_a_place_may_cite_any_jurisdiction() -> None:
    for row in ({**ROW, "jurisdiction": None}, {**ROW, "gold_groups": [["002m-a5-3"], ["001-s3-2"]]}):
        assert "wrong_jurisdiction" not in score(row, reply("002m-a9", jurisdiction="guangdong")).shares


@pytest.mark.parametrize("quote", ["大专以上", "具有 大专", ""])
def test_a_quote_that_is_not_in_its_text_letter_by_letter_is_inexact(quote: str) -> None:
    assert met("inexact_quotes", ROW, reply("002m-a5-3", quote=quote))
    assert not met("inexact_quotes", ROW, reply("002m-a5-3"))


def test_measures_add_up_over_the_file_and_apart_for_each_kind_and_jurisdiction() -> None:
    rows = [ROW, {**ROW, "kind": "short"}, {**ROW, "kind": "short", "jurisdiction": None}]
    answers = iter([reply("002m-a5-3"), reply("002m-a9"), reply("002m-a5-3")])
    result = evaluate(rows, TRUTH, lambda _: next(answers), lineage=lineage)
    assert result.share("first") == Share(2, 3)
    assert {kind: part.share("first") for kind, part in result.by("kind").items()} == {
        "direct": Share(1, 1),
        "short": Share(1, 2),
    }
    assert {area: part.share("first") for area, part in result.by("jurisdiction").items()} == {
        "nantong": Share(1, 2),
        "": Share(1, 1),
    }
    assert [row.kind for row in result.misses] == ["short"]


def test_times_are_those_within_which_a_part_was_answered() -> None:
    times = iter([5.0, 1.0, 3.0, 2.0])
    answers = [{**reply("002m-a5-3"), "elapsed_ms": time} for time in times]
    result = evaluate([ROW] * 4, TRUTH, lambda _: answers.pop(), lineage=lineage)
    assert (result.elapsed_ms(0.5), result.elapsed_ms(0.99)) == (2.0, 5.0)
    assert Evaluation(()).elapsed_ms(0.5) == 0


def test_a_share_of_nothing_is_no_success_and_no_fault() -> None:
    assert (Share(0, 0).part, Share(1, 4).part, str(Share(1, 4))) == (0.0, 0.25, "1/4 (25%)")
    assert not any(measure.is_missed(Share(0, 0)) for measure in MEASURES.values())
