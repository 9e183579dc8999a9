"""To which of two heaps of messages another one belongs, told by its characters.

Each character and pair of characters votes for the heap it is more usual in (naive Bayes, smoothed
towards the usage of both heaps together).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.finding.folding import fold, symbols
from knowledge.finding.terms import Ints, Terms, distinct, find, keys_of, terms_of

_SMOOTHING = 3.0
_CHUNK = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Heap:
    """How many of `size` messages hold each of the `terms`, which are sorted."""

    terms: Terms
    often: Ints
    size: int

    def __add__(self, other: "Heap") -> "Heap":
        """Both heaps in one; they come from one `heaps_of`."""
        return Heap(self.terms, self.often + other.often, self.size + other.size)

    def times(self, weight: int) -> "Heap":
        """The heap in which each message stands `weight` times."""
        return Heap(self.terms, weight * self.often, weight * self.size)


def heaps_of(*groups: Sequence[str]) -> tuple[Heap, ...]:
    """A heap for each group of messages, all over the terms of all groups."""
    held = [_held_by(texts) for texts in groups]
    terms = np.unique(np.concatenate([own for own, _ in held])).astype(np.uint32)
    return tuple(
        Heap(terms, _at(find(own, terms)[0], often, len(terms)), len(texts))
        for (own, often), texts in zip(held, groups, strict=True)
    )


class Belonging:
    """Learned once from two heaps of one `heaps_of`; read-only."""

    def __init__(self, ours: Heap, others: Heap) -> None:
        self._terms = ours.terms
        usual = (ours.often + others.often + 0.5) / (ours.size + others.size + 1) * _SMOOTHING
        self._votes: npt.NDArray[np.float64] = np.log(
            ((ours.often + usual) / (ours.size + _SMOOTHING)) / ((others.often + usual) / (others.size + _SMOOTHING))
        )

    def of(self, message: str) -> float:
        """Above 0 more like `ours`, below 0 more like `others`; 0 where nothing is known of it.

        The votes are added up and divided by the root of their number, so that long and short
        messages can be held against one bar.
        """
        terms = np.unique(terms_of(symbols(fold(message))))
        if not len(terms) or not len(self._terms):
            return 0.0
        rows, is_known = find(terms, self._terms)
        votes = self._votes[rows[is_known]]
        return float(votes.sum() / np.sqrt(len(terms)))


def _held_by(texts: Sequence[str]) -> tuple[Terms, Ints]:
    """The terms of `texts`, sorted, and how many of the texts hold each."""
    chunks = [texts[at : at + _CHUNK] for at in range(0, len(texts), _CHUNK)]
    held = [distinct(keys_of(chunk, 0)[0]) >> np.uint64(16) for chunk in chunks]
    terms, often = np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *held]), return_counts=True)
    return terms.astype(np.uint32), often.astype(np.int64)


def _at(rows: Ints, often: Ints, length: int) -> Ints:
    """`often` at its `rows`, 0 elsewhere."""
    counts = np.zeros(length, dtype=np.int64)
    counts[rows] = often
    return counts
