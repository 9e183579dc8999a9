"""What a dialog hides stands nowhere unsealed: transcript, trace, conversation, and a page that is shown again."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.memory import Memory
from bot.record import SHOWN_AGAIN
from bot.sealing import Sealer
from bot.service import build_service
from bot.storage.repositories.conversations import Conversation
from dialogs.dialog import Position
from dialogs.messages import Choice, ConversationKey, InboundMessage, Said
from dialogs.state import ConversationState
from tests.fakes.clock import SettableClock
from tests.services import settings_in

KEY = ConversationKey("wechat", "test", "oReporter")
CASE = "二号车间B77批次插座外壳开裂，已发货三百箱"
TO_CARD = ("我要举报，插座外壳开裂", "3", "2", CASE, "武汉市", "某某电器厂", "实名", "同意", "13800138000")
HIDDEN = ("外壳开裂", "某某电器厂", "武汉市", "13800138000")
"""None of them can stand in sealed bytes by chance."""


def written(folder: Path) -> str:
    """Every text that stands readable in the database, page by page and table by table."""
    with sqlite3.connect(folder / "cqo.db") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in database.execute(f'SELECT * FROM "{table}"')]
    return "\n".join(str(value) for row in rows for value in row if isinstance(value, str))


@pytest.mark.parametrize("last", [("修改",), ("修改", "不改了"), ("确认",), ("取消",), ("更多",), ("上一步",)])
async def test_nothing_of_a_report_is_readable_in_the_database(tmp_path: Path, last: tuple[str, ...]) -> None:
    service = build_service(settings_in(tmp_path), SettableClock(datetime(2026, 11, 20, 4, tzinfo=UTC)))
    await service.prepare()
    pages = []
    for number, text in enumerate((*TO_CARD, *last), start=1):
        message = InboundMessage(KEY, f"{number:064x}", service.clock.now(), Said(text))
        offer = await service.turns.handle(message)
        assert offer is not None
        await service.turns.settle(offer)
        pages.append(offer.page.text)
    await service.close()
    assert CASE in pages[len(TO_CARD) - 1]
    assert [words for words in HIDDEN if words in written(tmp_path)] == []


async def test_page_with_a_code_that_is_shown_again_is_not_recorded(tmp_path: Path) -> None:
    clock = SettableClock(datetime(2026, 11, 20, 4, tzinfo=UTC))
    service = build_service(settings_in(tmp_path), clock)
    await service.prepare()
    for number, text in enumerate((*TO_CARD, "确认"), start=1):
        message = InboundMessage(KEY, f"{number:064x}", clock.now(), Said(text))
        offer = await service.turns.handle(message)
        assert offer is not None
        if text != "确认":
            await service.turns.settle(offer)
    code = offer.page.text.partition("编号 ")[2][:10]
    clock.advance(seconds=60)
    again = await service.turns.handle(InboundMessage(KEY, "f" * 64, clock.now(), Said("首席质量官怎么备案")))
    assert again is not None
    assert again.page.text.startswith(SHOWN_AGAIN)
    assert code in again.page.text
    await service.close()
    assert code not in written(tmp_path)


def test_what_an_open_dialog_offers_is_sealed_and_read_again() -> None:
    memory = Memory(Sealer(bytes(32)))
    now = datetime(2026, 11, 20, 4, tzinfo=UTC)
    row = Conversation(1, KEY.channel, KEY.account, KEY.user, now, now)
    position = Position("report", 1, "edit", "{}")
    state = ConversationState(position=position, offered=(Choice("参训人：张伟", "参训人"),))
    kept = memory.with_state(row, state)
    assert "张伟" not in str(kept)
    assert memory.state_of(kept).offered == state.offered
