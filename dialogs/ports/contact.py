"""What is kept of the contact himself: consents, verdicts, notices, and his right to see and erase it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """An eligibility check as its verdict was given.

    `facts` are by name, as their answers are worded, those that must not be kept left out. `revision` is that
    of the rules,
    `clauses` the ids that were shown, `digest` a hash over all of it.
    """

    area: str
    verdict: str
    facts: Mapping[str, str]
    revision: str
    clauses: tuple[str, ...]
    digest: str


class Consents(Protocol):
    """Consents to notices, each for one purpose and one version of its words."""

    def has(self, purpose: str, version: int) -> bool:
        """Whether he agreed to this version and did not take it back."""

    def give(self, purpose: str, version: int) -> None:
        """Keep who agreed to which version, when and on which channel."""

    def kept_for(self, purpose: str) -> str:
        """How long what is given for the purpose is kept, in words: 「至培训结束后 6 个月」."""


class Verdicts(Protocol):
    """Self-checks as they were given, for a person who is asked to look again."""

    def keep(self, check: SelfCheck) -> str:
        """The number under which the check is kept."""

    def latest(self) -> SelfCheck | None:
        """His latest check, while it is kept."""

    def request_review(self) -> str | None:
        """Put his latest verdict before staff; its number, None where he has none."""


class Notices(Protocol):
    """Whether he may be sent notices."""

    def are_on(self) -> bool:
        """Whether he agreed to be told of deadlines and sessions, and still follows the account."""

    def turn(self, *, on: bool) -> None:
        """Switch them; off ends every promise to tell him something, at once."""


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of record about him: what it is called, how many, since when."""

    what: str
    number: int
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    """A request to erase, on its way: the receipt's number and the day by which it is done."""

    receipt: str
    due_on: date
    kept: tuple[str, ...] = ()
    """What a record duty keeps, in words, each with its reason."""


class MyData(Protocol):
    """His right to see and erase what is kept about him."""

    def held(self) -> tuple[Held, ...]:
        """What is kept, by kind, the empty kinds left out. Anonymous reports cannot be among it."""

    def export(self) -> str:
        """All of it in words that he can read, each line dated."""

    def erase(self) -> Erasure:
        """Erase or anonymise all that need not be kept. Asked twice, the same receipt."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The people behind the bot, as of the turn."""

    is_open: bool
    opens_at: datetime | None = None
    """When they are next there; None while open, and where no hours are set."""
    hours: str = ""
    """「工作日 9:00—17:30」, or empty where no hours are set."""
    waiting: int = 0
    """How many wait before him."""
    operator: str = ""
    """Who runs this service, as notices name him."""


class People(Protocol):
    """Staff who can take a conversation over."""

    def desk(self) -> Desk:
        """Whether somebody is there."""

    def leave_message(self, words: str) -> None:
        """Put the contact into the queue with his words, once while he waits."""

    def end(self) -> None:
        """He needs nobody any more, or has ended it himself."""
