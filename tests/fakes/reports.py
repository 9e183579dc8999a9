"""The intake of direct reports, in memory."""

from datetime import UTC, datetime

from dialogs.ports.reports import Progress, Received, Report, ReportState, TooManyToday

SINCE = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
"""Half past midnight in Beijing."""


class ReportsInMemory:
    """What was handed in, by code; three a day, and the day does not end."""

    def __init__(self) -> None:
        self.kept: dict[str, Report] = {}
        self.states: dict[str, ReportState] = {}
        self.feedback = ""

    def submit(self, report: Report) -> Received | TooManyToday:
        if len(self.kept) == 3:
            return TooManyToday()
        code = f"K7MQ2XWPR{len(self.kept) + 2}"
        self.kept[code], self.states[code] = report, "received"
        return Received(code)

    def progress(self, code: str) -> Progress | None:
        state = self.states.get(code)
        return Progress(code, state, SINCE, self.feedback) if state else None

    def withdraw(self, code: str) -> bool:
        if self.states.get(code) != "received":
            return False
        self.states[code] = "withdrawn"
        return True
