"""The gate: no measure of any question file falls below its floor in knowledge/evaluation/floors.toml.

A message names measures only. The misses of a file that may be read are listed by `cqo eval questions`;
those of `questions_unseen` are nobody's to read.
"""

import tomllib
from collections.abc import Mapping

import pytest

from knowledge.documents.library import load_library
from knowledge.evaluate import FOLDER
from knowledge.evaluation.measures import MEASURES, Share
from tests.bench.files import FILES, Asking

FLOORS: Mapping[str, Mapping[str, float]] = tomllib.loads((FOLDER / "floors.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def asking() -> Asking:
    return Asking(load_library())


def shares_of(name: str, asking: Asking) -> Mapping[str, Share]:
    """Every measure that the file asks for. Shares alone, so that no failure can print a question."""
    result = asking.file(name)
    return {measure: result.share(measure) for measure in MEASURES if result.share(measure).of}


def shortfalls(shares: Mapping[str, Share], floors: Mapping[str, float]) -> list[str]:
    """The measures on the wrong side of their floor, in per cent; of a fault the floor is the most there may be."""
    return [
        f"{MEASURES[name].words}: {100 * share.part:.1f} % ({share.met}/{share.of}), floor {floors[name]} %"
        for name, share in shares.items()
        if (100 * share.part > floors[name] if MEASURES[name].is_fault else 100 * share.part < floors[name])
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_measure_falls_below_its_floor(name: str, asking: Asking) -> None:
    shares = shares_of(name, asking)
    assert shares.keys() == FLOORS[name].keys()
    assert shortfalls(shares, FLOORS[name]) == []


def test_a_share_below_its_floor_and_a_fault_above_it_are_told_by_measure() -> None:
    shares = {"first": Share(9, 10), "outcome": Share(8, 10), "invented": Share(1, 10), "inexact_quotes": Share(0, 10)}
    told = shortfalls(shares, {"first": 90.0, "outcome": 80.1, "invented": 0.0, "inexact_quotes": 0.0})
    assert told == [
        "expected outcome: 80.0 % (8/10), floor 80.1 %",
        "invented: 10.0 % (1/10), floor 0.0 %",
    ]
