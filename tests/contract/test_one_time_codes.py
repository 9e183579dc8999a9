"""One-time codes: who gets one, which counts and what locks, on SQLite and on PostgreSQL alike."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from bot.records.proof import last_four_hash
from bot.records.room import RecordRoom, Terms
from bot.sealing import Sealer
from bot.storage.repositories import conversations, enterprises, filings, one_time_codes
from bot.storage.repositories.core import core_table
from bot.storage.repositories.enterprises import EnterpriseRecord
from bot.storage.session import Database, Session
from bot.storage.tables import OneTimeCodeRow
from dialogs.messages import ConversationKey
from dialogs.ports.enterprises import CodeSent, Enterprise, Locked, WrongCode
from dialogs.ports.filings import FilingsShown, NothingToShow
from dialogs.ports.records import Records
from tests.contract.rows import ANNA, BEN, NOW

T = TypeVar("T")
SEALER = Sealer(bytes(32))
ROOM = RecordRoom(SEALER, Terms(sends_codes=True, filing_proof="code"))
USCC, LANDLINE, UNKNOWN = "91440604MA0000015B", "91440604MA00000236", "91440605MA00000587"
PHONE = "13800010001"
FRESH, STALE = CodeSent(is_fresh=True), CodeSent(is_fresh=False)


@pytest.fixture
async def registered(database: Database) -> Database:
    """An enterprise with a mobile and a filing, and one with a landline."""

    def work(session: Session) -> None:
        for uscc, phone in ((USCC, PHONE), (LANDLINE, "0757-12345678")):
            record = EnterpriseRecord(
                uscc,
                "佛山甲虚构陶瓷有限公司",
                "guangdong",
                contact_phone=SEALER.seal(phone.encode()),
                last_four_hash=last_four_hash(SEALER, uscc, phone),
            )
            enterprise_id = enterprises.insert_enterprise(session, record, now=NOW)
            assert enterprise_id is not None
            filings.open_filing(
                session,
                number=f"GD-{uscc[-4:]}",
                record_type="备案",
                enterprise_id=enterprise_id,
                authority="佛山市市场监督管理局",
                cqo_name=SEALER.seal("于书航".encode()),
                supersedes_id=None,
                now=NOW,
            )

    await database.write(work)
    return database


async def ask(
    database: Database, work: Callable[[Records], T], *, by: ConversationKey = ANNA, after: timedelta = timedelta()
) -> T:
    def run(session: Session) -> T:
        conversation = conversations.get_or_create(session, by, now=NOW)
        return work(ROOM.of(session, conversation, now=NOW + after))

    return await database.write(run)


def sending(uscc: str = USCC) -> Callable[[Records], CodeSent | Locked]:
    return lambda records: records.enterprises.send_code(uscc)


def binding(code: str, uscc: str = USCC) -> Callable[[Records], Enterprise | WrongCode | Locked]:
    return lambda records: records.enterprises.bind_by_code(uscc, code)


async def letters(database: Database, after: timedelta = timedelta()) -> list[dict[str, Any]]:
    """What waits to be sent, oldest first."""
    unsent = await database.read(lambda session: one_time_codes.unsent(session, now=NOW + after, limit=9))
    return [json.loads(SEALER.open(one.letter)) for one in unsent]


async def test_who_reads_the_code_on_the_registered_phone_is_bound_at_once(registered: Database) -> None:
    assert await ask(registered, sending()) == FRESH
    (letter,) = await letters(registered)
    assert letter == {"phone": PHONE, "code": letter["code"], "purpose": "binding", "minutes": 10}
    bound = await ask(registered, binding(letter["code"]))
    assert isinstance(bound, Enterprise)
    assert await ask(registered, lambda records: records.enterprises.bound()) == (bound,)
    assert await ask(registered, lambda records: records.enterprises.bound(), by=BEN) == ()
    assert await letters(registered) == [], "a code that was used is not sent any more"


async def test_code_is_good_once_and_for_ten_minutes(registered: Database) -> None:
    await ask(registered, sending())
    (letter,) = await letters(registered)
    assert await ask(registered, binding(letter["code"]), after=timedelta(minutes=10)) == WrongCode()
    assert isinstance(await ask(registered, binding(letter["code"]), after=timedelta(minutes=9)), Enterprise)
    assert await ask(registered, binding(letter["code"]), after=timedelta(minutes=9)) == WrongCode()


async def test_only_the_latest_code_counts_and_one_within_a_minute_is_the_same(registered: Database) -> None:
    await ask(registered, sending())
    assert await ask(registered, sending(), after=timedelta(seconds=59)) == STALE
    assert await ask(registered, sending(), after=timedelta(seconds=60)) == FRESH
    first, second = await letters(registered, timedelta(seconds=60))
    if first["code"] != second["code"]:
        assert await ask(registered, binding(first["code"]), after=timedelta(minutes=2)) == WrongCode()
    assert isinstance(await ask(registered, binding(second["code"]), after=timedelta(minutes=2)), Enterprise)


@pytest.mark.parametrize("other", [ANNA, BEN])
async def test_an_enterprise_gets_three_a_day_whoever_asks(registered: Database, other: ConversationKey) -> None:
    for minutes in (0, 2, 4):
        assert await ask(registered, sending(), after=timedelta(minutes=minutes)) == FRESH
    day = timedelta(days=1)
    assert await ask(registered, sending(), by=other, after=timedelta(minutes=6)) == Locked(NOW + day)
    assert await ask(registered, sending(), by=other, after=day) == FRESH


async def test_a_contact_gets_three_a_day_for_whatever_enterprise(registered: Database) -> None:
    for minutes, uscc in ((0, USCC), (2, LANDLINE), (4, UNKNOWN)):
        assert await ask(registered, sending(uscc), after=timedelta(minutes=minutes)) == FRESH
    assert isinstance(await ask(registered, sending(), after=timedelta(minutes=6)), Locked)


@pytest.mark.parametrize("uscc", [UNKNOWN, LANDLINE])
async def test_where_no_message_can_be_sent_everything_reads_the_same(registered: Database, uscc: str) -> None:
    assert await ask(registered, sending(uscc)) == FRESH
    assert await ask(registered, sending(uscc)) == STALE
    assert await letters(registered) == []
    assert await ask(registered, binding("000000", uscc)) == WrongCode()


async def test_code_is_the_contacts_own_and_for_its_own_purpose(registered: Database) -> None:
    await ask(registered, sending())
    (letter,) = await letters(registered)
    assert await ask(registered, binding(letter["code"]), by=BEN) == WrongCode()
    look_up = await ask(registered, lambda records: records.filings.look_up(USCC, letter["code"]))
    assert look_up == NothingToShow()


async def test_filing_is_shown_for_its_code_whether_named_by_number_or_by_enterprise(registered: Database) -> None:
    assert await ask(registered, lambda records: records.filings.proof()) == "code"
    await ask(registered, lambda records: records.filings.send_code("GD-015B"))
    (letter,) = await letters(registered)
    assert letter["purpose"] == "lookup"
    shown = await ask(registered, lambda records: records.filings.look_up(USCC, letter["code"]))
    assert isinstance(shown, FilingsShown)
    assert await ask(registered, lambda records: records.enterprises.bound()) == (), "a view is no binding"


async def test_five_wrong_tries_of_either_kind_lock_both_and_the_sending(registered: Database) -> None:
    for wrong in range(3):
        assert await ask(registered, binding(f"{wrong:06}")) == WrongCode()
    for wrong in range(2):
        looked_up = await ask(registered, lambda records, code=f"{wrong:06}": records.filings.look_up(USCC, code))
        assert looked_up == NothingToShow()
    until = Locked(NOW + timedelta(hours=1))
    assert await ask(registered, binding("000009")) == until
    assert await ask(registered, lambda records: records.filings.look_up(USCC, "000009")) == until
    assert await ask(registered, sending(), by=BEN) == until
    assert await ask(registered, sending(), after=timedelta(hours=1)) == FRESH


async def test_a_right_code_forgives_the_contacts_wrong_ones(registered: Database) -> None:
    for wrong in range(3):
        await ask(registered, binding(f"{wrong:06}", LANDLINE))
    await ask(registered, sending())
    (letter,) = await letters(registered)
    await ask(registered, binding(letter["code"]))
    for wrong in range(4):
        assert await ask(registered, binding(f"{wrong:06}", UNKNOWN)) == WrongCode()


async def test_one_of_many_senders_gets_a_message(registered: Database) -> None:
    await ask(registered, sending())
    (unsent,) = await registered.read(lambda session: one_time_codes.unsent(session, now=NOW, limit=9))
    claims = [registered.write(lambda session: one_time_codes.claim(session, unsent, now=NOW)) for _ in range(8)]
    assert sum(await asyncio.gather(*claims)) == 1
    assert await letters(registered) == []
    assert len(await letters(registered, one_time_codes.RETRY_AFTER)) == 1


async def test_message_whose_code_is_no_longer_good_is_not_sent(registered: Database) -> None:
    await ask(registered, sending())
    assert await letters(registered, timedelta(minutes=10)) == []


async def test_nothing_readable_is_kept(registered: Database) -> None:
    await ask(registered, sending())
    (letter,) = await letters(registered)
    rows = await registered.read(lambda session: session.execute(select(core_table(OneTimeCodeRow))).all())
    kept = str(rows)
    assert all(readable not in kept for readable in (letter["code"], PHONE, USCC))


async def test_codes_go_when_they_count_no_more(registered: Database) -> None:
    await ask(registered, sending())
    for days, gone in ((1, 0), (3, 1)):
        later = NOW + timedelta(days=days)
        assert await registered.write(lambda session, later=later: ROOM.delete_expired(session, now=later)) == gone
