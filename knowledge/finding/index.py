"""An index over any collection of clauses: BM25 on single characters and pairs of characters.

It knows nothing of this service. Its clauses are plain arrays, mapped from one file; the part of
BM25 that depends on a clause is stored in eight bits, the rest is computed when searching. What a
query may have meant, by its sound, is searched for too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from knowledge.errors import KnowledgeError
from knowledge.finding.arrays import load_arrays, save_arrays
from knowledge.finding.folding import fold, symbols
from knowledge.finding.holding import Holding
from knowledge.finding.homophones import Homophones
from knowledge.finding.kernel import Best, compiled
from knowledge.finding.names import Names
from knowledge.finding.pinyin import Pinyin
from knowledge.finding.ranking import all_scores, best, in_steps
from knowledge.finding.segment import CLAUSE_POINTS, Scores
from knowledge.finding.terms import Ints, Terms, terms_of
from knowledge.finding.traditional import simplified

_MEANT = 0.8
"""What a term counts that was not written but may have been meant."""
_QUESTION_WEIGHT = 0.5
_LARGE = 20_000
"""Clauses from which on it pays to compile the search, where that is possible."""
_SHORT = 16
"""Symbols; a longer query loses little by a slip, and much is said in it that no clause says."""


@dataclass(frozen=True, slots=True)
class Match:
    """One clause found; scores of one query can be compared, of two queries not."""

    id: str
    score: float


class ClauseIndex:
    """Clauses by their words. Read-only and safe to share between threads."""

    def __init__(self, holding: Holding, initials: Mapping[str, str]) -> None:
        self._holding = holding
        self._vocabulary = holding.vocabulary
        self._initials = dict(initials)
        self._pinyin = Pinyin(self._vocabulary, self._initials)
        self._homophones = Homophones(self._vocabulary)

    @classmethod
    def build(
        cls,
        clauses: Iterable[object],
        *,
        initials: Mapping[str, str] | None = None,
        question_weight: float = _QUESTION_WEIGHT,
    ) -> Self:
        """An index of `clauses`: objects or mappings with `id`, `title`, `heading`, `text` and, if
        there are any, `questions`, phrasings people use when this clause answers them.

        Several clauses may have one id; each is found by itself. `initials` are small letters that
        stand for a term, {"htf": "合同法"}, for `spell`. A word of an example question counts
        `question_weight`, from 0 to 1 in quarters, of one of the clause itself: the less, the better for
        questions unlike the examples, the more, the better for the examples themselves.
        """
        return cls(Holding.of(clauses, round(question_weight * CLAUSE_POINTS)), initials or {})

    def with_changes(self, *, add: Iterable[object] = (), remove: Collection[str] = ()) -> Self:
        """A new index, without the clauses whose id is in `remove` and with `add` after all others.

        Nothing is built again but what is added. It scores as an index built anew would, but for the
        mean length of a clause, which stays that of the first build. An id that no clause has is
        ignored; to replace a clause, name its id in `remove` and give it in `add`.
        """
        return type(self)(self._holding.changed(add, remove), self._initials)

    def __len__(self) -> int:
        return len(self._holding.names)

    @property
    def ids(self) -> list[str]:
        """The id of every clause, in the order of `scores`."""
        return list(self._holding.names)

    def search(self, query: str, limit: int = 10) -> list[Match]:
        """The clauses that share most with `query`, best first, at most `limit`; ties in build order."""
        terms, weights = self._weighted_terms(query)
        numbers, scores = np.empty(0, dtype=np.int64), np.empty(0)
        first, floor = 0, 0.0
        for segment in self._holding.segments if limit > 0 and len(terms) else ():
            rows, found = self._best(segment, segment.want(terms, weights), limit, floor)
            numbers = np.concatenate([numbers, segment.numbers(rows) + first])
            scores = np.concatenate([scores, found])
            order = np.argsort(-scores, kind="stable")[:limit]
            numbers, scores = numbers[order], scores[order]
            first, floor = first + segment.size, float(scores[-1]) if len(scores) == limit else 0.0
        names = self._holding.names
        return [Match(names[number], score) for number, score in zip(numbers.tolist(), scores.tolist(), strict=True)]

    def scores(self, query: str) -> Scores:
        """The score of every clause in build order, 0 for those that share nothing with `query`."""
        terms, weights = self._weighted_terms(query)
        segments = self._holding.segments
        parts = [all_scores(segment, segment.want(terms, weights))[segment.alive] for segment in segments]
        return np.concatenate(parts) if parts else np.empty(0)

    def best_possible(self, query: str) -> float:
        """What a clause would score that held every term of `query`, unknown ones too, at full weight."""
        terms, counts = np.unique(terms_of(symbols(fold(self.spell(query)))), return_counts=True)
        return float((counts * self._rarity(self._vocabulary.frequency(terms))).sum())

    def spell(self, query: str) -> str:
        """`query` as this collection would write it: pinyin in Latin letters and initials as characters,
        traditional characters in the simplified form where that is the more frequent one."""
        return self._pinyin.spell(simplified(query, self._vocabulary))

    def repair(self, query: str) -> str:
        """`query`, folded, with pairs this collection does not know exchanged for known ones of the same sound;
        as long as the folded query."""
        return self._homophones.repair(fold(query))

    def save(self, path: Path | str) -> None:
        """Write the index to one file."""
        initials = Names.of(part for pair in self._initials.items() for part in pair)
        arrays = self._holding.arrays()
        arrays |= {"initials.letters": initials.letters, "initials.starts": initials.starts}
        save_arrays(Path(path), arrays)

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """The index that `save` wrote, mapped into memory; KnowledgeError when the file is no such index."""
        arrays = load_arrays(Path(path))
        try:
            initials = list(Names(arrays["initials.letters"], arrays["initials.starts"]))
            return cls(Holding.from_arrays(arrays), dict(zip(initials[::2], initials[1::2], strict=True)))
        except (KeyError, ValueError, TypeError, IndexError) as error:
            raise KnowledgeError(f"{path}: no index or a damaged one ({error}); build it again") from error

    @cached_property
    def _best(self) -> Best:
        return (compiled() if len(self) >= _LARGE else None) or best

    def _weighted_terms(self, query: str) -> tuple[Terms, Scores]:
        """The terms to search for, and what one point of impact is worth in each."""
        written = fold(self.spell(query))
        read = symbols(written)
        terms, counts = np.unique(terms_of(read), return_counts=True)
        weights = counts.astype(np.float64)
        if np.count_nonzero(read) <= _SHORT:
            meant = np.setdiff1d(terms_of(symbols(self._homophones.repair(written))), terms)
            terms, weights = np.append(terms, meant), np.append(weights, np.full(len(meant), _MEANT))
        frequency = self._vocabulary.frequency(terms)
        known = frequency > 0
        return terms[known], in_steps(weights[known] * self._rarity(frequency[known]) / 255)

    def _rarity(self, frequency: Ints) -> Scores:
        return np.log1p((len(self) - frequency + 0.5) / (frequency + 0.5))
