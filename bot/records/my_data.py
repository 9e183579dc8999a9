"""A contact's right to see, take along and erase what is kept about him."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.records.holders import HOLDERS, day_of
from bot.records.numbers import fresh_number
from bot.sealing import Sealer
from bot.storage.repositories import binding_requests, bindings, erasures
from bot.storage.repositories.conversations import Conversation
from bot.storage.session import Session
from dialogs.ports.contact import Erasure, Held

_SAME_RECEIPT_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ContactData:
    """What the tables hold about the contact who speaks."""

    session: Session
    conversation: Conversation
    sealer: Sealer
    now: datetime
    erased_within: timedelta
    """What remains in back-ups is gone by then."""

    def held(self) -> tuple[Held, ...]:
        found = (holder.held(self.session, self.conversation.id) for holder in HOLDERS)
        return tuple(one for one in found if one is not None)

    def export(self) -> str:
        lines = [
            line
            for holder in HOLDERS
            if holder.what
            for line in holder.exported(self.session, self.conversation.id, self.sealer)
        ]
        return "\n".join(lines)

    def erase(self) -> Erasure:
        kept = tuple(
            holder.why_kept for holder in HOLDERS if holder.why_kept and holder.held(self.session, self.conversation.id)
        )
        earlier = erasures.latest(self.session, self.conversation.id)
        if earlier is not None and self.now - earlier.asked_at <= _SAME_RECEIPT_FOR:
            receipt, due_on = earlier.receipt, earlier.due_on
        else:
            receipt, due_on = fresh_number(), day_of(self.now + self.erased_within)
            erasures.record(self.session, self.conversation.id, receipt=receipt, now=self.now, due_on=due_on)
        bindings.end_all(self.session, self.conversation.id, why="erased", now=self.now)
        binding_requests.drop_waiting(self.session, self.conversation.id, now=self.now)
        for holder in HOLDERS:
            holder.erase(self.session, self.conversation.id)
        return Erasure(receipt, due_on, kept)
