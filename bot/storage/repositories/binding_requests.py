"""Requests to act for an enterprise, which staff approve or refuse."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import BindingRequestRow

_request = core_table(BindingRequestRow)

RequestState = Literal["awaits_staff", "approved", "refused", "dropped"]


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """One request. `enterprise_id` is None for a code that nobody registered."""

    id: int
    number: str
    conversation_id: int
    enterprise_id: int | None
    uscc: str
    state: RequestState
    asked_at: datetime


def ask(
    session: Session, conversation_id: int, *, number: str, uscc: str, enterprise_id: int | None, now: datetime
) -> bool:
    """Keep a request that staff decide; False where the number is taken."""
    values = {
        "number": number,
        "conversation_id": conversation_id,
        "enterprise_id": enterprise_id,
        "uscc": uscc,
        "state": "awaits_staff",
        "asked_at": now,
        "decided_by": "",
    }
    return insert_once(session, _request, values, unique=("number",)) is not None


def waiting_for(session: Session, conversation_id: int, uscc: str) -> BindingRequest | None:
    """The contact's request for this enterprise that staff have not decided."""
    columns = [_request.c[name] for name in BindingRequest.__dataclass_fields__]
    is_it = (
        (_request.c.conversation_id == conversation_id)
        & (_request.c.uscc == uscc)
        & (_request.c.state == "awaits_staff")
    )
    row = session.execute(select(*columns).where(is_it)).mappings().first()
    return None if row is None else BindingRequest(**row)


def asked_since(session: Session, conversation_id: int, since: datetime) -> list[datetime]:
    """When the contact made requests since a moment, oldest first."""
    is_recent = (_request.c.conversation_id == conversation_id) & (_request.c.asked_at > since)
    return list(session.scalars(select(_request.c.asked_at).where(is_recent).order_by(_request.c.asked_at)))


def drop_waiting(session: Session, conversation_id: int, *, now: datetime) -> None:
    """End the contact's requests that staff have not decided: nobody can approve them any more."""
    is_waiting = (_request.c.conversation_id == conversation_id) & (_request.c.state == "awaits_staff")
    session.execute(update(_request).where(is_waiting).values(state="dropped", decided_at=now))


def decide(session: Session, number: str, *, to: RequestState, by: str, now: datetime) -> BindingRequest | None:
    """The request as it was before a member of staff decided it; None where none of this number waits."""
    columns = [_request.c[name] for name in BindingRequest.__dataclass_fields__]
    is_it = (_request.c.number == number) & (_request.c.state == "awaits_staff")
    row = session.execute(select(*columns).where(is_it).with_for_update()).mappings().first()
    if row is None:
        return None
    session.execute(update(_request).where(is_it).values(state=to, decided_at=now, decided_by=by))
    return BindingRequest(**row)
