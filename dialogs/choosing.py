"""Which of the offered choices a user means by a digit, a numeral, a label or its beginning."""

import re
import unicodedata
from collections.abc import Sequence

from dialogs.messages import Choice

_NUMERALS = {word: value for value, word in enumerate("一二三四五六七八九十", start=1)}
_ORDINAL = re.compile(
    r"^(?:选?\s*([0-9]{1,2}|[一二三四五六七八九十])|第\s*([0-9]{1,2}|[一二三四五六七八九十])\s*个)[\s。.、,，]*$"
)
"""A number on its own. 「第五条」 and 「（三）」 name places of a text and are questions."""
_EDGE = " \t\r\n。.,，、!！?？;；:：~～…“”\"'（）()【】"
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
"""Characters that print nothing; keyboards and copied texts bring them along."""


def visible(text: str) -> str:
    """`text` without characters that print nothing."""
    return _UNSEEN.sub("", text)


_LONGEST = 200
"""A longer message names no choice. Normalising a run of combining marks takes the square of its length."""


def plain(text: str) -> str:
    """`text` in half width, without surrounding space and punctuation."""
    return unicodedata.normalize("NFKC", text).strip(_EDGE)


def ordinal(text: str) -> int | None:
    """The number that `text` consists of (「2」「２」「二」「第二个」「选2」), else None."""
    if len(text) > _LONGEST:
        return None
    found = _ORDINAL.match(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    word = found[1] or found[2]
    return _NUMERALS.get(word) or int(word)


def choose(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The one choice that `text` names, or None; never a guess between two."""
    if len(text) > _LONGEST:
        return None
    number = ordinal(text)
    if number is not None:
        return choices[number - 1] if 1 <= number <= len(choices) else None
    said = plain(text).casefold()
    if not said:
        return None
    exact = [choice for choice in choices if said in (plain(choice.label).casefold(), plain(choice.says).casefold())]
    if exact:
        return exact[0]
    begun = [choice for choice in choices if len(said) >= 2 and plain(choice.label).casefold().startswith(said)]
    return begun[0] if len(begun) == 1 else None
