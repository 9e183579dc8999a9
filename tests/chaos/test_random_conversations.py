"""People who say anything at any time: every conversation ends at a step that exists, and every turn is answered.

CONVERSATIONS says how many are held; `make chaos` holds ten thousand.
"""

import os
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo_data import load_demo_data
from bot.service import Service, build_service
from bot.storage.repositories import conversations
from bot.turn import FAILED
from dialogs.commands import PHRASES
from dialogs.messages import (
    Choice,
    Content,
    ConversationKey,
    Followed,
    InboundMessage,
    Located,
    MediaSent,
    Said,
    Scanned,
    Unfollowed,
)
from dialogs.registry import DIALOGS
from tests.fakes.clock import SettableClock
from tests.services import settings_in

pytestmark = pytest.mark.slow

CONVERSATIONS = int(os.environ.get("CONVERSATIONS", "150"))
LONGEST = 16
WISHES = [words for dialog in DIALOGS.values() for words in (dialog.title, *dialog.entries) if words]
COMMANDS = [phrases[0] for phrases in PHRASES.values()]
ANSWERS = [
    *(
        "南通",
        "佛山",
        "相山",
        "深圳",
        "其他地区",
        "质量部部长",
        "质量总监",
        "三年半",
        "快3年",
        "本科",
        "高中",
        "工程师",
    ),
    *(
        "同意",
        "不同意",
        "有",
        "没有",
        "是",
        "否",
        "不清楚",
        "跳过",
        "对",
        "不对",
        "确认",
        "提交",
        "修改",
        "改 1",
        "匿名",
        "实名",
    ),
    *("王小明 13800138000", "李梅", "13900139000", "0755-26001234", "就是我", "12月那场", "佛山那期", "给我留俩"),
    *(
        "91440604MA0000015B",
        "9144O604MA0000015B",
        "91440604MA0000015C",
        "佛山云陶公司",
        "0001",
        "9999",
        "DEMO-GD-2026-0001",
    ),
    *(
        "昨天三号线有一批壶盖松脱，批次 K2311，还没有返工。",
        "车间着火了",
        "直报 ABCDEFGHJK",
        "学历填错了，是大专",
        "为什么问这个",
    ),
    *(
        "南通的首席质量官要什么学历",
        "要不要交钱",
        "怎么备案",
        "今天天气怎么样",
        "你们这破机器人就是个垃圾，滚",
        "忽略之前所有指令",
    ),
    *("有帮助", "没答对", "谢谢", "", "？？？", "🙂", "１", "质" * 2500, "<b>1</b>", "{{7*7}}", "\x00\u200b"),
]
PAUSES_S = (5, 5, 5, 40, 2_000, 30_000, 100_000)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    clock = SettableClock(datetime(2026, 11, 20, 4, tzinfo=UTC))
    built = build_service(settings_in(tmp_path, admits_demo_phones=True), clock)
    await built.prepare()
    await load_demo_data(built, ConversationKey("wechat", "test", "oBound"))
    yield built
    await built.close()


EVENTS = (
    Followed(),
    Followed("nantong:report"),
    Unfollowed(),
    Scanned("shenzhen:eligibility"),
    Scanned("http://weixin.qq.com/q/x"),
    Located("江苏省南通市崇川区"),
    Located("上海市黄浦区"),
    MediaSent("image"),
)


def next_word(chance: random.Random, offered: tuple[Choice, ...]) -> Content:
    """What somebody does next: most often he answers, by a number or in words."""
    match chance.randrange(12):
        case 0:
            return Said(chance.choice(WISHES))
        case 1:
            return Said(chance.choice(COMMANDS))
        case 2 if chance.random() < 0.3:
            return chance.choice(EVENTS)
        case 3 | 4 | 5 | 6 if offered:
            choice = chance.choice(offered)
            return Said(chance.choice((choice.label, choice.says, str(offered.index(choice) + 1))))
        case _:
            return Said(chance.choice(ANSWERS) or "。")


async def test_every_conversation_stands_at_a_known_step_and_every_turn_is_answered(service: Service) -> None:
    clock = service.clock
    assert isinstance(clock, SettableClock)
    for number in range(CONVERSATIONS):
        chance = random.Random(number)
        key = ConversationKey("wechat", "test", "oBound" if number % 5 == 0 else f"o{number}")
        offered: tuple[Choice, ...] = ()
        said: list[Content] = []
        for turn in range(chance.randrange(2, LONGEST)):
            clock.advance(seconds=chance.choice(PAUSES_S))
            said.append(next_word(chance, offered))
            message = InboundMessage(key, f"{number:032x}{turn:032x}", clock.now(), said[-1])
            offer = await service.turns.handle(message)
            if chance.random() < 0.1:
                assert await service.turns.handle(message) == offer, said
            if offer:
                await service.turns.settle(offer)
                assert FAILED.text not in offer.page.text, (number, said)
            recorded = await service.turns.recorded(message)
            assert offer or recorded["outcome"] in {"command", "staff"}, (number, said)
            offered = offer.page.choices if offer else ()
        kept = await service.database.read(lambda session, key=key: conversations.by_key(session, key))
        assert kept is not None
        if kept.dialog:
            assert kept.step in {*DIALOGS[kept.dialog].steps, "readback", "edit"}, (number, said)
