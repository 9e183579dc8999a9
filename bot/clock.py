"""What time it is. Passed in wherever time matters, so that tests can set it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Where deadlines and dates of effect are meant; China has one time zone and no summer time."""


class Clock(Protocol):
    """Gives the present moment."""

    def now(self) -> datetime:
        """Aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)
