"""Numbers as people write them: 3, ３, 三, 两, 俩, 廿五, 一百零五, 三千五, 1.2亿, 三点五, 一个半.

A number counts where it is the whole answer, where it counts something (三个人), or where it is
written in figures. Refused are places of a list (第二个), the 一 of words (一下, 统一), vague
amounts (10多个, 两三个, 不到5个) and two numbers that differ.
"""

import re
from decimal import Decimal

from dialogs.values.written import EDGE, half_width, plain
from knowledge.numerals import number

_DIGITS = "零〇一二三四五六七八九两"
FIGURES = f"{_DIGITS}十百千万亿廿卅"
NUMERAL = (
    rf"(?<![0-9.{FIGURES}])"
    rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})++(?![0-9])|[0-9]++(?:\.[0-9]++)?+|[{_DIGITS}]点[{_DIGITS}]++|[{FIGURES}])++(?!\.[0-9])"
)
"""A whole numeral of `spelt` text, for a pattern; `value` reads it. It does not begin inside a longer one."""

_SPELLINGS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億兩", "一二三四五六七八九十百千万亿两")
_PLACES = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100))
_LONGEST = 24
_IN_FIGURES = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SPOKEN_POINT = re.compile(rf"([{_DIGITS}十]+)点([{_DIGITS}]+)")
_NEIGHBOURS = re.compile("[一二三四五六七八九两]{2}")
_LEAST_DIGITS = 4
"""二〇一九 is read digit by digit; fewer in a row, as in 两三, are two numbers."""

_HAN_YEAR = re.compile(rf"(?<![{FIGURES}])(?:[一二][{_DIGITS}]{{3}}|[零〇一二九][零〇一二三四五六七八九])(?=年)")

_COUNTED = "个位人名家台次场期份项条件岁年月天号元块"
_NOT_COUNTING = re.compile(
    rf"第[0-9{FIGURES}]++[{_COUNTED}]?|[统唯万之]一|千万(?=别|不|要|记)|十分(?!之)|周[一二三四五六]"
    r"|一(?:下|定|般|样|共|起|些|直|点|会|边|旦|致|切|律)"
)
_COUNT = re.compile(rf"(?P<numeral>{NUMERAL})(?P<vague>[多来几余])?(?P<counter>\s?[{_COUNTED}])?(?P<half>半)?")
_VAGUE = re.compile(rf"不到|不足|将近|接近|超过|不止|以上|以下|以内|几|[{_COUNTED}]多")
_HALF = re.compile(rf"(?<![上下前后一大多{_COUNTED}{FIGURES}0-9])半(?=[{_COUNTED}])")
_LETTER = re.compile("[A-Za-z]")


def spelt(text: str) -> str:
    """`text` with one spelling for each figure, as `NUMERAL` expects it: half width, 壹 as 一, 俩 as 两个."""
    return half_width(text).translate(_SPELLINGS).replace("俩", "两个").replace("仨", "三个")


def years_in_figures(text: str) -> str:
    """`text` with calendar years that are written digit by digit in figures: 二〇一九年 as 2019年, 一九年 as 19年."""
    return _HAN_YEAR.sub(lambda year: _by_digit(year[0]), text)


def value(numeral: str) -> Decimal | None:
    """What a whole `spelt` numeral is worth; None where it is none or may be several (两三, 三四十)."""
    if not 0 < len(numeral) <= _LONGEST:
        return None
    if set(numeral) <= set(_DIGITS) and len(numeral) >= _LEAST_DIGITS:
        return Decimal(number(numeral))
    try:
        return _worth(_SPOKEN_POINT.sub(_with_point, numeral.replace(",", "")))
    except ValueError:
        return None


def number_in(text: str) -> Decimal | None:
    """The one number that `text` gives, or None."""
    whole = value(plain(spelt(text)))
    if whole is not None:
        return whole
    said = _NOT_COUNTING.sub(" ", spelt(text))
    if _VAGUE.search(said):
        return None
    halves = {Decimal("0.5")} if _HALF.search(said) else set()
    begin = len(said) - len(said.lstrip(EDGE))
    found = {_counted(count) for count in _COUNT.finditer(said) if _counts(count, begin)} | halves
    return found.pop() if len(found) == 1 else None


def _worth(numeral: str) -> Decimal:
    """Raises ValueError where `numeral` is none."""
    for sign, place in _PLACES:
        before, found, after = numeral.partition(sign)
        if found:
            rest = _rest(after, place)
            if rest >= place:
                raise ValueError(f"places do not descend: {numeral}")
            return _worth(before) * place + rest
    if _IN_FIGURES.fullmatch(numeral):
        return Decimal(numeral)
    if not numeral or set(numeral) - set(FIGURES) or _NEIGHBOURS.search(numeral):
        raise ValueError(f"not one numeral: {numeral}")
    return Decimal(number(numeral))


def _rest(after: str, place: int) -> Decimal:
    """What follows a place; a single figure counts the next lower one: 三千五 is 3500."""
    if not after:
        return Decimal(0)
    return _worth(after) * place / 10 if len(after) == 1 and after not in "十百千万亿" else _worth(after)


def _with_point(said: re.Match[str]) -> str:
    """三点一四 as 3.14."""
    return f"{_worth(said[1])}.{_by_digit(said[2])}"


def _by_digit(figures: str) -> str:
    return "".join(str(number(figure)) for figure in figures)


def _counts(count: re.Match[str], begin: int) -> bool:
    """Whether a numeral inside a sentence, whose words begin at `begin`, is meant as a number."""
    before, after = count.string[count.start() - 1 : count.start()], count.string[count.end() : count.end() + 1]
    if _LETTER.match(before) or _LETTER.match(after):
        return False
    is_alone = count.start() == begin or after in EDGE
    return count["numeral"][0].isascii() or bool(count["counter"] or count["half"]) or is_alone


def _counted(count: re.Match[str]) -> Decimal | None:
    amount = None if count["vague"] else value(count["numeral"])
    return amount + Decimal("0.5") if amount is not None and count["half"] else amount
