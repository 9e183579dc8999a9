"""Enterprises, and who may act for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import BotError
from bot.records import notice_words
from bot.records.notice_board import NoticeBoard
from bot.records.numbers import fresh_number
from bot.records.one_time_codes import ContactCodes
from bot.storage.repositories import binding_requests, bindings, enterprises
from bot.storage.repositories.conversations import Conversation
from bot.storage.repositories.enterprises import Registered
from bot.storage.session import Session
from dialogs.ports.enterprises import AwaitsStaff, CodeSent, Enterprise, Locked, WrongCode

_A_DAY = timedelta(days=1)
_REQUESTS_A_DAY = 5


class UnknownRequest(BotError):
    """No request of this number waits to be decided, or its enterprise is not registered."""

    code = "unknown_request"


@dataclass(frozen=True, slots=True)
class ContactEnterprises:
    """Enterprises in the database; staff decide who may act for one."""

    session: Session
    conversation: Conversation
    now: datetime
    codes: ContactCodes | None
    """None where no messages can be sent to phones."""

    def bound(self) -> tuple[Enterprise, ...]:
        held = bindings.current(self.session, self.conversation.id)
        found = (enterprises.by_id(self.session, binding.enterprise_id) for binding in held)
        return tuple(_as_seen(one) for one in found if one is not None)

    def by_uscc(self, uscc: str) -> Enterprise | None:
        registered = enterprises.by_uscc(self.session, uscc)
        return _as_seen(registered) if registered else None

    def request_binding(self, uscc: str) -> AwaitsStaff | Locked:
        waiting = binding_requests.waiting_for(self.session, self.conversation.id, uscc)
        if waiting is not None:
            return AwaitsStaff(waiting.number)
        asked_at = binding_requests.asked_since(self.session, self.conversation.id, self.now - _A_DAY)
        if len(asked_at) >= _REQUESTS_A_DAY:
            return Locked(asked_at[-_REQUESTS_A_DAY] + _A_DAY)
        registered = enterprises.by_uscc(self.session, uscc)
        while True:
            number = fresh_number()
            if binding_requests.ask(
                self.session,
                self.conversation.id,
                number=number,
                uscc=uscc,
                enterprise_id=registered.id if registered else None,
                now=self.now,
            ):
                return AwaitsStaff(number)

    def sends_codes(self) -> bool:
        return self.codes is not None

    def send_code(self, uscc: str) -> CodeSent | Locked:
        registered = enterprises.by_uscc(self.session, uscc)
        return self._codes().send(uscc, registered.contact_phone if registered else None)

    def bind_by_code(self, uscc: str, code: str) -> Enterprise | WrongCode | Locked:
        is_right = self._codes().check(uscc, code)
        if isinstance(is_right, Locked):
            return is_right
        registered = enterprises.by_uscc(self.session, uscc)
        if not is_right or registered is None:
            return WrongCode()
        bindings.bind(self.session, self.conversation.id, registered.id, how="code", by="", now=self.now)
        return _as_seen(registered)

    def _codes(self) -> ContactCodes:
        assert self.codes is not None  # noqa: S101 - dialogs ask `sends_codes` first
        return self.codes

    def unbind(self, enterprise_id: int) -> bool:
        return bindings.end(self.session, self.conversation.id, enterprise_id, why="contact", now=self.now)


def approve_binding(session: Session, board: NoticeBoard, number: str, *, by: str, now: datetime) -> None:
    """A member of staff lets a contact act for the enterprise he asked for, who is told. Raises UnknownRequest."""
    request = binding_requests.decide(session, number, to="approved", by=by, now=now)
    if request is None or request.enterprise_id is None:
        raise UnknownRequest(f"no request {number!r} for a registered enterprise waits to be decided")
    bindings.bind(session, request.conversation_id, request.enterprise_id, how="staff", by=by, now=now)
    board.post(session, request.conversation_id, notice_words.binding_approved(number), now=now)


def refuse_binding(session: Session, board: NoticeBoard, number: str, *, by: str, now: datetime) -> None:
    """A member of staff refuses it, and the contact is told. Raises UnknownRequest."""
    request = binding_requests.decide(session, number, to="refused", by=by, now=now)
    if request is None:
        raise UnknownRequest(f"no request {number!r} waits to be decided")
    board.post(session, request.conversation_id, notice_words.binding_refused(number), now=now)


def _as_seen(registered: Registered) -> Enterprise:
    return Enterprise(
        registered.id, registered.name, registered.uscc, registered.jurisdiction, district=registered.district
    )
