"""The life of a filing: each arrow of its states is a function, and no other move is possible.

draft → submitted → under_review → accepted → change_pending → archived
                               ↘ returned → submitted   ↘ revoked → archived
                               ↘ rejected
draft, submitted → withdrawn
"""

from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError
from bot.sealing import Sealer
from bot.storage.repositories import filings
from bot.storage.session import Session
from dialogs.ports.filings import FILING_STATE_WORDS, FilingState

_ARROWS: dict[FilingState, frozenset[FilingState]] = {
    "submitted": frozenset(("draft", "returned")),
    "under_review": frozenset(("submitted",)),
    "accepted": frozenset(("under_review",)),
    "returned": frozenset(("under_review",)),
    "rejected": frozenset(("under_review",)),
    "withdrawn": frozenset(("draft", "submitted")),
    "change_pending": frozenset(("accepted",)),
    "revoked": frozenset(("accepted",)),
    "archived": frozenset(("change_pending", "revoked")),
}
"""The states from which each can be reached."""


class WrongFilingState(BotError):
    """A filing cannot go where it was sent from where it stands."""

    code = "wrong_filing_state"


class FilingNumberTaken(BotError):
    """A new filing was given a number that another has."""

    code = "filing_number_taken"


class UnknownFiling(BotError):
    """No filing has this number."""

    code = "unknown_filing"


@dataclass(frozen=True, slots=True)
class Move:
    """Who moves a filing, when, and what he notes; `is_visible` shows the note to the enterprise."""

    by: str
    at: datetime
    note: str = ""
    is_visible: bool = False


class FilingMoves:
    """Moves filings inside the caller's transaction. Every move raises UnknownFiling or WrongFilingState."""

    def __init__(self, session: Session, sealer: Sealer) -> None:
        self._session = session
        self._sealer = sealer

    def submit(self, number: str, move: Move) -> None:
        """The enterprise hands it in, for the first time or after correcting it."""
        self._go(number, "submitted", move)

    def take_up(self, number: str, move: Move) -> None:
        """The authority begins to look at it."""
        self._go(number, "under_review", move)

    def accept(self, number: str, move: Move) -> None:
        """It is filed."""
        self._go(number, "accepted", move)

    def return_for_correction(self, number: str, move: Move) -> None:
        """Something is to be mended; the note says what."""
        self._go(number, "returned", move)

    def reject(self, number: str, move: Move) -> None:
        """It is not taken; the note says why."""
        self._go(number, "rejected", move)

    def withdraw(self, number: str, move: Move) -> None:
        """The enterprise takes it back."""
        self._go(number, "withdrawn", move)

    def announce_change(self, number: str, move: Move) -> None:
        """The Chief Quality Officer leaves; a new filing is to follow."""
        self._go(number, "change_pending", move)

    def revoke(self, number: str, move: Move) -> None:
        """It holds no more."""
        self._go(number, "revoked", move)

    def archive(self, number: str, move: Move) -> None:
        """It is put away after its successor, or after it was revoked."""
        self._go(number, "archived", move)

    def succeed(self, number: str, successor: str, cqo_name: str, move: Move) -> None:
        """Put it away and open a draft numbered `successor` for the new officer. Raises FilingNumberTaken too."""
        before = self._known(number)
        if before.state != "change_pending":
            raise WrongFilingState(
                f"filing {number}: only {FILING_STATE_WORDS['change_pending']} has a successor, "
                f"it is {FILING_STATE_WORDS[before.state]}"
            )
        draft_id = filings.open_filing(
            self._session,
            number=successor,
            record_type=before.record_type,
            enterprise_id=before.enterprise_id,
            authority=before.authority,
            cqo_name=self._sealer.seal(cqo_name.encode()),
            supersedes_id=before.id,
            now=move.at,
        )
        if draft_id is None:
            raise FilingNumberTaken(f"filing number {successor!r} is taken")
        self.archive(number, move)
        opened = filings.FilingEntry("draft", move.at, move.by, None, is_visible=False)
        filings.enter(self._session, draft_id, opened, now=move.at)

    def _known(self, number: str) -> filings.KeptFiling:
        filing = filings.by_number(self._session, number)
        if filing is None:
            raise UnknownFiling(f"no filing {number!r}")
        return filing

    def _go(self, number: str, state: FilingState, move: Move) -> None:
        filing = self._known(number)
        if filing.state not in _ARROWS[state]:
            raise WrongFilingState(
                f"filing {number}: from {FILING_STATE_WORDS[filing.state]} it cannot become {FILING_STATE_WORDS[state]}"
            )
        note = self._sealer.seal(move.note.encode()) if move.note else None
        entry = filings.FilingEntry(state, move.at, move.by, note, move.is_visible)
        filings.enter(self._session, filing.id, entry, now=move.at)
