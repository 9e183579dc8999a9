"""The intake of direct reports as a contact's turn sees it.

The code is the only way back to an anonymous report: it is shown once and kept as a digest. Where
one person may hand in three a day, somebody must count: a token of the day and the conversation
counts and is forgotten with the day; no report refers to it.
"""

import json
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time

from bot.clock import BEIJING
from bot.sealing import Sealer
from bot.storage.repositories import reports
from bot.storage.repositories.reports import KeptReport
from bot.storage.session import Session
from dialogs.ports.reports import Progress, Received, Report, TooManyToday

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None of them is taken for another: no 0 and O, no 1, I and L."""
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Intake:
    """What the intake needs to know of its deployment. `areas` are the jurisdictions that are ours."""

    sealer: Sealer
    choose: Callable[[str], str]
    """Chance: one letter of several, as `secrets.choice`."""
    areas: Collection[str]
    a_day: int


class ContactReports:
    """The port `Reports` over the transaction of a contact's turn."""

    def __init__(self, session: Session, conversation_id: int, intake: Intake, *, now: datetime) -> None:
        self._session = session
        self._conversation_id = conversation_id
        self._intake = intake
        self._now = now
        self._day = now.astimezone(BEIJING).date()

    def submit(self, report: Report) -> Received | TooManyToday:
        if reports.count(self._session, self._token(), day=self._day) > self._intake.a_day:
            return TooManyToday()
        while True:
            code = "".join(self._intake.choose(CODE_LETTERS) for _ in range(CODE_LENGTH))
            if reports.insert_report(self._session, self._values(report, code)) is not None:
                return Received(code)

    def progress(self, code: str) -> Progress | None:
        kept = self._by_code(code)
        if kept is None:
            return None
        feedback = self._intake.sealer.open(kept.feedback).decode() if kept.feedback else ""
        return Progress(as_shown(code), kept.state, kept.since, feedback)

    def withdraw(self, code: str) -> bool:
        kept = self._by_code(code)
        if kept is None or kept.state != "received":
            return False
        at = self._moment(is_anonymous=kept.is_anonymous)
        if reports.move(self._session, kept, "withdrawn", at=at) is None:
            return False
        reports.log(self._session, kept.id, "withdrawn", by="", at=at)
        return True

    def _by_code(self, code: str) -> KeptReport | None:
        return reports.by_code(self._session, self._intake.sealer.digests("report code", as_shown(code)))

    def _values(self, report: Report, code: str) -> dict[str, object]:
        is_anonymous = not report.contact
        at = self._moment(is_anonymous=is_anonymous)
        is_foreign = report.area not in self._intake.areas
        return {
            "code_hash": self._intake.sealer.digest("report code", code),
            "conversation_id": None if is_anonymous else self._conversation_id,
            "is_anonymous": is_anonymous,
            "category": report.category,
            "is_urgent": report.is_urgent,
            "area": "" if is_foreign else report.area,
            "is_foreign": is_foreign,
            "content": sealed_content(report, self._intake.sealer),
            "state": "received",
            "assigned_to": "",
            "feedback": None,
            "wants_staff_at": at if report.is_urgent else None,
            "created_at": at,
            "since": at,
        }

    def _moment(self, *, is_anonymous: bool) -> datetime:
        """Now; of an anonymous report only the day, because the moment would name the turn."""
        return datetime.combine(self._day, time(), BEIJING) if is_anonymous else self._now

    def _token(self) -> str:
        return self._intake.sealer.digest("report token", f"{self._day} {self._conversation_id}")


def as_shown(code: str) -> str:
    """A code as it was shown, of one as somebody typed it: lower case, full width, in groups."""
    folded = unicodedata.normalize("NFKC", code).upper()
    return "".join(letter for letter in folded if letter in CODE_LETTERS)


def sealed_content(report: Report, sealer: Sealer) -> bytes:
    """What only the holders of the reports' role may read."""
    content = {"text": report.text, "area": report.area, "enterprise": report.enterprise, "contact": report.contact}
    return sealer.seal(json.dumps(content, ensure_ascii=False).encode())
