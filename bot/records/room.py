"""The records as one contact's turn sees them, over the transaction of that turn."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.opening_hours import OpeningHours
from bot.records.contact import ContactConsents, ContactNotices, ContactVerdicts
from bot.records.enterprises import ContactEnterprises
from bot.records.expiring import delete_expired
from bot.records.filings import ContactFilings
from bot.records.handing_over import hand_back_idle
from bot.records.my_data import ContactData
from bot.records.notice_board import NoticeBoard
from bot.records.one_time_codes import ContactCodes
from bot.records.people import ContactPeople
from bot.records.reports import ContactReports, Intake
from bot.records.seats import Line
from bot.records.trainings import ContactTrainings
from bot.retention import Retention
from bot.sealing import Sealer
from bot.storage.repositories.conversations import Conversation
from bot.storage.repositories.one_time_codes import Purpose
from bot.storage.repositories.tries import Limit
from bot.storage.session import Session
from dialogs.ports.filings import Proof
from dialogs.ports.records import Records


@dataclass(frozen=True, slots=True)
class Terms:
    """How this deployment keeps its records. `areas` are the jurisdictions that are ours."""

    areas: Collection[str] = ()
    operator: str = ""
    """Who runs the service, as notices name him."""
    hours: OpeningHours | None = None
    """When staff are there; None where no hours are set."""
    seat_held_for: timedelta = timedelta(hours=24)
    reports_a_day: int = 3
    sends_codes: bool = False
    """Whether one-time codes can be sent to phones."""
    filing_proof: Proof = "last_four"
    proof_limit: Limit = field(default_factory=lambda: Limit(tries=5, locks_for=timedelta(hours=1)))
    """Wrong tries to show that an enterprise is one's own."""
    register_stale_after: timedelta | None = None
    """For how long the register elsewhere may be silent before no filing is shown; None where it is kept here."""
    retention: Retention = field(default_factory=Retention)


class RecordRoom:
    """Opens the records; what is personal in them is sealed."""

    def __init__(self, sealer: Sealer, terms: Terms | None = None) -> None:
        self.sealer = sealer
        self._terms = terms or Terms()
        self._board = NoticeBoard(sealer)
        self.line = Line(sealer, self._board, self._terms.seat_held_for)
        self._intake = Intake(sealer, secrets.choice, self._terms.areas, self._terms.reports_a_day)

    @property
    def hours(self) -> OpeningHours | None:
        """When staff are there; None where no hours are set."""
        return self._terms.hours

    def of(self, session: Session, conversation: Conversation, *, now: datetime) -> Records:
        """Those of the contact of `conversation`, good as long as `session` is."""

        def codes(purpose: Purpose) -> ContactCodes:
            return ContactCodes(session, conversation.id, purpose, self._terms.proof_limit, self.sealer, now)

        sends, by_code = self._terms.sends_codes, self._terms.filing_proof == "code"
        return Records(
            enterprises=ContactEnterprises(session, conversation, now, codes("binding") if sends else None),
            filings=ContactFilings(
                session,
                conversation,
                self.sealer,
                now,
                self._terms.proof_limit,
                codes("lookup") if by_code else None,
                self._terms.register_stale_after,
            ),
            trainings=ContactTrainings(session, conversation.id, self.line, now=now),
            reports=ContactReports(session, conversation.id, self._intake, now=now),
            consents=ContactConsents(session, conversation, self._terms.retention, now),
            verdicts=ContactVerdicts(session, conversation, self.sealer, now),
            notices=ContactNotices(session, conversation, now),
            my_data=ContactData(session, conversation, self.sealer, now, self._terms.retention.erasure),
            people=ContactPeople(session, conversation, self.sealer, now, self._terms.hours, self._terms.operator),
        )

    def untold(self, session: Session, conversation_id: int, *, now: datetime) -> tuple[str, ...]:
        """What happened to the contact's matters meanwhile, to be told with his next reply; told with this."""
        return self._board.take(session, conversation_id, now=now)

    def remind(self, session: Session, conversation_ids: Collection[int], *, starts_on: date, now: datetime) -> int:
        """Post reminders of the trainings that begin that day to these contacts; of how many places."""
        return self.line.remind(session, conversation_ids, starts_on=starts_on, now=now)

    def delete_expired(self, session: Session, *, now: datetime) -> int:
        """Delete what has been kept long enough; how many rows."""
        return delete_expired(session, self._terms.retention, now=now)

    def hand_back_idle(self, session: Session, *, now: datetime) -> int:
        """Let the bot answer again where staff and contact have been silent; how many conversations."""
        return hand_back_idle(session, self._board, now=now)

    def move_lines_on(self, session: Session, *, now: datetime) -> int:
        """Offer on the seats that were held and not taken in time; how many."""
        return self.line.lapse(session, now=now)
