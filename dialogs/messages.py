"""The vocabulary of a conversation: what comes in, what goes out, what a citation is.

Channels translate to and from these values and know nothing else of the service.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from knowledge.errors import CqoError

__all__ = [
    "Capabilities", "CheckedRow", "Choice", "Choices", "Citation", "Cited", "Content", "ConversationKey", "CqoError",
    "Entered", "Followed", "Handoff", "InboundMessage", "Located", "MediaSent", "MenuLimits", "MenuTapped", "Page",
    "Receipt", "Reply", "Reported", "Said", "Scanned", "Text", "Unfollowed", "Unhandled", "VerdictCard",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """One person on one account of one channel; the unit of order, locking and state."""

    channel: str
    account: str
    user: str

    def __str__(self) -> str:
        return f"{self.channel}/{self.account}/{self.user}"


@dataclass(frozen=True, slots=True)
class Said:
    """Words, typed or recognised from speech by the platform. Never empty after stripping."""

    text: str
    by_voice: bool = False
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True)
class MenuTapped:
    """A button of the account's menu; `button` is its key."""

    button: str
    kind: Literal["menu_tapped"] = "menu_tapped"


@dataclass(frozen=True, slots=True)
class Followed:
    """The user follows the account; `scene` is the QR scene that led here, or empty.

    `reply_code` is what some platforms give for the one reply to it, where nothing else may be sent yet.
    """

    scene: str = ""
    reply_code: str = ""
    kind: Literal["followed"] = "followed"


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """The user left; nothing can be sent any more."""

    kind: Literal["unfollowed"] = "unfollowed"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A follower scanned a QR code with this scene."""

    scene: str
    kind: Literal["scanned"] = "scanned"


@dataclass(frozen=True, slots=True)
class Entered:
    """The user opened the chat; nothing may have been wished for by that."""

    kind: Literal["entered"] = "entered"


@dataclass(frozen=True, slots=True)
class Located:
    """A place was sent: its address and what it is called, each empty where the platform tells none.

    `by_menu`: it was chosen behind a button. Where on the map it lies is not among what is told.
    """

    address: str
    name: str = ""
    by_menu: bool = False
    kind: Literal["located"] = "located"


@dataclass(frozen=True, slots=True)
class MediaSent:
    """Something other than words: image, voice without recognition, video, link, file."""

    media: str
    kind: Literal["media_sent"] = "media_sent"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of something sent earlier, by the platform's id of it; `failure` is empty where it arrived."""

    platform_id: str
    failure: str


@dataclass(frozen=True, slots=True)
class Reported:
    """The platform tells what became of what was sent; nobody said anything.

    `name` is the platform's for the event, `told` what else it counts, for the log: it names nobody.
    """

    name: str
    receipts: tuple[Receipt, ...] = ()
    told: str = ""
    kind: Literal["reported"] = "reported"


@dataclass(frozen=True, slots=True)
class Unhandled:
    """An event or type that is known or tolerated but asks for no reply; `name` is the platform's."""

    name: str
    kind: Literal["unhandled"] = "unhandled"


Content = Said | MenuTapped | Followed | Unfollowed | Entered | Scanned | Located | MediaSent | Reported | Unhandled


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message or event from a platform, verified and decrypted.

    `dedupe_key` is equal for repeated deliveries of the same message and different otherwise, over
    all accounts. `sent_at` is the platform's own time, UTC.
    """

    key: ConversationKey
    dedupe_key: str
    sent_at: datetime
    content: Content


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation with its source: `quote` is an exact substring of `text`."""

    id: str
    document: str
    doc_no: str
    revised_by: str
    clause: str
    label: str
    """The number printed before the clause: 「（三）」; empty where it has none."""
    quote: str
    text: str
    jurisdiction: str
    status: str
    url: str
    area: str = ""
    """The jurisdiction's short name, shown where an answer compares areas."""
    date_note: str = ""
    verbatim_note: bool = False
    """The printed words look like a slip; the reader is told they stand so in the original."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One tappable answer; choosing it is the same as saying `says`."""

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    text: str
    choices: tuple[Choice, ...] = ()
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with at least two choices."""

    text: str
    choices: tuple[Choice, ...]
    kind: Literal["choices"] = "choices"


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer with its evidence: conclusion, at least one quotation (the decisive one first), remarks."""

    conclusion: str
    citations: tuple[Citation, ...]
    remarks: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    kind: Literal["cited"] = "cited"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One condition of a verdict: whether it is met, the fact that was used, and the clause that demands it.

    `words` are those of the clause, shown where the condition is not clearly met; `why` says what is unclear.
    """

    mark: Literal["met", "not_met", "unclear", "open"]
    label: str
    fact: str
    clause: str
    words: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """A self-check: conclusion, a row a condition, the clauses it rests on, remarks."""

    conclusion: str
    rows: tuple[CheckedRow, ...]
    citations: tuple[Citation, ...] = ()
    remarks: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    kind: Literal["verdict"] = "verdict"


@dataclass(frozen=True, slots=True)
class Handoff:
    """A person is asked to take over; the text says what happens next."""

    text: str
    choices: tuple[Choice, ...] = ()
    kind: Literal["handoff"] = "handoff"


Reply = Text | Choices | Cited | VerdictCard | Handoff


@dataclass(frozen=True, slots=True)
class Page:
    """What goes out as one message of a channel: a text within its byte limit, ready to show.

    Choices are already in the text as a numbered list, unless the page `has_menu`: then the channel shows them. A
    private page holds words that must not be put on record, whenever it is shown. `reply_code` is that of the
    event it replies to.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    is_private: bool = False
    has_menu: bool = False
    reply_code: str = ""


@dataclass(frozen=True, slots=True)
class MenuLimits:
    """What a message with tappable lines takes: so many lines below a text, sizes in UTF-8 bytes."""

    lines: int
    head_bytes: int
    line_bytes: int


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show.

    `text_bytes` is the limit of one text in UTF-8 bytes. `anchors` tells whether
    `<a href="…">…</a>` in a text is a link; else addresses are written out. `answers_callbacks` is false
    where a page cannot be the answer to a callback and has to be pushed. A channel with a `menu` shows choices
    as lines to be tapped.
    """

    text_bytes: int
    anchors: bool
    answers_callbacks: bool = True
    menu: MenuLimits | None = None
