"""Since when something has been done: 2019年至今, 从2020年6月, 2018.3, 19年开始, 二〇一五年毕业.

Two figures before 年 are a calendar year only beside 从, 至今, 开始, 毕业 and the like: 19年 is a
length of nineteen years, 19年开始 is 2019; 08年 is a calendar year by itself.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dialogs.values.numbers import years_in_figures
from knowledge.numerals import number

Grain = Literal["year", "month", "day"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first day of the year, month or day that was named. `is_end`: it closes the span of the one before."""

    day: date
    grain: Grain
    is_end: bool = False


_HAN_MONTH = re.compile(r"(?<=年)(?:十[一二]?|[一二三四五六七八九])(?=月)")
_SPOKEN_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0}
_SPOKEN_YEAR = re.compile("大?前年|去年|今年(?=[0-9]{1,2}月|[才刚]?开始)")
_STARTED = (
    r"(?:就|才|那年|大学|本科|大专|份|的?时候|夏天|年底|年初){0,3}"
    r"(?:至今|到现在|到今|开始|起|毕业|入职|入行|入厂|进入|进厂|进公司|参加|上班|上岗|就?来[的了])"
)
_BEGINNING = re.compile(
    r"(?P<from>[从自打]\s?)?(?<![0-9.])(?P<year>(?:19|20)[0-9]{2}(?![0-9])|[0-9]{2}(?=年(?!之?前|以前)))"
    r"(?:\s?(?:年|[-./])\s?(?P<month>1[0-2]|0?[1-9])(?![0-9])(?:月份?)?"
    r"(?:[-./]?(?P<day>[0-3]?[0-9])(?![0-9])[日号]?)?|\s?年(?!级))?"
    rf"(?P<started>\s?{_STARTED})?"
)
_AHEAD = 10
"""Years: two figures up to so far ahead are rather a slip of this century than the last one."""
_UNTIL = re.compile(r"\s?(?:到|至|-|~|—|–)\s?")


def beginnings_in(text: str, today: date) -> tuple[list[Beginning], str]:
    """The beginnings that `spelt` text names, and the text without them."""
    text = _SPOKEN_YEAR.sub(lambda year: f"{today.year + _SPOKEN_YEARS[year[0]]}年", text)
    text = _HAN_MONTH.sub(lambda month: str(number(month[0])), years_in_figures(text))
    found: list[Beginning] = []
    rest, end = "", 0
    for one in _BEGINNING.finditer(text):
        day = _first_day(one, today)
        if day is None:
            continue
        between = text[end : one.start()]
        found.append(Beginning(day, _grain(one), is_end=bool(found) and bool(_UNTIL.fullmatch(between))))
        rest, end = f"{rest}{between}，", one.end()
    return found, rest + text[end:]


def years_between(first: date, last: date, grain: Grain) -> Decimal:
    """By the difference of the years, of the months, or in completed months; negative where `last` is earlier."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if grain == "year":
        return Decimal(last.year - first.year)
    return Decimal(months - (grain == "day" and last.day < first.day)) / 12


def _first_day(one: re.Match[str], today: date) -> date | None:
    """None for two figures that nothing marks as a calendar year, and for a day that no month has."""
    year = int(one["year"])
    if len(one["year"]) == len("19"):
        if not (one["from"] or one["started"] or one["year"].startswith("0")):
            return None
        year += 2000 if year <= today.year % 100 + _AHEAD else 1900
    try:
        return date(year, int(one["month"] or 1), int(one["day"] or 1))
    except ValueError:
        return None


def _grain(one: re.Match[str]) -> Grain:
    if one["day"]:
        return "day"
    return "month" if one["month"] else "year"
