"""The people behind the bot: who waits for them, and when they are there."""

from dataclasses import dataclass
from datetime import datetime

from bot.masking import masked
from bot.opening_hours import OpeningHours
from bot.sealing import Sealer
from bot.storage.repositories import desk
from bot.storage.repositories.conversations import Conversation
from bot.storage.session import Session
from dialogs.ports.contact import Desk


@dataclass(frozen=True, slots=True)
class ContactPeople:
    """The desk as the contact who speaks finds it."""

    session: Session
    conversation: Conversation
    sealer: Sealer
    now: datetime
    hours: OpeningHours | None
    operator: str

    def desk(self) -> Desk:
        return Desk(
            is_open=self.hours is not None and self.hours.is_open(self.now),
            opens_at=self.hours.opens_at(self.now) if self.hours else None,
            hours=self.hours.words if self.hours else "",
            waiting=desk.waiting_before(self.session, self.conversation.id),
            operator=self.operator,
        )

    def leave_message(self, words: str) -> None:
        sealed = self.sealer.seal(masked(words).encode())
        desk.enter(self.session, self.conversation.id, words=sealed, now=self.now)

    def end(self) -> None:
        desk.end(self.session, self.conversation.id, why="contact", now=self.now)
