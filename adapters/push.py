"""What it takes to send a page without being asked: who may, when, and what can go wrong.

PushError                  `platform_code` is the platform's own number, empty where there was no answer
├── RetryLater             not sent; worth another try after `after_s` seconds
│   └── QuotaUsedUp        the account's allowance is gone until it is renewed
├── PushUncertain          the request went out and no answer came: it may have been shown
├── WindowClosed           the platform lets this user be written to only after his next word
├── RecipientGone          this user cannot be reached: unfollowed, blocked, unknown
├── PayloadRefused         the platform does not take this page
└── PushMisconfigured      secret, address list, permission: an operator has to act
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from dialogs.messages import CqoError, Page

Trigger = Literal["words", "act"]
"""What opens a window: words or media that a user sends; a tap on the menu, a scan, following."""


@dataclass(frozen=True, slots=True)
class Window:
    """After each `trigger` up to `messages` may be sent, within `lasts`."""

    trigger: Trigger
    messages: int
    lasts: timedelta


class PushError(CqoError):
    """A page was not surely sent."""

    code = "push"

    def __init__(self, detail: str, *, platform_code: str = "") -> None:
        super().__init__(detail)
        self.platform_code = platform_code


class RetryLater(PushError):
    """Not sent: the platform is busy or out of reach."""

    code = "push_retry_later"

    def __init__(self, detail: str, *, after_s: float, platform_code: str = "") -> None:
        super().__init__(detail, platform_code=platform_code)
        self.after_s = after_s


class QuotaUsedUp(RetryLater):
    """Not sent: too many calls; trying at once again makes it worse."""

    code = "push_quota_used_up"


class PushUncertain(PushError):
    """The platform may have taken the page."""

    code = "push_uncertain"


class WindowClosed(PushError):
    """Not sent: the user has to write first."""

    code = "push_window_closed"


class RecipientGone(PushError):
    """Not sent: this user does not hear this account."""

    code = "push_recipient_gone"


class PayloadRefused(PushError):
    """Not sent: the page itself was refused."""

    code = "push_payload_refused"


class PushMisconfigured(PushError):
    """Not sent, and nothing will be until the set-up is changed."""

    code = "push_misconfigured"


class Pusher(Protocol):
    """Sends pages to users of one account."""

    @property
    def windows(self) -> tuple[Window, ...]:
        """When users may be written to; empty where at any time."""

    @property
    def is_idempotent(self) -> bool:
        """Whether the platform drops a second page under the same key."""

    async def push(self, user: str, page: Page, *, key: str) -> str:
        """Send `page`; the platform's id of the message, empty where it gives none.

        `key` is 24 letters and digits, the same whenever the same page is sent again. Raises PushError.
        """

    async def close(self) -> None:
        """Let go of every connection."""
