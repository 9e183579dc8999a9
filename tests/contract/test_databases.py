"""What every database must promise; a test runs on SQLite and on PostgreSQL unless it says otherwise."""

import asyncio
import shutil
import threading
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, event, insert, text
from sqlalchemy.exc import StatementError

from bot.errors import BadSetting, StorageUnavailable
from bot.memory import Memory
from bot.sealing import Sealer
from bot.storage import schema, tables
from bot.storage.failures import BrokenStatement
from bot.storage.repositories import conversations, inbox, transcript
from bot.storage.repositories.core import core_table
from bot.storage.session import Database, Session, open_database, pending_migrations, upgrade
from dialogs.messages import Choice
from dialogs.state import ConversationState
from tests.contract.rows import ANNA, NOW, admitted_keys, admitting, admitting_then_failing, starting
from tests.servers import postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with postgres_database(request.getfixturevalue("postgres_server")) as address:
        yield address


@pytest.fixture
async def sqlite(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Database]:
    shutil.copy(migrated_sqlite, tmp_path / "cqo.db")
    opened = open_database(f"sqlite:///{tmp_path / 'cqo.db'}")
    yield opened
    await opened.close()


@pytest.fixture
async def postgres(postgres_server: str) -> AsyncIterator[Database]:
    opened = open_database(postgres_server)
    yield opened
    await opened.close()


class TestTransactions:
    async def test_finished_write_is_seen_by_the_next_read(self, database: Database) -> None:
        await database.write(admitting("a"))
        assert await admitted_keys(database) == {"a"}

    async def test_failing_work_rolls_back_alone(self, database: Database) -> None:
        works = [admitting_then_failing(f"bad{n}") if n % 5 == 0 else admitting(f"good{n}") for n in range(20)]
        results = await asyncio.gather(*map(database.write, works), return_exceptions=True)
        assert [type(result) for result in results] == [LookupError, *[inbox.Admitted] * 4] * 4
        assert await admitted_keys(database) == {f"good{n}" for n in range(20) if n % 5}

    async def test_broken_constraint_rolls_back_alone(self, database: Database) -> None:
        def breaking(session: Session) -> None:
            admitting("broken")(session)
            conversation = starting()(session)
            session.execute(
                core_table(tables.ConversationRow).update().values(mode="robot").where(text(f"id = {conversation.id}"))
            )

        results = await asyncio.gather(
            database.write(admitting("good")), database.write(breaking), return_exceptions=True
        )
        assert isinstance(results[1], BrokenStatement)
        assert "mode" in str(results[1])
        assert await admitted_keys(database) == {"good"}

    async def test_reading_work_cannot_write(self, database: Database) -> None:
        with pytest.raises(StorageUnavailable):
            await database.read(admitting("a"))
        assert await admitted_keys(database) == set()

    async def test_work_sees_the_context_of_its_caller(self, database: Database) -> None:
        correlation: ContextVar[str] = ContextVar("correlation", default="none")
        correlation.set("turn-7")
        assert await database.write(lambda _: correlation.get()) == "turn-7"
        assert await database.read(lambda _: correlation.get()) == "turn-7"

    async def test_naive_moment_is_refused(self, database: Database) -> None:
        with pytest.raises(StatementError, match="time zone"):
            await database.write(admitting("a", at=NOW.replace(tzinfo=None)))


class TestGroupCommitOnSqlite:
    async def test_waiting_work_shares_one_commit(self, sqlite: Database) -> None:
        commits = []

        def count(connection: Connection) -> None:
            commits.append(connection)

        event.listen(Engine, "commit", count)
        try:
            results = await results_of_one_group(sqlite, admitting("a"), admitting_then_failing("b"), admitting("c"))
        finally:
            event.remove(Engine, "commit", count)
        assert isinstance(results[1], LookupError)
        assert await admitted_keys(sqlite) == {"a", "c"}
        assert len(commits) == 2, "one for the work that kept the writer busy, one for the group"

    async def test_failing_commit_reaches_every_caller(self, sqlite: Database) -> None:
        def referring_to_nobody(session: Session) -> None:
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
            transcript.insert_lines(session, 404, [transcript.Line("in", "said", "…", NOW)])

        results = await results_of_one_group(
            sqlite, admitting("a"), referring_to_nobody, admitting_then_failing("b"), admitting("c")
        )
        assert [type(result) for result in results] == [
            StorageUnavailable, StorageUnavailable, LookupError, StorageUnavailable
        ]  # fmt: skip
        assert results[0] is not results[3]
        assert await admitted_keys(sqlite) == set()
        assert (await sqlite.write(admitting("a"))).is_new

    async def test_lost_transaction_reaches_every_caller(self, sqlite: Database) -> None:
        def losing(session: Session) -> None:
            # What SQLite does by itself when the disk is full.
            session.connection().exec_driver_sql("ROLLBACK")
            raise LookupError

        results = await results_of_one_group(sqlite, admitting("a"), losing, admitting("c"))
        assert isinstance(results[0], StorageUnavailable)
        assert isinstance(results[2], StorageUnavailable)
        assert await admitted_keys(sqlite) == set()
        assert (await sqlite.write(admitting("a"))).is_new

    async def test_cancelled_caller_leaves_the_others_their_answers(self, sqlite: Database) -> None:
        release = threading.Event()
        busy = asyncio.create_task(sqlite.write(lambda _: release.wait(5)))
        waiting = [asyncio.create_task(sqlite.write(admitting(f"{n}"))) for n in range(3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
        release.set()
        results = await asyncio.gather(busy, *waiting, return_exceptions=True)
        assert [type(result) for result in results[1:]] == [inbox.Admitted, asyncio.CancelledError, inbox.Admitted]

    async def test_closing_finishes_what_waits_and_refuses_what_comes(self, sqlite: Database) -> None:
        release = threading.Event()
        busy = asyncio.create_task(sqlite.write(lambda _: release.wait(5)))
        waiting = [asyncio.create_task(sqlite.write(admitting(f"{n}"))) for n in range(600)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(sqlite.close())
        await asyncio.sleep(0)
        with pytest.raises(StorageUnavailable, match="closed"):
            await sqlite.write(lambda _: None)
        release.set()
        await closing
        assert await busy
        assert all(admitted.is_new for admitted in await asyncio.gather(*waiting))


async def results_of_one_group(database: Database, *works: Callable[[Session], object]) -> list[object]:
    """Keeps the writer busy until all the work is waiting."""
    is_busy, release = threading.Event(), threading.Event()

    def keeping_busy(_: Session) -> None:
        is_busy.set()
        assert release.wait(5)

    busy = asyncio.create_task(database.write(keeping_busy))
    await asyncio.to_thread(is_busy.wait, 5)
    waiting = [asyncio.create_task(database.write(work)) for work in works]
    await asyncio.sleep(0)
    release.set()
    await busy
    return await asyncio.gather(*waiting, return_exceptions=True)


OFFERED = Choice("备案", "怎么备案")
CONVERSATION_OF_0001 = f"""
    INSERT INTO conversation (channel, account, "user", version, jurisdiction, dialog, dialog_version, step, slots,
        offered, focus, mode, is_following, created_at, updated_at)
    VALUES ('{ANNA.channel}', '{ANNA.account}', '{ANNA.user}', 1, 'nantong', '', 0, '', '',
        '[{{"label"\\:"备案","says"\\:"怎么备案"}}]', '{{}}', 'bot', TRUE,
        '2026-12-01 12\\:00\\:00.000000', '2026-12-01 12\\:00\\:00.000000')
"""


def migrating_to(revision: str) -> Callable[[Session], None]:
    """The tables as the program of that revision left them."""

    def work(session: Session) -> None:
        config = Config(attributes={"connection": session.connection()})
        config.set_main_option("script_location", str(Path(schema.__file__).with_name("migrations")))
        command.upgrade(config, revision)

    return work


class TestMigrations:
    def test_empty_database_is_brought_up_to_date(self, empty_url: str) -> None:
        assert pending_migrations(empty_url)[0] == "0001"
        upgrade(empty_url)
        assert pending_migrations(empty_url) == ()
        upgrade(empty_url)

    async def test_processes_that_upgrade_at_once_take_turns(self, empty_url: str) -> None:
        await asyncio.gather(*[asyncio.to_thread(upgrade, empty_url) for _ in range(4)])
        assert await asyncio.to_thread(pending_migrations, empty_url) == ()

    async def test_conversation_of_an_earlier_program_is_read(self, empty_url: str) -> None:
        database = open_database(empty_url)
        try:
            await database.write(migrating_to("0001"))
            await database.write(lambda session: session.execute(text(CONVERSATION_OF_0001)) and None)
            await database.upgrade()
            conversation = await database.read(lambda session: conversations.by_key(session, ANNA))
        finally:
            await database.close()
        assert conversation is not None
        assert Memory(Sealer(bytes(32))).state_of(conversation) == ConversationState("nantong", offered=(OFFERED,))

    async def test_versions_build_exactly_the_declared_tables(self, database: Database) -> None:
        def differences(session: Session) -> list[object]:
            return list(compare_metadata(MigrationContext.configure(session.connection()), tables.Table.metadata))

        assert await database.read(differences) == []

    async def test_difference_would_be_noticed(self, database: Database) -> None:
        def differences(session: Session) -> list[object]:
            session.execute(text("ALTER TABLE transcript ADD COLUMN mood TEXT"))
            session.execute(text("DROP INDEX ix_inbox_unhandled"))
            return list(compare_metadata(MigrationContext.configure(session.connection()), tables.Table.metadata))

        found = await database.write(differences)
        assert {change[0] for change in found if isinstance(change, tuple)} == {"add_index", "remove_column"}

    async def test_database_of_a_newer_program_is_refused(self, database: Database) -> None:
        await database.write(
            lambda session: session.execute(text("UPDATE alembic_version SET version_num='9999'")) and None
        )
        with pytest.raises(StorageUnavailable, match="9999"):
            await database.pending_migrations()


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "sqlite+aiosqlite:////tmp/cqo.db",
            "postgresql+asyncpg://u@localhost/cqo",
            "mysql://localhost/cqo",
            "sqlite://",
            "sqlite:///",
            "sqlite:////tmp/",
            "sqlite:////tmp/cqo.db?mode=ro",
            "postgresql://",
            "postgresql://localhost/cqo?keepalives=1",
            "postgresql://localhost/cqo?connect_timeout=soon",
            "cqo.db",
            "",
        ],
    )
    def test_unusable_address_is_refused_without_its_password(self, url: str) -> None:
        with pytest.raises(BadSetting, match=r"^database_url: [^\n]*$"):
            open_database(url)

    def test_driver_in_the_address_is_named_as_the_fault(self) -> None:
        with pytest.raises(BadSetting, match="write postgresql:// without a driver"):
            open_database("postgresql+psycopg://u:secret@localhost/cqo")

    async def test_sqlite_file_is_taken_by_its_very_name(self, tmp_path: Path) -> None:
        file = tmp_path / "数据 100%41.db"
        database = open_database(f"sqlite:///{file}")
        await database.upgrade()
        await database.close()
        assert file.exists()

    @pytest.mark.parametrize("options", ["sslmode=disable", "connect_timeout=3&application_name=cqo", "sslmode=prefer"])
    async def test_libpq_options_are_understood(self, postgres_server: str, options: str) -> None:
        database = open_database(f"{postgres_server}?{options}")
        assert await database.read(lambda session: session.scalar(text("SELECT 1"))) == 1
        await database.close()

    async def test_application_name_reaches_the_server(self, postgres_server: str) -> None:
        database = open_database(f"{postgres_server}?application_name=cqo-worker")
        assert await database.read(lambda session: session.scalar(text("SHOW application_name"))) == "cqo-worker"
        await database.close()

    async def test_required_encryption_that_the_server_lacks_is_no_silent_plain_connection(
        self, postgres_server: str
    ) -> None:
        database = open_database(f"{postgres_server}?sslmode=require")
        with pytest.raises(StorageUnavailable, match="SSL"):
            await database.read(lambda session: session.scalar(text("SELECT 1")))
        await database.close()


class TestUnreachable:
    @pytest.mark.parametrize(
        "url", ["sqlite:////nowhere/at/all/cqo.db", "postgresql://cqo:secret@127.0.0.1:9/cqo?connect_timeout=1"]
    )
    async def test_every_question_says_so_without_secrets(self, url: str) -> None:
        database = open_database(url)
        for asking in (database.write(admitting("a")), database.read(admitting("a")), database.upgrade()):
            with pytest.raises(StorageUnavailable) as caught:
                await asking
            assert "secret" not in str(caught.value)
            assert "\n" not in str(caught.value)
        await database.close()

    async def test_server_that_hangs_up_costs_one_transaction(self, postgres: Database) -> None:
        with pytest.raises(StorageUnavailable):
            await postgres.write(lambda session: session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())")))
        assert await postgres.write(lambda session: session.scalar(text("SELECT 1"))) == 1

    async def test_connection_closed_while_idle_is_replaced_unnoticed(
        self, postgres: Database, postgres_server: str
    ) -> None:
        asking = text("SELECT pg_backend_pid()")
        backend = await postgres.write(lambda session: session.scalar(asking))
        killer = open_database(postgres_server)
        await killer.write(lambda session: session.scalar(text(f"SELECT pg_terminate_backend({backend})")))
        await killer.close()
        await asyncio.sleep(0.1)
        assert await postgres.write(lambda session: session.scalar(asking)) != backend


class TestBrokenStatements:
    async def test_row_is_not_quoted(self, database: Database) -> None:
        rows = core_table(tables.InboxRow)
        with pytest.raises(BrokenStatement, match=r"(?i)null") as caught:
            await database.write(lambda session: session.execute(insert(rows).values(user=ANNA.user)))
        assert ANNA.user not in "".join(traceback.format_exception(caught.value))

    @pytest.mark.parametrize("type_name", ["integer", "text"])
    async def test_value_that_postgres_refuses_is_a_fault_and_not_quoted(
        self, postgres: Database, type_name: str
    ) -> None:
        # As an integer the driver refuses it before it is sent, as a text the server does.
        casting = text(f"SELECT CAST(CAST(:value AS {type_name}) AS integer)")
        with pytest.raises(BrokenStatement, match="22") as caught:
            await postgres.read(lambda session: session.scalar(casting, {"value": ANNA.user}))
        assert ANNA.user not in "".join(traceback.format_exception(caught.value))

    async def test_word_longer_than_its_column_is_a_fault_on_postgres(self, postgres: Database) -> None:
        def filling(session: Session) -> None:
            session.execute(text("CREATE TEMPORARY TABLE word (text varchar(2)) ON COMMIT DROP"))
            session.execute(text("INSERT INTO word VALUES ('abc')"))

        with pytest.raises(BrokenStatement, match="22001"):
            await postgres.write(filling)
