"""When a contact may be written to without having asked: the platform's windows, counted here too.

The count may be behind the platform's (a process that died between sending and noting); what the
platform says is the truth and closes the window.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from adapters.push import Trigger, Window


class Reachable(Protocol):
    """What is known of a contact's latest steps. Both moments are None where he took none."""

    @property
    def is_following(self) -> bool: ...
    @property
    def spoke_at(self) -> datetime | None: ...
    @property
    def acted_at(self) -> datetime | None: ...
    @property
    def pushed_since_spoke(self) -> int: ...
    @property
    def pushed_since_acted(self) -> int: ...


def open_window(windows: Sequence[Window], contact: Reachable, *, now: datetime) -> Window | None:
    """The window that a page would go through, of several the one that closes first; None where all are closed."""
    still_open = [window for window in windows if _is_open(window, contact, now)]
    return min(still_open, key=lambda window: _closes_at(window, contact), default=None)


def may_be_written_to(windows: Sequence[Window], contact: Reachable, *, now: datetime) -> bool:
    """Whether a page may be pushed now; a channel without windows reaches everybody who did not leave."""
    return contact.is_following and (not windows or open_window(windows, contact, now=now) is not None)


def _is_open(window: Window, contact: Reachable, now: datetime) -> bool:
    opened_at = _opened_at(window.trigger, contact)
    pushed = contact.pushed_since_spoke if window.trigger == "words" else contact.pushed_since_acted
    return opened_at is not None and now < opened_at + window.lasts and pushed < window.messages


def _closes_at(window: Window, contact: Reachable) -> datetime:
    opened_at = _opened_at(window.trigger, contact)
    assert opened_at is not None  # noqa: S101 - only open windows are compared
    return opened_at + window.lasts


def _opened_at(trigger: Trigger, contact: Reachable) -> datetime | None:
    return contact.spoke_at if trigger == "words" else contact.acted_at
