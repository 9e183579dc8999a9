"""The measure itself, and the gate that keeps the answers above it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from knowledge.answer import PolicyAnswers
from knowledge.evaluate import Reply, Row, Share, evaluate, read_rows, read_truth
from knowledge.model import Answer, Answered, Declined, Focus, NotStated, OffTopic, Question
from knowledge.reading.places import load_gazetteer

TRUTH = read_truth()
ROW: Row = {
    "id": "x", "q": "要什么学历", "kind": "direct", "jurisdiction": "nantong", "gold": ["002m-a5-3"],
    "must_contain": ["大专（含）以上"], "expect": "answer_with_citation",
}  # fmt: skip


def reply(*names: str, shown: str = "", outcome: str = "answered", considered: tuple[str, ...] = ()) -> Reply:
    citations = [{"clause": name, "quote": TRUTH[name]["text"], "text": TRUTH[name]["text"]} for name in names]
    candidates = [{"text": TRUTH[name]["text"]} for name in considered]
    part = {"kind": "cited", "text": shown, "citations": citations}
    return {"outcome": outcome, "dialog": None, "replies": [part], "candidates": candidates}


def score(row: Mapping[str, Any], answer: Reply) -> Any:
    return evaluate([row], TRUTH, lambda _: answer).rows[0]


def test_the_gold_clause_first_is_right() -> None:
    scored = score(ROW, reply("002m-a5-3"))
    assert (scored.first, scored.first_three, scored.strings, scored.missed) == (True, True, (True,), False)


def test_the_gold_clause_second_is_among_three_but_not_first() -> None:
    scored = score(ROW, reply("002m-a9", considered=("002m-a9", "002m-a5-3")))
    assert (scored.first, scored.first_three, scored.strings) == (False, True, (False,))


def test_an_ancestor_counts_only_when_it_shows_the_gold_words() -> None:
    assert score(ROW, reply("002m-a5", "002m-a5-3")).first
    assert not score(ROW, reply("002m-a5")).first
    assert not score(ROW, reply("002m-a9", "002m-a5-3")).first


def test_the_same_words_in_the_amending_notice_are_accepted() -> None:
    assert score({**ROW, "gold_alt": ["002n-3-4"]}, reply("002n-3-4")).first


def test_a_comparison_is_complete_with_every_side() -> None:
    row = {**ROW, "gold": ["002m-a5-3", "001-s3-2"], "gold_groups": [["002m-a5-3"], ["001-s3-2"]]}
    assert score(row, reply("002m-a5-3", "001-s3-2")).complete
    assert not score(row, reply("002m-a5-3")).complete


@pytest.mark.parametrize(
    ("expect", "outcome"),
    [("say_not_stated", "not_stated"), ("redirect", "off_topic"), ("decline_politely", "declined")],
)
def test_an_expected_outcome_is_met_by_that_outcome_only(expect: str, outcome: str) -> None:
    row = {**ROW, "gold": [], "must_contain": [], "expect": expect}
    assert score(row, reply(outcome=outcome)).outcome_right
    assert score(row, reply(outcome="clarify")).missed


def test_a_dialog_is_met_by_its_name() -> None:
    row = {**ROW, "gold": [], "must_contain": [], "expect": "start_dialog", "intent": "human"}
    assert score(row, {**reply(outcome="command"), "dialog": "human"}).outcome_right
    assert not score(row, {**reply(outcome="dialog"), "dialog": "report"}).outcome_right


def test_a_share_of_nothing_is_whole() -> None:
    assert (Share(0, 0).part, Share(1, 4).part, str(Share(1, 4))) == (1.0, 0.25, "1/4 (25%)")


OUTCOMES: dict[type, str] = {
    Answered: "answered", NotStated: "not_stated", OffTopic: "off_topic", Declined: "declined",
}  # fmt: skip


def asked_directly(answers: PolicyAnswers, row: Row) -> Reply:
    """The answer to a row without the dialogs around it; their own rows are left out by the caller."""
    gazetteer = load_gazetteer()
    said = [turn["content"] for turn in row.get("history", ()) if turn["role"] == "user"]
    is_named = any(gazetteer.read(text).codes for text in (*said, row["q"]))
    profile = "" if is_named else row["jurisdiction"] or ""
    focus: Focus | None = None
    for text in said:
        focus = getattr(answers.answer(Question(text, profile, focus)), "focus", focus)
    return as_reply(answers.answer(Question(row["q"], profile, focus)))


def as_reply(answer: Answer) -> Reply:
    quotes = answer.quotes if isinstance(answer, Answered) else ()
    shown = answer.conclusion + "".join(answer.remarks) if isinstance(answer, Answered) else ""
    citations = [{"clause": quote.clause.cite, "quote": quote.words, "text": quote.clause.text} for quote in quotes]
    candidates = [{"text": candidate.clause.text} for candidate in getattr(answer, "candidates", ())]
    part = {"kind": "cited", "text": shown, "citations": citations}
    return {
        "outcome": OUTCOMES.get(type(answer), "clarify"),
        "dialog": None,
        "replies": [part],
        "candidates": candidates,
    }


def test_the_development_questions_stay_answered() -> None:
    answers = PolicyAnswers.load(today=lambda: date(2026, 11, 20))
    rows = [row for row in read_rows() if row["expect"] != "start_dialog"]
    evaluation = evaluate(rows, TRUTH, lambda row: asked_directly(answers, row))
    shortfall = [(row.id, row.question, row.outcome, row.shown) for row in evaluation.misses]
    assert evaluation.first.part >= 0.95, shortfall
    assert evaluation.first_three.part >= 0.98, shortfall
    assert evaluation.strings.part >= 0.97, shortfall
    assert evaluation.complete.part == 1, shortfall
    assert evaluation.outcome("not_stated").part == 1, shortfall
    assert evaluation.outcome("off_topic").part == evaluation.outcome("hostile").part == 1, shortfall
