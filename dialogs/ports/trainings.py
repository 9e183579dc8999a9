"""Training sessions and sign-ups."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

SignUpState = Literal["confirmed", "waitlisted", "offered", "cancelled", "passed", "failed", "absent"]
"""`offered`: a seat came free and is held for him until he answers or `held_until` is past."""


@dataclass(frozen=True, slots=True)
class TrainingSession:
    """A session that can be signed up for, as of the turn. `fee` is as the organiser words it, often empty."""

    id: int
    code: str
    title: str
    jurisdiction: str
    starts_on: date
    ends_on: date
    place: str
    is_online: bool
    free_seats: int
    waiting: int
    takes_waiting: bool
    """Whether the waiting list has room."""
    deadline: date
    """The last day on which one can sign up."""
    organiser: str
    fee: str = ""
    is_continuing: bool = False
    """继续教育 for members of a talent pool."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who is to attend. `enterprise_id` is None for one that is not registered; then `uscc` holds its code."""

    name: str
    phone: str
    enterprise_id: int | None
    uscc: str = ""
    post: str = ""
    is_appointed: bool | None = None
    is_in_pool: bool | None = None
    """Of the area's talent pool. None of both: not asked, or he is not sure."""
    consent_version: int = 0
    """Of the notice under which name and phone were given."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """One attendee's place. `attendee` and `phone` are masked unless the contact himself signed him up."""

    number: str
    session: TrainingSession
    attendee: str
    phone: str
    state: SignUpState
    place_in_line: int = 0
    held_until: datetime | None = None
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class SignedUp:
    """A seat is his."""

    sign_up: SignUp


@dataclass(frozen=True, slots=True)
class PutOnWaitlist:
    """He is told when a seat comes free."""

    sign_up: SignUp


@dataclass(frozen=True, slots=True)
class AlreadySignedUp:
    """The same phone has a place in this session."""

    sign_up: SignUp


@dataclass(frozen=True, slots=True)
class SessionFull:
    """No seat is left; `takes_waiting` tells whether one may wait, and `waiting` how many do."""

    waiting: int
    takes_waiting: bool


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """Not open yet, cancelled, past its deadline or begun."""


@dataclass(frozen=True, slots=True)
class EnterpriseLimitReached:
    """The organiser takes no more than `limit` of one enterprise."""

    limit: int


SignUpResult = SignedUp | PutOnWaitlist | AlreadySignedUp | SessionFull | SessionClosed | EnterpriseLimitReached


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The place is given up; the next in line, if any, is offered it."""

    sign_up: SignUp


@dataclass(frozen=True, slots=True)
class TooLate:
    """The session has begun: only a person can help."""


class Trainings(Protocol):
    """Sessions, and the contact's own sign-ups."""

    def open_sessions(self, areas: tuple[str, ...]) -> tuple[TrainingSession, ...]:
        """Those of these areas that can be signed up for today, the soonest first; full ones too.

        Not among them: announced ones, closed and cancelled ones, those past their deadline or begun.
        """

    def session(self, session_id: int) -> TrainingSession | None:
        """One session as it stands now, open or not."""

    def sign_up(self, session_id: int, attendee: Attendee, *, accepts_waiting: bool) -> SignUpResult:
        """Take a seat, or a place in line where none is left and `accepts_waiting`."""

    def mine(self) -> tuple[SignUp, ...]:
        """His sign-ups that are not cancelled, the soonest session first, past ones last."""

    def cancel(self, number: str) -> Cancelled | TooLate | None:
        """Give a place up; None for a number that is not his."""

    def move(self, number: str, session_id: int, *, accepts_waiting: bool) -> SignUpResult | TooLate | None:
        """Sign the attendee of a place up for another session, and give the place up once his seat there is sure.

        Only SignedUp gives it up; after anything else, a place in the new line too, it is as it was. TooLate
        once its own session has begun, None for a number that is not his.
        """

    def accept_offer(self, number: str) -> SignedUp | None:
        """Take the seat that is held for him; None where none is held any more."""

    def tell_when_open(self, area: str) -> None:
        """Remember that he wants to hear of the next session of `area`, once."""
