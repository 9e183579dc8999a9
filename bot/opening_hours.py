"""When staff are there: hours of the working week in Beijing, without the days off that are set."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import BEIJING
from bot.errors import BadSetting

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-—–~至]\s*(\d{1,2}):(\d{2})")
_DAYS = {"工作日": range(5), "每天": range(7)}
_LOOKS_AHEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Spans of every open day, in order. `weekdays` are 0 for Monday to 6."""

    words: str
    weekdays: frozenset[int]
    spans: tuple[tuple[time, time], ...]
    days_off: frozenset[date] = frozenset()

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is there at the moment `now`."""
        here = now.astimezone(BEIJING)
        return self._is_day(here.date()) and any(begin <= here.time() < end for begin, end in self.spans)

    def opens_at(self, now: datetime) -> datetime | None:
        """When somebody is next there; None while open, and where no day of the next two months is."""
        if self.is_open(now):
            return None
        here = now.astimezone(BEIJING)
        for ahead in range(_LOOKS_AHEAD_DAYS):
            day = here.date() + timedelta(days=ahead)
            begins = [datetime.combine(day, begin, BEIJING) for begin, _ in self.spans if self._is_day(day)]
            coming = [begin for begin in begins if begin > here]
            if coming:
                return coming[0]
        return None

    def _is_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.days_off


def read_hours(words: str, days_off: Sequence[date] = ()) -> OpeningHours | None:
    """The hours of 「工作日 9:00-12:00 13:30-17:30」; None where `words` is empty. Raises BadSetting."""
    if not words.strip():
        return None
    days, _, rest = words.strip().partition(" ")
    spans = tuple(_span(*map(int, found.groups())) for found in _SPAN.finditer(rest))
    in_order = [moment for span in spans for moment in span]
    if days not in _DAYS or not spans or _SPAN.sub("", rest).strip() or in_order != sorted(set(in_order)):
        raise BadSetting(
            f"desk.hours: {words!r} is not understood; "
            "write 工作日 or 每天 and spans in order: 工作日 9:00-12:00 13:30-17:30"
        )
    return OpeningHours(words.strip(), frozenset(_DAYS[days]), spans, frozenset(days_off))


def _span(begin_h: int, begin_m: int, end_h: int, end_m: int) -> tuple[time, time]:
    try:
        return time(begin_h, begin_m), time(end_h, end_m)
    except ValueError as error:
        raise BadSetting(f"desk.hours: {begin_h}:{begin_m:02}-{end_h}:{end_m:02} is no time of day") from error
