"""Phone numbers: 138 0013 8000, +86-138-0013-8000, １３８…, 幺三八零零…, landlines, the last four digits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from dialogs.values.written import half_width


@dataclass(frozen=True, slots=True)
class Mobile:
    """Eleven digits of a Chinese mobile phone; or of a demonstration phone where these are admitted."""

    number: str


@dataclass(frozen=True, slots=True)
class Landline:
    """A fixed line: it cannot receive a text message. `number` with its area code where that was given."""

    number: str


@dataclass(frozen=True, slots=True)
class NotAMobile:
    """A run of digits that is no phone of China; `digits` of them, or eleven with a beginning nobody has."""

    digits: int


@dataclass(frozen=True, slots=True)
class SeveralPhones:
    """Two mobiles that differ."""


@dataclass(frozen=True, slots=True)
class NoPhone:
    """Nothing that looks like a number."""


PhoneRead = Mobile | Landline | NotAMobile | SeveralPhones | NoPhone

_SPOKEN = str.maketrans("零〇洞一幺二两三四五六七拐八九勾", "0001122345677899")
_GAP = r"[\s\-‐-―.·()]{0,3}+"
_RUN = re.compile(rf"(?<![0-9A-Za-z])\+?[0-9](?:{_GAP}[0-9])++")
_LETTER = re.compile("[A-Za-z]")
_SHORTEST = 5
"""Digits: fewer are no attempt at a phone number."""
_COUNTRY = re.compile(r"^(?:00)?86(?=1[0-9]{10}$|0?[1-9][0-9]{9,11}$)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DEMO = re.compile(r"12[0-9]{9}")
_LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7}|[2-9][0-9]{6,7}|[48]00[0-9]{7}")
_FOUR = re.compile(r"(?<![0-9])[0-9](?:\s?[0-9]){3}(?![0-9]|\s[0-9])")


def phone_in(text: str, *, admits_demo: bool = False) -> PhoneRead:
    """The one mobile that `text` gives, or why there is none. `admits_demo`: 12 followed by nine digits is one too."""
    return find_phone(text, admits_demo=admits_demo)[0]


def find_phone(text: str, *, admits_demo: bool = False) -> tuple[PhoneRead, str]:
    """What `phone_in` gives, and `text` in half width without the numbers."""
    written = half_width(text)
    found, rest = _read(written, written, admits_demo=admits_demo)
    if isinstance(found, NoPhone):
        return _read(written, written.translate(_SPOKEN), admits_demo=admits_demo)
    return found, rest


def last_four_in(text: str) -> str | None:
    """Four digits on their own (「尾号 1234」, 「一二三四」), or the last four of a whole mobile."""
    found = phone_in(text, admits_demo=True)
    if not isinstance(found, NoPhone):
        return found.number[-4:] if isinstance(found, Mobile) else None
    written = half_width(text)
    for spelling in (written, written.translate(_SPOKEN)):
        fours = {re.sub(r"\s", "", four[0]) for four in _FOUR.finditer(spelling)}
        if fours:
            return fours.pop() if len(fours) == 1 else None
    return None


def _read(written: str, digits: str, *, admits_demo: bool) -> tuple[PhoneRead, str]:
    """`digits` is `written` with as many characters, and spoken digits as figures."""
    rest, end = [], 0
    kinds: list[PhoneRead] = []
    for run in _RUN.finditer(digits):
        start, number = run.start(), _number(run[0])
        if len(number) < _SHORTEST or _LETTER.match(digits, run.end()):
            continue
        kind = _kind(number, admits_demo=admits_demo)
        if isinstance(kind, NotAMobile) and not written[start].isascii():
            # A name may end in what is also a figure: 李四幺三八…
            without_first = _kind(number[1:], admits_demo=admits_demo)
            if isinstance(without_first, Mobile):
                kind, start = without_first, start + 1
        kinds.append(kind)
        rest.append(written[end:start])
        end = run.end()
    return _one_of(kinds), " ".join([*rest, written[end:]])


def _one_of(kinds: Sequence[PhoneRead]) -> PhoneRead:
    """A mobile before a landline, and these before anything else."""
    mobiles = {kind for kind in kinds if isinstance(kind, Mobile)}
    if len(mobiles) > 1:
        return SeveralPhones()
    landlines = (kind for kind in kinds if isinstance(kind, Landline))
    return next(chain(mobiles, landlines, kinds), NoPhone())


def _number(run: str) -> str:
    return _COUNTRY.sub("", "".join(char for char in run if char in "0123456789"))


def _kind(number: str, *, admits_demo: bool) -> Mobile | Landline | NotAMobile:
    if _MOBILE.fullmatch(number) or (admits_demo and _DEMO.fullmatch(number)):
        return Mobile(number)
    return Landline(number) if _LANDLINE.fullmatch(number) else NotAMobile(len(number))
