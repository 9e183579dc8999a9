"""Training sessions and sign-ups as one contact's turn sees them."""

from datetime import datetime
from typing import Literal

from bot.clock import BEIJING
from bot.masking import masked_name, masked_phone
from bot.records.seats import Line
from bot.storage.repositories import sign_ups, trainings, wishes
from bot.storage.repositories.sign_ups import Entry
from bot.storage.repositories.trainings import Training
from bot.storage.session import Session
from dialogs.ports.trainings import (
    AlreadySignedUp,
    Attendee,
    Cancelled,
    EnterpriseLimitReached,
    PutOnWaitlist,
    SessionClosed,
    SessionFull,
    SignedUp,
    SignUp,
    SignUpResult,
    TooLate,
    TrainingSession,
)


class ContactTrainings:
    """The port `Trainings` over the transaction of a contact's turn."""

    def __init__(self, session: Session, conversation_id: int, line: Line, *, now: datetime) -> None:
        self._session = session
        self._conversation_id = conversation_id
        self._line = line
        self._now = now
        self._today = now.astimezone(BEIJING).date()

    def open_sessions(self, areas: tuple[str, ...]) -> tuple[TrainingSession, ...]:
        return tuple(map(_shown, trainings.open_in(self._session, areas, today=self._today)))

    def session(self, session_id: int) -> TrainingSession | None:
        training = trainings.by_id(self._session, session_id)
        return _shown(training) if training else None

    def sign_up(self, session_id: int, attendee: Attendee, *, accepts_waiting: bool) -> SignUpResult:
        training = trainings.lock(self._session, session_id)
        if training is None or not training.is_open_on(self._today):
            return SessionClosed()
        hashes = self._line.sealer.digests("phone", attendee.phone)
        if entry := sign_ups.by_phone(self._session, training.id, hashes):
            return AlreadySignedUp(self._sign_up(entry, training))
        limit = training.enterprise_limit
        if limit is not None and limit <= sign_ups.number_from(
            self._session, training.id, enterprise_id=attendee.enterprise_id, uscc=attendee.uscc
        ):
            return EnterpriseLimitReached(limit)
        if trainings.take_seat(self._session, training.id, now=self._now):
            return SignedUp(self._entered(training, attendee, "confirmed"))
        takes_waiting = _takes_waiting(training)
        if accepts_waiting and takes_waiting:
            return PutOnWaitlist(self._entered(training, attendee, "waitlisted"))
        return SessionFull(training.waiting, takes_waiting)

    def mine(self) -> tuple[SignUp, ...]:
        kept = [
            self._sign_up(entry)
            for entry in sign_ups.of_conversation(self._session, self._conversation_id)
            if entry.state != "cancelled"
        ]
        coming = [sign_up for sign_up in kept if sign_up.session.ends_on >= self._today]
        past = [sign_up for sign_up in kept if sign_up.session.ends_on < self._today]
        coming.sort(key=lambda sign_up: sign_up.session.starts_on)
        past.sort(key=lambda sign_up: sign_up.session.starts_on, reverse=True)
        return (*coming, *past)

    def cancel(self, number: str) -> Cancelled | TooLate | None:
        locked = self._locked(number)
        if locked is None:
            return None
        entry, training = locked
        if training.has_begun_on(self._today):
            return TooLate()
        cancelled = self._line.give_up(self._session, training, entry, now=self._now)
        return Cancelled(self._sign_up(cancelled)) if cancelled else None

    def move(self, number: str, session_id: int, *, accepts_waiting: bool) -> SignUpResult | TooLate | None:
        known = sign_ups.by_number(self._session, number)
        if known is None:
            return None
        # In one order always: another one may move the other way at the same moment.
        for training_id in sorted({known.session_id, session_id}):
            trainings.lock(self._session, training_id)
        locked = self._locked(number)
        if locked is None:
            return None
        entry, training = locked
        if training.has_begun_on(self._today):
            return TooLate()
        result = self.sign_up(session_id, self._attendee(entry), accepts_waiting=accepts_waiting)
        if isinstance(result, SignedUp):
            self._line.give_up(self._session, training, entry, now=self._now)
        return result

    def accept_offer(self, number: str) -> SignedUp | None:
        locked = self._locked(number)
        if locked is None:
            return None
        entry, _ = locked
        if entry.held_until is None or entry.held_until <= self._now:
            return None
        confirmed = sign_ups.move(self._session, entry, "confirmed", now=self._now)
        return SignedUp(self._sign_up(confirmed)) if confirmed else None

    def tell_when_open(self, area: str) -> None:
        wishes.keep(self._session, self._conversation_id, area, now=self._now)

    def _locked(self, number: str) -> tuple[Entry, Training] | None:
        """A place of his that is not given up, read again under the lock of its session."""
        known = sign_ups.by_number(self._session, number)
        if known is None or known.conversation_id != self._conversation_id:
            return None
        training = trainings.lock(self._session, known.session_id)
        entry = sign_ups.by_number(self._session, number)
        if training is None or entry is None or entry.state == "cancelled":
            return None
        return entry, training

    def _attendee(self, entry: Entry) -> Attendee:
        """Who has a place, as he was entered for it."""
        name, phone = self._name_and_phone(entry)
        return Attendee(
            name,
            phone,
            entry.enterprise_id,
            uscc=entry.uscc,
            post=entry.post,
            is_appointed=entry.is_appointed,
            is_in_pool=entry.is_in_pool,
            consent_version=entry.consent_version,
        )

    def _name_and_phone(self, entry: Entry) -> tuple[str, str]:
        name, phone = (self._line.sealer.open(sealed).decode() for sealed in (entry.attendee, entry.phone))
        return name, phone

    def _entered(self, training: Training, attendee: Attendee, state: Literal["confirmed", "waitlisted"]) -> SignUp:
        sealer = self._line.sealer
        ordinal = trainings.next_number(self._session, training.id)
        values = {
            "session_id": training.id,
            "ordinal": ordinal,
            "number": f"{training.code}-{ordinal:03d}",
            "conversation_id": self._conversation_id,
            "enterprise_id": attendee.enterprise_id,
            "uscc": "" if attendee.enterprise_id is not None else attendee.uscc,
            "attendee": sealer.seal(attendee.name.encode()),
            "phone": sealer.seal(attendee.phone.encode()),
            "phone_hash": sealer.digest("phone", attendee.phone),
            "post": attendee.post,
            "is_appointed": attendee.is_appointed,
            "is_in_pool": attendee.is_in_pool,
            "state": state,
            "certificate": "",
            "consent_version": attendee.consent_version,
        }
        return self._sign_up(sign_ups.insert_entry(self._session, values, now=self._now))

    def _sign_up(self, entry: Entry, training: Training | None = None) -> SignUp:
        """The place as he may see it, in its session as it stands now."""
        training = trainings.by_id(self._session, entry.session_id) if training is None else training
        assert training is not None  # noqa: S101 - a place refers to its session
        name, phone = self._name_and_phone(entry)
        is_his = entry.conversation_id == self._conversation_id
        return SignUp(
            number=entry.number if is_his else "",
            session=_shown(training),
            attendee=name if is_his else masked_name(name),
            phone=phone if is_his else masked_phone(phone),
            state=entry.state,
            place_in_line=sign_ups.place_in_line(self._session, entry),
            held_until=entry.held_until,
            certificate=entry.certificate if is_his else "",
        )


def _shown(training: Training) -> TrainingSession:
    return TrainingSession(
        id=training.id,
        code=training.code,
        title=training.title,
        jurisdiction=training.jurisdiction,
        starts_on=training.starts_on,
        ends_on=training.ends_on,
        place=training.place,
        is_online=training.is_online,
        free_seats=training.free_seats,
        waiting=training.waiting,
        takes_waiting=_takes_waiting(training),
        deadline=training.deadline,
        organiser=training.organiser,
        fee=training.fee,
        is_continuing=training.is_continuing,
    )


def _takes_waiting(training: Training) -> bool:
    return training.waiting < training.waitlist_limit
