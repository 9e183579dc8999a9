"""Sound-alikes of what a collection holds: 备按 → 备案, and pinyin typed in Latin letters.

The vocabulary of an index is the dictionary: only pairs of characters that occur in it are offered.
Tones are ignored, and the pairs that southern speakers and keyboards mix (zh/z, ch/c, sh/s, -ng/-n).
"""

import re
import unicodedata
from functools import cache, cached_property
from itertools import pairwise
from math import log1p

import numpy as np
import numpy.typing as npt

_LATIN = re.compile(r"[a-z]+(?:['’ ]+[a-z]+)*", re.IGNORECASE)
_MIXED = re.compile(r"(?<=[zcs])h|(?<=n)g$")
_SHORTEST_PINYIN = 5
_LONGEST_SYLLABLE = 6
_COST_OF_A_CHANGE = 1.5
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")


class Homophones:
    """The characters of one index by their sound."""

    def __init__(self, terms: npt.NDArray[np.uint32], frequencies: npt.NDArray[np.int64]) -> None:
        """`terms` as the index keeps them: two 16-bit characters, the second 0 for a single one, sorted."""
        self._terms = terms
        self._frequencies = frequencies

    def repair(self, text: str) -> str:
        """`text` with pairs that the collection does not know exchanged for known ones of the same sound,
        where that suits the neighbouring characters better."""
        return _CHINESE.sub(lambda run: self._repair_run(run[0]), text)

    def spell(self, text: str) -> str:
        """`text` with runs of pinyin written in the characters the collection would use for them."""
        return _LATIN.sub(lambda run: self._spell_run(run[0]), text)

    def _repair_run(self, run: str) -> str:
        for at in range(len(run) - 1):
            if self._weight(run[at : at + 2]):
                continue
            before, after = run[:at], run[at + 2 :]
            same_sound = self._by_sound.get((_sound(run[at]), _sound(run[at + 1])), ())
            fits = {pair: self._fit(before, pair, after, run[at : at + 2]) for pair in (run[at : at + 2], *same_sound)}
            run = before + max(fits, key=fits.__getitem__) + after
        return run

    def _fit(self, before: str, pair: str, after: str, written: str) -> float:
        """How well `pair` stands between its neighbours, less what exchanging `written` for it costs."""
        changed = sum(one != other for one, other in zip(pair, written, strict=True))
        joined = before[-1:] + pair + after[:1]
        return sum(self._weight(one + other) for one, other in pairwise(joined)) - _COST_OF_A_CHANGE * changed

    def _spell_run(self, run: str) -> str:
        syllables = _syllables(run.lower()) if len(run) >= _SHORTEST_PINYIN else []
        return self._most_likely(syllables) if len(syllables) > 1 else run

    def _most_likely(self, syllables: list[str]) -> str:
        """The characters, one per syllable, whose neighbouring pairs are the most frequent."""
        paths = {char: (0.0, char) for char in self._by_syllable.get(syllables[0], "")}
        for sound in syllables[1:]:
            grown = {}
            for char in self._by_syllable.get(sound, ""):
                grown[char] = max(
                    ((score + self._weight(last + char), path + char) for last, (score, path) in paths.items()),
                    default=(0.0, char),
                )
            paths = grown or paths
        return max(paths.values(), default=(0.0, ""))[1]

    def _weight(self, pair: str) -> float:
        """The logarithm of how many clauses hold `pair`; 0 for an unknown one."""
        term = ord(pair[0]) << 16 | ord(pair[1])
        row = int(np.searchsorted(self._terms, np.uint32(term)))
        known = row < len(self._terms) and int(self._terms[row]) == term
        return 1 + log1p(int(self._frequencies[row])) if known else 0.0

    @cached_property
    def _by_sound(self) -> dict[tuple[str, str], list[str]]:
        grouped: dict[tuple[str, str], list[str]] = {}
        for term in self._terms[self._terms & 0xFFFF > 0].tolist():
            pair = chr(term >> 16) + chr(term & 0xFFFF)
            grouped.setdefault((_sound(pair[0]), _sound(pair[1])), []).append(pair)
        return grouped

    @cached_property
    def _by_syllable(self) -> dict[str, str]:
        grouped: dict[str, str] = {}
        for term in self._terms[self._terms & 0xFFFF == 0].tolist():
            sound = _sound(chr(term >> 16))
            grouped[sound] = grouped.get(sound, "") + chr(term >> 16)
        return grouped


@cache
def _sound(char: str) -> str:
    """The toneless, folded syllable of a character; the character itself where it has none."""
    return _folded(_readings().get(ord(char), char))


@cache
def _readings() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT  # a quarter second that most queries never need

    return {code: _toneless(readings.split(",")[0]) for code, readings in PINYIN_DICT.items()}


def _toneless(reading: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", reading).replace("u\u0308", "v") if c.isascii())


def _folded(syllable: str) -> str:
    return _MIXED.sub("", syllable)


@cache
def _known_syllables() -> frozenset[str]:
    return frozenset(_readings().values())


def _syllables(letters: str) -> list[str]:
    """`letters` cut into as few syllables as possible, folded; empty when they are no pinyin."""
    cut: list[str] = []
    for word in re.split(r"[^a-z]+", letters):
        best: dict[int, list[str]] = {0: []}
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - _LONGEST_SYLLABLE), end):
                fits = start in best and word[start:end] in _known_syllables()
                if fits and (end not in best or len(best[start]) + 1 < len(best[end])):
                    best[end] = [*best[start], word[start:end]]
        if len(word) not in best:
            return []
        cut += best[len(word)]
    return [_folded(syllable) for syllable in cut]
