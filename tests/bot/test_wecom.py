"""A WeCom application through the door: what its members are answered, and what is turned away."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.channel import Callback
from bot.service import Service, build_service
from bot.storage.tables import InboxRow, TurnRow
from bot.webhooks import WebhookDoor
from tests.adapters.wechat_platform import TEXT, signature
from tests.adapters.wecom_platform import (
    ECHO,
    MEMBER,
    OTHER_CORPORATION,
    OTHER_KEY,
    OTHER_TOKEN,
    WECOM,
    event_xml,
    message_xml,
)
from tests.asgi import Answer, request
from tests.fakes.api_server import ApiServer
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


async def post(door: WebhookDoor, xml: str, *, age_s: int = 0) -> Answer:
    callback = WECOM.deliver(xml, at=int(time.time()) - age_s)
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


def _spoiled(at: int, good: str, bad: str | bytes) -> Callback:
    """A message that would be answered but for one piece, signed and encrypted as it should be."""
    sound = message_xml().encode()
    assert good.encode() in sound
    return WECOM.deliver(sound.replace(good.encode(), bad if isinstance(bad, bytes) else bad.encode()), at=at)


def _sent(at: int) -> Callback:
    return WECOM.deliver(message_xml(), at=at)


def _flipped(callback: Callback) -> Callback:
    at = callback.body.index(b"CDATA[") + 40
    other = b"A" if callback.body[at : at + 1] != b"A" else b"B"
    return replace(callback, body=callback.body[:at] + other + callback.body[at + 1 :])


def _only_plain_signature(callback: Callback) -> Callback:
    timestamp, nonce = callback.query["timestamp"], callback.query["nonce"]
    signed = signature(WECOM.token, timestamp, nonce)
    return replace(callback, query={"timestamp": timestamp, "nonce": nonce, "signature": signed})


FORGERIES: dict[str, tuple[int, Callable[[int], Callback]]] = {
    "wrong_token": (403, lambda at: OTHER_TOKEN.deliver(message_xml(), at=at)),
    "wrong_key": (400, lambda at: OTHER_KEY.deliver(message_xml(), at=at)),
    "another_corporation_inside": (400, lambda at: OTHER_CORPORATION.deliver(message_xml(), at=at)),
    "another_application": (400, lambda at: WECOM.deliver(message_xml(AgentID="7"), at=at)),
    "old": (403, lambda at: _sent(at - 400)),
    "of_the_future": (403, lambda at: _sent(at + 400)),
    "flipped_byte": (403, lambda at: _flipped(_sent(at))),
    "only_plain_signature": (403, lambda at: _only_plain_signature(_sent(at))),
    "no_query": (400, lambda at: replace(_sent(at), query={})),
    "plain_body": (400, lambda at: replace(_sent(at), body=message_xml().encode())),
    "truncated": (400, lambda at: replace(_sent(at), body=_sent(at).body[:80])),
    "empty": (400, lambda at: replace(_sent(at), body=b"")),
    "oversized": (413, lambda at: replace(_sent(at), body=b"x" * 70_000)),
    "doctype": (400, lambda at: _spoiled(at, "<xml>", "<!DOCTYPE xml><xml>")),
    "entity": (400, lambda at: _spoiled(at, "<xml>", "<!DOCTYPE xml [<!ENTITY a 'b'>]><xml><A>&a;</A>")),
    "outer_doctype": (400, lambda at: replace(_sent(at), body=b"<!DOCTYPE xml>" + _sent(at).body)),
    "invalid_utf8": (400, lambda at: _spoiled(at, "</Content>", b"\xff\xfe</Content>")),
    "cut_inside": (400, lambda at: _spoiled(at, "</Content>", "")),
    "not_xml": (400, lambda at: WECOM.deliver("hello", at=at)),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_forged_or_broken_callback_is_refused_and_the_next_good_one_answered(
    forgery: str, door: WebhookDoor, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    status, made_at = FORGERIES[forgery]
    callback = made_at(int(time.time()))
    capsys.readouterr()
    refused = await request(door, "POST", PATH, callback.query, callback.body)
    logged = capsys.readouterr().out
    assert (refused.status, refused.body) == (status, b"")
    assert logged.count("callback.refused") == 1
    for secret in (WECOM.token, WECOM.aes_key, TEXT, MEMBER, "canary"):
        assert secret not in logged
    assert await count(service, InboxRow) == 0
    assert QUOTED in await says(door, QUESTION)


async def test_control_characters_in_a_message_are_dropped(door: WebhookDoor) -> None:
    callback = _spoiled(int(time.time()), TEXT, f"\x01{QUESTION}\x08")
    assert QUOTED in shown(await request(door, "POST", PATH, callback.query, callback.body))


async def test_name_of_a_member_is_in_no_log(door: WebhookDoor, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert QUOTED in shown(await post(door, message_xml(Content=QUESTION, FromUserName="zhangsanfeng")))
    logged = capsys.readouterr().out
    assert "turn.committed" in logged
    for piece in ("zhan", "feng"):
        assert piece not in logged


async def test_answer_that_was_late_is_sent_as_an_application_message(tmp_path: Path) -> None:
    platform = ApiServer()
    await platform.open()
    own = WECOM.settings(secret="secret", api_base=platform.base)
    service = build_service(settings_in(tmp_path, wechat={}, wecom={"default": own}))
    await service.prepare()
    hasty = WebhookDoor(
        service.channels, service.turns, service.clock, reply_within_s=0.0, pushed_accounts=service.pushers
    )
    late = await post(hasty, message_xml(Content=QUESTION))
    assert (late.status, late.body) == (200, b"")
    await service.turns.finish()
    assert await service.deliverer.deliver() == 1
    sent = platform.asked[-1]
    await service.close()
    await platform.close()
    assert (sent.path, sent.json["touser"]) == ("/cgi-bin/message/send", MEMBER)
    assert QUOTED in sent.json["text"]["content"]


async def test_late_retry_of_a_known_message_gets_its_recorded_reply(door: WebhookDoor, service: Service) -> None:
    first = shown(await post(door, message_xml()))
    assert shown(await post(door, message_xml(), age_s=400)) == first
    assert await count(service, TurnRow) == 1
