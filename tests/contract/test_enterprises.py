"""The register of enterprises and who acts for them, on SQLite and on PostgreSQL alike."""

import asyncio
from dataclasses import asdict, replace
from datetime import timedelta

from bot.storage.repositories import bindings, enterprises
from bot.storage.repositories.enterprises import EnterpriseRecord, Registered
from bot.storage.session import Database
from tests.contract.rows import ANNA, BEN, NOW, starting

KILN = EnterpriseRecord(
    "91440604MA0000015B", "云陶建筑陶瓷有限公司", "guangdong", "禅城区", "微型", "产品", "建筑陶瓷",
    contact_name=b"sealed name", contact_phone=b"sealed phone", last_four_hash="f" * 64,
)  # fmt: skip
LATER = NOW + timedelta(days=1)


async def registered(database: Database, record: EnterpriseRecord = KILN) -> int:
    new_id = await database.write(lambda session: enterprises.insert_enterprise(session, record, now=NOW))
    assert new_id is not None
    return new_id


class TestEnterprises:
    async def test_registered_enterprise_comes_back_as_it_was(self, database: Database) -> None:
        kiln = await registered(database)
        expected = Registered(**asdict(KILN), id=kiln)
        assert await database.read(lambda session: enterprises.by_uscc(session, KILN.uscc)) == expected
        assert await database.read(lambda session: enterprises.by_id(session, kiln)) == expected

    async def test_a_code_is_registered_once(self, database: Database) -> None:
        results = await asyncio.gather(
            *[database.write(lambda session: enterprises.insert_enterprise(session, KILN, now=NOW)) for _ in range(8)]
        )
        assert sum(new_id is not None for new_id in results) == 1

    async def test_registered_enterprise_is_written_over(self, database: Database) -> None:
        kiln = await registered(database)
        renamed = replace(KILN, name="云陶陶瓷股份有限公司", contact_phone=None)
        await database.write(lambda session: enterprises.update_enterprise(session, kiln, renamed, now=LATER))
        assert await database.read(lambda session: enterprises.by_id(session, kiln)) == Registered(
            **asdict(renamed), id=kiln
        )

    async def test_unknown_reference_finds_nothing(self, database: Database) -> None:
        await registered(database)
        assert await database.read(lambda session: enterprises.by_reference(session, "91440604MA00000236")) is None


class TestBindings:
    async def test_contacts_are_bound_once_however_often_it_is_asked_for(self, database: Database) -> None:
        kiln = await registered(database)
        anna = (await database.write(starting())).id
        await asyncio.gather(
            *[database.write(lambda session: bindings.bind(session, anna, kiln, how="code", now=NOW)) for _ in range(8)]
        )
        (binding,) = await database.read(lambda session: bindings.current(session, anna))
        assert binding == bindings.Binding(binding.id, anna, kiln, "code", "", NOW, None, "")

    async def test_binding_that_ended_stays_in_the_history_and_may_begin_anew(self, database: Database) -> None:
        kiln = await registered(database)
        anna, ben = [(await database.write(starting(key))).id for key in (ANNA, BEN)]
        for contact in (anna, ben):
            await database.write(
                lambda session, contact=contact: bindings.bind(session, contact, kiln, how="staff", by="王", now=NOW)
            )
        ending = [
            await database.write(lambda session: bindings.end(session, anna, kiln, why="contact", now=LATER))
            for _ in range(2)
        ]
        assert ending == [True, False]
        assert not await database.read(lambda session: bindings.is_bound(session, anna, kiln))
        assert await database.read(lambda session: bindings.is_bound(session, ben, kiln))
        await database.write(lambda session: bindings.bind(session, anna, kiln, how="code", now=LATER))
        history = await database.read(lambda session: bindings.history_of(session, anna))
        assert [(each.how, each.by, each.ended_at, each.why_ended) for each in history] == [
            ("staff", "王", LATER, "contact"),
            ("code", "", None, ""),
        ]

    async def test_the_longest_bound_enterprise_comes_first(self, database: Database) -> None:
        kiln, mill = [await registered(database, replace(KILN, uscc=code)) for code in ("A" * 18, "B" * 18)]
        anna = (await database.write(starting())).id
        for enterprise, since in ((kiln, LATER), (mill, NOW)):
            await database.write(
                lambda session, enterprise=enterprise, since=since: bindings.bind(
                    session, anna, enterprise, how="code", now=since
                )
            )
        bound = await database.read(lambda session: bindings.current(session, anna))
        assert [binding.enterprise_id for binding in bound] == [mill, kiln]
        assert await database.write(lambda session: bindings.end_all(session, anna, why="erased", now=LATER)) == 2
        assert await database.read(lambda session: bindings.current(session, anna)) == []
