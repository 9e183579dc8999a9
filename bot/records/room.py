"""The records as one contact's turn sees them, over the transaction of that turn."""

from dataclasses import replace
from datetime import datetime

from bot.records.contact import ContactConsents, ContactNotices, ContactVerdicts
from bot.records.nobody import NOBODYS
from bot.sealing import Sealer
from bot.storage.repositories.conversations import Conversation
from bot.storage.session import Session
from dialogs.ports.records import Records


class RecordRoom:
    """Opens the records; what is personal in them is sealed."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def of(self, session: Session, conversation: Conversation, *, now: datetime) -> Records:
        """Those of the contact of `conversation`, good as long as `session` is."""
        return replace(
            NOBODYS,
            consents=ContactConsents(session, conversation, now),
            verdicts=ContactVerdicts(session, conversation, self._sealer, now),
            notices=ContactNotices(session, conversation, now),
        )
