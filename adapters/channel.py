"""What a channel is: it verifies, translates and renders, and decides nothing.

Each channel is a package with the same file names: channel.py verify.py parse.py render.py
settings.py (client.py where it can push). How pages go out beside an answer is in `adapters.push`.

ChannelError
├── InvalidSignature    missing, wrong or insufficient signature                 -> 403
│   └── UnsignedCallback    without any of the query that the platform sends     -> 400
├── StaleCallback       signed too long ago, or in the future                    -> 403
├── ReplayedCallback    under a signature that served another message            -> 403
└── MalformedCallback   not what the platform sends: XML, cipher, id, mode       -> 400
    └── BodyTooLarge    more bytes than any callback of the channel has          -> 413
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from adapters.pulling import Bell
from dialogs.messages import Capabilities, CqoError, InboundMessage, Page


class ChannelError(CqoError):
    """A callback was refused; nothing of it may be kept or repeated to the sender."""

    code = "channel"
    http_status: ClassVar[int] = 400


class InvalidSignature(ChannelError):
    """The callback does not prove that it comes from the platform."""

    code = "invalid_signature"
    http_status = 403


class UnsignedCallback(InvalidSignature):
    """The query is not there: whoever forges a callback brings one, so it was lost on the way."""

    code = "unsigned_callback"
    http_status = 400


class StaleCallback(ChannelError):
    """The signed timestamp lies outside the accepted window.

    The caller may still answer it when its message is already known: the platform's own late
    retries carry the old timestamp. `received` is what was read, verified in all else.
    """

    code = "stale_callback"
    http_status = 403

    def __init__(self, detail: str, received: "Received") -> None:
        super().__init__(detail)
        self.received = received


class ReplayedCallback(ChannelError):
    """The signature was used before, and what it is used for now is not known."""

    code = "replayed_callback"
    http_status = 403


class MalformedCallback(ChannelError):
    """The body is not a callback of this account."""

    code = "malformed_callback"
    http_status = 400


class BodyTooLarge(MalformedCallback):
    """The body outgrew the channel's limit; reading stopped there."""

    code = "body_too_large"
    http_status = 413


@dataclass(frozen=True, slots=True)
class Callback:
    """One POST as it arrived; `query` is decoded once, the first value of each key."""

    query: Mapping[str, str]
    body: bytes


ReplyAddress = object
"""A channel's own note of how to answer one callback (names, encryption); opaque to everyone else."""


@dataclass(frozen=True, slots=True)
class Received:
    """A verified callback: its message and how to answer it; `bell` where something waits to be fetched."""

    message: InboundMessage
    reply_to: ReplyAddress
    bell: Bell | None = None


@dataclass(frozen=True, slots=True)
class HttpReply:
    """A body with its media type, ready to be sent with status 200."""

    body: bytes
    media_type: str


class Channel(Protocol):
    """One account of one platform."""

    @property
    def name(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def capabilities(self) -> Capabilities: ...
    @property
    def max_body_bytes(self) -> int: ...

    def answer_verification(self, query: Mapping[str, str]) -> str:
        """The text that proves to the platform that this address is ours.

        Raises InvalidSignature or MalformedCallback.
        """

    def read(self, callback: Callback, *, now: float) -> Received:
        """Verify, decrypt and parse, in that order. `now` is Unix time in seconds.

        Raises InvalidSignature, StaleCallback or MalformedCallback.
        """

    def render(self, page: Page, reply_to: ReplyAddress, *, now: float) -> HttpReply:
        """The passive reply that shows `page`, encrypted where the callback was."""

    def render_nothing(self) -> HttpReply:
        """The answer that says: received, no reply."""
