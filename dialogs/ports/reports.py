"""Direct reports of quality risks (质量安全直报): an intake, sealed, read by its own role only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

ReportState = Literal["received", "assigned", "feedback", "closed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported, in the reporter's words. `contact` is empty for an anonymous one."""

    category: str
    is_urgent: bool
    text: str
    area: str
    """A jurisdiction of ours, or the place as he said it."""
    enterprise: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """The report is kept; `code` is shown once and is the only way back to an anonymous one."""

    code: str


@dataclass(frozen=True, slots=True)
class TooManyToday:
    """He has handed in as many as a day allows."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a report stands; `feedback` is what staff wrote for the reporter."""

    code: str
    state: ReportState
    since: datetime
    feedback: str = ""


class Reports(Protocol):
    """The intake of direct reports."""

    def submit(self, report: Report) -> Received | TooManyToday:
        """Seal and keep. An anonymous one keeps no trace of who sent it but a salted token that counts per day."""

    def progress(self, code: str) -> Progress | None:
        """Where the report with this code stands; None for an unknown code."""

    def withdraw(self, code: str) -> bool:
        """Take it back; False once somebody works on it, and for an unknown code."""
