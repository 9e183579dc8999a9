"""The clauses that an index holds: segments with one vocabulary, built, changed, and kept in a file."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from knowledge.finding.names import Names
from knowledge.finding.segment import CLAUSE_POINTS, MOST_CLAUSES, Counts, Segment
from knowledge.finding.terms import keys_of
from knowledge.finding.vocabulary import Vocabulary

_CHUNK = 1 << 14
_SMALL = 1 << 13
"""Segments of fewer clauses are merged as they come, so that many small changes leave few segments."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Read-only; a changed one shares with the old one every segment that no change touched."""

    names: Names
    segments: tuple[Segment, ...]
    vocabulary: Vocabulary
    mean_length: float
    """Of the clauses that were there first, in points. It stays, so that what is stored stays true."""
    question_points: int
    """What a word of an example question counts; CLAUSE_POINTS is what one of the clause itself does."""

    @classmethod
    def of(cls, clauses: Iterable[object], question_points: int) -> Self:
        """These clauses in this order."""
        names: list[str] = []
        counted = list(_counted(clauses, names, question_points))
        mean_length = _mean_length(counted)
        segments = tuple(Segment.of(counts, mean_length) for counts in counted)
        vocabulary = Vocabulary.of(segment.frequencies(segment.alive) for segment in segments)
        return cls(Names.of(names), segments, vocabulary, mean_length, question_points)

    def changed(self, add: Iterable[object], remove: Collection[str]) -> Self:
        """Without the clauses named in `remove`, and with those of `add` at the end."""
        gone = self.names.among(remove)
        segments, vocabulary = [], self.vocabulary
        parts = np.split(gone, np.cumsum([segment.size for segment in self.segments]))
        for segment, part in zip(self.segments, parts, strict=False):
            segments.append(segment.without(segment.only(part)) if part.any() else segment)
            if part.any():
                terms, often = segment.frequencies(segment.only(part))
                vocabulary = vocabulary.with_more(terms, -often)
        names: list[str] = []
        counted = list(_counted(add, names, self.question_points))
        mean_length = self.mean_length or _mean_length(counted)
        for counts in counted:
            segments.append(Segment.of(counts, mean_length))
            vocabulary = vocabulary.with_more(*segments[-1].frequencies(segments[-1].alive))
        kept = self.names.chosen(~gone, names)
        return type(self)(kept, _tidied(segments), vocabulary, mean_length, self.question_points)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """What `from_arrays` takes."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "names.letters": self.names.letters,
            "names.starts": self.names.starts,
            "vocabulary.terms": self.vocabulary.terms,
            "vocabulary.frequencies": self.vocabulary.frequencies,
            "mean_length": np.array([self.mean_length]),
            "question_points": np.array([self.question_points]),
        }
        for number, segment in enumerate(self.segments):
            arrays |= {f"{number}.{name}": array for name, array in segment.arrays().items()}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The holding that gave `arrays`; KeyError or ValueError where they are not all, or do not fit."""
        parts: dict[int, dict[str, npt.NDArray[Any]]] = {}
        for name, array in arrays.items():
            number, _, part = name.partition(".")
            if number.isdecimal():
                parts.setdefault(int(number), {})[part] = array
        segments = tuple(Segment.from_arrays(parts[number]) for number in range(len(parts)))
        names = Names(arrays["names.letters"], arrays["names.starts"])
        vocabulary = Vocabulary(arrays["vocabulary.terms"], arrays["vocabulary.frequencies"])
        if len(names) != sum(segment.size for segment in segments) or len(vocabulary.terms) != len(
            vocabulary.frequencies
        ):
            raise ValueError("its parts do not fit each other")
        return cls(names, segments, vocabulary, float(arrays["mean_length"][0]), int(arrays["question_points"][0]))


def _tidied(segments: list[Segment]) -> tuple[Segment, ...]:
    """Without empty segments, small ones merged with their predecessor, half-dead ones cleared out."""
    tidy: list[Segment] = []
    for segment in segments:
        if not segment.size:
            continue
        tidy.append(segment if 2 * segment.size >= len(segment.alive) else Segment.merged([segment]))
        while len(tidy) > 1 and _belong_together(*tidy[-2:]):
            tidy[-2:] = [Segment.merged(tidy[-2:])]
    return tuple(tidy)


def _belong_together(earlier: Segment, later: Segment) -> bool:
    return earlier.size <= 2 * later.size and earlier.size + later.size <= _SMALL


def _mean_length(counted: Iterable[Counts]) -> float:
    lengths = [counts.lengths for counts in counted]
    return float(np.concatenate(lengths).mean()) if lengths else 0.0


def _counted(clauses: Iterable[object], names: list[str], question_points: int) -> Iterator[Counts]:
    """The terms of `clauses`, segment by segment; their ids are added to `names`."""
    rows = iter(clauses)
    while chunk := list(islice(rows, _CHUNK)):
        keys, lengths, size = [], [], 0
        while chunk:
            names += [str(_field(row, "id")) for row in chunk]
            of_texts, text_lengths = keys_of(map(_text, chunk), size)
            of_questions, question_lengths = keys_of(map(_questions, chunk), size)
            keys += [of_texts << np.uint64(1), of_questions << np.uint64(1) | np.uint64(1)]
            lengths.append(CLAUSE_POINTS * text_lengths + question_points * question_lengths)
            size += len(chunk)
            chunk = list(islice(rows, min(_CHUNK, MOST_CLAUSES - size)))
        yield Counts.of(np.concatenate(keys), np.concatenate(lengths), question_points)


def _text(row: object) -> str:
    return "\n".join(filter(None, (_field(row, name) for name in ("title", "heading", "text"))))


def _questions(row: object) -> str:
    return "\n".join(_field(row, "questions") or ())


def _field(row: object, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
