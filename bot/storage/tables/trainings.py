"""Tables of trainings: training_session ──< sign_up >── conversation ──< training_wish, notice.

`taken` counts the seats that are confirmed or held. The database itself refuses one more than
there are, and a second place for the same phone. Who attends is sealed.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, only_where, reference, row_id


class TrainingSessionRow(Table, table=True):
    """A session as its organiser announced it, and the state of its seats and its line."""

    __tablename__ = "training_session"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="seats"),
        CheckConstraint("status IN ('scheduled', 'open', 'full', 'closed', 'finished', 'cancelled')", name="status"),
        Index("ix_training_session_area", "jurisdiction", "deadline"),
    )

    id: int = row_id()
    code: str = Field(max_length=40)
    title: str = Field(max_length=200)
    jurisdiction: str = Field(max_length=64)
    starts_on: date
    ends_on: date
    place: str = Field(max_length=200)
    is_online: bool
    capacity: int
    taken: int
    waitlist_limit: int
    enterprise_limit: int | None
    """How many one enterprise may send; None: as many as come."""
    deadline: date
    fee: str = Field(max_length=200)
    organiser: str = Field(max_length=200)
    status: str = Field(max_length=9)
    is_continuing: bool
    last_number: int
    """Of the session's sign-ups; numbers are not given twice, so that they also keep the order of the line."""
    updated_at: datetime = moment()


class SignUpRow(Table, table=True):
    """One attendee's place. `ordinal` counts within the session: the line stands in its order."""

    __tablename__ = "sign_up"
    __table_args__ = (
        UniqueConstraint("session_id", "ordinal"),
        UniqueConstraint("number"),
        CheckConstraint(
            "state IN ('confirmed', 'waitlisted', 'offered', 'cancelled', 'passed', 'failed', 'absent')", name="state"
        ),
        CheckConstraint("(state = 'offered') = (held_until IS NOT NULL)", name="hold"),
        Index("uq_sign_up_phone", "session_id", "phone_hash", unique=True, **only_where("state <> 'cancelled'")),
        Index("ix_sign_up_waiting", "session_id", "ordinal", **only_where("state = 'waitlisted'")),
        Index("ix_sign_up_held_until", "held_until", **only_where("state = 'offered'")),
    )

    id: int = row_id()
    session_id: int = reference("training_session.id")
    ordinal: int
    number: str = Field(max_length=50)
    conversation_id: int | None = reference("conversation.id", index=True)
    """None: entered by staff, or the person who signed up had his data erased."""
    enterprise_id: int | None = reference("enterprise.id", index=True)
    uscc: str = Field(max_length=18)
    """Of an enterprise that is not registered; empty for a registered one."""
    attendee: bytes
    phone: bytes
    phone_hash: str = Field(max_length=64)
    post: str = Field(max_length=64)
    is_appointed: bool | None
    """As he said; None where it was not asked or he was not sure. So too below."""
    is_in_pool: bool | None
    """Whether the attendee is in the city's talent pool, asked for its continuing education."""
    state: str = Field(max_length=10)
    held_until: datetime | None = moment()
    certificate: str = Field(max_length=64)
    consent_version: int
    reminded_at: datetime | None = moment()
    created_at: datetime = moment()
    updated_at: datetime = moment()


class TrainingWishRow(Table, table=True):
    """Somebody wants to hear of the next session of an area; gone once he was told."""

    __tablename__ = "training_wish"
    __table_args__ = (UniqueConstraint("conversation_id", "area"),)

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    area: str = Field(max_length=64, index=True)
    wished_at: datetime = moment()


class NoticeRow(Table, table=True):
    """Words for a contact that no message of his asked for."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("(told_at IS NULL) = (words IS NOT NULL)", name="words"),
        Index("ix_notice_untold", "conversation_id", "id", **only_where("told_at IS NULL")),
    )

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    words: bytes | None
    """Sealed; emptied when they are told, the transcript has them then."""
    created_at: datetime = moment()
    told_at: datetime | None = moment()
