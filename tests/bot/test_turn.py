"""The turn on both databases: in order, once, and never stuck behind a message that cannot be answered."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.coordination.in_process import InProcessCoordination
from bot.errors import CoordinationUnavailable, StorageUnavailable
from bot.inbox import Inbox
from bot.outbox import Outbox
from bot.records.room import RecordRoom
from bot.sealing import Sealer
from bot.service import Service, build_service
from bot.storage.repositories import feedback
from bot.storage.repositories import inbox as rows
from bot.storage.repositories import turns as turn_rows
from bot.storage.tables import DeliveryRow, InboxRow, TurnRow
from bot.turn import FAILED, Turns
from bot.webhooks import WebhookDoor
from dialogs.messages import ConversationKey, InboundMessage, Said
from dialogs.prompts import MORE_BELOW
from knowledge.model import Answer, Question
from tests.adapters.wechat_platform import SAFE, message_xml
from tests.asgi import request
from tests.fakes.clock import SettableClock
from tests.services import settings_in

KEY = ConversationKey("wechat", "default", "oPerson")
POISON = "毒"


@pytest.fixture
async def running(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    data_key = base64.b64encode(bytes(32)).decode()
    built = build_service(settings_in(tmp_path, database_url=database_url, data_key=data_key))
    await built.prepare()
    yield built
    await built.close()


class PoisonedPolicy:
    """The real answers, but one word makes it raise."""

    def __init__(self, real: Any) -> None:
        self.jurisdictions = real.jurisdictions
        self.place_in, self.quoted, self.matches = real.place_in, real.quoted, real.matches
        self._real = real

    def answer(self, question: Question) -> Answer:
        if POISON in question.text:
            raise RuntimeError(f"cannot answer {question.text}")
        answer: Answer = self._real.answer(question)
        return answer


def turns_of(service: Service, **changes: Any) -> Turns:
    """The service's turns with a part exchanged."""
    sealer = Sealer(bytes(32))
    capabilities = {name: channel.capabilities for (name, _), channel in service.channels.items()}
    parts = {"coordination": service.coordination, "ports": service.ports, "clock": service.clock} | changes
    return Turns(
        service.database,
        parts["coordination"],
        parts["ports"],
        RecordRoom(sealer),
        sealer,
        parts["clock"],
        capabilities,
        Outbox(sealer),
    )


def message(number: int, text: str, key: ConversationKey = KEY) -> InboundMessage:
    return InboundMessage(key, f"{key.user}{number:050x}", SettableClock().now(), Said(text))


async def counted(service: Service, table: type, *conditions: Any) -> int:
    statement = select(func.count()).select_from(table).where(*conditions)
    return await service.database.read(lambda session: session.execute(statement).scalar_one())


async def test_end_of_a_process_waits_for_late_turns_but_not_for_ever(running: Service) -> None:
    turns = turns_of(running)
    prompt, hanging = (asyncio.ensure_future(waiting) for waiting in (asyncio.sleep(0.01), asyncio.Event().wait()))
    for turn in (prompt, hanging):
        turns.release_when_done(turn)  # type: ignore[arg-type]
    await asyncio.wait_for(turns.finish(within_s=0.1), 1)
    assert prompt.done()
    hanging.cancel()


async def test_verdict_delivered_twice_at_once_is_kept_once_with_the_answer_it_judges(running: Service) -> None:
    clock = SettableClock()
    turns = turns_of(running, clock=clock)
    for number, text in enumerate(("南通的首席质量官要什么学历", "谢谢")):
        assert await turns.handle(message(number, text))
    offers = await asyncio.gather(*(turns.handle(message(2, "没答对")) for _ in range(2)))
    assert offers[0] == offers[1]
    kept = await running.database.read(lambda session: feedback.newest(session, "missed", limit=9))
    judged = await running.database.read(lambda session: turn_rows.by_inbox_id(session, 1))
    assert judged is not None
    assert (judged.number, judged.outcome) == (1, "answered")
    assert kept == [feedback.Feedback(judged.id, "missed", clock.now())]


async def test_twenty_deliveries_at_once_of_ten_messages_are_ten_turns(running: Service) -> None:
    messages = [message(number, f"南通首席质量官要什么学历{number}") for number in range(10)]
    offers = await asyncio.gather(*(running.turns.handle(one) for one in messages * 2))
    assert await counted(running, TurnRow) == 10
    assert [offer.page for offer in offers[:10] if offer] == [offer.page for offer in offers[10:] if offer]


async def test_two_processes_share_one_conversation_without_a_lock(running: Service) -> None:
    one, other = (turns_of(running, coordination=InProcessCoordination()) for _ in range(2))
    offers = await asyncio.gather(*(turns.handle(message(n, "你好")) for n in range(5) for turns in (one, other)))
    assert await counted(running, TurnRow) == 5
    assert all(offers)
    for number in range(5):
        assert offers[2 * number] == offers[2 * number + 1]


class GoneCoordination(InProcessCoordination):
    """Redis is away."""

    def lock(self, name: str, *, wait_s: float) -> Any:
        raise CoordinationUnavailable("Redis is gone")


async def test_turn_goes_on_while_redis_is_gone(running: Service) -> None:
    turns = turns_of(running, coordination=GoneCoordination())
    offers = await asyncio.gather(*(turns.handle(message(number, "你好")) for number in range(6)))
    assert all(offers)
    assert await counted(running, TurnRow) == 6


async def test_message_that_cannot_be_answered_steps_aside_with_an_apology(
    running: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    ports = replace(running.ports, policy=PoisonedPolicy(running.ports.policy))
    turns = turns_of(running, ports=ports)
    offer = await turns.handle(message(1, f"南通{POISON}canary"))
    assert offer is not None
    assert FAILED.text in offer.page.text
    after = await turns.handle(message(2, "南通的首席质量官要什么学历"))
    assert after is not None
    assert "大专" in after.page.text
    assert await counted(running, InboxRow, InboxRow.handled_at.is_(None)) == 0  # type: ignore[union-attr]
    logged = capsys.readouterr().out
    assert logged.count("turn.failed") == 3
    assert "canary" not in logged


async def test_characters_that_no_database_keeps_are_answered_like_any_others(running: Service) -> None:
    offer = await running.turns.handle(message(1, "\x00南通的首席质量官要什么学历\x07"))
    assert offer is not None
    assert "大专" in offer.page.text


async def test_sweep_answers_what_a_lost_process_admitted(running: Service) -> None:
    clock = SettableClock()
    turns = turns_of(running, clock=clock)
    inbox = Inbox(Sealer(bytes(32)))
    await running.database.write(lambda session: inbox.admit(session, message(1, "你好"), now=clock.now()))
    assert await turns.sweep() == 0
    clock.advance(seconds=30)
    assert await turns.sweep() == 1
    assert await counted(running, TurnRow) == 1


async def test_message_whose_apology_was_never_written_gets_it_later(running: Service) -> None:
    clock = SettableClock()
    turns = turns_of(running, clock=clock)
    inbox = Inbox(Sealer(bytes(32)))
    lost = await running.database.write(lambda session: inbox.admit(session, message(1, "你好"), now=clock.now()))
    for _ in range(3):
        await running.database.write(lambda session: rows.count_attempt(session, lost.id, error="lost"))
    offer = await turns.handle(message(1, "你好"))
    assert offer is not None
    assert FAILED.text in offer.page.text


async def test_message_sealed_with_another_key_steps_aside(running: Service) -> None:
    stranger = Inbox(Sealer(bytes(range(32))))
    now = running.clock.now()
    await running.database.write(lambda session: stranger.admit(session, message(1, "你好"), now=now))
    after = await running.turns.handle(message(2, "你好"))
    assert after is not None
    assert await counted(running, InboxRow, InboxRow.handled_at.is_(None)) == 0  # type: ignore[union-attr]
    assert await counted(running, TurnRow) == 2


async def test_late_long_answer_comes_back_whole_with_the_next_word(running: Service) -> None:
    clock = SettableClock()
    turns = turns_of(running, clock=clock)
    long_question = "南通首席质量官的职责、广东首席质量官的职责、相山的职责有什么区别"
    first = await turns.handle(message(1, long_question))
    assert first is not None
    assert first.page.text.endswith(MORE_BELOW)
    clock.advance(seconds=60)
    second = await turns.handle(message(2, "更多"))
    assert second is not None
    assert second.page.text.startswith(f"您之前问的“{long_question[:30]}…”，回复可能没有送达，再发一次：")
    assert second.page.text.count(MORE_BELOW) == 1
    third = await turns.handle(message(3, "更多"))
    assert third is not None
    assert "【相山】" in second.page.text + third.page.text


async def test_page_that_does_not_open_costs_nobody_his_next_answer(running: Service) -> None:
    clock = SettableClock()
    assert await turns_of(running, clock=clock).handle(message(1, "你好"))
    await running.database.write(lambda session: session.execute(update(DeliveryRow).values(payload=b"damaged")))
    clock.advance(seconds=60)
    after = await turns_of(running, clock=clock).handle(message(2, "南通的首席质量官要什么学历"))
    assert after is not None
    assert "大专" in after.page.text


class ClosedDatabase:
    """A database that cannot be reached."""

    async def write(self, work: Any) -> Any:
        raise StorageUnavailable("no route to the database")

    read = write


async def test_unreachable_database_gets_no_false_success(running: Service) -> None:
    service = replace(running, turns=turns_of(replace(running, database=ClosedDatabase())))  # type: ignore[arg-type]
    door = WebhookDoor(service.channels, service.turns, service.clock, reply_within_s=4.5)
    callback = SAFE.deliver(message_xml(), at=int(running.clock.now().timestamp()))
    answer = await request(door, "POST", "/webhooks/wechat/default", callback.query, callback.body)
    assert (answer.status, answer.body) == (503, b"")
