"""How characters are read, from `syllables.txt`: no tones, ü as v.

Two syllables sound alike when they differ only in what southern speakers and keyboards mix:
zh/z, ch/c, sh/s, n/l, h/f before u, and -ng/-n.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

_FILE = Path(__file__).with_name("syllables.txt")
_MIXED = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^n"), "l"),
    (re.compile(r"^hu(?=.)"), "f"),
    (re.compile(r"^hu"), "fu"),
    (re.compile(r"ng$"), "n"),
)

Sounds = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Readings:
    """`exact` and `alike` number the syllable, and its group of like syllables, that each code point
    is mostly read as; 0 for what is no Chinese character. `characters` are all that can be read as
    a syllable, the usual reading first."""

    exact: Sounds
    alike: Sounds
    characters: dict[str, str]
    likened: dict[str, frozenset[str]]
    """Each syllable with those that sound like it, itself too."""


@cache
def readings() -> Readings:
    """The table, read when it is first asked for: a few milliseconds that most processes need."""
    exact, alike = (np.zeros(1 << 16, dtype=np.uint16) for _ in range(2))
    characters: dict[str, str] = {}
    groups: dict[str, set[str]] = {}
    numbers: dict[str, int] = {}
    for number, line in enumerate(_lines(), start=1):
        syllable, usual, *others = line.split(" ")
        characters[syllable] = usual + "".join(others)
        codes = np.frombuffer(usual.encode("utf-16-le"), dtype="<u2")
        group = _group(syllable)
        groups.setdefault(group, set()).add(syllable)
        exact[codes] = number
        alike[codes] = numbers.setdefault(group, len(numbers) + 1)
    likened = {syllable: frozenset(groups[_group(syllable)]) for syllable in characters}
    return Readings(exact, alike, characters, likened)


def _lines() -> list[str]:
    return [line for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]


def _group(syllable: str) -> str:
    for written, heard in _MIXED:
        syllable = written.sub(heard, syllable)
    return syllable
