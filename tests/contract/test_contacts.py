"""What is kept of a contact, on SQLite and on PostgreSQL alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from bot.opening_hours import read_hours
from bot.records.enterprises import UnknownRequest, approve_binding
from bot.records.holders import HOLDERS
from bot.records.notice_board import NoticeBoard
from bot.records.room import RecordRoom, Terms
from bot.sealing import Sealer
from bot.storage import tables
from bot.storage.repositories import conversations, desk, enterprises, feedback, trainings, wishes
from bot.storage.repositories.core import core_table
from bot.storage.session import Database, Session
from dialogs.messages import ConversationKey
from dialogs.ports.contact import SelfCheck
from dialogs.ports.enterprises import AwaitsStaff
from dialogs.ports.records import Records
from dialogs.ports.trainings import Attendee
from tests.contract.rows import ANNA, BEN, NOW, judging, starting, taking_a_turn
from tests.contract.training_rows import TRAINING

T = TypeVar("T")
ROOM = RecordRoom(Sealer(bytes(32)), Terms(operator="演示单位", hours=read_hours("工作日 9:00-17:30")))
BOARD = NoticeBoard(Sealer(bytes(32)))
CHECK = SelfCheck("nantong", "not_met", {"years": "2年", "degree": "本科"}, "r1", ("nantong-measures.a5",), "d1")


async def with_records(
    database: Database, key: ConversationKey, work: Callable[[Records], T], *, later: timedelta = timedelta()
) -> T:
    """What `work` gives over the records of one contact, committed."""

    def run(session: Session) -> T:
        conversation = conversations.get_or_create(session, key, now=NOW)
        return work(ROOM.of(session, conversation, now=NOW + later))

    return await database.write(run)


async def test_consent_is_to_one_purpose_and_version_of_one_contact(database: Database) -> None:
    await with_records(database, ANNA, lambda records: records.consents.give("sign_up", 2))
    await with_records(database, ANNA, lambda records: records.consents.give("sign_up", 2))
    assert await with_records(database, ANNA, lambda records: records.consents.has("sign_up", 2))
    assert not await with_records(database, ANNA, lambda records: records.consents.has("sign_up", 3))
    assert not await with_records(database, ANNA, lambda records: records.consents.has("report", 2))
    assert not await with_records(database, BEN, lambda records: records.consents.has("sign_up", 2))


async def test_notices_are_off_until_chosen_and_off_takes_the_consent_back(database: Database) -> None:
    assert not await with_records(database, ANNA, lambda records: records.notices.are_on())
    await with_records(database, ANNA, lambda records: records.consents.give("notices", 1))
    await with_records(database, ANNA, lambda records: records.notices.turn(on=True))
    assert await with_records(database, ANNA, lambda records: records.notices.are_on())
    await with_records(database, ANNA, lambda records: records.notices.turn(on=False))
    assert not await with_records(database, ANNA, lambda records: records.notices.are_on())
    assert not await with_records(database, ANNA, lambda records: records.consents.has("notices", 1))


async def test_off_ends_the_promise_to_tell_of_the_next_session(database: Database) -> None:
    await with_records(database, ANNA, lambda records: records.trainings.tell_when_open("nantong"))
    await with_records(database, BEN, lambda records: records.trainings.tell_when_open("nantong"))
    await with_records(database, ANNA, lambda records: records.notices.turn(on=False))
    waiting = await database.write(lambda session: wishes.take(session, ("nantong",)))
    assert waiting == [(await database.write(starting(BEN))).id]


async def test_notices_are_off_for_one_who_left_the_account(database: Database) -> None:
    await with_records(database, ANNA, lambda records: records.notices.turn(on=True))

    def leave(session: Session) -> None:
        conversation = conversations.get_or_create(session, ANNA, now=NOW)
        conversations.save(session, replace(conversation, is_following=False), now=NOW)

    await database.write(leave)
    assert not await with_records(database, ANNA, lambda records: records.notices.are_on())


async def test_latest_self_check_comes_back_as_it_was_and_is_put_before_staff_once(database: Database) -> None:
    assert await with_records(database, ANNA, lambda records: records.verdicts.request_review()) is None
    await with_records(database, ANNA, lambda records: records.verdicts.keep(replace(CHECK, verdict="barred")))
    number = await with_records(database, ANNA, lambda records: records.verdicts.keep(CHECK))
    assert await with_records(database, ANNA, lambda records: records.verdicts.latest()) == CHECK
    assert await with_records(database, BEN, lambda records: records.verdicts.latest()) is None
    for _ in range(2):
        assert await with_records(database, ANNA, lambda records: records.verdicts.request_review()) == number


async def test_facts_of_a_self_check_are_sealed(database: Database) -> None:
    await with_records(database, ANNA, lambda records: records.verdicts.keep(CHECK))
    content = await database.read(lambda session: session.scalar(select(core_table(tables.SelfCheckRow).c.content)))
    assert content is not None
    assert "本科".encode() not in content


class TestDesk:
    async def test_waiting_are_counted_before_the_contact_and_his_place_is_kept(self, database: Database) -> None:
        await with_records(database, ANNA, lambda records: records.people.leave_message("先来的"))
        await with_records(database, BEN, lambda records: records.people.leave_message("后来的"))
        await with_records(database, ANNA, lambda records: records.people.leave_message("再说一句"))
        assert (await with_records(database, ANNA, lambda records: records.people.desk())).waiting == 0
        assert (await with_records(database, BEN, lambda records: records.people.desk())).waiting == 1

    async def test_words_are_masked_and_the_latest_count(self, database: Database) -> None:
        await with_records(database, ANNA, lambda records: records.people.leave_message("第一句"))
        await with_records(database, ANNA, lambda records: records.people.leave_message("打 13800138000"))

        def words(session: Session) -> str:
            conversation = conversations.get_or_create(session, ANNA, now=NOW)
            entry = desk.open_entry(session, conversation.id)
            assert entry is not None
            return Sealer(bytes(32)).open(entry.words).decode()

        assert await database.write(words) == "打 138*****000"

    async def test_one_member_of_staff_takes_a_contact_and_the_end_frees_him(self, database: Database) -> None:
        await with_records(database, ANNA, lambda records: records.people.leave_message(""))

        def take(by: str) -> Callable[[Session], bool]:
            def work(session: Session) -> bool:
                conversation = conversations.get_or_create(session, ANNA, now=NOW)
                return desk.take(session, conversation.id, by=by, now=NOW)

            return work

        assert [await database.write(take(by)) for by in ("mei", "li")] == [True, False]
        await with_records(database, ANNA, lambda records: records.people.end())
        await with_records(database, ANNA, lambda records: records.people.leave_message("又有事"))
        assert await database.write(take("li"))


class TestErasing:
    async def test_erased_contact_leaves_nothing_that_need_not_be_kept(self, database: Database) -> None:
        await with_records(database, ANNA, lambda records: records.verdicts.keep(CHECK))
        await with_records(database, ANNA, lambda records: records.consents.give("sign_up", 1))
        await with_records(database, BEN, lambda records: records.verdicts.keep(CHECK))
        held = await with_records(database, ANNA, lambda records: records.my_data.held())
        assert [(one.what, one.number) for one in held] == [("同意记录", 1), ("任职条件自测", 1)]
        exported = await with_records(database, ANNA, lambda records: records.my_data.export())
        assert "任职条件自测：编号" in exported
        assert "2年；本科" in exported
        erasure = await with_records(database, ANNA, lambda records: records.my_data.erase())
        assert await with_records(database, ANNA, lambda records: records.my_data.held()) == ()
        again = await with_records(database, ANNA, lambda records: records.my_data.erase(), later=timedelta(minutes=5))
        assert again.receipt == erasure.receipt
        later = await with_records(database, ANNA, lambda records: records.my_data.erase(), later=timedelta(days=1))
        assert later.receipt != erasure.receipt
        assert len(await with_records(database, BEN, lambda records: records.my_data.held())) == 1

    async def test_verdicts_on_answers_go_with_the_turns_they_judge(self, database: Database) -> None:
        for key in (ANNA, BEN):
            turn = await database.write(taking_a_turn(f"turn of {key.user}", key))
            await database.write(judging(turn, "missed", at=NOW))
        held = await with_records(database, ANNA, lambda records: records.my_data.held())
        assert [(one.what, one.number) for one in held] == [("答案评价", 1)]
        assert "答案评价：没答对" in await with_records(database, ANNA, lambda records: records.my_data.export())
        await with_records(database, ANNA, lambda records: records.my_data.erase())
        assert len(await database.read(lambda session: feedback.newest(session, "missed", limit=9))) == 1

    async def test_request_to_be_bound_ends_with_the_contact_who_made_it(self, database: Database) -> None:
        uscc = "91440604MA0000015B"
        kiln = enterprises.EnterpriseRecord(uscc, "云陶建筑陶瓷有限公司", "guangdong")
        await database.write(lambda session: enterprises.insert_enterprise(session, kiln, now=NOW))
        asked = await with_records(database, ANNA, lambda records: records.enterprises.request_binding(uscc))
        assert isinstance(asked, AwaitsStaff)
        erasure = await with_records(database, ANNA, lambda records: records.my_data.erase())
        assert erasure.kept == ("企业绑定申请的受理记录",)
        with pytest.raises(UnknownRequest):
            await database.write(lambda session: approve_binding(session, BOARD, asked.number, by="mei", now=NOW))

    async def test_what_stays_without_his_name_is_told_with_its_reason(self, database: Database) -> None:
        def sign_up(session: Session) -> None:
            training_id = trainings.insert_training(session, TRAINING, now=NOW)
            records = ROOM.of(session, conversations.get_or_create(session, ANNA, now=NOW), now=NOW)
            anna = Attendee("张三", "13800138000", None, post="质量部长", is_appointed=True, is_in_pool=False)
            records.trainings.sign_up(training_id, anna, accepts_waiting=False)
            records.filings.look_up("GD-1", "0000")

        await database.write(sign_up)
        exported = await with_records(database, ANNA, lambda records: records.my_data.export())
        assert "，张三，13800138000，质量部长，已任命，未入人才库，已报上" in exported
        assert "备案查询记录：未查到可显示的记录" in exported
        erasure = await with_records(database, ANNA, lambda records: records.my_data.erase())
        assert [kept.partition("，")[0] for kept in erasure.kept] == ["培训报名名册", "备案查询的次数和时间"]
        assert "姓名和手机号加密保存" in erasure.kept[0]
        assert await with_records(database, ANNA, lambda records: records.trainings.mine()) == ()


def test_every_table_that_refers_to_a_contact_has_a_holder() -> None:
    referring = {
        table.name
        for table in tables.Table.metadata.tables.values()
        if {key.column.table.name for key in table.foreign_keys} & {"conversation", "turn"}
    }
    assert {holder.table.name for holder in HOLDERS} == referring


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.table.name)
async def test_every_holder_reads_and_erases_its_table(database: Database, holder: object) -> None:
    own = next(one for one in HOLDERS if one is holder)

    def work(session: Session) -> int:
        conversation = conversations.get_or_create(session, ANNA, now=NOW)
        assert own.held(session, conversation.id) is None
        assert own.exported(session, conversation.id, Sealer(bytes(32))) == []
        own.erase(session, conversation.id)
        return session.scalar(select(func.count()).select_from(own.table)) or 0

    assert await database.write(work) == 0


class TestExpiry:
    async def test_what_is_past_its_period_goes_and_the_rest_stays(self, database: Database) -> None:
        await with_records(database, ANNA, lambda records: records.verdicts.keep(CHECK))
        await with_records(database, ANNA, lambda records: records.verdicts.keep(CHECK), later=timedelta(days=100))
        await with_records(database, ANNA, lambda records: records.filings.look_up("GD-1", "0000"))
        later = NOW + timedelta(days=200)
        gone = await database.write(lambda session: ROOM.delete_expired(session, now=later))
        held = await with_records(database, ANNA, lambda records: records.my_data.held())
        assert gone == 4, "a self-check, a lookup, and the tries of its contact and of its number"
        assert [(one.what, one.number) for one in held] == [("任职条件自测", 1)]
        assert await database.write(lambda session: ROOM.delete_expired(session, now=later)) == 0

    async def test_bar_goes_with_the_day_unless_a_person_was_asked_to_look_again(self, database: Database) -> None:
        barred = replace(CHECK, verdict="barred")
        for key in (ANNA, BEN):
            await with_records(database, key, lambda records: records.verdicts.keep(barred))
        await with_records(database, ANNA, lambda records: records.verdicts.keep(CHECK), later=timedelta(minutes=-1))
        await with_records(database, BEN, lambda records: records.verdicts.request_review())
        a_day = NOW + timedelta(hours=24)
        assert await database.write(lambda session: ROOM.delete_expired(session, now=a_day)) == 0
        later = a_day + timedelta(seconds=1)
        assert await database.write(lambda session: ROOM.delete_expired(session, now=later)) == 1
        assert await with_records(database, ANNA, lambda records: records.verdicts.latest()) == CHECK
        assert await with_records(database, BEN, lambda records: records.verdicts.latest()) == barred

    async def test_turns_of_one_who_left_go_before_those_of_others(self, database: Database) -> None:
        for key in (ANNA, BEN):
            await database.write(taking_a_turn(f"turn of {key.user}", key))

        def leave(session: Session) -> None:
            conversation = conversations.get_or_create(session, ANNA, now=NOW)
            conversations.save(session, replace(conversation, is_following=False), now=NOW)

        await database.write(leave)
        gone = await database.write(lambda session: ROOM.delete_expired(session, now=NOW + timedelta(days=31)))
        assert gone == 1
        assert await database.write(lambda session: ROOM.delete_expired(session, now=NOW + timedelta(days=366))) == 1
