"""A WeCom application through the door: what its members are answered, and what is turned away."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.service import Service, build_service
from bot.storage.tables import InboxRow, TurnRow
from bot.webhooks import WebhookDoor
from tests.adapters.wecom_platform import (
    ECHO,
    OTHER_CORPORATION,
    OTHER_KEY,
    OTHER_TOKEN,
    WECOM,
    WeComPlatform,
    event_xml,
    message_xml,
)
from tests.asgi import Answer, request
from tests.services import settings_in

PATH = "/webhooks/wecom/default"
QUESTION = "南通的首席质量官要什么学历"
QUOTED = "具有大专（含）以上学历或者相关专业技术中级职称（含）以上；"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    built = build_service(settings_in(tmp_path, wechat={}, wecom={"default": WECOM.settings()}))
    await built.prepare()
    yield built
    await built.close()


@pytest.fixture
def door(service: Service) -> WebhookDoor:
    return WebhookDoor(service.channels, service.turns, service.clock, reply_within_s=4.5)


async def post(door: WebhookDoor, xml: str, platform: WeComPlatform = WECOM, *, age_s: int = 0) -> Answer:
    callback = platform.deliver(xml, at=int(time.time()) - age_s)
    return await request(door, "POST", PATH, callback.query, callback.body)


async def says(door: WebhookDoor, text: str, number: int = 1) -> str:
    return shown(await post(door, message_xml(Content=text, MsgId=str(number))))


def opens(second: int) -> str:
    """A member opens the chat."""
    return event_xml("enter_agent", CreateTime=str(1_767_225_600 + second))


def shown(answer: Answer) -> str:
    assert answer.status == 200
    return WECOM.shown(answer)["Content"]  # type: ignore[arg-type]


async def count(service: Service, table: type) -> int:
    return await service.database.read(
        lambda session: session.execute(select(func.count()).select_from(table)).scalar_one()
    )


async def test_address_check_is_answered_with_the_decrypted_echo_alone(door: WebhookDoor) -> None:
    # The door decodes the query once: a plus of the ciphertext must survive it.
    query = next(query for query in iter(WECOM.verification, None) if "+" in query["echostr"])
    answer = await request(door, "GET", PATH, query)
    assert (answer.status, answer.text) == (200, ECHO)
    assert answer.headers["content-type"].startswith("text/plain")


async def test_question_gets_the_clause_word_for_word_once_and_the_same_again(
    door: WebhookDoor, service: Service
) -> None:
    replies = [await says(door, QUESTION) for _ in range(3)]
    assert f"原文「{QUOTED}」" in replies[0]
    assert "<a href=" in replies[0]
    assert len(set(replies)) == 1
    assert await count(service, TurnRow) == 1


async def test_whoever_opens_the_chat_first_is_greeted_and_not_again(door: WebhookDoor, service: Service) -> None:
    assert shown(await post(door, opens(1))).startswith("您好，我是质官通")
    again = await post(door, opens(2))
    assert (again.status, again.body) == (200, b"")
    assert await count(service, TurnRow) == 2


async def test_chat_that_is_opened_again_keeps_the_dialog_that_is_open(door: WebhookDoor) -> None:
    asked = await says(door, "备案查询", 1)
    assert "社会信用代码" in asked
    await post(door, opens(1))
    assert "校验" in await says(door, "91320600MA1ABCDE0X", 2)


async def test_member_who_left_and_came_back_is_greeted(door: WebhookDoor) -> None:
    await post(door, opens(1))
    left = await post(door, event_xml("unsubscribe"))
    assert (left.status, left.body) == (200, b"")
    assert shown(await post(door, opens(2))).startswith("您好，我是质官通")


async def test_tap_on_a_card_is_answered_like_the_words_of_its_button(door: WebhookDoor) -> None:
    spoken = await says(door, "菜单")
    tapped = event_xml("template_card_event", CardType="button_interaction", EventKey="菜单", TaskId="t1")
    assert shown(await post(door, tapped)) == spoken


async def test_key_of_a_card_that_nobody_offered_is_words_and_no_more(door: WebhookDoor) -> None:
    forged = event_xml("template_card_event", CardType="button_interaction", EventKey="2", TaskId="t1")
    assert "没有待选的序号" in shown(await post(door, forged))


async def test_events_that_concern_no_conversation_are_acknowledged_and_not_kept(
    door: WebhookDoor, service: Service
) -> None:
    for xml in (
        event_xml("subscribe"),
        event_xml("LOCATION", Latitude="23.1"),
        event_xml("change_contact", FromUserName="sys", AgentID="", ChangeType="create_user"),
        event_xml("kf_msg_or_event", FromUserName="", AgentID="", Token="t", OpenKfId="wk1"),
        event_xml("something_new", "<Nested><Deep>1</Deep></Nested>"),
    ):
        answer = await post(door, xml)
        assert (answer.status, answer.body) == (200, b"")
    assert await count(service, InboxRow) == 0


@pytest.mark.parametrize(
    ("platform", "age_s", "status"),
    [
        (OTHER_TOKEN, 0, 403),
        (OTHER_KEY, 0, 400),
        (OTHER_CORPORATION, 0, 400),
        (replace(WECOM, token="third"), 0, 403),
        (WECOM, 400, 403),
        (WECOM, -400, 403),
    ],
    ids=["token", "key", "corporation", "another token", "old", "of the future"],
)
async def test_callback_that_is_not_ours_or_not_of_now_makes_no_turn(
    door: WebhookDoor, service: Service, platform: WeComPlatform, age_s: int, status: int
) -> None:
    answer = await post(door, message_xml(), platform, age_s=age_s)
    assert (answer.status, answer.body) == (status, b"")
    assert await count(service, InboxRow) == 0


async def test_late_retry_of_a_known_message_gets_its_recorded_reply(door: WebhookDoor, service: Service) -> None:
    first = shown(await post(door, message_xml()))
    assert shown(await post(door, message_xml(), age_s=400)) == first
    assert await count(service, TurnRow) == 1
