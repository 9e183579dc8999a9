"""The door: an encrypted message gets an encrypted cited answer, once; everything else a plain 4xx."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.channel import Callback
from bot.service import Service
from bot.storage.repositories import transcript
from bot.storage.repositories.core import core_table
from bot.storage.repositories.transcript import Line
from bot.storage.session import Session
from bot.storage.tables import ConversationRow, DeliveryRow, InboxRow, TranscriptRow, TurnRow
from bot.webhooks import RECEIPT, WebhookDoor
from tests.adapters.wechat_platform import OTHER_APP, OTHER_KEY, OTHER_TOKEN, SAFE, event_xml, message_json, message_xml
from tests.asgi import Answer, request

PATH = "/webhooks/wechat/default"
QUESTION = "南通的首席质量官要什么学历"
QUOTED = "具有大专（含）以上学历或者相关专业技术中级职称（含）以上；"


@pytest.fixture
def door(service: Service) -> WebhookDoor:
    return WebhookDoor(service.channels, service.turns, service.clock, reply_within_s=4.5)


def question(text: str = QUESTION, *, message_id: str = "1001") -> Callback:
    return SAFE.deliver(message_xml(Content=text, MsgId=message_id), at=int(time.time()))


async def post(door: WebhookDoor, callback: Callback, **how: bool) -> Answer:
    return await request(door, "POST", PATH, callback.query, callback.body, **how)


def shown(answer: Answer) -> str:
    return SAFE.shown(answer)["Content"]  # type: ignore[arg-type]


async def count(service: Service, table: type) -> int:
    return await service.database.read(
        lambda session: session.execute(select(func.count()).select_from(table)).scalar_one()
    )


async def states(service: Service) -> list[str]:
    return await service.database.read(lambda session: list(session.execute(select(DeliveryRow.state)).scalars()))


async def test_encrypted_question_gets_the_clause_word_for_word(door: WebhookDoor, service: Service) -> None:
    answer = await post(door, question())
    assert answer.status == 200
    assert f"原文「{QUOTED}」" in shown(answer)
    assert '<a href="https://bot.example.gov.cn/clauses/nantong-measures.a5.i3">查看原文</a>' in shown(answer)
    assert await states(service) == ["sent"]


async def test_address_check_is_answered_with_its_echo(door: WebhookDoor) -> None:
    answer = await request(door, "GET", PATH, SAFE.verification(at=int(time.time())))
    assert (answer.status, answer.text) == (200, "4375120948345356249")
    assert answer.headers["content-type"].startswith("text/plain")


async def test_three_deliveries_in_sequence_get_one_turn_and_the_same_reply(
    door: WebhookDoor, service: Service
) -> None:
    replies = [shown(await post(door, question())) for _ in range(3)]
    assert len(set(replies)) == 1
    assert await count(service, TurnRow) == await count(service, InboxRow) == 1
    assert len(await lines(service)) == 2


async def test_three_deliveries_at_once_get_one_turn_and_the_same_reply(door: WebhookDoor, service: Service) -> None:
    answers = await asyncio.gather(*(post(door, question()) for _ in range(3)))
    assert len({shown(answer) for answer in answers}) == 1
    assert await count(service, TurnRow) == 1
    assert len(await lines(service)) == 2


async def test_messages_of_one_person_are_answered_in_order(door: WebhookDoor, service: Service) -> None:
    await asyncio.gather(*(post(door, question(f"第{number}条", message_id=str(number))) for number in range(1, 9)))
    said = [line.text for line in await lines(service) if line.direction == "in"]
    assert sorted(said) == sorted(f"第{number}条" for number in range(1, 9))
    numbers = await service.database.read(
        lambda session: list(session.execute(select(TurnRow.number).order_by(TurnRow.inbox_id)).scalars())
    )
    assert numbers == list(range(1, 9))


async def test_sender_that_hung_up_leaves_the_page_for_the_next_word(door: WebhookDoor, service: Service) -> None:
    await post(door, question(), hangs_up=True)
    assert await states(service) == ["offered"]


async def test_late_reply_of_an_account_that_pushes_is_answered_with_nothing_for_now(service: Service) -> None:
    hasty = WebhookDoor(
        service.channels, service.turns, service.clock, reply_within_s=0.0, pushed_accounts=[("wechat", "default")]
    )
    late = await post(hasty, question())
    await service.turns.finish()
    assert late.body == b"success"
    assert await states(service) == ["offered"]


async def test_message_that_is_not_written_in_time_is_not_promised(service: Service, tmp_path: Path) -> None:
    hasty = WebhookDoor(
        service.channels, service.turns, service.clock, reply_within_s=0.0, pushed_accounts=[("wechat", "default")]
    )
    with closing(sqlite3.connect(tmp_path / "cqo.db", isolation_level=None)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
        assert (await post(hasty, question())).status == 503
        somebody_else.execute("ROLLBACK")
    await service.turns.finish()
    patient = WebhookDoor(service.channels, service.turns, service.clock, reply_within_s=4.5)
    assert QUOTED in shown(await post(patient, question()))
    assert await count(service, TurnRow) == 1


async def test_late_reply_comes_with_the_next_word(service: Service) -> None:
    hasty = WebhookDoor(service.channels, service.turns, service.clock, reply_within_s=0.0)
    patient = WebhookDoor(service.channels, service.turns, service.clock, reply_within_s=4.5)
    late = await post(hasty, question())
    assert shown(late) == RECEIPT.text
    await service.turns.finish()
    next_answer = shown(await post(patient, question("谢谢", message_id="1002")))
    assert "回复可能没有送达，再发一次：" in next_answer
    assert QUOTED in next_answer
    assert await states(service) == ["repeated", "sent"]


async def test_late_retry_of_a_known_message_gets_the_recorded_reply(door: WebhookDoor) -> None:
    first = shown(await post(door, question()))
    old = SAFE.deliver(message_xml(Content=QUESTION, MsgId="1001"), at=int(time.time()) - 3600)
    assert shown(await post(door, old)) == first


async def test_old_callback_of_an_unknown_message_is_refused(door: WebhookDoor, service: Service) -> None:
    old = SAFE.deliver(message_xml(Content=QUESTION, MsgId="1001"), at=int(time.time()) - 3600)
    assert (await post(door, old)).status == 403
    assert await count(service, InboxRow) == 0


async def test_event_without_a_reply_is_acknowledged_and_leaves_nothing(door: WebhookDoor, service: Service) -> None:
    viewed = SAFE.deliver(event_xml("VIEW", EventKey="https://example.gov.cn"), at=int(time.time()))
    assert (await post(door, viewed)).body == b"success"
    unknown = SAFE.deliver(message_xml(MsgType="hologram", Content="", MsgId="9"), at=int(time.time()))
    assert (await post(door, unknown)).body == b"success"
    assert await count(service, InboxRow) == 0


async def test_positions_that_come_every_five_seconds_are_acknowledged_and_leave_nothing(
    door: WebhookDoor, service: Service
) -> None:
    for second in range(0, 60, 5):
        where = {"Latitude": "31.98", "Longitude": "120.89", "CreateTime": str(1_767_225_600 + second)}
        answer = await post(door, SAFE.deliver(event_xml("LOCATION", **where), at=int(time.time())))
        assert (answer.status, answer.body) == (200, b"success")
    assert await count(service, InboxRow) == await count(service, TurnRow) == await count(service, ConversationRow) == 0


async def test_reports_on_what_was_sent_are_acknowledged_and_never_answered(
    door: WebhookDoor, service: Service
) -> None:
    listed = "<List><TemplateId>t</TemplateId><MsgID>7</MsgID><ErrorCode>43101</ErrorCode></List>"
    for xml in (
        event_xml("TEMPLATESENDJOBFINISH", MsgID="7", Status="failed:user block"),
        event_xml("MASSSENDJOBFINISH", MsgID="7", Status="err(10001)", SentCount="0"),
        event_xml("PUBLISHJOBFINISH", "<PublishEventInfo><publish_id>7</publish_id></PublishEventInfo>"),
        event_xml("subscribe_msg_sent_event", f"<SubscribeMsgSentEvent>{listed}</SubscribeMsgSentEvent>"),
        event_xml("subscribe_msg_popup_event", f"<SubscribeMsgPopupEvent>{listed}</SubscribeMsgPopupEvent>"),
        event_xml("subscribe_msg_change_event", f"<SubscribeMsgChangeEvent>{listed}</SubscribeMsgChangeEvent>"),
    ):
        answer = await post(door, SAFE.deliver(xml, at=int(time.time())))
        assert (answer.status, answer.body) == (200, b"success")
    assert await count(service, InboxRow) == await count(service, TurnRow) == 0


async def test_place_that_was_sent_sets_the_area_and_leaves_neither_point_nor_address(
    door: WebhookDoor, service: Service
) -> None:
    label = "江苏省南通市崇川区工农南路150号"
    place = message_xml(MsgType="location", Content="", Location_X="31.98", Location_Y="120.89", Label=label)
    assert shown(await post(door, SAFE.deliver(place, at=int(time.time())))) == "好的，以下按南通市的文件为您解答。"
    assert (await lines(service))[0].text == "〔位置，南通市〕"
    assert QUOTED in shown(await post(door, question("首席质量官要什么学历")))
    rows = await service.database.read(
        lambda session: [
            [tuple(row) for row in session.execute(select(core_table(table)))]
            for table in (InboxRow, TurnRow, TranscriptRow, ConversationRow)
        ]
    )
    assert not any(trace in repr(rows) for trace in ("31.98", "120.89", "工农"))


async def test_callback_in_json_is_answered_in_json(door: WebhookDoor) -> None:
    platform = replace(SAFE, form="json")
    asked = platform.deliver(message_json(Content=QUESTION), at=int(time.time()))
    replies = [platform.shown(await post(door, asked)) for _ in range(2)]  # type: ignore[arg-type]
    assert QUOTED in replies[0]["Content"]
    assert replies[0]["Content"] == replies[1]["Content"]


async def test_unfollowing_is_recorded_in_silence(door: WebhookDoor, service: Service) -> None:
    left = SAFE.deliver(event_xml("unsubscribe"), at=int(time.time()))
    assert (await post(door, left)).body == b"success"
    assert [line.text for line in await lines(service)] == ["〔取消关注〕"]


def _flipped(callback: Callback) -> Callback:
    at = callback.body.index(b"<Encrypt>") + 40
    other = b"A" if callback.body[at : at + 1] != b"A" else b"B"
    return replace(callback, body=callback.body[:at] + other + callback.body[at + 1 :])


def _only_plain_signature(callback: Callback) -> Callback:
    return replace(callback, query={key: value for key, value in callback.query.items() if key != "msg_signature"})


def _spoiled(at: int, good: str, bad: str | bytes) -> Callback:
    """A message that would be answered but for one piece, signed and encrypted as it should be."""
    sound = message_xml().encode()
    assert good.encode() in sound
    return SAFE.deliver(sound.replace(good.encode(), bad if isinstance(bad, bytes) else bad.encode()), at=at)


def _sent(at: int) -> Callback:
    return SAFE.deliver(message_xml(), at=at)


FORGERIES: dict[str, tuple[int, Callable[[int], Callback]]] = {
    "wrong_token": (403, lambda at: OTHER_TOKEN.deliver(message_xml(), at=at)),
    "wrong_key": (400, lambda at: OTHER_KEY.deliver(message_xml(), at=at)),
    "another_app_inside": (400, lambda at: OTHER_APP.deliver(message_xml(), at=at)),
    "flipped_byte": (403, lambda at: _flipped(_sent(at))),
    "only_plain_signature": (403, lambda at: _only_plain_signature(_sent(at))),
    "no_query": (400, lambda at: replace(_sent(at), query={})),
    "plain_body_on_a_safe_account": (400, lambda at: replace(SAFE, mode="plain").deliver(message_xml(), at=at)),
    "truncated": (400, lambda at: replace(_sent(at), body=_sent(at).body[:80])),
    "empty": (400, lambda at: replace(_sent(at), body=b"")),
    "oversized": (413, lambda at: replace(_sent(at), body=b"x" * 400_000)),
    "doctype": (400, lambda at: _spoiled(at, "<xml>", "<!DOCTYPE xml><xml>")),
    "entity": (400, lambda at: _spoiled(at, "<xml>", "<!DOCTYPE xml [<!ENTITY a 'b'>]><xml><A>&a;</A>")),
    "outer_doctype": (400, lambda at: replace(_sent(at), body=b"<!DOCTYPE xml>" + _sent(at).body)),
    "invalid_utf8": (400, lambda at: _spoiled(at, "</Content>", b"\xff\xfe</Content>")),
    "cut_inside": (400, lambda at: _spoiled(at, "</Content>", "")),
    "not_xml": (400, lambda at: SAFE.deliver("hello", at=at)),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_forged_or_broken_callback_is_refused_and_the_next_good_one_answered(
    forgery: str, door: WebhookDoor, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    status, made_at = FORGERIES[forgery]
    capsys.readouterr()
    refused = await post(door, made_at(int(time.time())))
    logged = capsys.readouterr().out
    assert (refused.status, refused.body) == (status, b"")
    assert logged.count("callback.refused") == 1
    assert len([line for line in logged.splitlines() if "[debug" not in line]) == 1
    for secret in (SAFE.token, SAFE.aes_key, QUESTION, "canary"):
        assert secret not in logged
    assert await count(service, InboxRow) == 0
    assert QUOTED in shown(await post(door, question()))


async def test_control_characters_in_a_message_are_dropped(door: WebhookDoor) -> None:
    typed = _spoiled(int(time.time()), QUESTION, f"\x01{QUESTION}\x08")
    assert QUOTED in shown(await post(door, typed))


async def test_unknown_account_and_method_are_refused(door: WebhookDoor) -> None:
    assert (await request(door, "GET", "/webhooks/wechat/nobody")).status == 404
    assert (await request(door, "POST", "/webhooks/telegram/default")).status == 404
    assert (await request(door, "PUT", PATH)).status == 405


@pytest.mark.parametrize("asked", ["能当首席质量官吗", "南通要什么学历"], ids=["no answer", "answered"])
async def test_phone_and_identity_numbers_are_masked_before_they_are_written(
    door: WebhookDoor, service: Service, asked: str
) -> None:
    secret = f"我电话13812345678，身份证11010519491231002X，{asked}"
    answer = shown(await post(door, question(secret)))
    assert "请不要发送身份证号" in answer
    written = (await lines(service))[0].text
    assert "138*****678" in written
    for table in (InboxRow, TurnRow, TranscriptRow, DeliveryRow, ConversationRow):
        columns = core_table(table)
        rows = await service.database.read(lambda session, columns=columns: session.execute(select(columns)).all())
        assert rows
        assert "13812345678" not in str(rows)
        assert "11010519491231002X" not in str(rows)


async def lines(service: Service) -> list[Line]:
    def read(session: Session) -> list[Line]:
        first = session.execute(select(TurnRow.conversation_id).limit(1)).scalar()
        return transcript.of_conversation(session, first or 0)

    return await service.database.read(read)
