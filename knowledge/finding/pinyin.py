"""Pinyin in Latin letters, written as the characters a collection would use for it.

Syllables with or without spaces, apostrophes and tones, on their own or among characters; initials
only of terms that are named beforehand. Of all ways to read the letters that one is taken whose
characters follow each other most often in the collection.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby

import numpy as np
import numpy.typing as npt

from knowledge.finding.folding import fold, symbols
from knowledge.finding.sounds import readings
from knowledge.finding.terms import Terms, pairs, singles
from knowledge.finding.vocabulary import Vocabulary

_LETTER = "[a-zA-Züāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹ\u0300\u0301\u0304\u0308\u030c]"
_WORD = re.compile(rf"{_LETTER}++(?:[1-5](?![0-9]))?+")
_RUN = re.compile(rf"{_WORD.pattern}(?:['’ -]*+{_WORD.pattern})*+")
_SHORTEST, _LONGEST = 5, 120
"""Letters: fewer are rather a word of another language, more are no question."""
_LONGEST_SYLLABLE = 6
_MOST_PATHS = 24
_UNSEEN = 0.02
_LIKE_SOUND = -3.0
_INITIALS = -2.0
_IS_CHINESE = re.compile(r"[\u4e00-\u9fff]")

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Path:
    """One way to read the letters so far."""

    written: str
    syllables: int
    terms: int
    """How many terms were read from their initials."""


@dataclass(frozen=True, slots=True)
class _Paths:
    """The likeliest ones, by their last characters."""

    lasts: Terms
    weights: Weights
    paths: tuple[_Path, ...]


class Pinyin:
    """Reads by the pairs of one vocabulary; `initials` are the letters that stand for a term."""

    def __init__(self, vocabulary: Vocabulary, initials: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._initials = initials
        self._longest = max([_LONGEST_SYLLABLE, *map(len, initials)])
        self._known: dict[str, tuple[Terms, Weights]] = {}

    def spell(self, text: str) -> str:
        """`text` with its pinyin in characters; other words in Latin letters stay as they are."""
        return _RUN.sub(lambda run: self._spell_run(run[0], text[: run.start()][-1:], text[run.end() :][:1]), text)

    def _spell_run(self, run: str, before: str, after: str) -> str:
        words = _WORD.findall(run)
        parts = [(known, list(group)) for known, group in groupby(words, key=self._is_known)]
        if len(parts) == 1 and not parts[0][0]:
            return self._read(words, before, after) or run
        return " ".join(
            " ".join(group) if known else self._read(group, "", "") or " ".join(group) for known, group in parts
        )

    def _is_known(self, word: str) -> bool:
        """Whether the collection uses `word` as it stands."""
        read = symbols(fold(word))
        return len(read) == 1 and bool(self._vocabulary.frequency(singles(read.astype(np.uint32)))[0])

    def _read(self, words: Sequence[str], before: str, after: str) -> str:
        """The characters for `words`, between the ones that touch them; empty when they are no pinyin."""
        plain = [_plain(word) for word in words]
        letters = "".join(plain)
        before, after = ("".join(_IS_CHINESE.findall(side)) for side in (before, after))
        path = self._best_path(plain, before, after) if 0 < len(letters) <= _LONGEST else None
        if path is None:
            return ""
        is_marked = letters != "".join(words).lower()
        if path.terms and not path.syllables:
            return path.written
        if path.terms + path.syllables > 1 and (is_marked or len(letters) >= _SHORTEST):
            return path.written
        is_part = len(letters) > 1 and not words[0].isupper()
        return path.written if is_part and self._continues(before + path.written + after) else ""

    def _continues(self, written: str) -> bool:
        """Whether all neighbours in `written`, more than one character, are known as neighbours."""
        codes = _codes(written)
        return len(codes) > 1 and bool(self._vocabulary.frequency(pairs(codes[:-1], codes[1:])).all())

    def _best_path(self, words: Sequence[str], before: str, after: str) -> _Path | None:
        letters = "".join(words)
        begins = [
            start for start, word in zip(accumulate(map(len, words), initial=0), words, strict=False) for _ in word
        ]
        nothing = _Paths(_codes(before), np.zeros(len(before)), (_Path("", 0, 0),) * len(before))
        reached: list[_Paths | None] = [nothing]
        for end in range(1, len(letters) + 1):
            first = max(begins[end - 1], end - self._longest)
            grown = [
                paths
                for start in range(first, end)
                if (base := reached[start]) is not None
                for paths in self._longer(base, letters[start:end])
            ]
            reached.append(_likeliest(grown) if grown else None)
        last = reached[-1]
        if last is None:
            return None
        closing = self._chances(last.lasts, _codes(after)).sum(axis=1)
        return last.paths[int((last.weights + closing).argmax())]

    def _longer(self, base: _Paths, letters: str) -> Iterator[_Paths]:
        """`base` with `letters` read as one syllable, and as the initials of a term."""
        chars, extra = self._characters(letters)
        if len(chars):
            yield self._joined(base, chars, extra, [chr(char) for char in chars.tolist()], syllables=1)
        if term := self._initials.get(letters):
            yield self._joined(base, _codes(term[:1]), np.array([_INITIALS]), [term], terms=1)

    def _joined(
        self, base: _Paths, chars: Terms, extra: Weights, texts: Sequence[str], *, syllables: int = 0, terms: int = 0
    ) -> _Paths:
        if not len(base.lasts):
            weights = np.log((self._vocabulary.frequency(singles(chars)) + _UNSEEN) / (self._most_frequent + 1)) + extra
            paths = tuple(_Path(text, syllables, terms) for text in texts)
            return _Paths(_codes("".join(text[-1] for text in texts)), weights, paths)
        chances = base.weights[:, None] + self._chances(base.lasts, chars)
        origins = chances.argmax(axis=0)
        paths = tuple(
            _Path(path.written + text, path.syllables + syllables, path.terms + terms)
            for path, text in zip((base.paths[origin] for origin in origins.tolist()), texts, strict=True)
        )
        return _Paths(_codes("".join(text[-1] for text in texts)), chances.max(axis=0) + extra, paths)

    def _chances(self, lasts: Terms, chars: Terms) -> Weights:
        """How likely each of `chars` follows each of `lasts`, a row for each of these, as logarithms."""
        together = self._vocabulary.frequency(pairs(lasts[:, None], chars[None, :]).ravel())
        alone = self._vocabulary.frequency(singles(lasts))
        return np.log((together.reshape(len(lasts), len(chars)) + _UNSEEN) / (alone[:, None] + 1))

    def _characters(self, syllable: str) -> tuple[Terms, Weights]:
        """The characters of the collection that are read so, or nearly so at a cost."""
        if syllable not in self._known:
            table = readings()
            exact = table.characters.get(syllable, "")
            alike = "".join(table.characters[one] for one in table.likened.get(syllable, ()) if one != syllable)
            chars = _codes(exact + alike)
            extra = np.where(np.arange(len(chars)) < len(exact), 0.0, _LIKE_SOUND)
            is_known = self._vocabulary.frequency(singles(chars)) > 0
            self._known[syllable] = chars[is_known], extra[is_known]
        return self._known[syllable]

    @cached_property
    def _most_frequent(self) -> int:
        return int(self._vocabulary.frequencies.max(initial=0))


def _likeliest(grown: Sequence[_Paths]) -> _Paths:
    weights = np.concatenate([paths.weights for paths in grown])
    kept = np.argsort(-weights, kind="stable")[:_MOST_PATHS]
    paths = [path for part in grown for path in part.paths]
    return _Paths(
        np.concatenate([part.lasts for part in grown])[kept], weights[kept], tuple(paths[at] for at in kept.tolist())
    )


def _plain(word: str) -> str:
    """Lower case, without tones, ü as v."""
    marked = unicodedata.normalize("NFD", word.lower()).replace("u\u0308", "v")
    return "".join(letter for letter in marked if letter.isascii() and letter.isalpha())


def _codes(text: str) -> Terms:
    return np.frombuffer(text.encode("utf-16-le"), dtype="<u2").astype(np.uint32)
