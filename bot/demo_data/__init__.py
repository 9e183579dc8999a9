"""Fictional records for the demo: lists taken in as a regulator's would be, sign-ups and reports as contacts make them.

Their days are those of 20 November 2026 and are moved to the day of the demo.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from bot.clock import BEIJING
from bot.demo_data.reporting import hand_in_reports
from bot.importing.columns import ReadRow
from bot.importing.enterprises import ENTERPRISES
from bot.importing.filings import FILINGS
from bot.importing.running import read_file
from bot.importing.trainings import TRAININGS
from bot.service import Service
from bot.storage.repositories import bindings, conversations, enterprises, trainings
from bot.storage.session import Session
from dialogs.messages import ConversationKey
from dialogs.ports.filings import FILING_STATE_WORDS
from dialogs.ports.trainings import Attendee

_FOLDER = Path(__file__).parent
_AS_OF = date(2026, 11, 20)
_DAYS = ("since", "starts_on", "ends_on", "deadline")
_STATES = {said: state for state, said in FILING_STATE_WORDS.items()}
_OTHERS = "demo-others"
_BOUND_TO = "91440606MA0000058M"


async def load_demo_data(service: Service, contact: ConversationKey) -> None:
    """Fill a database that has no enterprises yet; `contact` may act for one of them."""
    is_filled = await service.database.read(lambda session: enterprises.by_uscc(session, _BOUND_TO) is not None)
    if is_filled:
        return
    for kind in (ENTERPRISES, FILINGS, TRAININGS):
        rows = read_file(kind, _FOLDER / f"{kind.name}.csv")
        for taken_in in (*(_as_they_were(rows) if kind is FILINGS else ()), rows):
            await service.importer.import_rows(kind, [_moved(row, service) for row in taken_in])
    await service.database.write(lambda session: _sign_up_all(session, service))
    reports, others = _FOLDER / "reports.csv", ConversationKey("wechat", "demo", _OTHERS)
    later = _since_then(service)
    await service.database.write(lambda session: hand_in_reports(session, service, reports, others, later))
    await service.database.write(lambda session: _bind(session, service, contact))


def _as_they_were(rows: Sequence[ReadRow]) -> Iterator[list[ReadRow]]:
    """The list of filings as it stood before each was moved on: all first states, all second ones, and so on."""
    by_number = {row.values["number"]: row for row in rows}
    earlier: dict[str, list[ReadRow]] = {}
    with (_FOLDER / "filing_histories.csv").open(encoding="utf-8", newline="") as file:
        for number, state, since, note in list(csv.reader(file))[1:]:
            row = by_number[number]
            then: dict[str, Any] = {"state": _STATES[state], "since": date.fromisoformat(since), "note": note}
            earlier.setdefault(number, []).append(replace(row, values={**row.values, **then}))
    for states in zip_longest(*earlier.values()):
        yield [row for row in states if row is not None]


def _moved(row: ReadRow, service: Service) -> ReadRow:
    later = _since_then(service)
    values: Mapping[str, Any] = {name: value + later if name in _DAYS else value for name, value in row.values.items()}
    return replace(row, values=values)


def _since_then(service: Service) -> timedelta:
    return service.clock.now().astimezone(BEIJING).date() - _AS_OF


def _sign_up_all(session: Session, service: Service) -> None:
    """Everybody who had a place, in one conversation that nobody reads, two months before the sessions."""
    earlier = service.clock.now() - timedelta(days=60)
    others = conversations.get_or_create(session, ConversationKey("wechat", "demo", _OTHERS), now=earlier)
    port = service.records.of(session, others, now=earlier).trainings
    with (_FOLDER / "sign_ups.csv").open(encoding="utf-8", newline="") as file:
        for code, name, phone, uscc in list(csv.reader(file))[1:]:
            training = trainings.by_codes(session, [code]).get(code)
            registered = enterprises.by_uscc(session, uscc)
            if training is not None and registered is not None:
                port.sign_up(training.id, Attendee(name, phone, registered.id), accepts_waiting=True)


def _bind(session: Session, service: Service, contact: ConversationKey) -> None:
    now = service.clock.now()
    conversation = conversations.get_or_create(session, contact, now=now)
    registered = enterprises.by_uscc(session, _BOUND_TO)
    if registered is not None:
        bindings.bind(session, conversation.id, registered.id, how="staff", by="demo", now=now)
