"""Whether a message is about the regime at all, told by its characters.

Two heaps of messages are compared: those that clauses and unstated matters answer, and talk that
nobody here answers. Each character and pair of characters votes for the heap it is more usual in
(naive Bayes, smoothed towards the usage of both heaps together).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge.folding import fold, symbols
from knowledge.terms import terms_of

_SMOOTHING = 3.0


class Belonging:
    """Learned once from both heaps; read-only."""

    def __init__(self, ours: Sequence[str], others: Sequence[str]) -> None:
        texts = [_terms(text) for text in (*ours, *others)]
        owner = np.repeat(np.arange(len(texts)) < len(ours), [len(terms) for terms in texts])
        joined = np.concatenate(texts) if texts else np.empty(0, dtype=np.uint32)
        self._terms, place = np.unique(joined, return_inverse=True)
        in_ours = np.bincount(place[owner], minlength=len(self._terms))
        in_others = np.bincount(place[~owner], minlength=len(self._terms))
        usual = (in_ours + in_others + 0.5) / (len(texts) + 1) * _SMOOTHING
        self._votes: npt.NDArray[np.float64] = np.log(
            ((in_ours + usual) / (len(ours) + _SMOOTHING)) / ((in_others + usual) / (len(others) + _SMOOTHING))
        )

    def of(self, message: str) -> float:
        """Above 0 more like our questions, below 0 more like other talk; 0 where nothing is known of it.

        The votes are added up and divided by the root of their number, so that long and short
        messages can be held against one bar.
        """
        terms = _terms(message)
        if not len(terms) or not len(self._terms):
            return 0.0
        rows = np.minimum(np.searchsorted(self._terms, terms), len(self._terms) - 1)
        votes = np.where(self._terms[rows] == terms, self._votes[rows], 0.0)
        return float(votes.sum() / np.sqrt(len(terms)))


def _terms(text: str) -> npt.NDArray[np.uint32]:
    return np.unique(terms_of(symbols(fold(text))))
