"""Opening hours are read as they are written, and tell when somebody is next there."""

from datetime import UTC, date, datetime

import pytest

from bot.clock import BEIJING
from bot.errors import BadSetting
from bot.opening_hours import read_hours

WORDS = "工作日 9:00-12:00 13:30-17:30"


def in_beijing(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BEIJING).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (in_beijing(20, 8, 59), in_beijing(20, 9)),
        (in_beijing(20, 12), in_beijing(20, 13, 30)),
        (in_beijing(20, 17, 30), in_beijing(23, 9)),
        (in_beijing(21, 10), in_beijing(23, 9)),
        (in_beijing(22, 23, 59), in_beijing(23, 9)),
    ],
)
def test_closed_desk_says_when_it_opens(now: datetime, opens: datetime) -> None:
    hours = read_hours(WORDS)
    assert hours is not None
    assert not hours.is_open(now)
    assert hours.opens_at(now) == opens


@pytest.mark.parametrize(
    "now", [in_beijing(20, 9), in_beijing(20, 11, 59), in_beijing(20, 13, 30), in_beijing(23, 17, 29)]
)
def test_open_desk_opens_at_no_other_time(now: datetime) -> None:
    hours = read_hours(WORDS)
    assert hours is not None
    assert hours.is_open(now)
    assert hours.opens_at(now) is None


def test_day_off_is_passed_over() -> None:
    hours = read_hours(WORDS, [date(2026, 11, 23)])
    assert hours is not None
    assert hours.opens_at(in_beijing(21, 10)) == in_beijing(24, 9)


def test_every_day_means_the_week_end_too() -> None:
    hours = read_hours("每天 8:00—20:00")
    assert hours is not None
    assert hours.is_open(in_beijing(21, 10))


def test_no_words_are_no_hours() -> None:
    assert read_hours("  ") is None


@pytest.mark.parametrize(
    "words",
    [
        "9:00-12:00",
        "工作日",
        "工作日 9点到12点",
        "工作日 12:00-9:00",
        "工作日 9:00-12:00 11:00-13:00",
        "每天 25:00-26:00",
    ],
)
def test_other_words_are_refused_with_the_form(words: str) -> None:
    with pytest.raises(BadSetting, match=r"^desk\.hours: "):
        read_hours(words)
