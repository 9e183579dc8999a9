"""The best clauses of a segment without adding up every clause.

Terms that stand in few clauses are added up first. What the common ones can add at most is known,
so only clauses that might still reach the best few are looked up in the grid (MaxScore). All sums
are exact, see `in_steps`, hence the order of adding changes nothing.
"""

from math import frexp

import numpy as np

from knowledge.finding.segment import Bytes, Scores, Segment, Wanted
from knowledge.finding.terms import Ints

_BLOCK = 64
_TRIED = 4
_MANY = 256
_FEW = 12


def in_steps(weights: Scores) -> Scores:
    """`weights` in whole steps, at least one: so few that the highest score there can be is below 2**31 and
    sums are exact, in whichever order and type, so many that rounding does no harm."""
    step = step_of(float(weights.sum()))
    return np.maximum(np.rint(weights / step), 1) * step


def step_of(total: float) -> float:
    """The step for weights that come to `total`, a power of two; no larger for some of what `in_steps` made
    of them than for all."""
    return 2.0 ** (frexp(255 * total)[1] - 30)


def all_scores(segment: Segment, wanted: Wanted) -> Scores:
    """The score of every clause of `segment`, removed ones too."""
    scores = _from_lists(segment, wanted)
    for row, weight in zip(wanted.grid_rows.tolist(), wanted.grid_weights.tolist(), strict=True):
        scores += segment.grid[row] * weight
    return scores


def best(segment: Segment, wanted: Wanted, limit: int, floor: float) -> tuple[Ints, Scores]:
    """Clauses of `segment` with their scores, in build order: all that belong to the best `limit` and score
    more than `floor`, and perhaps some more."""
    scores = _from_lists(segment, wanted)
    if segment.size < len(segment.alive):
        scores[~segment.alive] = -np.inf
    rows, weights, rest = by_reach(segment, wanted)
    needed = floor or _reached(scores, limit, segment.grid, rows, weights)
    whole = 0
    while whole < len(rows) and np.count_nonzero(scores >= needed - rest[whole]) * _FEW > len(scores):
        scores += segment.grid[rows[whole]] * weights[whole]
        whole += 1
    found = np.flatnonzero(scores >= max(needed - rest[whole], 0.0))
    totals = scores[found]
    for at in range(whole, len(rows)):
        totals += segment.grid[rows[at], found] * weights[at]
        if len(found) > _MANY:
            hopeful = totals >= needed - rest[at + 1]
            found, totals = found[hopeful], totals[hopeful]
    kept = (totals > floor) & (totals >= needed)
    return found[kept], totals[kept]


def by_reach(segment: Segment, wanted: Wanted) -> tuple[Ints, Scores, Scores]:
    """The wanted rows of the grid, those first that can add most, their weights, and what can be added at
    most from each one on; the last of these is 0."""
    highest = segment.peaks[wanted.grid_rows] * wanted.grid_weights
    order = np.argsort(-highest)
    rest = np.zeros(len(order) + 1)
    rest[:-1] = np.cumsum(highest[order][::-1])[::-1]
    return wanted.grid_rows[order], wanted.grid_weights[order], rest


def _reached(scores: Scores, limit: int, grid: Bytes, rows: Ints, weights: Scores) -> float:
    """What `limit` clauses have at least in all: the best of those that lead their block so far."""
    blocks = len(scores) // _BLOCK
    if not 0 < _TRIED * limit <= blocks:
        return 0.0
    laid = scores[: blocks * _BLOCK].reshape(_BLOCK, blocks)
    foremost = np.argpartition(laid.max(axis=0), -_TRIED * limit)[-_TRIED * limit :]
    leaders = laid[:, foremost].argmax(axis=0) * blocks + foremost
    totals = scores[leaders] + weights @ grid[np.ix_(rows, leaders)]
    return max(float(np.partition(totals, -limit)[-limit]), 0.0)


def _from_lists(segment: Segment, wanted: Wanted) -> Scores:
    spans = [slice(begin, end) for begin, end in zip(wanted.begins.tolist(), wanted.ends.tolist(), strict=True)]
    if not spans:
        return np.zeros(len(segment.alive))
    postings = np.concatenate([segment.postings[span] for span in spans])
    impacts = np.concatenate([segment.impacts[span] for span in spans])
    weights = np.repeat(wanted.weights, wanted.ends - wanted.begins)
    return np.bincount(postings, weights=impacts * weights, minlength=len(segment.alive)).astype(np.float64, copy=False)
