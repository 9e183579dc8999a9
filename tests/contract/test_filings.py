"""The register of filings: its moves, and who is shown what, on SQLite and on PostgreSQL alike."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.records.enterprises import UnknownRequest, approve_binding, refuse_binding
from bot.records.filing_moves import FilingMoves, FilingNumberTaken, Move, UnknownFiling, WrongFilingState
from bot.records.notice_board import NoticeBoard
from bot.records.proof import last_four_hash
from bot.sealing import Sealer
from bot.storage.repositories import conversations, enterprises, filings
from bot.storage.repositories.enterprises import EnterpriseRecord
from bot.storage.session import Database, Session
from dialogs.messages import ConversationKey
from dialogs.ports.enterprises import AwaitsStaff, Locked
from dialogs.ports.filings import FilingsShown, NothingToShow
from tests.contract.rows import ANNA, BEN, NOW
from tests.contract.test_contacts import with_records

SEALER = Sealer(bytes(32))
BOARD = NoticeBoard(SEALER)
USCC, OTHER = "91440604MA0000015B", "91440604MA00000236"
NUMBER = "GD-2026-0001"


async def registered(database: Database, *, states: tuple[str, ...] = ("submit", "take_up", "accept")) -> int:
    """An enterprise whose phone ends in 0001, with one filing that went through `states`."""

    def work(session: Session) -> int:
        record = EnterpriseRecord(
            USCC,
            "佛山云陶虚构示例建筑陶瓷有限公司",
            "guangdong",
            last_four_hash=last_four_hash(SEALER, USCC, "12000000001"),
        )
        enterprise = enterprises.insert_enterprise(session, record, now=NOW)
        assert enterprise is not None
        filings.open_filing(
            session,
            number=NUMBER,
            record_type="备案",
            enterprise_id=enterprise,
            authority="佛山市市场监督管理局",
            cqo_name=SEALER.seal("于书航".encode()),
            supersedes_id=None,
            now=NOW,
        )
        moves = FilingMoves(session, SEALER)
        for state in states:
            getattr(moves, state)(NUMBER, Move("mei", NOW))
        return enterprise

    return await database.write(work)


def looking(reference: str, last_four: str) -> Callable[..., object]:
    return lambda records: records.filings.look_up(reference, last_four)


class TestMoves:
    @pytest.mark.parametrize(
        ("path", "state"),
        [
            ((), "draft"),
            (("submit", "take_up", "return_for_correction", "submit"), "submitted"),
            (("submit", "take_up", "accept", "announce_change", "archive"), "archived"),
            (("submit", "take_up", "accept", "revoke", "archive"), "archived"),
            (("submit", "take_up", "reject"), "rejected"),
            (("withdraw",), "withdrawn"),
            (("submit", "withdraw"), "withdrawn"),
        ],
    )
    async def test_filing_goes_along_its_arrows(self, database: Database, path: tuple[str, ...], state: str) -> None:
        await registered(database, states=path)
        kept = await database.write(lambda session: filings.by_number(session, NUMBER))
        assert kept is not None
        assert kept.state == state
        told = await database.read(lambda session: filings.history(session, kept.id))
        assert len(told) == len(path)

    @pytest.mark.parametrize(
        ("path", "move"),
        [
            ((), "accept"),
            (("submit",), "accept"),
            (("submit", "take_up", "accept"), "submit"),
            (("submit", "take_up", "accept"), "withdraw"),
            (("submit", "take_up", "reject"), "submit"),
            (("withdraw",), "submit"),
            (("submit", "take_up", "accept"), "archive"),
        ],
    )
    async def test_other_moves_are_refused_and_change_nothing(
        self, database: Database, path: tuple[str, ...], move: str
    ) -> None:
        await registered(database, states=path)
        before = await database.write(lambda session: filings.by_number(session, NUMBER))

        def wrong(session: Session) -> None:
            getattr(FilingMoves(session, SEALER), move)(NUMBER, Move("mei", NOW))

        with pytest.raises(WrongFilingState, match=NUMBER):
            await database.write(wrong)
        assert await database.write(lambda session: filings.by_number(session, NUMBER)) == before

    async def test_successor_has_a_filing_of_its_own_and_the_former_is_put_away(self, database: Database) -> None:
        enterprise = await registered(database, states=("submit", "take_up", "accept", "announce_change"))
        move = Move("mei", NOW + timedelta(days=1))
        await database.write(lambda session: FilingMoves(session, SEALER).succeed(NUMBER, "GD-2026-2", "苏安然", move))
        kept = await database.read(lambda session: filings.of_enterprise(session, enterprise))
        assert [(one.number, one.state, one.authority) for one in kept] == [
            ("GD-2026-2", "draft", "佛山市市场监督管理局"),
            (NUMBER, "archived", "佛山市市场监督管理局"),
        ]
        assert kept[0].supersedes_id == kept[1].id
        assert [SEALER.open(one.cqo_name).decode() for one in kept] == ["苏安然", "于书航"]
        await database.write(lambda session: FilingMoves(session, SEALER).submit("GD-2026-2", move))

    @pytest.mark.parametrize(
        ("states", "successor", "refusal"),
        [
            (("submit", "take_up", "accept"), "GD-2026-2", WrongFilingState),
            (("submit", "take_up", "accept", "revoke"), "GD-2026-2", WrongFilingState),
            (("submit", "take_up", "accept", "announce_change"), NUMBER, FilingNumberTaken),
        ],
    )
    async def test_successor_that_cannot_be_leaves_all_as_it_was(
        self, database: Database, states: tuple[str, ...], successor: str, refusal: type[Exception]
    ) -> None:
        enterprise = await registered(database, states=states)
        before = await database.read(lambda session: filings.of_enterprise(session, enterprise))
        with pytest.raises(refusal):
            await database.write(
                lambda session: FilingMoves(session, SEALER).succeed(NUMBER, successor, "苏安然", Move("mei", NOW))
            )
        assert await database.read(lambda session: filings.of_enterprise(session, enterprise)) == before

    async def test_unknown_number_is_refused(self, database: Database) -> None:
        with pytest.raises(UnknownFiling):
            await database.write(lambda session: FilingMoves(session, SEALER).submit("nothing", Move("mei", NOW)))


class TestLookingUp:
    @pytest.mark.parametrize("reference", [USCC, NUMBER])
    async def test_who_knows_the_digits_is_shown_the_filing_with_a_masked_name(
        self, database: Database, reference: str
    ) -> None:
        await registered(database)
        shown = await with_records(database, ANNA, looking(reference, "0001"))
        assert isinstance(shown, FilingsShown)
        (filing,) = shown.filings
        assert (filing.state, filing.cqo_name, filing.note) == ("accepted", "于*", "")

    @pytest.mark.parametrize(("reference", "digits"), [(USCC, "0002"), (OTHER, "0001"), ("GD-1", "0001"), (USCC, "")])
    async def test_others_are_shown_nothing_whatever_was_wrong(
        self, database: Database, reference: str, digits: str
    ) -> None:
        await registered(database)
        assert await with_records(database, ANNA, looking(reference, digits)) == NothingToShow()

    async def test_five_wrong_tries_lock_the_contact_for_an_hour(self, database: Database) -> None:
        await registered(database)
        for number in range(5):
            assert await with_records(database, ANNA, looking(f"GD-{number}", "9999")) == NothingToShow()
        locked = await with_records(database, ANNA, looking(USCC, "0001"))
        assert locked == Locked(NOW + timedelta(hours=1))
        later = await with_records(database, ANNA, looking(USCC, "0001"), later=timedelta(minutes=61))
        assert isinstance(later, FilingsShown)

    async def test_five_wrong_tries_by_several_lock_the_enterprise_under_each_of_its_names(
        self, database: Database
    ) -> None:
        await registered(database)
        for number in range(5):
            guest = ConversationKey("wechat", "default", f"guest{number}")
            reference = USCC if number % 2 else NUMBER
            assert await with_records(database, guest, looking(reference, "9999")) == NothingToShow()
        assert isinstance(await with_records(database, BEN, looking(USCC, "0001")), Locked)
        assert isinstance(await with_records(database, BEN, looking(NUMBER, "0001")), Locked)

    async def test_right_answer_forgets_the_wrong_ones_of_the_contact(self, database: Database) -> None:
        await registered(database)
        for _ in range(3):
            for number in range(3):
                await with_records(database, ANNA, looking(f"GD-{number}", "9999"))
            assert isinstance(await with_records(database, ANNA, looking(USCC, "0001")), FilingsShown)

    async def test_right_answer_forgets_them_for_one_who_was_locked_before_too(self, database: Database) -> None:
        await registered(database)
        for number in range(5):
            await with_records(database, ANNA, looking(f"GD-{number}", "9999"))
        for _ in range(3):
            for number in range(3):
                await with_records(database, ANNA, looking(f"GD-{number}", "9999"), later=timedelta(hours=2))
            shown = await with_records(database, ANNA, looking(USCC, "0001"), later=timedelta(hours=2))
            assert isinstance(shown, FilingsShown)

    async def test_many_who_try_at_once_have_five_tries_together(self, database: Database) -> None:
        await registered(database)
        guests = [ConversationKey("wechat", "default", f"guest{number}") for number in range(9)]
        for guest in guests:
            await with_records(database, guest, lambda records: records.enterprises.bound())
        tried = await asyncio.gather(*(with_records(database, guest, looking(USCC, "9999")) for guest in guests))
        assert tried.count(NothingToShow()) == 5
        assert tried.count(Locked(NOW + timedelta(hours=1))) == 4

    async def test_visible_note_is_shown_and_another_is_not(self, database: Database) -> None:
        await registered(database, states=("submit", "take_up"))

        def returned(session: Session) -> None:
            moves = FilingMoves(session, SEALER)
            moves.return_for_correction(NUMBER, Move("mei", NOW, note="请补任命决定", is_visible=True))

        await database.write(returned)
        shown = await with_records(database, ANNA, looking(USCC, "0001"))
        assert isinstance(shown, FilingsShown)
        assert shown.filings[0].note == "请补任命决定"
        await database.write(lambda session: FilingMoves(session, SEALER).submit(NUMBER, Move("mei", NOW, note="内部")))
        again = await with_records(database, ANNA, looking(USCC, "0001"))
        assert isinstance(again, FilingsShown)
        assert again.filings[0].note == ""


class TestBinding:
    async def test_approved_contact_is_bound_and_sees_the_name(self, database: Database) -> None:
        enterprise = await registered(database)
        asked = await with_records(database, ANNA, lambda records: records.enterprises.request_binding(USCC))
        assert isinstance(asked, AwaitsStaff)
        again = await with_records(database, ANNA, lambda records: records.enterprises.request_binding(USCC))
        assert again == asked
        nothing = await with_records(database, ANNA, lambda records: records.filings.of_bound(enterprise))
        assert nothing == NothingToShow()
        await database.write(lambda session: approve_binding(session, BOARD, asked.number, by="mei", now=NOW))
        bound = await with_records(database, ANNA, lambda records: records.enterprises.bound())
        assert [one.uscc for one in bound] == [USCC]
        (told,) = await database.write(
            lambda session: BOARD.take(session, conversations.get_or_create(session, ANNA, now=NOW).id, now=NOW)
        )
        assert asked.number in told
        shown = await with_records(database, ANNA, lambda records: records.filings.of_bound(enterprise))
        assert isinstance(shown, FilingsShown)
        assert shown.filings[0].cqo_name == "于书航"
        assert await with_records(database, ANNA, lambda records: records.enterprises.unbind(enterprise))
        assert await with_records(database, ANNA, lambda records: records.enterprises.bound()) == ()

    async def test_unknown_code_is_answered_alike_and_cannot_be_approved(self, database: Database) -> None:
        asked = await with_records(database, ANNA, lambda records: records.enterprises.request_binding(OTHER))
        assert isinstance(asked, AwaitsStaff)
        with pytest.raises(UnknownRequest):
            await database.write(lambda session: approve_binding(session, BOARD, asked.number, by="mei", now=NOW))
        await database.write(lambda session: refuse_binding(session, BOARD, asked.number, by="mei", now=NOW))
        with pytest.raises(UnknownRequest):
            await database.write(lambda session: refuse_binding(session, BOARD, asked.number, by="mei", now=NOW))

    async def test_sixth_request_of_a_day_waits_until_the_first_is_a_day_old(self, database: Database) -> None:
        for number in range(5):
            asked = await with_records(
                database,
                ANNA,
                lambda records, number=number: records.enterprises.request_binding(f"{number:018}"),
                later=timedelta(hours=number),
            )
            assert isinstance(asked, AwaitsStaff)
        for hours in (5, 23):
            sixth = await with_records(
                database, ANNA, lambda records: records.enterprises.request_binding(USCC), later=timedelta(hours=hours)
            )
            assert sixth == Locked(NOW + timedelta(days=1))
        next_day = await with_records(
            database, ANNA, lambda records: records.enterprises.request_binding(USCC), later=timedelta(days=1)
        )
        assert isinstance(next_day, AwaitsStaff)
