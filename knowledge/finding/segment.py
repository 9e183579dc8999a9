"""Up to 65,536 clauses by their terms: the piece an index is made of.

A term in few clauses has a list of them, 16 bits each; one in many has a row of the grid, a byte
for every clause. What BM25 makes of a term in a clause is kept as an impact of 1 to 255; how much
the term counts for its rarity is the collection's to know, not the segment's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from knowledge.finding.terms import Ints, Keys, Terms, find, starts_of

MOST_CLAUSES = 1 << 16
CLAUSE_POINTS = 4

_K1, _B = 1.2, 0.3
_COMMON = 6
"""A term in more than one clause of so many stands in the grid."""
_MOST_COUNTED = 255

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each term stands in each clause: `clauses` of one term after the other, parted at `starts`.

    In points: once in the clause itself is CLAUSE_POINTS, once in an example question what the
    caller makes it.
    """

    terms: Terms
    starts: Ints
    clauses: Numbers
    often: Bytes
    lengths: Ints
    """Of every clause, in points."""

    @classmethod
    def of(cls, keys: Keys, lengths: Ints, question_points: int) -> Self:
        """From a key `term << 17 | clause << 1 | in a question` for each term read. Sorts `keys` in place."""
        keys.sort()
        points = np.where(keys & np.uint64(1), question_points, CLAUSE_POINTS)
        keys >>= np.uint64(1)
        firsts = starts_of(keys)
        sums = np.add.reduceat(points, firsts) if len(keys) else points
        keys, often = keys[firsts], np.minimum(sums, _MOST_COUNTED).astype(np.uint8)
        terms = (keys >> np.uint64(16)).astype(np.uint32)
        starts = starts_of(terms)
        return cls(terms[starts], np.append(starts, len(keys)), keys.astype(np.uint16), often, lengths)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the terms of a query stand in one segment, in lists and in the grid, and what each weighs."""

    begins: Ints
    ends: Ints
    weights: Scores
    grid_rows: Ints
    grid_weights: Scores


@dataclass(frozen=True, slots=True)
class Segment:
    """Nothing but one-dimensional arrays, so that they can be mapped from a file. Read-only."""

    terms: Terms
    starts: npt.NDArray[np.uint32]
    postings: Numbers
    impacts: Bytes
    common: Terms
    """The terms of the grid; none of them has a list."""
    peaks: Bytes
    """The highest impact in each row of the grid."""
    cells: Bytes
    alive: Bools
    """Which clauses have not been removed."""

    def __post_init__(self) -> None:
        for array in self.arrays().values():
            array.flags.writeable = False

    @classmethod
    def of(cls, counts: Counts, mean_length: float) -> Self:
        """`mean_length` of a clause is the collection's, whatever this segment's may be."""
        norm = (CLAUSE_POINTS * _K1 * (1 - _B + _B * counts.lengths / max(mean_length, 1.0))).astype(np.float32)
        shares = counts.often / (counts.often + norm[counts.clauses])
        rounding = np.repeat(_fractions(counts.terms), np.diff(counts.starts))
        impacts = np.maximum(np.floor(shares * 255 + rounding), 1).astype(np.uint8)
        return cls._laid_out(counts.terms, counts.starts, counts.clauses, impacts, len(counts.lengths))

    @classmethod
    def merged(cls, segments: Sequence["Segment"]) -> Self:
        """The clauses alive in `segments`, in that order, in one; MOST_CLAUSES or fewer."""
        keys, impacts, size = [], [], 0
        for segment in segments:
            terms, clauses, weights = segment._unrolled()
            numbers = (np.cumsum(segment.alive) + (size - 1)).astype(np.uint64)
            keys.append(terms.astype(np.uint64) << np.uint64(16) | numbers[clauses])
            impacts.append(weights)
            size += segment.size
        joined = np.concatenate(keys)
        order = np.argsort(joined, kind="stable")
        joined = joined[order]
        terms = (joined >> np.uint64(16)).astype(np.uint32)
        starts = starts_of(terms)
        return cls._laid_out(
            terms[starts],
            np.append(starts, len(joined)),
            joined.astype(np.uint16),
            np.concatenate(impacts)[order],
            size,
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The segment that gave `arrays`; ValueError where they do not fit each other."""
        segment = cls(**{field.name: arrays[field.name] for field in fields(cls)})
        fits = (
            len(segment.starts) == len(segment.terms) + 1
            and int(segment.starts[-1]) == len(segment.postings) == len(segment.impacts)
            and bool((segment.starts[1:] >= segment.starts[:-1]).all())
            and len(segment.peaks) == len(segment.common)
            and len(segment.cells) == len(segment.common) * len(segment.alive)
        )
        if not fits:
            raise ValueError("its parts do not fit each other")
        return segment

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """What `from_arrays` takes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def size(self) -> int:
        """How many clauses are alive."""
        return int(np.count_nonzero(self.alive))

    @property
    def grid(self) -> Bytes:
        """A row for each common term, a column for each clause."""
        return self.cells.reshape(len(self.common), len(self.alive))

    def numbers(self, clauses: Ints) -> Ints:
        """The place of each of `clauses` among those alive."""
        return clauses if self.size == len(self.alive) else np.cumsum(self.alive)[clauses] - 1

    def only(self, chosen: Bools) -> Bools:
        """`chosen`, said of the clauses alive, said of all."""
        clauses = np.zeros(len(self.alive), dtype=np.bool_)
        clauses[self.alive] = chosen
        return clauses

    def without(self, clauses: Bools) -> Self:
        """The same arrays, these clauses no longer alive."""
        return replace(self, alive=self.alive & ~clauses)

    def frequencies(self, clauses: Bools) -> tuple[Terms, Ints]:
        """The terms of the segment, and in how many of `clauses` each stands; in no order."""
        if clauses.all():
            in_lists = self.starts.astype(np.int64)
        else:
            in_lists = np.searchsorted(np.flatnonzero(clauses[self.postings]), self.starts)
        in_grid = np.count_nonzero(self.grid[:, clauses], axis=1)
        counts = np.concatenate([np.diff(in_lists), in_grid])
        return np.concatenate([self.terms, self.common]), counts

    def want(self, terms: Terms, weights: Scores) -> Wanted:
        """Where `terms` stand; what is unknown here is left out. A weight is what one point of impact is worth."""
        rows, in_lists = find(terms, self.terms)
        grid_rows, in_grid = find(terms, self.common)
        rows = rows[in_lists]
        return Wanted(
            self.starts[rows].astype(np.int64),
            self.starts[rows + 1].astype(np.int64),
            weights[in_lists],
            grid_rows[in_grid],
            weights[in_grid],
        )

    def _unrolled(self) -> tuple[Terms, Numbers, Bytes]:
        """Term, clause and impact of everything alive, lists first."""
        rows, columns = np.nonzero(self.grid)
        terms = np.concatenate([np.repeat(self.terms, np.diff(self.starts)), self.common[rows]])
        clauses = np.concatenate([self.postings, columns.astype(np.uint16)])
        impacts = np.concatenate([self.impacts, self.grid[rows, columns]])
        kept = self.alive[clauses]
        return terms[kept], clauses[kept], impacts[kept]

    @classmethod
    def _laid_out(cls, terms: Terms, starts: Ints, clauses: Numbers, impacts: Bytes, size: int) -> Self:
        """With the common terms in the grid and the others in lists."""
        sizes = np.diff(starts)
        is_common = sizes * _COMMON > size
        grid = np.zeros((int(is_common.sum()), size), dtype=np.uint8)
        for row, at in enumerate(np.flatnonzero(is_common).tolist()):
            span = slice(starts[at], starts[at + 1])
            grid[row, clauses[span]] = impacts[span]
        in_lists = np.repeat(~is_common, sizes)
        return cls(
            terms=terms[~is_common],
            starts=np.append(0, np.cumsum(sizes[~is_common])).astype(np.uint32),
            postings=clauses[in_lists],
            impacts=impacts[in_lists],
            common=terms[is_common],
            peaks=grid.max(axis=1, initial=0),
            cells=grid.ravel(),
            alive=np.ones(size, dtype=np.bool_),
        )


def _fractions(terms: Terms) -> npt.NDArray[np.float32]:
    """From 0 to 1, evenly spread: up to where impacts of a term are rounded down.

    Most terms stand once in a clause and have one impact there. Rounded all alike they would shift
    the clause's score by up to 0.4 %; rounded each at its own place the errors cancel out.
    """
    return ((terms * np.uint32(2654435769)) / np.float32(1 << 32)).astype(np.float32)
