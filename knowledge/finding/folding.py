"""One spelling for search: widths, case, numerals and known slips folded, words cut to symbols.

Only search reads folded text; what users are shown is always the text as printed.
"""

import re
import unicodedata
import zlib

import numpy as np
import numpy.typing as npt

from knowledge.numerals import number

Symbols = npt.NDArray[np.uint16]

_NUMERALS = "[零〇一二三四五六七八九两十百千]"
_COUNTED = re.compile(
    rf"(?<!{_NUMERALS}){_NUMERALS}{{1,16}}+万?"
    r"(?=年|月|日|号|条|项|款|个月|章|家|人|%|级|元|天|周|小时|倍|名|次)"
)
"""A whole numeral of a length that counts something; tried from each of its characters, a long run would
cost the square of its length."""
_TENS_OF_THOUSANDS = re.compile(r"(?<![0-9.])([0-9]{1,6})万(?=元|人|家|名|户)")
_PER_CENT = re.compile(r"百分之([零〇一二三四五六七八九十百]+|[0-9]+(?:\.[0-9]+)?)")
_SHORT_YEAR = re.compile(r"(?<!\d)(2\d)(?=年)")
_PRINTED_SLIP = re.compile("者者")
_RUN = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)?%?|[\U00020000-\U0003ffff]")

_PRIVATE, _PRIVATE_SIZE = 0xE000, 6400
LEAST_WORD = _PRIVATE
"""Symbols from here on are whole Latin words and numbers."""
_IS_SYMBOL = np.zeros(1 << 16, dtype=np.bool_)
_IS_SYMBOL[0x3400:0xA000] = True
_IS_SYMBOL[_PRIVATE : _PRIVATE + _PRIVATE_SIZE] = True


def fold(text: str) -> str:
    """`text` in its search spelling: NFKC, lower case, counted numerals in arabic figures, full years."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = _PER_CENT.sub(lambda found: f"{_figure(found[1])}%", text)
    text = _COUNTED.sub(lambda found: str(number(found[0])), text)
    text = _TENS_OF_THOUSANDS.sub(r"\g<1>0000", text)
    text = _SHORT_YEAR.sub(r"20\1", text)
    return _PRINTED_SLIP.sub("者", text)


def _figure(numeral: str) -> str:
    return numeral if numeral.isascii() else str(number(numeral))


def symbols(text: str) -> Symbols:
    """Folded `text` as 16-bit symbols, 0 where nothing searchable stands.

    A Chinese character is its code point; a Latin word or a number is one symbol of the private
    area, so that 2023 and 2024 share nothing.
    """
    return searchable(raw_symbols(text))


def raw_symbols(text: str) -> Symbols:
    """As `symbols`, with what is not searchable left in its place as its code point."""
    runs = _RUN.sub(lambda found: chr(_PRIVATE + zlib.crc32(found[0].encode()) % _PRIVATE_SIZE), text)
    return np.frombuffer(runs.encode("utf-16-le", "replace"), dtype="<u2")


def searchable(codes: Symbols) -> Symbols:
    """`codes` with 0 in place of what cannot be searched for."""
    return np.where(_IS_SYMBOL[codes], codes, np.uint16(0))


def has_words(text: str) -> bool:
    """Whether anything in `text` can be searched for."""
    return bool(symbols(fold(text)).any())
