"""Days on the calendar: a span of them, and the one of several that lies in a direction."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Direction = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included; a single day is both."""

    first: date
    last: date


def a_day(day: date) -> Days:
    """That day alone."""
    return Days(day, day)


def day(year: int, month: int, number: int) -> Days | None:
    """None for a day that the month does not have."""
    try:
        return a_day(date(year, month, number))
    except ValueError:
        return None


def months(year: int, first: int, last: int) -> Days | None:
    """From the first day of the one month to the last day of the other; None outside of 1 to 12."""
    if not 1 <= first <= last <= 12:
        return None
    return Days(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def month_beside(today: date, distance: int) -> tuple[int, int]:
    """Year and month, `distance` months after the one of `today`."""
    years, month = divmod(today.month - 1 + distance, 12)
    return today.year + years, month + 1


def week_beside(today: date, distance: int) -> Days:
    """Monday to Sunday, `distance` weeks after the week of `today`."""
    monday = today + timedelta(days=7 * distance - today.weekday())
    return Days(monday, monday + timedelta(days=6))


def nearest(spans: Iterable[Days | None], today: date, direction: Direction) -> Days | None:
    """The nearest that is not over, or the latest that has begun; None where there is none."""
    known = [span for span in spans if span is not None]
    if direction == "future":
        return min((span for span in known if span.last >= today), key=lambda span: span.first, default=None)
    return max((span for span in known if span.first <= today), key=lambda span: span.first, default=None)
