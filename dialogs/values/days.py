"""Days, weeks, months and halves of a year: 下周三, 12月3号, 12.3, 月底, 十二月那场, 2025年下半年.

A week begins on Monday, so that 下周三 is the Wednesday of the next one. What is said without its
year, month or week is looked for in the direction that the caller prefers, today counting for
both: 3号 is the next third of a month, or the last one. Feasts that move (春节) and what is only
near a day (元旦后) are no days. A day that no month has, or two that differ, give none.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dialogs.values.numbers import spelt, value, years_in_figures
from dialogs.values.spans import Days, Direction, a_day, day, month_beside, months, nearest, week_beside

_Reader = Callable[[re.Match[str], date, Direction], Days | None]

_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_DISTANCES = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "今晚": 0, "明天": 1, "明日": 1,
         "明早": 1, "今儿": 0, "明儿": 1, "后儿": 2, "明晚": 1, "后天": 2, "大后天": 3}  # fmt: skip
_WEEKDAYS = {
    sign: place for place, signs in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for sign in signs
}
_FEASTS = {"元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "国庆": (10, 1), "十一": (10, 1)}
_PARTS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}
_UNITS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_MOST = 8
"""Times that a day is named; more are a list and no answer."""
_LEAP_YEARS = 8
"""At most so many lie between two 29 February."""

_F = "(?:[0-9]{1,2}(?![0-9])|[一二三四五六七八九十廿卅]{1,3})"
_YEAR_NAMED = "(?<![0-9])(?:(?:19|20)[0-9]{2}|[0-9]{2})年|[前去今本明后]年"
_YEAR = f"(?P<year>{_YEAR_NAMED})"
_BESIDE = "(?P<beside>上上|下下|[上下这本当])"
_MONTH = rf"(?<![0-9])(?:(?P<month>{_F})|{_BESIDE}个?)月份?"
_WEEK = "(?:周|星期|礼拜)"
_UNTIL = r"\s?(?:到|至|-|~|—|–)\s?"
_TO = re.compile(_UNTIL)
_CUT = r"\s?[-/.年月]\s?"
_NO_AMOUNT = r"(?![0-9./]|\s?[万亿元年个块%])"


def days_in(text: str, today: date, *, prefers: Direction = "future") -> Days | None:
    """The one day or stretch of days that `text` names, or None."""
    named, text = _named(years_in_figures(spelt(text)).replace("年的", "年"))
    if len(named) > _MOST:
        return None
    spans = _agreeing([(one, read(one, today, prefers)) for one, read in named])
    match spans:
        case [Days() as opening, Days() as closing] if _TO.fullmatch(text, named[0][0].end(), named[1][0].start()):
            return Days(opening.first, closing.last) if opening.first <= closing.last else None
        case _:
            return spans[0] if spans and all(span == spans[0] for span in spans) else None


def _named(text: str) -> tuple[list[tuple[re.Match[str], _Reader]], str]:
    """What names a day, in its order, and `text` with each of them blotted out."""
    found: list[tuple[re.Match[str], _Reader]] = []
    for pattern, read in _READERS:
        found.extend((one, read) for one in pattern.finditer(text))
        text = pattern.sub(_blot, text)
    return sorted(found, key=lambda one: one[0].start()), text


def _agreeing(named: list[tuple[re.Match[str], Days | None]]) -> list[Days | None]:
    """All spans but that of a weekday which only tells the weekday of the day before it: 「12月3日（周四）」."""
    spans = [span for _, span in named]
    match named:
        case [(_, Days() as day_named), (weekday, Days() as said)] if weekday.groupdict().get("weekday", "末") != "末":
            is_beside = not weekday["beside"] and day_named.first == day_named.last
            return spans[:1] if is_beside and day_named.first.weekday() == said.first.weekday() else spans
        case _:
            return spans


def _blot(one: re.Match[str]) -> str:
    return "\0" * len(one[0])


_PAST = re.compile(
    r"[上前]一?[次期回场届]|之前那|以前那|刚结束|已经结束|[去前]年|[昨前]天|上个?(?:周|月|星期|礼拜)|办过的|过去的"
)


def means_the_past(text: str) -> bool:
    """Whether `text` looks back: 「上次那期」."""
    return _PAST.search(spelt(text)) is not None


def _in_full(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    return day(int(named["year"]), _figure(named["month"]), _figure(named["day"]))


def _day_of_month(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    first = _figure(named["day"])
    last = _figure(named["last"]) if "last" in named.re.groupindex else first
    return _of_month(
        named, today, direction, lambda year, month: _stretch(day(year, month, first), day(year, month, last))
    )


def _part_of_month(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    first, last = _PARTS[named["part"]]

    def part(year: int, month: int) -> Days | None:
        whole = months(year, month, month)
        return whole and Days(whole.first.replace(day=first), whole.first.replace(day=min(last, whole.last.day)))

    return _of_month(named, today, direction, part)


def _month(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    return _of_month(named, today, direction, lambda year, month: months(year, month, month))


def _half(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    first = 1 if named["half"] == "上" else 7
    return _of_year(named, today, direction, lambda year: months(year, first, first + 5))


def _quarter(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    if named["beside"]:
        year, month = month_beside(today, 3 * _DISTANCES[named["beside"]])
        return months(year, month - (month - 1) % 3, month - (month - 1) % 3 + 2)
    last = 3 * _figure(named["quarter"])
    return _of_year(named, today, direction, lambda year: months(year, last - 2, last))


def _end_of_year(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    month = 1 if named["end"] == "初" else 12
    return _of_year(named, today, direction, lambda year: months(year, month, month))


def _year(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    return months(_year_number(named["year"], today), 1, 12)


def _weekday(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    def of_week(distance: int) -> Days:
        monday = week_beside(today, distance).first
        if named["weekday"] == "末":
            return Days(monday + timedelta(days=5), monday + timedelta(days=6))
        return a_day(monday + timedelta(days=_WEEKDAYS[named["weekday"]]))

    if named["beside"]:
        return of_week(_DISTANCES[named["beside"]])
    return nearest(map(of_week, (-1, 0, 1)), today, direction)


def _week(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    return week_beside(today, _DISTANCES[named["beside"]])


def _spoken_day(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    return a_day(today + timedelta(days=_DAYS[named["day"]]))


def _counted_day(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    days = _figure(named["count"]) * _UNITS[named["unit"]]
    return a_day(today + timedelta(days=days if named["side"] == "后" else -days)) if days else None


def _feast(named: re.Match[str], today: date, direction: Direction) -> Days | None:
    month, number = _FEASTS[named["feast"]]
    return _of_year(named, today, direction, lambda year: day(year, month, number))


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"(?<![0-9])(?P<year>(?:19|20)[0-9]{{2}}){_CUT}(?P<month>{_F}){_CUT}(?P<day>{_F})[日号]?", _in_full),
        (rf"{_YEAR}?{_MONTH}(?P<day>{_F})[日号]?{_UNTIL}(?P<last>{_F})[日号]", _day_of_month),
        (rf"{_YEAR}?{_MONTH}\s?(?P<day>{_F})[日号]?", _day_of_month),
        (rf"(?<![0-9./-])(?P<month>1[0-2]|0?[1-9])[./-](?P<day>3[01]|[12][0-9]|0?[1-9]){_NO_AMOUNT}", _day_of_month),
        (rf"{_YEAR}?(?:{_MONTH}|月)(?P<part>[上中下]旬|[初中底末])", _part_of_month),
        (rf"{_YEAR}?(?P<half>[上下])半年", _half),
        (rf"{_YEAR}?(?:第?(?P<quarter>[一二三四1-4])|{_BESIDE}个?)季度", _quarter),
        (rf"(?:{_YEAR}年?|年)(?P<end>[初底末])", _end_of_year),
        (rf"{_YEAR}?{_MONTH}", _month),
        (rf"(?P<year>{_YEAR_NAMED}|(?<![0-9])20[0-9]{{2}}(?![0-9]))", _year),
        (rf"(?:{_BESIDE}个?)?{_WEEK}(?P<weekday>[一二三四五六日天末1-7])", _weekday),
        (rf"{_BESIDE}一?个?{_WEEK}", _week),
        (f"(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})", _spoken_day),
        (rf"(?<![0-9])(?P<count>{_F}|两)个?(?P<unit>[天日周]|星期|礼拜)(?:之|以)?(?P<side>[前后])", _counted_day),
        (rf"(?P<feast>{'|'.join(_FEASTS)})节?(?!.{{0,2}}[前后])", _feast),
        (rf"(?<![0-9第])(?P<day>{_F})[号日](?!文|楼|线|馆)", _day_of_month),
    )
)  # fmt: skip
"""Most specific first: what one has read, the later ones do not see."""


def _of_month(
    named: re.Match[str], today: date, direction: Direction, make: Callable[[int, int], Days | None]
) -> Days | None:
    """`make` for the month that is named, or for the nearest one in `direction`."""
    groups = named.groupdict()
    if groups.get("beside"):
        return make(*month_beside(today, _DISTANCES[groups["beside"]]))
    if groups.get("month"):
        month = _figure(groups["month"])
        return _of_year(named, today, direction, lambda year: make(year, month))
    return nearest((make(*month_beside(today, distance)) for distance in range(-2, 3)), today, direction)


def _of_year(
    named: re.Match[str], today: date, direction: Direction, make: Callable[[int], Days | None]
) -> Days | None:
    """`make` for the year that is named, or for the nearest one in `direction`."""
    if named.groupdict().get("year"):
        return make(_year_number(named["year"], today))
    years = range(today.year - _LEAP_YEARS, today.year + _LEAP_YEARS + 1)
    return nearest(map(make, years), today, direction)


def _year_number(written: str, today: date) -> int:
    if written in _YEARS:
        return today.year + _YEARS[written]
    year = int(written.removesuffix("年"))
    return year if year >= 100 else 2000 + year


def _stretch(opening: Days | None, closing: Days | None) -> Days | None:
    if opening is None or closing is None or closing.last < opening.first:
        return None
    return Days(opening.first, closing.last)


def _figure(written: str) -> int:
    """The whole number that a numeral of a date is; 0, which no date has, where it is none."""
    return int(value(written) or 0)
