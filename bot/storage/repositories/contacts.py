"""What is kept of one contact: consents, his choice about notices, self-checks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import desc, select, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import ConsentRow, NoticeChoiceRow, SelfCheckRow

_consent = core_table(ConsentRow)
_notice_choice = core_table(NoticeChoiceRow)
_self_check = core_table(SelfCheckRow)


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A self-check as it is kept; `content` is sealed."""

    id: int
    number: str
    area: str
    verdict: str
    content: bytes
    checked_at: datetime


def has_consent(session: Session, conversation_id: int, purpose: str, version: int) -> bool:
    """Whether a consent to this version stands."""
    is_standing = (
        (_consent.c.conversation_id == conversation_id)
        & (_consent.c.purpose == purpose)
        & (_consent.c.version == version)
        & _consent.c.withdrawn_at.is_(None)
    )
    return session.scalar(select(_consent.c.id).where(is_standing)) is not None


def give_consent(
    session: Session, conversation_id: int, *, purpose: str, version: int, channel: str, now: datetime
) -> None:
    """Keep a consent; one that stands already is not given twice."""
    if not has_consent(session, conversation_id, purpose, version):
        session.execute(
            _consent.insert().values(
                conversation_id=conversation_id, purpose=purpose, version=version, channel=channel, given_at=now
            )
        )


def withdraw_consents(session: Session, conversation_id: int, purpose: str, *, now: datetime) -> None:
    """End the consents to every version of a purpose."""
    is_standing = (
        (_consent.c.conversation_id == conversation_id)
        & (_consent.c.purpose == purpose)
        & _consent.c.withdrawn_at.is_(None)
    )
    session.execute(update(_consent).where(is_standing).values(withdrawn_at=now))


def wants_notices(session: Session, conversation_id: int) -> bool:
    """Whether he chose to be sent notices; who was never asked gets none."""
    chosen = select(_notice_choice.c.is_on).where(_notice_choice.c.conversation_id == conversation_id)
    return bool(session.scalar(chosen))


def choose_notices(session: Session, conversation_id: int, *, is_on: bool, now: datetime) -> None:
    """His latest choice."""
    values = {"conversation_id": conversation_id, "is_on": is_on, "chosen_at": now}
    if insert_once(session, _notice_choice, values, unique=("conversation_id",)) is None:
        is_his = _notice_choice.c.conversation_id == conversation_id
        session.execute(update(_notice_choice).where(is_his).values(is_on=is_on, chosen_at=now))


def keep_check(
    session: Session, conversation_id: int, *, number: str, area: str, verdict: str, content: bytes, now: datetime
) -> bool:
    """Keep a self-check; False where the number is taken."""
    values = {
        "number": number,
        "conversation_id": conversation_id,
        "area": area,
        "verdict": verdict,
        "content": content,
        "checked_at": now,
    }
    return insert_once(session, _self_check, values, unique=("number",)) is not None


def latest_check(session: Session, conversation_id: int) -> KeptCheck | None:
    """His latest self-check."""
    wanted = [_self_check.c[name] for name in KeptCheck.__dataclass_fields__]
    statement = (
        select(*wanted)
        .where(_self_check.c.conversation_id == conversation_id)
        .order_by(desc(_self_check.c.id))
        .limit(1)
    )
    row = session.execute(statement).mappings().first()
    return None if row is None else KeptCheck(**row)


def ask_for_review(session: Session, check_id: int, *, now: datetime) -> None:
    """Put a self-check before staff; asked again it keeps its place."""
    is_new = (_self_check.c.id == check_id) & _self_check.c.review_asked_at.is_(None)
    session.execute(update(_self_check).where(is_new).values(review_asked_at=now))
