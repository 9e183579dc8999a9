"""Slips of the input method: 备按 → 备案, and neighbours that changed places.

The pairs of characters that a collection holds are the dictionary. A pair it does not know is
exchanged for one it knows, if a character or both may stand for others of the same or a like
sound and the characters around do not speak against it.
"""

import re
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.finding.sounds import readings
from knowledge.finding.terms import Terms, is_pair, pairs
from knowledge.finding.vocabulary import Vocabulary

_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_COST_AT_AN_END = 1.0
_COST_INSIDE = 2.0
"""What exchanging a character costs, in the unit of a pair's weight; inside a run it has to suit both neighbours."""
_COST_OF_A_LIKE_SOUND = 0.15
"""On top, where the sound is only alike."""
_COST_OF_A_SWAP = 1.5
_NOTHING = 1
"""Stands before and after a run; no pair holds it."""

_RUNS_KEPT = 64
"""The runs of one message come up again and again: in the whole of it, in its parts, in how much is covered."""

Weights = npt.NDArray[np.float64]


class Homophones:
    """What may have been meant, going by the pairs of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._repair_run = lru_cache(maxsize=_RUNS_KEPT)(self._repaired)

    def repair(self, text: str) -> str:
        """`text`, as long as it is, with pairs that the collection does not know exchanged for known ones."""
        return _CHINESE.sub(lambda run: self._repair_run(run[0]), text)

    def _repaired(self, run: str) -> str:
        codes = np.frombuffer(run.encode("utf-16-le"), dtype="<u2").astype(np.uint32)
        unknown = np.flatnonzero(self._weights(codes[:-1], codes[1:]) == 0).tolist()
        if not unknown:
            return run
        padded = np.concatenate([[_NOTHING], codes, [_NOTHING]]).astype(np.uint32)
        for at in unknown:
            self._mend(padded, at + 1)
        return padded[1:-1].astype("<u2").tobytes().decode("utf-16-le")

    def _mend(self, codes: Terms, at: int) -> None:
        """Put the pair that suits best in place of the one at `at`, if it suits better."""
        before, first, second, after = codes[at - 1 : at + 3]
        as_it_stands = self._weights(codes[at - 1 : at + 2], codes[at : at + 3])
        if as_it_stands[1]:
            return
        firsts, seconds = self._variants(first, second, both=not as_it_stands.any())
        weights = self._weights(firsts, seconds)
        costs = _costs(first, firsts, before) + _costs(second, seconds, after)
        costs[-1] = _COST_OF_A_SWAP
        known = np.flatnonzero(weights)
        if not len(known):
            return
        firsts, seconds = firsts[known], seconds[known]
        around = self._weights(before, firsts) + self._weights(seconds, after)
        fits = weights[known] + around - costs[known]
        best = int(fits.argmax())
        if fits[best] > as_it_stands.sum():
            codes[at], codes[at + 1] = firsts[best], seconds[best]

    def _variants(self, first: np.uint32, second: np.uint32, *, both: bool) -> tuple[Terms, Terms]:
        """Pairs that may have been meant, last the two in the other order; `both` may be wrong, or only one."""
        firsts, seconds = self._alike(first), self._alike(second)
        if both:
            left, right = np.repeat(firsts, len(seconds)), np.tile(seconds, len(firsts))
        else:
            left = np.concatenate([firsts, np.full(len(seconds), first)])
            right = np.concatenate([np.full(len(firsts), second), seconds])
        return np.append(left, second), np.append(right, first)

    def _alike(self, code: np.uint32) -> Terms:
        """The characters of the collection that sound like this one, and itself."""
        others = self._by_sound.get(int(readings().alike[code]), np.empty(0, dtype=np.uint32))
        return others if (others == code).any() else np.append(others, code)

    def _weights(self, firsts: Terms | np.uint32, seconds: Terms | np.uint32) -> Weights:
        """The logarithms of how many clauses hold each pair; 0 for an unknown one."""
        found = self._vocabulary.frequency(pairs(np.atleast_1d(firsts), np.atleast_1d(seconds)))
        return np.where(found, 1 + np.log1p(found), 0.0)

    @cached_property
    def _by_sound(self) -> dict[int, Terms]:
        known = self._vocabulary.terms[self._vocabulary.frequencies > 0]
        singles = (known[~is_pair(known)] >> 16).astype(np.uint32)
        sounds = readings().alike[singles]
        order = np.argsort(sounds, kind="stable")
        names, starts = np.unique(sounds[order], return_index=True)
        groups = np.split(singles[order], starts[1:])
        return {name: group for name, group in zip(names.tolist(), groups, strict=False) if name}


def _costs(written: np.uint32, meant: Terms, neighbour: np.uint32) -> Weights:
    exact = readings().exact
    one = _COST_AT_AN_END if neighbour == _NOTHING else _COST_INSIDE
    like = np.where(exact[meant] == exact[written], one, one + _COST_OF_A_LIKE_SOUND)
    return np.where(meant == written, 0.0, like)
