"""Which of the offered choices a user means by a digit, a numeral, a label or its beginning.

Strict, because every message is held against what was offered last: a question that only contains
the words of a choice stays a question. A step reads its answer more freely with `values.options`.
"""

import re
from collections.abc import Sequence

from dialogs.messages import Choice
from dialogs.values.written import half_width, plain, visible

__all__ = ["LONGEST", "choose", "ordinal", "plain", "visible"]

LONGEST = 200
"""A longer message names no choice."""

_NUMERALS = {word: value for value, word in enumerate("一二三四五六七八九十", start=1)}
_NUMBER = "(?:[0-9]{1,2}|[一二三四五六七八九十])"
_ORDINAL = re.compile(
    rf"^(?:(?:我?(?:就|要)?选择?|我?就|选项|序号|回复)?\s*(?P<alone>{_NUMBER})吧?|(?:我?(?:就|要)?选择?)?第\s*(?P<counted>{_NUMBER})\s*[个种场期家位]吧?)"
    r"[\s。.、,，)!！]*$"
)
"""A number on its own. 「第五条」 and 「（三）」 name places of a text and are questions."""
_LAST = re.compile(r"^(?:我?(?:就|要)?选择?)?(?:最后|最末|倒数第一)(?:一?[个种家位]|那[个种家位])?吧?[\s。.!！]*$")
_NUMBERED = re.compile(r"^([0-9]{1,2})[\s.、,，:：)）-]*(?=\S)")


def ordinal(text: str) -> int | None:
    """The number that `text` consists of (「2」「２」「二」「第二个」「我选2」), else None."""
    if len(text) > LONGEST:
        return None
    found = _ORDINAL.match(half_width(text).strip())
    if found is None:
        return None
    word = found["alone"] or found["counted"]
    return _NUMERALS.get(word) or int(word)


def choose(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The one choice that `text` names, or None; never a guess between two."""
    said = plain(text).casefold() if len(text) <= LONGEST else ""
    if not said:
        return None
    for choice in choices:
        if said in _spellings(choice):
            return choice
    number = len(choices) if _LAST.match(half_width(text).strip()) else ordinal(text)
    if number is not None:
        return choices[number - 1] if 1 <= number <= len(choices) else None
    return _copied(said, choices) or _begun(said, choices)


def _spellings(choice: Choice) -> tuple[str, str]:
    return plain(choice.label).casefold(), plain(choice.says).casefold()


def _copied(said: str, choices: Sequence[Choice]) -> Choice | None:
    """A line of the list, its number and its label."""
    numbered = _NUMBERED.match(said)
    if numbered is None or not 1 <= int(numbered[1]) <= len(choices):
        return None
    choice = choices[int(numbered[1]) - 1]
    return choice if plain(said[numbered.end() :]) in _spellings(choice) else None


def _begun(said: str, choices: Sequence[Choice]) -> Choice | None:
    """The only label that begins so, none of the others holding the words; one character is too little."""
    holding = [choice for choice in choices if len(said) > 1 and said in _spellings(choice)[0]]
    return holding[0] if len(holding) == 1 and _spellings(holding[0])[0].startswith(said) else None
