"""Direct reports as those see them who work on them: by area, and every reading is logged."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError
from bot.sealing import Sealer
from bot.storage.repositories import reports
from bot.storage.repositories.reports import EntryKind, KeptReport, LogEntry
from bot.storage.session import Session
from dialogs.ports.reports import Report, ReportState


class NotTheirReport(BotError):
    """No such report in the areas of this reader."""

    code = "not_their_report"


class WrongReportState(BotError):
    """The report is in a state from which this step does not lead."""

    code = "wrong_report_state"


@dataclass(frozen=True, slots=True)
class Listed:
    """A report without its words. `area` is empty for a foreign one."""

    id: int
    category: str
    is_urgent: bool
    is_anonymous: bool
    area: str
    is_foreign: bool
    state: ReportState
    assigned_to: str
    wants_staff: bool
    created_at: datetime


class ReportDesk:
    """What one holder of the reports' role may do. `areas` None: everywhere, foreign reports too."""

    def __init__(self, session: Session, sealer: Sealer, reader: str, areas: Collection[str] | None) -> None:
        self._session = session
        self._sealer = sealer
        self._reader = reader
        self._areas = areas

    def listed(self) -> tuple[Listed, ...]:
        """The reports of the reader's areas, newest first."""
        return tuple(map(_listed, reports.in_areas(self._session, self._areas)))

    def read(self, report_id: int, *, now: datetime) -> Report:
        """The report in full; that it was read is kept. Raises NotTheirReport."""
        kept = self._kept(report_id)
        reports.log(self._session, kept.id, "read", by=self._reader, at=now)
        content = json.loads(self._sealer.open(kept.content))
        return Report(category=kept.category, is_urgent=kept.is_urgent, **content)

    def log(self, report_id: int) -> tuple[LogEntry, ...]:
        """Everything done to a report, oldest first. Raises NotTheirReport."""
        return tuple(reports.log_of(self._session, self._kept(report_id).id))

    def assign(self, report_id: int, to: str, *, now: datetime) -> None:
        """received → assigned: somebody works on it, it can no longer be withdrawn."""
        self._move(report_id, "received", "assigned", now=now, assigned_to=to)

    def give_feedback(self, report_id: int, words: str, *, now: datetime) -> None:
        """assigned → feedback: what the reporter reads when he asks with his code."""
        self._move(report_id, "assigned", "feedback", now=now, feedback=self._sealer.seal(words.encode()))

    def close(self, report_id: int, *, now: datetime) -> None:
        """feedback → closed."""
        self._move(report_id, "feedback", "closed", now=now)

    def _move(
        self, report_id: int, current: ReportState, to: EntryKind, *, now: datetime, **changed: str | bytes | None
    ) -> None:
        """Raises NotTheirReport, and WrongReportState where the report is not in the state `current`."""
        kept = self._kept(report_id)
        if to == "read" or kept.state != current or reports.move(self._session, kept, to, at=now, **changed) is None:
            raise WrongReportState(f"Report {report_id} is {kept.state}; only one that is {current} becomes {to}.")
        reports.log(self._session, kept.id, to, by=self._reader, at=now)

    def _kept(self, report_id: int) -> KeptReport:
        kept = reports.by_id(self._session, report_id)
        if kept is None or (self._areas is not None and (kept.is_foreign or kept.area not in self._areas)):
            raise NotTheirReport(f"There is no report {report_id} in the areas of {self._reader}.")
        return kept


def _listed(kept: KeptReport) -> Listed:
    return Listed(
        id=kept.id,
        category=kept.category,
        is_urgent=kept.is_urgent,
        is_anonymous=kept.is_anonymous,
        area=kept.area,
        is_foreign=kept.is_foreign,
        state=kept.state,
        assigned_to=kept.assigned_to,
        wants_staff=kept.wants_staff_at is not None,
        created_at=kept.created_at,
    )
