"""Chinese words by their sound: benke and běn kē for 本科, bk for its initials, 本课 for a slip of the keyboard."""

import re
import unicodedata
from functools import cache

from knowledge.finding.sounds import readings

_TYPED = re.compile(r"[a-z' -]*[a-z][a-z' -]*")
_LONGEST = 60
_LEAST_INITIALS = 2


def latin(text: str) -> str | None:
    """The letters of `text` in lower case, without tones, ü as v; None where it holds anything else."""
    if not 0 < len(text) <= _LONGEST:
        return None
    marked = unicodedata.normalize("NFD", text.lower()).replace("u\u0308", "v")
    letters = "".join(char for char in marked if not unicodedata.combining(char))
    return re.sub("[^a-z]", "", letters) if _TYPED.fullmatch(letters) else None


def is_spelt_out(letters: str, word: str) -> bool:
    """Whether `letters` are the syllables of `word`, whichever way its characters are read."""
    ends = {0}
    for char in _letters_of(word):
        ends = {end + len(sound) for end in ends for sound in _sounds(char) if letters.startswith(sound, end)}
    return len(letters) in ends


def is_spelt_short(letters: str, word: str) -> bool:
    """Whether `letters`, two at least, are the first ones of the syllables of `word`."""
    chars = _letters_of(word)
    return len(letters) == len(chars) >= _LEAST_INITIALS and all(
        any(sound.startswith(letter) for sound in _sounds(char)) for letter, char in zip(letters, chars, strict=True)
    )


def sounds_like(said: str, word: str) -> bool:
    """Whether `said` is another way to write the syllables of `word`, two at least: 本课 for 本科."""
    return len(said) == len(word) >= _LEAST_INITIALS and all(
        one == other or not set(_sounds(one)).isdisjoint(_sounds(other)) for one, other in zip(said, word, strict=True)
    )


def _letters_of(word: str) -> str:
    return "".join(char for char in word if char.isalnum())


@cache
def _sounds(char: str) -> tuple[str, ...]:
    """All syllables that `char` can be read as; a letter or a figure is its own."""
    return tuple(syllable for syllable, chars in readings().characters.items() if char in chars) or (char,)
