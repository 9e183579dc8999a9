"""The line of a training session: who gets a seat that comes free, and for how long it is held.

Every function here expects the session's row to be locked, or locks it itself where it says so.
What must hold after each: as long as a seat is free nobody waits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.clock import BEIJING
from bot.records import notice_words
from bot.records.notice_board import NoticeBoard
from bot.sealing import Sealer
from bot.storage.repositories import sign_ups, trainings, wishes
from bot.storage.repositories.sign_ups import Entry
from bot.storage.repositories.trainings import Training
from bot.storage.session import Session


@dataclass(frozen=True, slots=True)
class Line:
    """Moves the line on. A seat that came free is held for the next one for `held_for`."""

    sealer: Sealer
    board: NoticeBoard
    held_for: timedelta

    def give_up(self, session: Session, training: Training, entry: Entry, *, now: datetime) -> Entry | None:
        """Cancel a place and offer its seat on; None where the place is no longer as it was read."""
        cancelled = sign_ups.move(session, entry, "cancelled", now=now)
        if cancelled and entry.has_seat:
            trainings.give_seat_back(session, training.id, now=now)
            self.offer_free_seats(session, training.id, now=now)
        return cancelled

    def offer_free_seats(self, session: Session, training_id: int, *, now: datetime) -> None:
        """Hold every free seat for those who are next, and tell them. A session that has begun moves no more."""
        training = trainings.by_id(session, training_id)
        if training is None or training.status not in ("open", "full", "closed"):
            return
        held_until = min(now + self.held_for, _begin_of(training))
        if held_until <= now:
            return
        for _ in range(min(training.free_seats, training.waiting)):
            entry = sign_ups.first_waiting(session, training_id)
            if entry is None or not trainings.take_seat(session, training_id, now=now):
                return
            sign_ups.move(session, entry, "offered", now=now, held_until=held_until)
            words = notice_words.seat_offered(training, self.name_of(entry), held_until)
            self.board.post(session, entry.conversation_id, words, now=now)

    def lapse(self, session: Session, *, now: datetime) -> int:
        """End the holds that have run out and offer their seats on; how many. Locks the sessions."""
        lapsed = 0
        for entry in sign_ups.held_past(session, now=now):
            training = trainings.lock(session, entry.session_id)
            if training is None or not self.give_up(session, training, entry, now=now):
                continue
            lapsed += 1
            self.board.post(
                session, entry.conversation_id, notice_words.hold_lapsed(training, self.name_of(entry)), now=now
            )
        return lapsed

    def call_off(self, session: Session, training: Training, *, now: datetime) -> None:
        """The organiser cancelled: nobody has a place any more, and everybody is told once."""
        told = set()
        for entry in sign_ups.active_of(session, training.id):
            sign_ups.move(session, entry, "cancelled", now=now)
            if entry.has_seat:
                trainings.give_seat_back(session, training.id, now=now)
            told.add(entry.conversation_id)
        for conversation_id in sorted(told - {None}, key=lambda told_id: told_id or 0):
            self.board.post(session, conversation_id, notice_words.called_off(training), now=now)

    def announce(self, session: Session, training: Training, areas: tuple[str, ...], *, now: datetime) -> None:
        """The session is open: who waited for one in `areas`, those in which it applies, is told once."""
        for conversation_id in wishes.take(session, areas):
            self.board.post(session, conversation_id, notice_words.now_open(training), now=now)

    def tell_of_changes(self, session: Session, before: Training, after: Training, *, now: datetime) -> None:
        """Day or place moved: everybody with a place is told once."""
        if notice_words.where_and_when(before) == notice_words.where_and_when(after):
            return
        told = {entry.conversation_id for entry in sign_ups.active_of(session, after.id)}
        for conversation_id in sorted(told - {None}, key=lambda told_id: told_id or 0):
            self.board.post(session, conversation_id, notice_words.moved(after), now=now)

    def remind(self, session: Session, conversation_ids: Collection[int], *, starts_on: date, now: datetime) -> int:
        """Post a reminder of each training that begins that day to each of these contacts; how many places."""
        entries = sign_ups.remind(session, conversation_ids, starts_on=starts_on, now=now)
        places = sorted(entries, key=_session_and_contact)
        for (training_id, conversation_id), of_contact in groupby(places, key=_session_and_contact):
            training = trainings.by_id(session, training_id)
            if training is not None:
                names = [self.name_of(entry) for entry in of_contact]
                self.board.post(session, conversation_id, notice_words.tomorrow(training, names), now=now)
        return len(entries)

    def name_of(self, entry: Entry) -> str:
        """The attendee's name."""
        return self.sealer.open(entry.attendee).decode()


def _session_and_contact(entry: Entry) -> tuple[int, int]:
    return entry.session_id, entry.conversation_id or 0


def _begin_of(training: Training) -> datetime:
    return datetime.combine(training.starts_on, time(), BEIJING)
