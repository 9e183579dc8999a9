"""An index over any collection of clauses: BM25 on single characters and pairs of characters.

It knows nothing of this service. Postings are plain arrays, one file, mapped into memory on load;
the part of BM25 that depends on a clause is stored in eight bits per posting, the rest is
computed when searching. A pair of characters that the collection does not know is also searched
for as the pairs that sound the same, and a query in Latin letters as the pinyin it may be.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from knowledge.arrays import Arrays, load_arrays, save_arrays
from knowledge.folding import Symbols, fold, symbols
from knowledge.homophones import Homophones

_K1, _B = 1.2, 0.3
_HOMOPHONE_WEIGHT = 0.8
_CHUNK = 20_000
_MOST_COUNTED = 255


@dataclass(frozen=True, slots=True)
class Match:
    """One clause found; scores of one query can be compared, of two queries not."""

    id: str
    score: float


class ClauseIndex:
    """Clauses by their words. Built once, then read-only and safe to share between threads."""

    def __init__(self, ids: list[str], arrays: Arrays) -> None:
        self.ids = ids
        self._arrays = {name: arrays[name] for name in ("terms", "starts", "postings", "impacts")}
        self._terms: npt.NDArray[np.uint32] = arrays["terms"]
        self._starts: npt.NDArray[np.int64] = arrays["starts"]
        self._postings: npt.NDArray[np.uint32] = arrays["postings"]
        self._impacts: npt.NDArray[np.uint8] = arrays["impacts"]
        self._homophones = Homophones(self._terms, np.diff(self._starts))

    @classmethod
    def build(cls, clauses: Iterable[object]) -> Self:
        """An index of `clauses`: objects or mappings with `id`, `title`, `heading`, `text` and, if
        there are any, `questions`, phrasings people use when this clause answers them."""
        ids: list[str] = []
        keys: list[npt.NDArray[np.uint64]] = []
        lengths: list[npt.NDArray[np.int64]] = []
        rows = iter(clauses)
        while chunk := list(islice(rows, _CHUNK)):
            chunk_keys, chunk_lengths = _count_terms([symbols(fold(_words(row))) for row in chunk], len(ids))
            keys.append(chunk_keys)
            lengths.append(chunk_lengths)
            ids += [str(_field(row, "id")) for row in chunk]
        return cls(ids, _invert(_concatenate(keys, np.uint64), _concatenate(lengths, np.int64)))

    def search(self, query: str, limit: int = 10) -> list[Match]:
        """The clauses that share most with `query`, best first, at most `limit`; ties in build order."""
        scores = self.scores(query)
        found = np.flatnonzero(scores)
        if len(found) > limit:
            floor = np.partition(scores[found], -limit)[-limit]
            found = found[scores[found] >= floor]
        ranked = found[np.argsort(-scores[found], kind="stable")][:limit]
        return [Match(self.ids[row], float(scores[row])) for row in ranked]

    def scores(self, query: str) -> npt.NDArray[np.float64]:
        """The score of every clause in build order, 0 for those that share nothing with `query`."""
        rows, weights = self._weighted_terms(query)
        if not len(rows):
            return np.zeros(len(self.ids))
        spans = [slice(self._starts[row], self._starts[row + 1]) for row in rows]
        postings = np.concatenate([self._postings[span] for span in spans])
        impacts = np.concatenate([self._impacts[span] for span in spans])
        per_posting = np.repeat(weights, [span.stop - span.start for span in spans])
        totals = np.bincount(postings, weights=impacts * per_posting, minlength=len(self.ids))
        return totals.astype(np.float64, copy=False)

    def best_possible(self, query: str) -> float:
        """What a clause would score that held every term of `query`, unknown ones too, at full weight."""
        terms, counts = np.unique(_terms_of(symbols(fold(self._homophones.spell(query)))), return_counts=True)
        rows, known = self._rows(terms)
        frequency = np.where(
            known, self._starts[np.where(known, rows + 1, 0)] - self._starts[np.where(known, rows, 0)], 0
        )
        return float((counts * self._rarity(frequency)).sum())

    def spell(self, query: str) -> str:
        """`query` with pinyin in Latin letters written as the characters this collection would use."""
        return self._homophones.spell(query)

    def repair(self, query: str) -> str:
        """`query`, folded, with pairs this collection does not know exchanged for known ones of the same sound;
        as long as the folded query."""
        return self._homophones.repair(fold(query))

    def save(self, path: Path | str) -> None:
        """Write the index to one file."""
        ids = np.frombuffer("\n".join(self.ids).encode(), dtype=np.uint8)
        save_arrays(Path(path), {**self._arrays, "ids": ids})

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """The index that `save` wrote, mapped into memory; KnowledgeError when the file is no such index."""
        arrays = load_arrays(Path(path))
        ids = arrays["ids"].tobytes().decode()
        return cls(ids.split("\n") if ids else [], arrays)

    def _weighted_terms(self, query: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Rows of the vocabulary with what one point of impact is worth in each, in 1/255."""
        written = fold(self._homophones.spell(query))
        terms, counts = np.unique(_terms_of(symbols(written)), return_counts=True)
        meant = np.setdiff1d(_terms_of(symbols(self._homophones.repair(written))), terms)
        rows, known = self._rows(np.concatenate([terms, meant]))
        weights = np.concatenate([counts, np.full(len(meant), _HOMOPHONE_WEIGHT)])[known]
        rows = rows[known]
        return rows, weights * self._rarity(self._starts[rows + 1] - self._starts[rows]) / 255

    def _rarity(self, frequency: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.log1p((len(self.ids) - frequency + 0.5) / (frequency + 0.5))

    def _rows(self, terms: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        rows = np.searchsorted(self._terms, terms)
        inside = np.minimum(rows, max(len(self._terms) - 1, 0))
        known = self._terms[inside] == terms if len(self._terms) else np.zeros(len(terms), dtype=np.bool_)
        return rows, known


def _field(row: object, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


def _words(row: object) -> str:
    fields = [_field(row, "title"), _field(row, "heading"), _field(row, "text"), *(_field(row, "questions") or ())]
    return "\n".join(filter(None, fields))


def _terms_of(read: Symbols) -> npt.NDArray[np.uint32]:
    """Every character and every pair of neighbours; a character is a pair with nothing."""
    wide = read.astype(np.uint32)
    pairs = wide[:-1] << 16 | wide[1:]
    return np.concatenate([wide[wide > 0] << 16, pairs[(wide[:-1] > 0) & (wide[1:] > 0)]])


def _count_terms(texts: list[Symbols], first: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Sorted keys term·clause·count of these clauses, numbered from `first`, and their lengths in terms."""
    gap = np.zeros(1, dtype=np.uint16)
    joined = np.concatenate([part for text in texts for part in (text, gap)]).astype(np.uint64)
    owner = np.repeat(np.arange(first, first + len(texts), dtype=np.uint64), [len(text) + 1 for text in texts])
    single = joined > 0
    paired = single[:-1] & single[1:]
    keys = np.concatenate(
        [
            (joined << np.uint64(48) | owner << np.uint64(8))[single],
            (joined[:-1] << np.uint64(48) | joined[1:] << np.uint64(32) | owner[:-1] << np.uint64(8))[paired],
        ]
    )
    lengths = np.bincount((keys >> np.uint64(8) & np.uint64(0xFFFFFF)).astype(np.int64) - first, minlength=len(texts))
    unique, counts = np.unique(keys, return_counts=True)
    capped = np.minimum(counts, _MOST_COUNTED).astype(np.uint64)
    return unique | capped, lengths.astype(np.int64, copy=False)


def _invert(keys: npt.NDArray[np.uint64], lengths: npt.NDArray[np.int64]) -> Arrays:
    keys.sort()
    owners = (keys >> np.uint64(8) & np.uint64(0xFFFFFF)).astype(np.uint32)
    counts = (keys & np.uint64(0xFF)).astype(np.float32)
    terms, starts = np.unique((keys >> np.uint64(32)).astype(np.uint32), return_index=True)
    norm = _K1 * (1 - _B + _B * lengths / max(lengths.mean(), 1.0)) if len(lengths) else lengths
    impacts = np.rint(counts / (counts + norm.astype(np.float32)[owners]) * 255).astype(np.uint8)
    return {
        "terms": terms,
        "starts": np.append(starts, len(keys)).astype(np.int64),
        "postings": owners,
        "impacts": impacts,
    }


def _concatenate(parts: list[npt.NDArray[Any]], kind: type[np.generic]) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
