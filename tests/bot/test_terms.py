"""What an operator sets holds in the chat: how long a dialog is kept, when tries lock, when erasing is done."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.service import Service, build_service
from dialogs.messages import ConversationKey, InboundMessage, Said
from tests.fakes.clock import SettableClock
from tests.services import settings_in

KEY = ConversationKey("wechat", "default", "oTerms")


class Chat:
    """One contact's conversation with a service that is set so."""

    def __init__(self, service: Service, clock: SettableClock) -> None:
        self.service, self.clock, self.number = service, clock, 0

    async def reads(self, *texts: str, after_h: float = 0) -> str:
        """The page that answers the last of several messages, the first of them `after_h` hours later."""
        self.clock.advance(seconds=after_h * 3600)
        for text in texts:
            self.number += 1
            message = InboundMessage(KEY, f"{self.number:064x}", self.clock.now(), Said(text))
            offer = await self.service.turns.handle(message)
            assert offer is not None
            await self.service.turns.settle(offer)
        return offer.page.text


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    settings = settings_in(tmp_path, dialog_kept_h=6, proof_tries=2, proof_locked_h=3, retention={"erasure_days": 40})
    clock = SettableClock(datetime(2026, 11, 20, 4, tzinfo=UTC))
    service = build_service(settings, clock)
    await service.prepare()
    await service.turns.set_jurisdiction(KEY, "nantong")
    yield Chat(service, clock)
    await service.close()


async def test_dialog_is_kept_for_so_many_hours_and_the_user_is_told_how_many(chat: Chat) -> None:
    asked = "南通的人才库怎么进"
    assert "进度保留 6 小时。" in await chat.reads("自测", asked, asked, asked)
    assert "进度保留 6 小时。" in await chat.reads("先咨询")
    assert "拟任人选现在的岗位是？" in await chat.reads("继续办理", after_h=5)
    assert "您上次的“任职条件自测”已超过 6 小时，没有保存。" in await chat.reads("啊", after_h=7)


async def test_so_many_wrong_tries_lock_for_so_many_hours(chat: Chat) -> None:
    assert "未查到" in await chat.reads("备案查询", "91440604MA0000015B", "0000")
    assert "未查到" in await chat.reads("0000")
    assert "今天 15:00后可以再试" in await chat.reads("0000")
    assert "未查到" in await chat.reads("备案查询", "91440604MA0000015B", "0000", after_h=3)


async def test_receipt_of_an_erasure_names_the_day_by_which_it_is_done(chat: Chat) -> None:
    assert "2026年12月30日前处理完毕。" in await chat.reads("你好", "删除我的信息", "确认删除")
