"""What is in the records before a script begins."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.records.filing_moves import FilingMoves, Move
from bot.records.notice_board import NoticeBoard
from bot.records.proof import last_four_hash
from bot.records.room import RecordRoom
from bot.records.seats import Line
from bot.records.trainings import ContactTrainings
from bot.sealing import Sealer
from bot.storage.repositories import bindings, conversations, enterprises, filings, trainings
from bot.storage.repositories.core import core_table
from bot.storage.repositories.enterprises import EnterpriseRecord
from bot.storage.session import Session
from bot.storage.tables import OneTimeCodeRow
from dialogs.messages import ConversationKey
from dialogs.ports.trainings import Attendee
from tests.contract.training_rows import HELD_FOR, TRAINING

PHONE = "12000000001"


def training(session: Session, sealer: Sealer, given: dict[str, Any], *, now: datetime) -> None:
    """A session on 20 and 21 December with two seats and a short line, and those who have signed up already."""
    others = given.pop("others", 0)
    ordinary = TRAINING | {"starts_on": date(2026, 12, 20), "ends_on": date(2026, 12, 21)}
    training_id = trainings.insert_training(session, ordinary | given, now=now)
    somebody = conversations.get_or_create(session, ConversationKey("wechat", "test", "oOthers"), now=now)
    port = ContactTrainings(session, somebody.id, Line(sealer, NoticeBoard(sealer), HELD_FOR), now=now)
    for number in range(others):
        port.sign_up(training_id, Attendee(f"旁人{number}", f"139{number:08}", None), accepts_waiting=True)


def enterprise(
    session: Session, sealer: Sealer, given: dict[str, Any], *, contact: ConversationKey, now: datetime
) -> None:
    """A registered enterprise whose phone ends in 0001, its filings, and whether the contact acts for it."""
    uscc, filed = given["uscc"], given.get("filings", ())
    record = EnterpriseRecord(
        uscc,
        given["name"],
        given["jurisdiction"],
        contact_phone=sealer.seal(PHONE.encode()),
        last_four_hash=last_four_hash(sealer, uscc, PHONE),
    )
    enterprise_id = enterprises.insert_enterprise(session, record, now=now)
    assert enterprise_id is not None
    moves = FilingMoves(session, sealer)
    for filing in filed:
        filings.open_filing(
            session,
            number=filing["number"],
            record_type=filing.get("record_type", "备案"),
            enterprise_id=enterprise_id,
            authority=filing.get("authority", "佛山市市场监督管理局"),
            cqo_name=sealer.seal("于书航".encode()),
            supersedes_id=None,
            now=now,
        )
        note = filing.get("note", "")
        for move in filing.get("moves", ()):
            getattr(moves, move)(filing["number"], Move("mei", now, note=note, is_visible=bool(note)))
    if given.get("bound"):
        conversation = conversations.get_or_create(session, contact, now=now)
        bindings.bind(session, conversation.id, enterprise_id, how="staff", by="mei", now=now)


def give_up(session: Session, *, room: RecordRoom, user: str, now: datetime) -> None:
    """Another contact gives his first place up."""
    somebody = conversations.get_or_create(session, ConversationKey("wechat", "test", user), now=now)
    records = room.of(session, somebody, now=now)
    records.trainings.cancel(records.trainings.mine()[0].number)


def last_sent(session: Session, *, sealer: Sealer) -> str:
    """The digits of the one-time code that was sent last; empty where none waits."""
    code = core_table(OneTimeCodeRow)
    letter = session.scalar(select(code.c.letter).where(code.c.letter.is_not(None)).order_by(code.c.id.desc()).limit(1))
    return str(json.loads(sealer.open(letter))["code"]) if letter else ""
