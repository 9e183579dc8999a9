"""The register port as docs/register-port.md writes it down, on SQLite and on PostgreSQL alike."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from adapters.api.http import Http
from adapters.push import PushError, PushMisconfigured, RetryLater
from adapters.register import RegisterFeed, RegisterSettings
from bot.importing.mirroring import Mirror
from bot.importing.running import Importer
from bot.records.proof import last_four_hash
from bot.records.room import RecordRoom, Terms
from bot.sealing import Sealer
from bot.storage.repositories import conversations, enterprises, filings
from bot.storage.session import Database, Session
from dialogs.ports.filings import FilingsShown, RegisterUnavailable
from tests.contract.rows import ANNA, NOW
from tests.dialogs.scripted_policy import PORTS
from tests.fakes.api_server import ApiServer, Asked, Does, breaks_off, hangs, redirects, resets, says, sends
from tests.fakes.clock import SettableClock

SEALER = Sealer(bytes(32))
ROOM = RecordRoom(SEALER, Terms(register_stale_after=timedelta(hours=24)))
TOKEN = "registerToken"
USCC, OTHER = "91440604MA0000015B", "91440604MA00000236"
ENTERPRISE = {"企业名称": "佛山甲虚构陶瓷有限公司", "统一社会信用代码": USCC, "地区": "广东", "联系电话": "12000000001"}
FILING = {"备案编号": "GD-2026-0001", "统一社会信用代码": USCC, "状态": "已备案", "状态日期": "2026-06-20"} | {
    "首席质量官": "于书航"
}


def page(*rows: dict[str, Any], cursor: str = "c1", has_more: bool = False) -> dict[str, Any]:
    return {"rows": rows, "cursor": cursor, "has_more": has_more}


class Register:
    """The register elsewhere: pages by list and cursor, or what it does instead."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self.pages: dict[tuple[str, str], dict[str, Any]] = {
            ("enterprises", ""): page(ENTERPRISE),
            ("filings", ""): page(FILING),
        }
        server.does["/changes"] = [self._answer]

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        wanted = asked.query["list"], asked.query.get("after", "")
        await says(self.pages.get(wanted, page(cursor=wanted[1] or "c0")))(asked, writer)

    @property
    def asked(self) -> list[tuple[str, str | None]]:
        return [(one.query["list"], one.query.get("after")) for one in self.server.asked]


@pytest.fixture
def register(server: ApiServer) -> Register:
    return Register(server)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture
async def open_mirror(
    database: Database, server: ApiServer, clock: SettableClock
) -> AsyncIterator[Callable[[], Mirror]]:
    opened: list[Mirror] = []

    def build() -> Mirror:
        settings = RegisterSettings.model_validate({"url": f"{server.base}/changes", "token": TOKEN})
        importer = Importer(database, ROOM, PORTS.policy, clock)
        opened.append(Mirror(database, RegisterFeed(settings, Http()), importer, clock, timedelta(minutes=10)))
        return opened[-1]

    yield build
    for mirror in opened:
        await mirror.close()


@pytest.fixture
def mirror(open_mirror: Callable[[], Mirror]) -> Mirror:
    return open_mirror()


async def looked_up(database: Database, clock: SettableClock) -> object:
    """What one who knows the registered phone is shown."""

    def look(session: Session) -> object:
        conversation = conversations.get_or_create(session, ANNA, now=NOW)
        return ROOM.of(session, conversation, now=clock.now()).filings.look_up(USCC, "0001")

    return await database.write(look)


async def round_after(mirror: Mirror, clock: SettableClock) -> None:
    clock.advance(seconds=600)
    assert await mirror.pull_when_due()


async def test_lists_are_asked_for_as_the_document_says(
    mirror: Mirror, register: Register, clock: SettableClock
) -> None:
    await mirror.pull_when_due()
    await round_after(mirror, clock)
    assert register.asked == [("enterprises", None), ("filings", None), ("enterprises", "c1"), ("filings", "c1")]
    assert {asked.method for asked in register.server.asked} == {"GET"}
    assert {asked.headers["authorization"] for asked in register.server.asked} == {f"Bearer {TOKEN}"}


async def test_between_rounds_it_is_left_alone(mirror: Mirror, register: Register, clock: SettableClock) -> None:
    await mirror.pull_when_due()
    clock.advance(seconds=599)
    assert not await mirror.pull_when_due()
    assert len(register.asked) == 2


async def test_what_was_taken_is_shown_as_of_the_last_answer(
    database: Database, mirror: Mirror, register: Register, clock: SettableClock
) -> None:
    assert await looked_up(database, clock) == RegisterUnavailable(), "nothing was given yet"
    await mirror.pull_when_due()
    shown = await looked_up(database, clock)
    assert isinstance(shown, FilingsShown)
    assert [(one.number, one.state) for one in shown.filings] == [("GD-2026-0001", "accepted")]
    assert shown.as_of == NOW
    await round_after(mirror, clock)
    again = await looked_up(database, clock)
    assert isinstance(again, FilingsShown)
    assert again.as_of == NOW + timedelta(minutes=10)


async def test_change_is_taken_and_its_history_kept(
    database: Database, mirror: Mirror, register: Register, clock: SettableClock
) -> None:
    await mirror.pull_when_due()
    changed = FILING | {"状态": "变更待重新备案", "状态日期": "2026-11-20", "给企业的说明": None, "unknown": "ignored"}
    register.pages["filings", "c1"] = page(changed, cursor="c2")
    await round_after(mirror, clock)
    kept = await database.write(lambda session: filings.by_number(session, "GD-2026-0001"))
    assert kept
    assert kept.state == "change_pending"
    history = await database.read(lambda session: filings.history(session, kept.id))
    assert [one.state for one in history] == ["accepted", "change_pending"]


async def test_pages_are_followed_to_the_end_in_one_round(
    database: Database, mirror: Mirror, register: Register
) -> None:
    second = ENTERPRISE | {"统一社会信用代码": OTHER, "企业名称": "佛山乙虚构陶瓷有限公司"}
    register.pages["enterprises", ""] = page(ENTERPRISE, has_more=True)
    register.pages["enterprises", "c1"] = page(second, cursor="c2")
    await mirror.pull_when_due()
    assert register.asked == [("enterprises", None), ("enterprises", "c1"), ("filings", None)]
    assert await database.read(lambda session: enterprises.by_uscc(session, OTHER))


async def test_cursor_that_stands_still_ends_the_round(mirror: Mirror, register: Register) -> None:
    register.pages["enterprises", "c1"] = page(has_more=True)
    register.pages["enterprises", ""] = page(ENTERPRISE, has_more=True)
    await mirror.pull_when_due()
    assert register.asked == [("enterprises", None), ("enterprises", "c1"), ("filings", None)]


@pytest.mark.parametrize(
    "bad",
    [
        FILING | {"备案编号": ""},
        FILING | {"备案编号": "GD-2", "状态": "不知道"},
        FILING | {"备案编号": "GD-2", "统一社会信用代码": OTHER},
        FILING | {"备案编号": "GD-2", "统一社会信用代码": "许某"},
        FILING | {"备案编号": "GD-2", "首席质量官": "于\x00某"},
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
async def test_row_that_cannot_be_taken_is_left_out_and_the_others_are_taken(
    database: Database, mirror: Mirror, register: Register, clock: SettableClock, bad: dict[str, str], is_first: bool
) -> None:
    rows = (bad, FILING) if is_first else (FILING, bad)
    register.pages["filings", ""] = page(*rows)
    assert await mirror.pull_when_due()
    assert isinstance(await looked_up(database, clock), FilingsShown)
    assert await database.write(lambda session: filings.by_number(session, "GD-2")) is None
    await round_after(mirror, clock)
    assert register.asked[-1] == ("filings", "c1"), "it does not stand still over the row"


async def test_page_that_two_processes_take_at_once_is_written_once(
    database: Database, open_mirror: Callable[[], Mirror], register: Register
) -> None:
    mirrors = [open_mirror() for _ in range(4)]
    assert all(await asyncio.gather(*[mirror.pull_when_due() for mirror in mirrors]))
    kept = await database.write(lambda session: filings.by_number(session, "GD-2026-0001"))
    assert kept
    assert len(await database.read(lambda session: filings.history(session, kept.id))) == 1


async def test_page_that_comes_late_does_not_undo_a_newer_one(
    database: Database, open_mirror: Callable[[], Mirror], register: Register, clock: SettableClock
) -> None:
    newer_came = asyncio.Event()
    answers = register.server.does["/changes"][0]

    async def late(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await newer_came.wait()
        await says(page(FILING))(asked, writer)

    slow, quick = open_mirror(), open_mirror()
    register.server.does["/changes"] = [answers, late, answers]
    pulling = asyncio.create_task(slow.pull_when_due())
    while len(register.asked) < 2:  # noqa: ASYNC110 - what is waited for happens at the socket
        await asyncio.sleep(0.01)
    register.pages["filings", "c1"] = page(FILING | {"状态": "变更待重新备案", "状态日期": "2026-11-20"}, cursor="c2")
    await quick.pull_when_due()
    await round_after(quick, clock)
    newer_came.set()
    assert await pulling
    kept = await database.write(lambda session: filings.by_number(session, "GD-2026-0001"))
    assert kept
    assert kept.state == "change_pending"


FAULTS: dict[str, Does] = {
    "reset": resets,
    "half an answer": breaks_off,
    "down": sends(b"", status=503),
    "busy": sends(b"", status=429),
    "web page": sends(b"<html>"),
    "refused": sends(b"", status=401),
    "redirect": redirects,
    "no rows": says({"cursor": "c1"}),
    "no cursor": says({"rows": []}),
    "empty cursor": says({"rows": [], "cursor": ""}),
    "numbers for cells": says({"rows": [{"企业名称": 3}], "cursor": "c1"}),
    "too many rows": says({"rows": [{}] * 1001, "cursor": "c1"}),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_fault_changes_nothing_and_the_next_round_goes_on_from_there(
    database: Database, mirror: Mirror, register: Register, clock: SettableClock, fault: Does
) -> None:
    answers = register.server.does["/changes"]
    register.server.does["/changes"] = [fault]
    assert not await mirror.pull_when_due()
    assert await looked_up(database, clock) == RegisterUnavailable()
    register.server.does["/changes"] = answers
    await round_after(mirror, clock)
    assert isinstance(await looked_up(database, clock), FilingsShown)


async def test_register_that_is_silent_for_a_day_shows_nothing_old(
    database: Database, mirror: Mirror, register: Register, clock: SettableClock
) -> None:
    await mirror.pull_when_due()
    clock.advance(seconds=24 * 3600)
    assert isinstance(await looked_up(database, clock), FilingsShown)
    clock.advance(seconds=1)
    assert await looked_up(database, clock) == RegisterUnavailable()


@pytest.mark.parametrize(
    ("does", "error"),
    [
        (hangs, RetryLater),
        (says({"rows": [{"名": 1}], "cursor": TOKEN}), RetryLater),
        (redirects, PushMisconfigured),
    ],
)
async def test_error_repeats_neither_token_nor_row(server: ApiServer, does: Does, error: type[PushError]) -> None:
    server.does["/changes"] = [does]
    settings = RegisterSettings.model_validate({"url": f"{server.base}/changes", "token": TOKEN})
    feed = RegisterFeed(settings, Http(answer_within_s=0.3))
    with pytest.raises(PushError) as refused:
        await feed.page("filings", after="")
    await feed.close()
    assert type(refused.value) is error
    told = f"{refused.value!r} {refused.value.__cause__!r} {refused.value.__context__!r}"
    assert TOKEN not in told
    assert "名" not in told


def test_address_without_token_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs token"):
        RegisterSettings.model_validate({"url": "https://register.example.com/changes"})


def test_proof_is_made_of_the_phone_that_the_register_gives() -> None:
    assert last_four_hash(SEALER, USCC, ENTERPRISE["联系电话"]) == last_four_hash(SEALER, USCC, "0001")
