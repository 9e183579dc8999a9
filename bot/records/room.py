"""The records as one contact's turn sees them, over the transaction of that turn."""

from dataclasses import replace
from datetime import datetime

from bot.opening_hours import OpeningHours
from bot.records.contact import ContactConsents, ContactNotices, ContactVerdicts
from bot.records.enterprises import ContactEnterprises
from bot.records.filings import ContactFilings
from bot.records.my_data import ContactData
from bot.records.nobody import NOBODYS
from bot.records.people import ContactPeople
from bot.sealing import Sealer
from bot.storage.repositories.conversations import Conversation
from bot.storage.session import Session
from dialogs.ports.records import Records


class RecordRoom:
    """Opens the records; what is personal in them is sealed.

    `operator` is who runs the service, as notices name him; `hours` are None where staff have none.
    """

    def __init__(self, sealer: Sealer, *, operator: str = "", hours: OpeningHours | None = None) -> None:
        self._sealer = sealer
        self._operator = operator
        self._hours = hours

    def of(self, session: Session, conversation: Conversation, *, now: datetime) -> Records:
        """Those of the contact of `conversation`, good as long as `session` is."""
        return replace(
            NOBODYS,
            enterprises=ContactEnterprises(session, conversation, now),
            filings=ContactFilings(session, conversation, self._sealer, now),
            consents=ContactConsents(session, conversation, now),
            verdicts=ContactVerdicts(session, conversation, self._sealer, now),
            notices=ContactNotices(session, conversation, now),
            my_data=ContactData(session, conversation, self._sealer, now),
            people=ContactPeople(session, conversation, self._sealer, now, self._hours, self._operator),
        )
