"""`cqo eval questions`: what it prints, and that it can keep the questions to itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.printing_evaluation import print_evaluation
from knowledge.evaluation.measures import MEASURES

RIGHT = {
    "id": "r", "q": "南通的首席质量官要什么学历", "kind": "direct", "jurisdiction": "nantong",
    "gold": ["002m-a5-3"], "must_contain": ["大专（含）以上"], "expect": "answer_with_citation",
}  # fmt: skip
WRONG = {**RIGHT, "id": "w", "q": "今天天气怎么样", "kind": "paraphrase", "jurisdiction": None}


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in (RIGHT, WRONG)), "utf-8")
    return file


def test_json_gives_every_measure_whole_by_kind_and_by_jurisdiction(
    questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_evaluation(questions, None, as_json=True, shows_misses=True)
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert all({name, f"{name}_by_kind", f"{name}_by_jurisdiction"} <= printed.keys() for name in MEASURES)
    assert printed["first"] == {"met": 1, "of": 2}
    assert printed["first_by_kind"] == {"direct": {"met": 1, "of": 1}, "paraphrase": {"met": 0, "of": 1}}
    assert printed["first_by_jurisdiction"] == {"nantong": {"met": 1, "of": 1}, "none": {"met": 0, "of": 1}}
    assert printed["not_stated_by_kind"] == {}
    assert 0 < printed["ask_ms"]["p50"] <= printed["ask_ms"]["p99"]
    assert [(miss["id"], miss["missed"]) for miss in printed["misses"]] == [
        ("w", ["first", "first_three", "must_contain", "outcome"])
    ]


def test_text_names_the_measures_that_a_question_missed(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_evaluation(questions, None, as_json=False, shows_misses=True)
    printed = capsys.readouterr().out
    assert all(measure.words in printed for measure in MEASURES.values())
    assert "missed w [paraphrase] first, first_three, must_contain, outcome: 今天天气怎么样 -> off_topic\n" in printed


@pytest.mark.parametrize("as_json", [True, False])
def test_a_file_can_be_scored_without_showing_a_question(
    as_json: bool, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_evaluation(questions, None, as_json=as_json, shows_misses=False)
    printed = capsys.readouterr()
    assert "1" in printed.out
    assert not any(str(row["q"]) in printed.out + printed.err for row in (RIGHT, WRONG))
    assert "miss" not in printed.out
