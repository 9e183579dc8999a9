"""Fictional direct reports, handed in and worked on as reporters and staff would have done it."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.clock import BEIJING
from bot.records.report_desk import ReportDesk
from bot.service import Service
from bot.storage.repositories import conversations, enterprises
from bot.storage.session import Session
from dialogs.messages import ConversationKey
from dialogs.ports.reports import Report

_STATES = ("待分派", "已分派", "已有反馈", "已办结")
_STAFF = "demo"


def hand_in_reports(session: Session, service: Service, file: Path, by: ConversationKey, moved_by: timedelta) -> None:
    """Hand in every report of `file`, its day `moved_by` days later, for enterprises that are registered."""
    with file.open(encoding="utf-8", newline="") as opened:
        for day, uscc, contact, category, urgent, state, text, feedback in list(csv.reader(opened))[1:]:
            registered = enterprises.by_uscc(session, uscc)
            if registered is None:
                continue
            at = datetime.combine(date.fromisoformat(day) + moved_by, time(), BEIJING)
            reporter = conversations.get_or_create(session, by, now=at)
            report = Report(category, urgent == "是", text, registered.jurisdiction, registered.name, contact)
            service.records.of(session, reporter, now=at).reports.submit(report)
            _work_on(session, service, state, feedback, at)


def _work_on(session: Session, service: Service, state: str, feedback: str, at: datetime) -> None:
    desk = ReportDesk(session, service.records.sealer, _STAFF, areas=None)
    newest = max(one.id for one in desk.listed())
    for reached in _STATES[1 : _STATES.index(state) + 1]:
        match reached:
            case "已分派":
                desk.assign(newest, _STAFF, now=at)
            case "已有反馈":
                desk.give_feedback(newest, feedback, now=at)
            case _:
                desk.close(newest, now=at)
