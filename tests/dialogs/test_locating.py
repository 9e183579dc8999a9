"""Of an address only its divisions say where it lies; and what is said to what cannot be read."""

from datetime import UTC, datetime

import pytest

from bot.clock import SystemClock
from bot.policy import ports_over
from dialogs.locating import located
from dialogs.media import words_wanted
from dialogs.messages import Located
from dialogs.ports import Ports
from dialogs.state import ConversationState
from knowledge.documents.library import load_library

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def ports() -> Ports:
    return ports_over(load_library(), "https://bot.example.gov.cn", SystemClock())[1]


@pytest.mark.parametrize(
    ("address", "name", "area"),
    [
        ("江苏省南通市崇川区工农南路150号(南通市政府)", "", "nantong"),
        ("南通市崇川区", "", "nantong"),
        ("海门区", "", "nantong"),
        ("江苏省南通市通州区金沙镇", "", "nantong"),
        ("中国广东省深圳市南山区深南大道10000号", "", "shenzhen"),
        ("广东省广州市天河区体育西路", "", "guangdong"),
        ("安徽省淮北市相山区人民路", "", "xiangshan"),
        ("", "南通大饭店", "nantong"),
        ("上海市黄浦区南通大厦", "", ""),
        ("上海市黄浦区", "南通大厦", ""),
        ("上海市虹口区海门路55号", "", ""),
        ("浙江省杭州市西湖区梅州路", "", ""),
        ("北京市通州区新华大街", "", ""),
        ("江苏省苏州市吴中区", "", ""),
        ("新疆维吾尔自治区伊犁哈萨克自治州伊宁市", "", ""),
        ("[位置]", "", ""),
        ("", "", ""),
        ("省" * 30_000, "市" * 30_000, ""),
    ],
    ids=lambda words: words[:12],
)
def test_a_place_lies_in(address: str, name: str, area: str, ports: Ports) -> None:
    advanced = located(ConversationState(), Located(address, name), ports, now=NOW)
    assert advanced.state.jurisdiction == area
    assert advanced.replies


def test_a_place_elsewhere_leaves_the_area_that_was_told(ports: Ports) -> None:
    before = ConversationState(jurisdiction="nantong")
    for address in ("上海市黄浦区", ""):
        assert located(before, Located(address), ports, now=NOW).state.jurisdiction == "nantong"


MEDIA = [
    "image",
    "voice",
    "video",
    "file",
    "link",
    "location",
    "merged_msg",
    "business_card",
    "miniprogram",
    "channels",
]


def test_each_kind_of_media_is_answered_in_its_own_words() -> None:
    answers = [words_wanted(media).text for media in (*MEDIA, "hologram")]
    assert len(set(answers)) == len(answers)
    assert words_wanted("shortvideo") == words_wanted("video")
