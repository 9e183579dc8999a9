"""统一社会信用代码 (GB 32100-2015): eighteen characters, the last one of them a check of the others."""

import re
from dataclasses import dataclass
from itertools import chain

from dialogs.values.written import half_width


@dataclass(frozen=True, slots=True)
class Valid:
    """A code whose check character is right."""

    code: str


@dataclass(frozen=True, slots=True)
class Repairable:
    """`typed` has letters that no code has; with the figures they look like, `code` is valid. To be confirmed."""

    typed: str
    code: str


@dataclass(frozen=True, slots=True)
class FailsCheck:
    """Eighteen characters that are not valid. A few real codes are so: confirmed, `code` may be looked up."""

    code: str


@dataclass(frozen=True, slots=True)
class OldNumber:
    """A 注册号 of fifteen digits, from before the codes."""

    number: str


@dataclass(frozen=True, slots=True)
class WrongLength:
    """An attempt at a code with `characters` of them."""

    characters: int


@dataclass(frozen=True, slots=True)
class SeveralCodes:
    """Two valid codes that differ."""


@dataclass(frozen=True, slots=True)
class NoCode:
    """Nothing that looks like a code."""


CodeRead = Valid | Repairable | FailsCheck | OldNumber | WrongLength | SeveralCodes | NoCode

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""A character's place is its value; I, O, S, V and Z are not used."""
LENGTH = 18
_OLD_LENGTH = 15
_ATTEMPT = range(8, 31)
"""So many characters, six digits among them, look like an attempt at a code."""
_LEAST_DIGITS = 6
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_FORM = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_LOOKALIKES = str.maketrans("OIZS", "0125")
_GAP = r"[\s\-‐-―._·]{0,3}+"
_IN_ONE = re.compile(r"[0-9A-Z]++")
_WITH_GAPS = re.compile(rf"[0-9A-Z](?:{_GAP}[0-9A-Z])*+")
_RANKS = (Valid, Repairable, FailsCheck, OldNumber, WrongLength)


def code_in(text: str) -> CodeRead:
    """The code in `text`, which may be in lower case, full width, and parted by spaces or hyphens."""
    written = half_width(text).upper()
    runs = chain(_IN_ONE.findall(written), (re.sub("[^0-9A-Z]", "", run) for run in _WITH_GAPS.findall(written)))
    found = list(dict.fromkeys(read for run in runs if (read := _judged(run)) is not None))
    for rank in _RANKS:
        of_rank = [read for read in found if isinstance(read, rank)]
        if of_rank:
            return of_rank[0] if len(of_rank) == 1 or rank is not Valid else SeveralCodes()
    return NoCode()


def is_valid(code: str) -> bool:
    """Whether `code`, in upper case and without gaps, has the form and the check character of the standard."""
    return _FORM.fullmatch(code) is not None and code[-1] == check_character(code)


def check_character(code: str) -> str:
    """The eighteenth character that the first seventeen call for: the weights are powers of 3 modulo 31."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(code, _WEIGHTS, strict=False))
    return ALPHABET[-total % 31]


def _judged(run: str) -> CodeRead | None:
    """None for what is no attempt at a code."""
    if len(run) not in _ATTEMPT or sum(char.isdecimal() for char in run) < _LEAST_DIGITS:
        return None
    if len(run) == _OLD_LENGTH and run.isdecimal():
        return OldNumber(run)
    if len(run) != LENGTH:
        return WrongLength(len(run))
    if is_valid(run):
        return Valid(run)
    repaired = run.translate(_LOOKALIKES)
    return Repairable(run, repaired) if is_valid(repaired) else FailsCheck(run)
