"""Notices: what a contact was not asked about is told before the next reply he gets, once."""

from datetime import timedelta

from sqlalchemy import select

from bot.service import Service
from bot.storage.repositories import conversations, trainings, transcript
from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import NoticeRow
from bot.worker import move_lines_on
from dialogs.messages import Content, ConversationKey, InboundMessage, Said, Unfollowed
from dialogs.ports.trainings import PutOnWaitlist
from tests.contract.training_rows import TRAINING, attendee
from tests.fakes.clock import SettableClock

KEY = ConversationKey("wechat", "default", "oPerson")
CLOCK = SettableClock()


async def shown(service: Service, number: int, content: Content) -> str:
    """The page that answers a message; empty for silence."""
    offer = await service.turns.handle(InboundMessage(KEY, f"{number:064x}", CLOCK.now(), content))
    return offer.page.text if offer else ""


async def post(service: Service, words: str) -> None:
    def write(session: Session) -> None:
        conversation = conversations.get_or_create(session, KEY, now=CLOCK.now())
        service.records.line.board.post(session, conversation.id, words, now=CLOCK.now())

    await service.database.write(write)


async def test_notices_come_before_the_next_reply_in_their_order_and_once(service: Service) -> None:
    await post(service, "甲。")
    await post(service, "乙。")
    first, second = await shown(service, 1, Said("你好")), await shown(service, 2, Said("你好"))
    assert first.startswith("通知：甲。\n")
    assert "通知：乙。\n" in first
    assert first.endswith(second)
    kept = core_table(NoticeRow)
    rows = await service.database.read(lambda session: session.execute(select(kept.c.words, kept.c.told_at)).all())
    assert all(words is None and told_at for words, told_at in rows)
    conversation = await service.database.read(lambda session: conversations.by_key(session, KEY))
    assert conversation is not None
    lines = await service.database.read(lambda session: transcript.of_conversation(session, conversation.id))
    assert [line.text for line in lines][1:3] == ["通知：甲。", "通知：乙。"]


async def test_notice_waits_for_a_message_that_is_answered(service: Service) -> None:
    await post(service, "甲。")
    assert await shown(service, 1, Unfollowed()) == ""
    assert (await shown(service, 2, Said("你好"))).startswith("通知：甲。")


async def test_sweep_gives_a_seat_whose_hold_ran_out_to_the_next_in_line(service: Service) -> None:
    now = service.clock.now()
    coming = {"starts_on": now.date() + timedelta(days=30), "deadline": now.date() + timedelta(days=20)}

    def fill(session: Session) -> str:
        conversation = conversations.get_or_create(session, KEY, now=now)
        training = trainings.insert_training(session, TRAINING | coming | {"capacity": 1}, now=now)
        # As if he had signed three up two days ago, and the first given up his seat then.
        port = service.records.of(session, conversation, now=now - timedelta(days=2)).trainings
        for number in range(3):
            last = port.sign_up(training, attendee(number), accepts_waiting=True)
        port.cancel(f"{TRAINING['code']}-001")
        assert isinstance(last, PutOnWaitlist)
        return last.sign_up.number

    number = await service.database.write(fill)
    await move_lines_on(service)

    def states(session: Session) -> dict[str, str]:
        conversation = conversations.by_key(session, KEY)
        assert conversation is not None
        mine = service.records.of(session, conversation, now=now).trainings.mine()
        return {sign_up.number: sign_up.state for sign_up in mine}

    assert await service.database.read(states) == {number: "offered"}
