"""The records of a question that nobody in particular asks: empty to read, refused to write."""

from typing import NoReturn

from bot.errors import BotError
from dialogs.ports.contact import Desk, Erasure, Held, SelfCheck
from dialogs.ports.enterprises import Enterprise
from dialogs.ports.filings import NothingToShow, Proof
from dialogs.ports.records import Records
from dialogs.ports.reports import Report
from dialogs.ports.trainings import Attendee, SignUp, TrainingSession


class NoConversation(BotError):
    """Something was to be kept for a person, and no person is known."""

    code = "no_conversation"


def _refuse() -> NoReturn:
    raise NoConversation("A single question keeps nothing: take it up in a conversation, for example with `cqo chat`.")


class _Nobody:
    def bound(self) -> tuple[Enterprise, ...]:
        return ()

    def by_uscc(self, uscc: str) -> Enterprise | None:
        return None

    def request_binding(self, uscc: str) -> NoReturn:
        _refuse()

    def sends_codes(self) -> bool:
        return False

    def send_code(self, reference: str) -> NoReturn:
        _refuse()

    def bind_by_code(self, uscc: str, code: str) -> NoReturn:
        _refuse()

    def unbind(self, enterprise_id: int) -> bool:
        return False

    def of_bound(self, enterprise_id: int) -> NothingToShow:
        return NothingToShow()

    def proof(self) -> Proof:
        return "last_four"

    def look_up(self, reference: str, shown: str) -> NothingToShow:
        return NothingToShow()

    def open_sessions(self, areas: tuple[str, ...]) -> tuple[TrainingSession, ...]:
        return ()

    def session(self, session_id: int) -> TrainingSession | None:
        return None

    def sign_up(self, session_id: int, attendee: Attendee, *, accepts_waiting: bool) -> NoReturn:
        _refuse()

    def mine(self) -> tuple[SignUp, ...]:
        return ()

    def cancel(self, number: str) -> None:
        return None

    def move(self, number: str, session_id: int, *, accepts_waiting: bool) -> None:
        return None

    def accept_offer(self, number: str) -> None:
        return None

    def tell_when_open(self, area: str) -> NoReturn:
        _refuse()

    def submit(self, report: Report) -> NoReturn:
        _refuse()

    def progress(self, code: str) -> None:
        return None

    def withdraw(self, code: str) -> bool:
        return False

    def has(self, purpose: str, version: int) -> bool:
        return False

    def give(self, purpose: str, version: int) -> NoReturn:
        _refuse()

    def kept_for(self, purpose: str) -> str:
        return "至办理结束"

    def keep(self, check: SelfCheck) -> str:
        return ""

    def latest(self) -> SelfCheck | None:
        return None

    def request_review(self) -> None:
        return None

    def are_on(self) -> bool:
        return False

    def turn(self, *, on: bool) -> None:
        if on:
            _refuse()

    def held(self) -> tuple[Held, ...]:
        return ()

    def export(self) -> str:
        return ""

    def erase(self) -> Erasure:
        _refuse()

    def desk(self) -> Desk:
        return Desk(is_open=False)

    def leave_message(self, words: str) -> None:
        return None

    def end(self) -> None:
        return None


_nobody = _Nobody()
NOBODYS = Records(
    enterprises=_nobody,
    filings=_nobody,
    trainings=_nobody,
    reports=_nobody,
    consents=_nobody,
    verdicts=_nobody,
    notices=_nobody,
    my_data=_nobody,
    people=_nobody,
)
"""For `cqo ask`, evaluation and whoever has no conversation."""
