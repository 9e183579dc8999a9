"""Training sessions and one contact's places in them, in memory."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

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
    SignUpState,
    TooLate,
    TrainingSession,
)


@dataclass
class TrainingsInMemory:
    """`sessions` as they stand on `today`. `closed` are ids of those that were closed after they were listed.

    `limit` is what an enterprise may take of a session, for all of them; `line` how many may wait.
    """

    sessions: tuple[TrainingSession, ...]
    today: date
    closed: set[int] = field(default_factory=set)
    limit: int | None = None
    line: int = 3
    attendees: list[Attendee] = field(default_factory=list)
    places: list[SignUp] = field(default_factory=list)
    told_of: list[str] = field(default_factory=list)

    def open_sessions(self, areas: tuple[str, ...]) -> tuple[TrainingSession, ...]:
        opened = (one for one in self.sessions if one.jurisdiction in areas and self._is_open(one))
        return tuple(sorted(opened, key=lambda one: one.starts_on))

    def session(self, session_id: int) -> TrainingSession | None:
        return next((one for one in self.sessions if one.id == session_id), None)

    def sign_up(self, session_id: int, attendee: Attendee, *, accepts_waiting: bool) -> SignUpResult:
        session = self.session(session_id)
        if session is None or not self._is_open(session):
            return SessionClosed()
        for place in self._of(session_id):
            if place.phone == attendee.phone:
                return AlreadySignedUp(place)
        if self.limit is not None and len(self._of(session_id)) >= self.limit:
            return EnterpriseLimitReached(self.limit)
        if session.free_seats:
            self._change(session, free_seats=session.free_seats - 1)
            return SignedUp(self._entered(session, attendee, "confirmed"))
        if not (accepts_waiting and session.takes_waiting):
            return SessionFull(session.waiting, session.takes_waiting)
        waiting = session.waiting + 1
        self._change(session, waiting=waiting, takes_waiting=waiting < self.line)
        return PutOnWaitlist(self._entered(session, attendee, "waitlisted", place_in_line=waiting))

    def mine(self) -> tuple[SignUp, ...]:
        kept = [place for place in self.places if place.state != "cancelled"]
        return tuple(sorted(kept, key=lambda place: (place.session.ends_on < self.today, place.session.starts_on)))

    def cancel(self, number: str) -> Cancelled | TooLate | None:
        place = self._mine(number)
        if place is None:
            return None
        if place.session.starts_on <= self.today:
            return TooLate()
        return Cancelled(self._moved(place, "cancelled"))

    def move(self, number: str, session_id: int, *, accepts_waiting: bool) -> SignUpResult | TooLate | None:
        place = self._mine(number)
        if place is None:
            return None
        if place.session.starts_on <= self.today:
            return TooLate()
        attendee = Attendee(place.attendee, place.phone, None)
        result = self.sign_up(session_id, attendee, accepts_waiting=accepts_waiting)
        if isinstance(result, SignedUp):
            self._moved(place, "cancelled")
        return result

    def accept_offer(self, number: str) -> SignedUp | None:
        place = self._mine(number)
        return SignedUp(self._moved(place, "confirmed")) if place and place.held_until else None

    def tell_when_open(self, area: str) -> None:
        self.told_of.append(area)

    def give(
        self, session: TrainingSession, name: str, state: SignUpState, *, held_until: datetime | None = None
    ) -> str:
        """The number of a place that he has already."""
        attendee = Attendee(name, f"139{len(self.places):08}", None)
        place = self._entered(session, attendee, state)
        return self._replaced(place, replace(place, held_until=held_until)).number

    def lapse(self, number: str) -> None:
        """The time for which a seat was held is over."""
        place = self._mine(number)
        assert place is not None
        self._replaced(place, replace(place, state="cancelled", held_until=None))

    def _is_open(self, session: TrainingSession) -> bool:
        return session.id not in self.closed and self.today <= session.deadline and self.today < session.starts_on

    def _of(self, session_id: int) -> list[SignUp]:
        return [one for one in self.places if one.session.id == session_id and one.state != "cancelled"]

    def _mine(self, number: str) -> SignUp | None:
        return next((one for one in self.mine() if one.number == number), None)

    def _change(self, session: TrainingSession, **changes: int | bool) -> None:
        changed = replace(session, **changes)  # type: ignore[arg-type]
        self.sessions = tuple(changed if one.id == session.id else one for one in self.sessions)

    def _entered(
        self, session: TrainingSession, attendee: Attendee, state: SignUpState, *, place_in_line: int = 0
    ) -> SignUp:
        number = f"{session.code}-{len(self.places) + 1:03}"
        self.attendees.append(attendee)
        self.places.append(SignUp(number, session, attendee.name, attendee.phone, state, place_in_line))
        return self.places[-1]

    def _moved(self, place: SignUp, state: SignUpState) -> SignUp:
        return self._replaced(place, replace(place, state=state, held_until=None))

    def _replaced(self, place: SignUp, other: SignUp) -> SignUp:
        self.places[self.places.index(place)] = other
        return other
