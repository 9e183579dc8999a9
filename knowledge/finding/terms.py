"""The terms of the index: single characters and pairs of neighbours, as numbers.

A term is two 16-bit symbols, the second 0 for a single one.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.finding.folding import Symbols, fold, raw_symbols, searchable

Terms = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

_END = "\x1c"
_HALF = np.uint32(16)


def singles(codes: Terms) -> Terms:
    """The terms of single symbols."""
    return codes << _HALF


def pairs(firsts: Terms, seconds: Terms) -> Terms:
    """The terms of neighbours."""
    return firsts << _HALF | seconds


def terms_of(read: Symbols) -> Terms:
    """Every symbol and every pair of neighbours in `read`, as often as they stand there."""
    wide = read.astype(np.uint32)
    beside = (wide[:-1] > 0) & (wide[1:] > 0)
    return np.concatenate([singles(wide[wide > 0]), pairs(wide[:-1], wide[1:])[beside]])


def is_pair(terms: Terms) -> npt.NDArray[np.bool_]:
    """Which of `terms` are two symbols."""
    return terms & 0xFFFF > 0


def starts_of(ordered: npt.NDArray[Any]) -> Ints:
    """Where each run of equal values in `ordered` starts. For sorted values several times faster than np.unique."""
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])


def distinct(keys: Keys) -> Keys:
    """`keys` in order, each once. Sorts them in place."""
    keys.sort()
    return keys[starts_of(keys)]


def find(wanted: Terms, terms: Terms) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """The place of each `wanted` term in sorted `terms`, and whether it stands there."""
    rows = np.searchsorted(terms, wanted)
    if not len(terms):
        return rows, np.zeros(len(wanted), dtype=np.bool_)
    return rows, terms[np.minimum(rows, len(terms) - 1)] == wanted


def keys_of(texts: Iterable[str], first: int) -> tuple[Keys, Ints]:
    """A key `term << 16 | number` for each term in each text, the texts numbered from `first`, and their
    lengths in terms. All are folded at once: call by call that costs more than everything after it."""
    joined = _END.join(text.replace(_END, " ") for text in (*texts, ""))
    codes = raw_symbols(fold(joined))
    ends = codes == ord(_END)
    owners = np.cumsum(ends, dtype=np.uint64) + np.uint64(first)
    read = searchable(codes).astype(np.uint64)
    single = read > 0
    paired = single[:-1] & single[1:]
    keys = np.concatenate(
        [
            (read << np.uint64(32) | owners)[single],
            (read[:-1] << np.uint64(32) | read[1:] << np.uint64(16) | owners[:-1])[paired],
        ]
    )
    numbers = (keys & np.uint64(0xFFFF)).astype(np.int64) - first
    return keys, np.bincount(numbers, minlength=int(ends.sum())).astype(np.int64, copy=False)
