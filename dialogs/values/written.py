"""One spelling for what keyboards write differently: full width, circled figures, characters that print nothing.

Character by character, so that a text of any length takes its length in time. Unicode's own
normalisation also reorders combining marks, and a long run of them takes the square of it.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\u20e3\ufe0f\ufeff]")
_SPELT_OTHERWISE = (range(0x2460, 0x2474), range(0x2F00, 0x2FD6), range(0xFF01, 0xFF5F), [0xFFE5])
"""Circled figures, radicals that stand for their character in copied texts, full width, ￥."""
_SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_SPELLING = {code: unicodedata.normalize("NFKC", chr(code)) for code in chain(*_SPELT_OTHERWISE)} | _SPACES

EDGE = " \t\r\n。.,，、!！?？;；:：~～…“”\"'（）()【】"
"""What stands around an answer and means nothing."""


_CLAUSE_END = re.compile(r"[\s。.,，、!！?？;；:：~～…“”\"()（）【】]+")


def clauses(text: str) -> list[str]:
    """`text` cut at its punctuation and spaces, without empty pieces."""
    return [clause for clause in _CLAUSE_END.split(text) if clause]


def visible(text: str) -> str:
    """`text` without characters that print nothing."""
    return _UNSEEN.sub("", text)


def half_width(text: str) -> str:
    """`text` in half width and without characters that print nothing; the case of letters stays."""
    return visible(text).translate(_SPELLING)


def plain(text: str) -> str:
    """`text` in half width, without surrounding space and punctuation."""
    return half_width(text).strip(EDGE)


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of `words`, a longer one before its beginning."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
