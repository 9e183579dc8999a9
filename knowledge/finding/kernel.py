"""`ranking.best` once more, for numba to compile: the same results, several times faster.

Clauses are gone through in windows that fit the processor's nearest cache. What is needed to be
among the best grows on the way, so that ever fewer clauses are looked up in the grid. Numba is an
extra that large collections profit from; without it `ranking.best` serves.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.finding.ranking import by_reach, step_of
from knowledge.finding.segment import Bools, Bytes, Scores, Segment, Wanted
from knowledge.finding.terms import Ints

Best = Callable[[Segment, Wanted, int, float], tuple[Ints, Scores]]
Steps = npt.NDArray[np.int32]

_WINDOW = 4096
_FEW = 32
_TRIED = 4
_HIGHEST = 2**31 - 1


@cache
def compiled() -> Best | None:
    """`best` compiled, which takes a second at its first use; None where numba is not installed."""
    try:
        import numba
    except ImportError:
        return None
    return best_by(numba.njit(nogil=True))


def best_by(prepared: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Best:
    """What `ranking.best` gives, by functions that were `prepared` to be fast."""
    scan = _scan_of(prepared)

    def best(segment: Segment, wanted: Wanted, limit: int, floor: float) -> tuple[Ints, Scores]:
        step = step_of(float(wanted.weights.sum() + wanted.grid_weights.sum()))
        grid_rows, grid_weights, rest = by_reach(segment, wanted)
        kept = min(limit, len(segment.alive))
        scores, rows = np.zeros(kept, dtype=np.int32), np.zeros(kept, dtype=np.int64)
        found = scan(
            (segment.postings, segment.impacts, wanted.begins.copy(), wanted.ends, _steps(wanted.weights, step)),
            (segment.grid, grid_rows, _steps(grid_weights, step), _steps(rest, step)),
            segment.alive,
            min(int(floor / step), _HIGHEST),
            (scores, rows),
        )
        order = np.argsort(rows[:found])
        return rows[:found][order], scores[:found][order].astype(np.float64) * step

    return best


def _steps(weights: Scores, step: float) -> Steps:
    return (weights / step).astype(np.int32)


def _scan_of(prepared: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Callable[..., int]:
    add_lists, add_row = prepared(_add_lists), prepared(_add_row)
    count_above, offer = prepared(_count_above), prepared(_offer)

    def reached(sums: Steps, table: Any, alive: Bools, limit: int) -> int:
        """What `limit` clauses have at least in all, going by those that lead so far; 0 where too few lead."""
        grid, grid_rows, grid_weights, _ = table
        leaders = np.zeros(_TRIED * limit, dtype=np.int32), np.zeros(_TRIED * limit, dtype=np.int64)
        leading, bound = 0, 0
        for one in range(len(sums)):
            if sums[one] > bound and alive[one]:
                leading = offer(leaders, leading, sums[one], one)
                bound = leaders[0][0] if leading == len(leaders[0]) else 0
        best = np.zeros(limit, dtype=np.int32), np.zeros(limit, dtype=np.int64)
        size = 0
        for at in range(leading):
            total = int(leaders[0][at])
            for row in range(len(grid_rows)):
                total += int(grid[grid_rows[row], leaders[1][at]]) * int(grid_weights[row])
            if size < limit or total > best[0][0]:
                size = offer(best, size, total, at)
        return int(best[0][0]) if size == limit else 0

    reached = prepared(reached)

    def scan(lists: Any, table: Any, alive: Bools, floor: int, best: Any) -> int:
        """Fill `best` with the clauses of the highest scores above `floor`; how many there are."""
        grid, grid_rows, grid_weights, rest = table
        all_sums = np.zeros(len(alive), dtype=np.int32)
        for first in range(0, len(alive), _WINDOW):
            add_lists(all_sums[first : first + _WINDOW], lists, first)
        if floor == 0:
            floor = max(0, reached(all_sums, table, alive, len(best[0])) - 1)
        size = 0
        for first in range(0, len(alive), _WINDOW):
            sums = all_sums[first : first + _WINDOW]
            width, whole = len(sums), 0
            while whole < len(grid_rows) and count_above(sums, floor - rest[whole]) * _FEW > width:
                add_row(sums, grid[grid_rows[whole], first : first + width], grid_weights[whole])
                whole += 1
            for one in range(width):
                total = int(sums[one])
                row = whole
                while row < len(grid_rows) and total > floor - rest[row]:
                    total += int(grid[grid_rows[row], first + one]) * int(grid_weights[row])
                    row += 1
                if row == len(grid_rows) and total > floor and alive[first + one]:
                    size = offer(best, size, total, first + one)
                    floor = max(floor, int(best[0][0])) if size == len(best[0]) else floor
        return size

    return prepared(scan)


def _add_lists(sums: Steps, lists: Any, first: int) -> None:
    """Add to the sums of the clauses from `first` on; how far each list was read is kept in `lists`."""
    postings, impacts, nexts, ends, weights = lists
    end = first + len(sums)
    for term in range(len(nexts)):
        at, weight = nexts[term], weights[term]
        while at < ends[term] and postings[at] < end:
            sums[postings[at] - first] += impacts[at] * weight
            at += 1
        nexts[term] = at


def _add_row(sums: Steps, cells: Bytes, weight: np.int32) -> None:
    for one in range(len(cells)):
        sums[one] += cells[one] * weight


def _count_above(sums: Steps, bound: int) -> int:
    count = 0
    for one in range(len(sums)):
        count += sums[one] > bound
    return count


def _offer(best: Any, size: int, score: int, row: int) -> int:
    """Put a clause, later than all before, into the heap `best`: on top the lowest score, of equal ones the latest."""
    scores, rows = best
    if size < len(scores):
        at = size
        while at > 0 and scores[(at - 1) // 2] >= score:
            scores[at], rows[at] = scores[(at - 1) // 2], rows[(at - 1) // 2]
            at = (at - 1) // 2
        size += 1
    else:
        at, child = 0, 1
        while child < size:
            other = child + 1
            if other < size and (
                scores[other] < scores[child] or (scores[other] == scores[child] and rows[other] > rows[child])
            ):
                child = other
            if scores[child] >= score:
                break
            scores[at], rows[at] = scores[child], rows[child]
            at, child = child, 2 * child + 1
    scores[at], rows[at] = score, row
    return size
