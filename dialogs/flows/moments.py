"""Days and moments as users read them, in Beijing's time."""

from datetime import date, datetime, timedelta, timezone

_BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_in_words(day: date) -> str:
    """「2026年11月25日」"""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_in_words(moment: datetime, today: date) -> str:
    """「今天 15:30」, or with the date where it is another day; `moment` is aware."""
    local = moment.astimezone(_BEIJING)
    day = "今天" if local.date() == today else day_in_words(local.date())
    return f"{day} {local:%H:%M}"
