"""Direct reports: what comes in, who may read it, and what nobody can find out."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.records.report_desk import NotTheirReport, ReportDesk, WrongReportState
from bot.records.reports import CODE_LETTERS, ContactReports, Intake
from bot.records.room import RecordRoom
from bot.sealing import Sealer
from bot.storage import tables
from bot.storage.repositories import conversations, reports
from bot.storage.repositories.core import core_table
from bot.storage.session import Database, Session
from dialogs.ports.reports import Progress, Received, Report, TooManyToday
from tests.contract.rows import ANNA, BEN, NOW
from tests.contract.training_rows import SEALER

T = TypeVar("T")

INTAKE = Intake(SEALER, random.Random(7).choice, ("nantong", "guangdong"), a_day=3)
ANONYMOUS = Report("产品质量安全风险", False, "一批次插座未做耐压试验就出货", "nantong", enterprise="某电器公司")
NAMED = replace(ANONYMOUS, contact="13812345678")
TODAY = NOW.replace(hour=0) - timedelta(hours=8)
"""Midnight in Beijing."""


@dataclass(frozen=True)
class Reporter:
    """Somebody in a conversation of his own."""

    database: Database
    conversation_id: int

    async def does(self, act: Callable[[ContactReports], T], *, at: datetime = NOW, sealer: Sealer = SEALER) -> T:
        """`act` in a transaction of its own."""
        intake = replace(INTAKE, sealer=sealer)
        return await self.database.write(
            lambda session: act(ContactReports(session, self.conversation_id, intake, now=at))
        )

    async def hands_in(self, report: Report, *, at: datetime = NOW) -> str:
        """The code of a report that is received."""
        received = await self.does(lambda port: port.submit(report), at=at)
        assert isinstance(received, Received)
        return received.code


@pytest.fixture
async def anna(database: Database) -> Reporter:
    made = await database.write(lambda session: conversations.get_or_create(session, ANNA, now=NOW))
    return Reporter(database, made.id)


def at_desk(act: Callable[[ReportDesk], T], areas: tuple[str, ...] | None = ("nantong",)) -> Callable[[Session], T]:
    """`act` as Wang does it, who works on the reports of these areas."""
    return lambda session: act(ReportDesk(session, SEALER, "wang", areas))


async def test_code_is_ten_letters_that_none_is_taken_for_another_and_leads_back(anna: Reporter) -> None:
    code = await anna.hands_in(ANONYMOUS)
    assert len(code) == 10
    assert not set("01OIL") & set(CODE_LETTERS)
    typed = f" {code[:5].lower()}-{code[5:]} "
    assert await anna.does(lambda port: port.progress(typed)) == Progress(code, "received", TODAY)
    assert await anna.does(lambda port: port.progress("2222222222")) is None


async def test_nothing_of_a_report_is_in_clear_and_its_code_is_not_kept(anna: Reporter, database: Database) -> None:
    code = await anna.hands_in(NAMED)
    row = await database.read(
        lambda session: repr(session.execute(select(core_table(tables.ReportRow))).mappings().one())
    )
    for words in (code, "插座", "某电器公司", "13812345678"):
        assert words not in row
        assert repr(words.encode())[2:-1] not in row


async def test_anonymous_report_refers_to_nobody_and_keeps_no_moment_of_the_day(
    anna: Reporter, database: Database
) -> None:
    await anna.hands_in(replace(ANONYMOUS, is_urgent=True))
    (listed,) = await database.read(at_desk(lambda desk: desk.listed()))
    assert (listed.is_anonymous, listed.created_at, listed.wants_staff) == (True, TODAY, True)
    kept = await database.read(lambda session: reports.by_id(session, listed.id))
    assert kept is not None
    assert (kept.conversation_id, kept.since, kept.wants_staff_at) == (None, TODAY, TODAY)
    assert await database.read(lambda session: reports.of_conversation(session, anna.conversation_id)) == []


async def test_named_report_is_known_to_be_his(anna: Reporter, database: Database) -> None:
    await anna.hands_in(NAMED)
    (kept,) = await database.read(lambda session: reports.of_conversation(session, anna.conversation_id))
    assert (kept.created_at, kept.is_anonymous) == (NOW, False)


async def test_fourth_report_of_a_day_is_not_taken_and_the_next_day_is_another(
    anna: Reporter, database: Database
) -> None:
    for report in (ANONYMOUS, NAMED, ANONYMOUS):
        await anna.hands_in(report)
    assert await anna.does(lambda port: port.submit(ANONYMOUS)) == TooManyToday()
    bens = await database.write(lambda session: conversations.get_or_create(session, BEN, now=NOW))
    await Reporter(database, bens.id).hands_in(ANONYMOUS)
    midnight = TODAY + timedelta(days=1)
    assert await anna.does(lambda port: port.submit(ANONYMOUS), at=midnight - timedelta(seconds=1)) == TooManyToday()
    await anna.hands_in(ANONYMOUS, at=midnight)


async def test_count_of_a_day_is_forgotten_when_the_day_is_over(anna: Reporter, database: Database) -> None:
    await anna.hands_in(ANONYMOUS)
    room = RecordRoom(SEALER)
    midnight = TODAY + timedelta(days=1)
    just_before = midnight - timedelta(seconds=1)
    assert await database.write(lambda session: room.delete_expired(session, now=just_before)) == 0
    assert await database.write(lambda session: room.delete_expired(session, now=midnight)) == 1


async def test_report_goes_its_way_and_its_reporter_reads_the_feedback(anna: Reporter, database: Database) -> None:
    code = await anna.hands_in(replace(NAMED, is_urgent=True))
    (listed,) = await database.read(at_desk(lambda desk: desk.listed()))
    later = NOW + timedelta(hours=1)
    await database.write(at_desk(lambda desk: desk.assign(listed.id, "li", now=later)))
    (listed,) = await database.read(at_desk(lambda desk: desk.listed()))
    assert (listed.state, listed.assigned_to, listed.wants_staff) == ("assigned", "li", False)
    await database.write(at_desk(lambda desk: desk.give_feedback(listed.id, "已到现场核查。", now=later)))
    assert await anna.does(lambda port: port.progress(code)) == Progress(code, "feedback", later, "已到现场核查。")
    await database.write(at_desk(lambda desk: desk.close(listed.id, now=later)))
    progress = await anna.does(lambda port: port.progress(code))
    assert progress == Progress(code, "closed", later, "已到现场核查。")


async def test_step_that_does_not_lead_from_where_a_report_is_changes_nothing(
    anna: Reporter, database: Database
) -> None:
    await anna.hands_in(NAMED)
    (before,) = await database.read(at_desk(lambda desk: desk.listed()))
    for step in (
        lambda desk: desk.close(before.id, now=NOW),
        lambda desk: desk.give_feedback(before.id, "…", now=NOW),
    ):
        with pytest.raises(WrongReportState, match="is received"):
            await database.write(at_desk(step))
    assert await database.read(at_desk(lambda desk: desk.listed())) == (before,)
    assert await database.read(at_desk(lambda desk: desk.log(before.id))) == ()


async def test_report_is_taken_back_until_somebody_works_on_it(anna: Reporter, database: Database) -> None:
    first, second = await anna.hands_in(ANONYMOUS), await anna.hands_in(ANONYMOUS)
    newest, oldest = await database.read(at_desk(lambda desk: desk.listed()))
    await database.write(at_desk(lambda desk: desk.assign(newest.id, "li", now=NOW)))
    assert not await anna.does(lambda port: port.withdraw(second))
    assert await anna.does(lambda port: port.withdraw(first), at=NOW + timedelta(hours=1))
    assert not await anna.does(lambda port: port.withdraw(first))
    assert not await anna.does(lambda port: port.withdraw("2222222222"))
    assert await anna.does(lambda port: port.progress(first)) == Progress(first, "withdrawn", TODAY)
    assert await database.read(at_desk(lambda desk: desk.log(oldest.id))) == (reports.LogEntry("withdrawn", "", TODAY),)


async def test_every_reading_leaves_a_line(anna: Reporter, database: Database) -> None:
    await anna.hands_in(NAMED)
    (listed,) = await database.read(at_desk(lambda desk: desk.listed()))
    for hours in (1, 2):
        at = NOW + timedelta(hours=hours)
        assert await database.write(at_desk(lambda desk: desk.read(listed.id, now=at))) == NAMED  # noqa: B023
    log = await database.read(at_desk(lambda desk: desk.log(listed.id)))
    assert log == tuple(reports.LogEntry("read", "wang", NOW + timedelta(hours=hours)) for hours in (1, 2))


async def test_reader_of_another_area_finds_nothing_and_leaves_no_line(anna: Reporter, database: Database) -> None:
    await anna.hands_in(NAMED)
    (listed,) = await database.read(at_desk(lambda desk: desk.listed()))
    assert await database.read(at_desk(lambda desk: desk.listed(), ("guangdong",))) == ()
    with pytest.raises(NotTheirReport, match="wang"):
        await database.write(at_desk(lambda desk: desk.read(listed.id, now=NOW), ("guangdong",)))
    assert await database.read(at_desk(lambda desk: desk.log(listed.id))) == ()


async def test_report_from_elsewhere_is_kept_and_marked_for_those_who_see_all(
    anna: Reporter, database: Database
) -> None:
    await anna.hands_in(replace(NAMED, area="浙江省杭州市"))
    assert await database.read(at_desk(lambda desk: desk.listed())) == ()
    (listed,) = await database.read(at_desk(lambda desk: desk.listed(), None))
    assert (listed.area, listed.is_foreign) == ("", True)
    report = await database.write(at_desk(lambda desk: desk.read(listed.id, now=NOW), None))
    assert report.area == "浙江省杭州市"


async def test_code_leads_back_after_the_data_key_was_changed(anna: Reporter) -> None:
    code = await anna.hands_in(ANONYMOUS)
    rotated = Sealer(bytes(range(32)), [bytes(32)])
    assert await anna.does(lambda port: port.progress(code), sealer=rotated) is not None
    assert await anna.does(lambda port: port.progress(code), sealer=Sealer(bytes(range(32)))) is None
