"""Channels whose callbacks are only a bell: what was said lies at the platform until it is fetched.

A cursor says how far it was fetched. Without one the platform gives days of messages once more, so
that whoever fetches keeps the cursor together with what it covers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dialogs.messages import InboundMessage


@dataclass(frozen=True, slots=True)
class Bell:
    """The platform says that something waits; `token` allows it to be fetched, for a few minutes."""

    token: str


@dataclass(frozen=True, slots=True)
class SendFailed:
    """A page that the platform had taken did not arrive; `platform_id` is what it was called when it was sent."""

    platform_id: str
    failure: str


@dataclass(frozen=True, slots=True)
class PersonTookOver:
    """Somebody at the platform's own desk talks to `user` now; the bot can no longer be heard. `by` is his id."""

    user: str
    by: str


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """The platform's desk is done with `user`: his next word is the bot's again."""

    user: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`user` took back what he had said; the dedupe key is that of the message."""

    user: str
    dedupe_key: str


Happening = InboundMessage | SendFailed | PersonTookOver | PersonLeft | TakenBack


@dataclass(frozen=True, slots=True)
class Fetched:
    """What happened, in order, and where the next fetch begins. An empty list may still have more behind it."""

    happenings: Sequence[Happening]
    cursor: str
    has_more: bool


class Fetcher(Protocol):
    """Fetches what waits for one account, and hands conversations to the platform's own desk."""

    @property
    def hands_over(self) -> bool:
        """Whether people answer at the platform's own desk."""

    async def fetch(self, *, cursor: str, token: str) -> Fetched:
        """What happened since `cursor`, empty for the first time; `token` is a bell's, or empty. Raises PushError."""

    async def hand_over(self, user: str) -> None:
        """Put `user` into the queue of the platform's desk; from then on the bot cannot write to him.

        Raises PushError; WindowClosed where the session is not the bot's to give.
        """

    async def close(self) -> None:
        """Let go of the platform."""
