"""The two ways to find the best clauses of a segment, on clauses and questions that never were."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from knowledge.finding import kernel, ranking
from knowledge.finding.holding import Holding
from knowledge.finding.index import ClauseIndex
from knowledge.finding.kernel import Best
from knowledge.finding.segment import CLAUSE_POINTS, Scores, Segment
from knowledge.finding.terms import Ints
from tests.bench.synthetic import collection

CLAUSES = collection(4_500, queries=6)


def interpreted(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


@pytest.fixture(scope="module")
def segment() -> Segment:
    (whole,) = Holding.of(CLAUSES.rows, CLAUSE_POINTS).segments
    return whole.without(np.arange(4_500) % 7 == 0)


@pytest.fixture(scope="module")
def index() -> ClauseIndex:
    return ClauseIndex.build(CLAUSES.rows)


@pytest.fixture(params=["numpy", "interpreted", pytest.param("compiled", marks=pytest.mark.slow)])
def best(request: pytest.FixtureRequest) -> Best:
    if request.param == "numpy":
        return ranking.best
    found = kernel.best_by(interpreted) if request.param == "interpreted" else kernel.compiled()
    assert found is not None, "numba belongs to the packages of the tests"
    return found


def leading(rows: Ints, scores: Scores, limit: int) -> list[tuple[int, float]]:
    order = np.argsort(-scores, kind="stable")[:limit]
    return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))


@pytest.mark.parametrize("limit", [1, 10, 200])
@pytest.mark.parametrize("query", CLAUSES.queries)
def test_the_best_clauses_are_those_with_the_highest_sums(
    index: ClauseIndex, segment: Segment, best: Best, query: str, limit: int
) -> None:
    wanted = segment.want(*index._weighted_terms(query))
    sums = np.where(segment.alive, ranking.all_scores(segment, wanted), 0.0)
    all_of_them = leading(np.flatnonzero(sums), sums[sums > 0], limit)
    assert leading(*best(segment, wanted, limit, 0.0), limit) == all_of_them
    middle = all_of_them[len(all_of_them) // 2][1]
    above = [pair for pair in all_of_them if pair[1] > middle]
    assert leading(*best(segment, wanted, limit, middle), limit) == above


def test_more_than_all_may_be_wanted(index: ClauseIndex, segment: Segment, best: Best) -> None:
    wanted = segment.want(*index._weighted_terms(CLAUSES.queries[0]))
    rows, _ = best(segment, wanted, 10_000, 0.0)
    assert len(rows) == np.count_nonzero(ranking.all_scores(segment, wanted)[segment.alive])


def test_nothing_is_found_for_nothing(segment: Segment, best: Best) -> None:
    rows, scores = best(segment, segment.want(np.empty(0, dtype=np.uint32), np.empty(0)), 10, 0.0)
    assert len(rows) == len(scores) == 0


def test_sums_do_not_depend_on_the_order_of_adding() -> None:
    weights = ranking.in_steps(np.random.default_rng(1).random(500))
    assert weights.sum() == sum(weights.tolist()) == sum(sorted(weights.tolist()))
