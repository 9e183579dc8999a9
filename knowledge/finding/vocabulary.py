"""The terms of a collection, and in how many of its clauses each stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from knowledge.finding.terms import Ints, Terms, find


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sorted `terms` with their frequencies; a term that was removed stays, at 0. Read-only."""

    terms: Terms
    frequencies: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, counted: Iterable[tuple[Terms, Ints]]) -> Self:
        """From terms with their frequencies in parts of the collection."""
        parts = list(counted)
        if not parts:
            return cls(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.uint32))
        terms, places = np.unique(np.concatenate([terms for terms, _ in parts]), return_inverse=True)
        totals = np.bincount(places, weights=np.concatenate([counts for _, counts in parts]), minlength=len(terms))
        return cls(terms, totals.astype(np.uint32))

    def frequency(self, terms: Terms) -> Ints:
        """In how many clauses each of `terms` stands."""
        rows, known = find(terms, self.terms)
        found = np.zeros(len(terms), dtype=np.int64)
        found[known] = self.frequencies[rows[known]]
        return found

    def with_more(self, terms: Terms, counts: Ints) -> Self:
        """With `counts`, which may be below zero, added to the frequencies of `terms`, each named once."""
        order = np.argsort(terms)
        terms, counts = terms[order], counts[order]
        rows, known = find(terms, self.terms)
        frequencies = self.frequencies.astype(np.int64)
        frequencies[rows[known]] += counts[known]
        new = ~known
        return type(self)(
            np.insert(self.terms, rows[new], terms[new]),
            np.insert(frequencies, rows[new], counts[new]).astype(np.uint32),
        )
