"""The offline WeChat against a tiny webhook that speaks the wire protocol with wechatpy's crypto."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import uvicorn
import xmltodict
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from adapters.twin.account import USERS, Mode, Switches, TwinAccount
from adapters.twin.app import create_twin_app
from adapters.twin.courier import TRIES
from adapters.twin.twin import FAILURE_NOTICE, ImpossibleAct, Twin

ACCOUNT = TwinAccount(
    app_id="wx0123456789abcdef",
    token="twin-token",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    original_id="gh_0123456789ab",
)
CRYPTO = WeChatCrypto(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.app_id)
DEADLINE_S = 1.0
LI = USERS[0].openid


@dataclass
class Received:
    """One POST as the webhook saw it."""

    query: dict[str, str]
    envelope: dict[str, str]
    fields: dict[str, str]


@dataclass
class Webhook:
    """Answers every message with 「收到：…」 unless told otherwise; keeps what it received."""

    mode: Mode = "safe"
    content: Callable[[Received], str] = lambda received: f"收到：{received.fields.get('Content', '')}"
    reply: Callable[[str, Received], str] = lambda xml, received: seal(xml)
    status: int = 200
    pause_s: Callable[[int], float] = lambda number: 0
    received: list[Received] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        check_signature(ACCOUNT.token, query["signature"], query["timestamp"], query["nonce"])
        body = await request.text()
        envelope = xmltodict.parse(body)["xml"]
        clear = body
        if self.mode != "plain":
            clear = CRYPTO.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        received = Received(query, envelope, xmltodict.parse(clear)["xml"])
        self.received.append(received)
        await asyncio.sleep(self.pause_s(len(self.received)))
        xml = reply_xml(received.fields, self.content(received))
        return web.Response(text=self.reply(xml, received), status=self.status, content_type="text/xml")


def reply_xml(fields: dict[str, str], content: str) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{fields['FromUserName']}]]></ToUserName>"
        f"<FromUserName><![CDATA[{fields['ToUserName']}]]></FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{content}]]></Content></xml>"
    )


def seal(xml: str, crypto: WeChatCrypto = CRYPTO) -> str:
    return str(crypto.encrypt_message(xml, "nonce-of-reply"))


@pytest.fixture
def webhook() -> Webhook:
    return Webhook()


@pytest.fixture
async def callback_url(webhook: Webhook) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_post("/webhooks/wechat/demo", webhook.handle)
    async with TestServer(application) as server:
        yield str(server.make_url("/webhooks/wechat/demo"))


@pytest.fixture
async def twin(callback_url: str) -> AsyncIterator[Twin]:
    twin = Twin(ACCOUNT, callback_url, deadline_s=DEADLINE_S)
    twin.chat.set_following(LI, True)
    yield twin
    await twin.close()


def seen(twin: Twin) -> list[tuple[str, str]]:
    return [(bubble.side, bubble.text) for bubble in twin.chat.bubbles]


async def test_safe_mode_message_travels_encrypted_and_its_reply_is_shown(twin: Twin, webhook: Webhook) -> None:
    (exchange,) = await twin.say(LI, "怎么备案")

    (received,) = webhook.received
    assert set(received.envelope) == {"ToUserName", "Encrypt"}
    assert received.query["encrypt_type"] == "aes"
    assert received.query["openid"] == LI
    assert received.fields["MsgType"] == "text"
    assert received.fields["Content"] == "怎么备案"
    assert received.fields["ToUserName"] == ACCOUNT.original_id
    assert seen(twin) == [("user", "怎么备案"), ("account", "收到：怎么备案")]
    assert (exchange.answer.verdict, exchange.tries, exchange.method) == ("replied", 1, "POST")
    assert "怎么备案" not in exchange.body
    assert "怎么备案" in exchange.xml
    assert exchange.path.startswith("/webhooks/wechat/demo?signature=")


async def test_compatible_mode_carries_both_copies(twin: Twin, webhook: Webhook) -> None:
    twin.switch(Switches(mode="compatible"))
    await twin.say(LI, "你好")

    (received,) = webhook.received
    assert received.envelope["Content"] == received.fields["Content"] == "你好"
    assert seen(twin)[-1] == ("account", "收到：你好")


async def test_plain_mode_is_signed_but_clear(twin: Twin, webhook: Webhook) -> None:
    webhook.mode = "plain"
    webhook.reply = lambda xml, _received: xml
    twin.switch(Switches(mode="plain"))
    await twin.say(LI, "你好")

    (received,) = webhook.received
    assert "Encrypt" not in received.envelope
    assert "msg_signature" not in received.query
    assert seen(twin)[-1] == ("account", "收到：你好")


async def test_cdata_end_in_a_message_arrives_as_words(twin: Twin, webhook: Webhook) -> None:
    await twin.say(LI, "a]]><Event>x</Event>")

    assert webhook.received[0].fields["Content"] == "a]]><Event>x</Event>"
    assert "Event" not in webhook.received[0].fields


async def test_late_service_gets_the_same_message_again_with_a_fresh_nonce(twin: Twin, webhook: Webhook) -> None:
    webhook.pause_s = lambda number: 2 * DEADLINE_S if number == 1 else 0
    (exchange,) = await twin.say(LI, "慢")

    first, second = webhook.received
    assert first.fields == second.fields
    assert first.query["nonce"] != second.query["nonce"]
    assert first.query["msg_signature"] != second.query["msg_signature"]
    assert (exchange.tries, exchange.answer.verdict) == (2, "replied")
    assert exchange.elapsed_ms >= DEADLINE_S * 1000
    assert [side for side, _ in seen(twin)] == ["user", "account"]


async def test_lost_first_reply_is_delivered_by_the_second_try(twin: Twin, webhook: Webhook) -> None:
    twin.switch(Switches(network="first_reply_lost"))
    (exchange,) = await twin.say(LI, "丢")

    assert (exchange.tries, len(webhook.received)) == (2, 2)
    assert seen(twin)[-1] == ("account", "收到：丢")


async def test_network_slower_than_the_deadline_ends_in_the_platforms_notice(twin: Twin, webhook: Webhook) -> None:
    twin.switch(Switches(network="slow"))
    (exchange,) = await twin.say(LI, "慢")

    assert (exchange.tries, len(webhook.received)) == (TRIES, TRIES)
    assert (exchange.answer.status, exchange.answer.problem) == (0, f"{DEADLINE_S:g} 秒内没有收到答复")
    assert seen(twin)[-1] == ("notice", FAILURE_NOTICE)


async def test_dead_service_is_tried_three_times_then_the_notice_is_shown() -> None:
    twin = Twin(ACCOUNT, f"http://127.0.0.1:{unused_port()}/webhooks/wechat/demo", deadline_s=DEADLINE_S)
    (exchange,) = await twin.follow(LI)
    await twin.close()

    assert (exchange.tries, exchange.answer.problem) == (TRIES, "连接不上服务")
    assert seen(twin)[-1] == ("notice", FAILURE_NOTICE)


OTHER_TOKEN = WeChatCrypto("other-token", ACCOUNT.aes_key, ACCOUNT.app_id)
OTHER_APP = WeChatCrypto(ACCOUNT.token, ACCOUNT.aes_key, "wx9999999999999999")
OTHER_KEY = WeChatCrypto(ACCOUNT.token, ACCOUNT.aes_key[::-1], ACCOUNT.app_id)


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (lambda xml: seal(xml), ""),
        (lambda xml: seal(xml, OTHER_TOKEN), "答复的签名不符"),
        (lambda xml: seal(xml, OTHER_APP), "答复的 AppID 不符"),
        (lambda xml: seal(xml, OTHER_KEY), "答复无法解密"),
        (lambda xml: seal(xml).replace("TimeStamp", "Time"), "加密答复的字段不齐"),
        (lambda xml: xml, "安全模式下的答复没有加密"),
        (lambda xml: '{"errcode": 0}', "答复不是有效的 XML"),
        (lambda xml: "<!DOCTYPE xml>" + seal(xml), "答复不是有效的 XML"),
        (lambda xml: seal(xml.replace("[gh_", "[gh-")), "答复的收发方不符"),
        (lambda xml: seal(xml.replace(LI, USERS[1].openid)), "答复的收发方不符"),
        (lambda xml: seal(xml.replace("<xml>", "<xml><ArticleCount>1</ArticleCount>")), "不是一条完整的文本答复"),
        (lambda xml: seal(xml.replace("<xml>", "<xml><Content>先</Content>")), "答复的字段重复"),
        (lambda xml: seal(xml.replace("<CreateTime>", "<CreateTime>-")), "答复的 CreateTime 不是整数"),
        (lambda xml: seal(xml.replace("收到：", "")), "文本为 0 字节，应在 1 至 2048 字节之间"),
        (lambda xml: seal(xml.replace("收到：", "一" * 683)), "文本为 2049 字节，应在 1 至 2048 字节之间"),
    ],
)
async def test_only_a_reply_the_platform_would_show_is_shown(
    twin: Twin, webhook: Webhook, reply: Callable[[str], str], problem: str
) -> None:
    webhook.content = lambda _received: "收到："
    webhook.reply = lambda xml, _received: reply(xml)
    (exchange,) = await twin.say(LI, "问")

    assert exchange.answer.problem == problem
    assert exchange.tries == 1
    assert seen(twin)[-1] == (("notice", FAILURE_NOTICE) if problem else ("account", "收到："))


async def test_http_error_is_a_failed_service(twin: Twin, webhook: Webhook) -> None:
    webhook.status = 403
    (exchange,) = await twin.say(LI, "问")

    assert exchange.answer.problem == "服务答复了 HTTP 403"
    assert seen(twin)[-1] == ("notice", FAILURE_NOTICE)


@pytest.mark.parametrize("nothing", ["success", ""])
async def test_no_reply_shows_nothing(twin: Twin, webhook: Webhook, nothing: str) -> None:
    webhook.reply = lambda _xml, _received: nothing
    (exchange,) = await twin.say(LI, "问")

    assert exchange.answer.verdict == "nothing"
    assert seen(twin) == [("user", "问")]


@pytest.mark.parametrize("delivery", ["at_once", "in_sequence"])
async def test_duplicate_delivery_sends_one_message_three_times_and_shows_one_reply(
    twin: Twin, webhook: Webhook, delivery: str
) -> None:
    twin.switch(Switches(delivery=delivery))  # type: ignore[arg-type]
    exchanges = await twin.say(LI, "重复")

    assert {received.fields["MsgId"] for received in webhook.received} == {webhook.received[0].fields["MsgId"]}
    assert len({received.query["nonce"] for received in webhook.received}) == 3
    assert [exchange.delivery for exchange in exchanges] == [1, 2, 3]
    assert [exchange.answer.verdict for exchange in exchanges] == ["replied"] * 3
    assert seen(twin) == [("user", "重复"), ("account", "收到：重复")]


@pytest.mark.parametrize("delivery", ["at_once", "in_sequence"])
async def test_deliveries_answered_differently_are_marked(twin: Twin, webhook: Webhook, delivery: str) -> None:
    webhook.content = lambda received: received.query["nonce"]
    twin.switch(Switches(delivery=delivery))  # type: ignore[arg-type]
    exchanges = await twin.say(LI, "重复")

    assert [exchange.answer.verdict for exchange in exchanges] == ["replied", "differs", "differs"]
    assert seen(twin) == [("user", "重复"), ("account", exchanges[0].answer.text)]


async def test_messages_have_ids_of_their_own(twin: Twin, webhook: Webhook) -> None:
    await twin.say(LI, "同")
    await twin.say(LI, "同")

    first, second = (int(received.fields["MsgId"]) for received in webhook.received)
    assert second > first


async def test_voice_and_picture_arrive_as_the_platform_sends_them(twin: Twin, webhook: Webhook) -> None:
    await twin.speak(LI, "怎么备案")
    await twin.show_picture(LI)

    voice, image = (received.fields for received in webhook.received)
    assert (voice["MsgType"], voice["Recognition"], voice["Format"]) == ("voice", "怎么备案", "amr")
    assert image["MsgType"] == "image"
    assert {"PicUrl", "MediaId", "MsgId"} <= set(image)


async def test_events_arrive_without_message_id(twin: Twin, webhook: Webhook) -> None:
    await twin.tap(LI, "policy")
    await twin.scan(LI, "nantong")
    await twin.unfollow(LI)
    await twin.scan(LI, "nantong")

    events = [received.fields for received in webhook.received]
    assert [(event["Event"], event["EventKey"]) for event in events] == [
        ("CLICK", "policy"),
        ("SCAN", "nantong"),
        ("unsubscribe", None),
        ("subscribe", "qrscene_nantong"),
    ]
    assert all(event["MsgType"] == "event" and "MsgId" not in event for event in events)


async def test_following_twice_sends_one_event(twin: Twin, webhook: Webhook) -> None:
    await twin.unfollow(LI)
    await twin.follow(LI)
    assert await twin.follow(LI) == ()

    assert [received.fields["Event"] for received in webhook.received] == ["unsubscribe", "subscribe"]


async def test_reply_to_somebody_who_left_is_shown_to_nobody(twin: Twin) -> None:
    (exchange,) = await twin.unfollow(LI)

    assert exchange.answer.verdict == "replied"
    assert seen(twin) == [("notice", "您已取消关注质官通")]


async def test_only_followers_can_write(twin: Twin, webhook: Webhook) -> None:
    with pytest.raises(ImpossibleAct):
        await twin.say(USERS[1].openid, "在吗")
    with pytest.raises(ImpossibleAct):
        await twin.follow("nobody")

    assert webhook.received == []
    assert seen(twin) == []


# ---- the application around it


@pytest.fixture
async def page_url(twin: Twin) -> AsyncIterator[str]:
    config = uvicorn.Config(create_twin_app(twin), port=unused_port(), log_level="warning", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
        await asyncio.sleep(0.005)
    yield f"http://127.0.0.1:{config.port}"
    twin.chat.end()
    server.should_exit = True
    await serving


async def test_page_is_served_under_a_strict_policy(page_url: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{page_url}/") as response:
        html = await response.text()
        policy = response.headers["Content-Security-Policy"]

    assert response.status == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert 'href="/' not in html
    assert 'src="/' not in html


async def test_acts_are_done_or_refused_in_words(page_url: str, twin: Twin) -> None:
    said = {"user": LI, "kind": "say", "content": "你好"}
    async with aiohttp.ClientSession() as session:
        for payload, status in (
            (said, 204),
            (said | {"user": USERS[1].openid}, 409),
            (said | {"kind": "fly"}, 422),
            (said | {"extra": 1}, 422),
        ):
            async with session.post(f"{page_url}/acts", json=payload) as response:
                assert response.status == status
                assert status == 204 or (await response.json())["problem"]

    assert seen(twin) == [("user", "你好"), ("account", "收到：你好")]


async def test_switches_are_set_whole_or_refused(page_url: str, twin: Twin) -> None:
    wanted = {"mode": "compatible", "delivery": "at_once", "network": "slow"}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{page_url}/switches", json=wanted) as response:
            assert response.status == 204
        async with session.post(f"{page_url}/switches", json=wanted | {"mode": "none"}) as response:
            assert response.status == 422

    assert twin.chat.switches == Switches("compatible", "at_once", "slow")


async def test_stream_tells_the_state_and_then_each_change(page_url: str, twin: Twin) -> None:
    await twin.say(LI, "先")
    async with aiohttp.ClientSession() as session, session.get(f"{page_url}/events") as response:
        events = _events(response)
        name, state = await anext(events)
        assert name == "state"
        assert [bubble["text"] for bubble in state["bubbles"]] == ["先", "收到：先"]
        assert state["exchanges"][0]["answer"]["verdict"] == "replied"

        await twin.say(LI, "后")
        told = [await anext(events) for _ in range(5)]

    assert [name for name, _ in told] == ["bubble", "waiting", "bubble", "waiting", "exchange"]
    assert [content["count"] for name, content in told if name == "waiting"] == [1, 0]


async def _events(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    name = ""
    async for line in response.content:
        key, _, value = line.decode().strip().partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)
