"""Whether a message is about the regime at all, told by its characters.

Two heaps of messages are compared: those that clauses and unstated matters answer, and talk that
nobody here answers. Each character and pair of characters votes for the heap it is more usual in
(naive Bayes, smoothed towards the usage of both heaps together).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge.finding.folding import fold, symbols
from knowledge.finding.terms import Ints, Terms, distinct, find, keys_of, terms_of

_SMOOTHING = 3.0
_CHUNK = 1 << 14


class Belonging:
    """Learned once from both heaps; read-only."""

    def __init__(self, ours: Sequence[str], others: Sequence[str]) -> None:
        in_ours, in_others = _held_by(ours), _held_by(others)
        self._terms = np.union1d(in_ours[0], in_others[0])
        ours_with, others_with = (_at(self._terms, *held) for held in (in_ours, in_others))
        usual = (ours_with + others_with + 0.5) / (len(ours) + len(others) + 1) * _SMOOTHING
        self._votes: npt.NDArray[np.float64] = np.log(
            ((ours_with + usual) / (len(ours) + _SMOOTHING)) / ((others_with + usual) / (len(others) + _SMOOTHING))
        )

    def of(self, message: str) -> float:
        """Above 0 more like our questions, below 0 more like other talk; 0 where nothing is known of it.

        The votes are added up and divided by the root of their number, so that long and short
        messages can be held against one bar.
        """
        terms = _terms(message)
        if not len(terms) or not len(self._terms):
            return 0.0
        rows, is_known = find(terms, self._terms)
        votes = self._votes[rows[is_known]]
        return float(votes.sum() / np.sqrt(len(terms)))


def _terms(text: str) -> Terms:
    return np.unique(terms_of(symbols(fold(text))))


def _held_by(texts: Sequence[str]) -> tuple[Terms, Ints]:
    """The terms of `texts`, sorted, and how many of the texts hold each."""
    held = [distinct(keys_of(texts[at : at + _CHUNK], 0)[0]) >> np.uint64(16) for at in range(0, len(texts), _CHUNK)]
    terms, often = np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *held]), return_counts=True)
    return terms.astype(np.uint32), often.astype(np.int64)


def _at(wanted: Terms, terms: Terms, often: Ints) -> Ints:
    """How often each `wanted` term is held; 0 for those not among `terms`."""
    rows, is_held = find(wanted, terms)
    counts = np.zeros(len(wanted), dtype=np.int64)
    counts[is_held] = often[rows[is_held]]
    return counts
