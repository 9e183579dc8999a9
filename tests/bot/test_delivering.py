"""Pages that no callback shows: pushed in order and once, or kept for the user's next word."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.push import (
    PayloadRefused,
    PushError,
    PushMisconfigured,
    PushUncertain,
    QuotaUsedUp,
    RecipientGone,
    RetryLater,
    WindowClosed,
)
from bot.delivering import CLAIMED_FOR, MAX_ATTEMPTS
from bot.outbox import Outbox
from bot.sealing import Sealer
from bot.service import Service, build_service
from bot.storage.repositories import contacts, conversations, pushes, trainings
from bot.storage.session import Session
from bot.storage.tables import DeliveryRow
from bot.worker import send_notices
from dialogs.messages import (
    ConversationKey,
    Followed,
    InboundMessage,
    Located,
    MenuTapped,
    Page,
    Receipt,
    Reported,
    Said,
    Unfollowed,
)
from tests.contract.training_rows import TRAINING, attendee
from tests.fakes.clock import SettableClock
from tests.fakes.pushing import FakePusher
from tests.services import settings_in

KEY = ConversationKey("wechat", "default", "oPerson")
ACCOUNT = ("wechat", "default")
QUESTION = "南通的首席质量官要什么学历"
ANSWER = "具有大专（含）以上学历"


class Bench:
    """A service whose only account pushes through `pusher`, at a clock that stands still."""

    def __init__(self, service: Service, pusher: FakePusher, clock: SettableClock) -> None:
        self.service, self.pusher, self.clock = service, pusher, clock
        self._number = 0

    async def says(self, text: str) -> str | None:
        """What the callback is answered with."""
        return await self.hears(Said(text))

    async def hears(self, content: object) -> str | None:
        self._number += 1
        message = InboundMessage(KEY, f"{self._number:064x}", self.clock.now(), content)  # type: ignore[arg-type]
        offer = await self.service.turns.handle(message)
        return offer and offer.page.text

    async def says_late(self, text: str) -> None:
        """The turn outlives its callback, which is answered with nothing."""
        self._number += 1
        message = InboundMessage(KEY, f"{self._number:064x}", self.clock.now(), Said(text))
        self.service.turns.release_when_done(asyncio.ensure_future(self.service.turns.handle(message)))
        await self.service.turns.finish()

    async def deliver(self, *, after_s: float = 1.0) -> int:
        self.clock.advance(seconds=after_s)
        return await self.service.deliverer.deliver()

    async def states(self) -> list[tuple[str, str]]:
        rows = select(DeliveryRow.state, DeliveryRow.failure).where(DeliveryRow.number == 1).order_by(DeliveryRow.id)
        return await self.service.database.read(lambda session: [tuple(row) for row in session.execute(rows)])


@asynccontextmanager
async def bench(folder: Path, database_url: str, pusher: FakePusher) -> AsyncIterator[Bench]:
    clock = SettableClock()
    settings = settings_in(folder, database_url=database_url, data_key=base64.b64encode(bytes(32)).decode())
    built = build_service(settings, clock, {ACCOUNT: pusher})
    await built.prepare()
    yield Bench(built, pusher, clock)
    await built.close()


@pytest.fixture
async def pushing(tmp_path: Path, database_url: str) -> AsyncIterator[Bench]:
    async with bench(tmp_path, database_url, FakePusher()) as built:
        yield built


async def test_late_answer_is_pushed_once(pushing: Bench) -> None:
    await pushing.says_late(QUESTION)
    counts = [await pushing.deliver(), await pushing.deliver()]
    assert counts == [1, 0]
    ((user, text),) = pushing.pusher.sent
    assert user == "oPerson"
    assert ANSWER in text
    assert await pushing.states() == [("sent", "")]


async def test_answer_that_was_shown_is_not_pushed(pushing: Bench) -> None:
    offer = await pushing.service.turns.handle(InboundMessage(KEY, "f" * 64, pushing.clock.now(), Said(QUESTION)))
    assert offer is not None
    await pushing.service.turns.settle(offer)
    assert await pushing.deliver(after_s=60) == 0
    assert pushing.pusher.sent == []


async def test_answer_of_unknown_fate_is_pushed_only_when_the_platform_has_given_up(pushing: Bench) -> None:
    await pushing.says(QUESTION)
    assert await pushing.deliver(after_s=19) == 0
    assert await pushing.deliver(after_s=1) == 1


async def test_answers_that_are_late_come_in_order(pushing: Bench) -> None:
    for text in (QUESTION, "广东的首席质量官怎么备案", "谢谢"):
        await pushing.says_late(text)
    assert [await pushing.deliver() for _ in range(4)] == [1, 1, 1, 0]
    shown = [text for _, text in pushing.pusher.sent]
    assert ANSWER in shown[0]
    assert "备案" in shown[1]
    assert len(shown) == 3


async def test_answer_beside_one_that_is_being_pushed_waits_for_it(tmp_path: Path, database_url: str) -> None:
    slow = SlowPusher()
    async with bench(tmp_path, database_url, slow) as pushing:
        await pushing.says_late(QUESTION)
        pushing.clock.advance(seconds=1)
        delivering = asyncio.ensure_future(pushing.service.deliverer.deliver())
        await slow.began.wait()
        assert await pushing.says("广东的首席质量官怎么备案") is None
        slow.may_end.set()
        await delivering
        await pushing.deliver()
        assert [ANSWER in text for _, text in slow.sent] == [True, False]


class SlowPusher(FakePusher):
    """Holds every page until it may end."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.may_end = asyncio.Event(), asyncio.Event()

    async def push(self, user: str, page: object, *, key: str) -> str:
        self.began.set()
        await self.may_end.wait()
        return await super().push(user, page, key=key)  # type: ignore[arg-type]


async def test_late_answer_is_in_the_next_reply_when_that_comes_first(pushing: Bench) -> None:
    await pushing.says_late(QUESTION)
    pushing.clock.advance(seconds=1)
    reply = await pushing.says("谢谢")
    assert reply is not None
    assert reply.startswith(f"您之前问的“{QUESTION}”，回复可能没有送达，再发一次：")
    assert ANSWER in reply
    assert await pushing.deliver(after_s=1) == 0


@pytest.mark.parametrize(
    ("failure", "retried_after_s"),
    [
        (RetryLater("busy", after_s=1, platform_code="-1"), 2),
        (RetryLater("busy", after_s=90), 90),
        (QuotaUsedUp("used up", after_s=3600, platform_code="45009"), 3600),
        (PushMisconfigured("address", platform_code="40164"), 300),
    ],
)
async def test_page_that_was_not_sent_is_tried_again_when_it_makes_sense(
    failure: PushError, retried_after_s: float, tmp_path: Path, database_url: str
) -> None:
    async with bench(tmp_path, database_url, FakePusher(failure)) as pushing:
        await pushing.says_late(QUESTION)
        assert await pushing.deliver() == 1
        assert await pushing.deliver(after_s=retried_after_s - 1) == 0
        assert await pushing.deliver(after_s=1) == 1
        assert len(pushing.pusher.sent) == 1
        assert len(set(pushing.pusher.keys)) == 1
        assert await pushing.states() == [("sent", "")]


@pytest.mark.parametrize(
    ("failure", "noted"),
    [
        (WindowClosed("closed", platform_code="45015"), "push_window_closed:45015"),
        (RecipientGone("gone", platform_code="43004"), "push_recipient_gone:43004"),
        (PayloadRefused("too long", platform_code="45002"), "push_payload_refused:45002"),
        (PushUncertain("no answer"), "push_uncertain"),
    ],
)
async def test_page_that_cannot_be_pushed_comes_with_the_next_word(
    failure: PushError, noted: str, tmp_path: Path, database_url: str
) -> None:
    async with bench(tmp_path, database_url, FakePusher(failure)) as pushing:
        await pushing.says_late(QUESTION)
        assert await pushing.deliver() == 1
        assert await pushing.states() == [("failed", noted)]
        assert await pushing.deliver(after_s=600) == 0
        reply = await pushing.says("谢谢")
        assert reply is not None
        assert ANSWER in reply


async def test_page_of_unknown_fate_is_pushed_again_where_the_platform_knows_its_key(
    tmp_path: Path, database_url: str
) -> None:
    async with bench(tmp_path, database_url, FakePusher(PushUncertain("no answer"), is_idempotent=True)) as pushing:
        await pushing.says_late(QUESTION)
        assert [await pushing.deliver(), await pushing.deliver(after_s=2)] == [1, 1]
        assert len(pushing.pusher.sent) == 1
        assert len(set(pushing.pusher.keys)) == 1


async def test_page_that_fails_again_and_again_is_put_aside_and_can_be_redriven(
    tmp_path: Path, database_url: str
) -> None:
    busy = [RetryLater("busy", after_s=1) for _ in range(MAX_ATTEMPTS)]
    async with bench(tmp_path, database_url, FakePusher(*busy)) as pushing:
        await pushing.says_late(QUESTION)
        for _ in range(MAX_ATTEMPTS):
            assert await pushing.deliver(after_s=301) == 1
        assert await pushing.states() == [("failed", "push_retry_later")]
        database = pushing.service.database
        (failed,) = await database.read(lambda session: pushes.failed(session, limit=9))
        assert (failed.key, failed.attempts) == (KEY, MAX_ATTEMPTS)
        now = pushing.clock.now()
        assert await database.write(lambda session: pushes.redrive(session, [failed.id], now=now)) == 1
        assert await pushing.deliver() == 1
        assert len(pushing.pusher.sent) == 1


async def test_process_that_died_while_pushing_leaves_the_page_to_another(pushing: Bench) -> None:
    await pushing.says_late(QUESTION)
    pushing.clock.advance(seconds=1)
    now = pushing.clock.now()
    (due,) = await pushing.service.database.read(lambda session: pushes.due(session, [ACCOUNT], now=now, limit=9))
    until = now + CLAIMED_FOR
    await pushing.service.database.write(
        lambda session: pushes.claim(session, due.id, push_key="k" * 24, now=now, until=until)
    )
    assert await pushing.deliver(after_s=59) == 0
    assert await pushing.deliver(after_s=1) == 1
    assert pushing.pusher.keys == ["k" * 24]


async def test_five_pages_and_no_more_are_pushed_after_a_word(pushing: Bench) -> None:
    await pushing.says("你好")
    await pushing.deliver(after_s=30)
    for number in range(5):
        await push_words(pushing, f"第 {number} 条")
    assert len(pushing.pusher.sent) == 5  # the answer, whose fate was unknown, and four
    assert (await pushing.states())[-1] == ("failed", "window_closed")


async def push_words(pushing: Bench, words: str) -> None:
    now = pushing.clock.now()

    def put(session: Session) -> None:
        conversation = conversations.by_key(session, KEY)
        assert conversation is not None
        Outbox(Sealer(bytes(32))).put_unasked(session, Page(words), conversation.id, now=now)

    await pushing.service.database.write(put)
    await pushing.deliver(after_s=1)


async def test_tap_opens_a_minute_of_its_own(pushing: Bench) -> None:
    await pushing.hears(MenuTapped("menu"))
    await pushing.deliver(after_s=30)
    await push_words(pushing, "一分钟之内")
    pushing.clock.advance(seconds=60)
    await push_words(pushing, "一分钟之后")
    assert [text for _, text in pushing.pusher.sent][-1] == "一分钟之内"
    assert (await pushing.states())[-1] == ("failed", "window_closed")


async def test_place_that_was_sent_counts_as_words_and_one_chosen_behind_a_button_does_not(pushing: Bench) -> None:
    await pushing.hears(Located("上海市", by_menu=True))
    await pushing.deliver(after_s=30)
    assert (await pushing.states())[-1] == ("failed", "window_closed")
    await pushing.hears(Located("上海市"))
    await pushing.deliver(after_s=30)
    assert len(pushing.pusher.sent) == 1


def told(*receipts: Receipt) -> Reported:
    return Reported("templatesendjobfinish", receipts)


BLOCKED = Receipt("platform-1", "receipt:failed_user_block")


async def test_page_that_the_platform_reports_as_failed_is_shown_with_the_next_word(pushing: Bench) -> None:
    await pushing.says_late(QUESTION)
    await pushing.deliver()
    assert await pushing.hears(told(Receipt("platform-1", ""))) is None
    assert await pushing.states() == [("sent", "")]
    for _ in range(2):
        assert await pushing.hears(told(BLOCKED)) is None
        assert await pushing.states() == [("failed", "receipt:failed_user_block")]
    shown = await pushing.says("谢谢")
    assert shown is not None
    assert ANSWER in shown
    assert await pushing.hears(told(BLOCKED)) is None
    assert (await pushing.states())[0][0] == "repeated"


async def test_report_about_another_account_or_something_unknown_is_noted_and_settles_nothing(
    pushing: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    await pushing.says_late(QUESTION)
    await pushing.deliver()
    strange = ConversationKey("wechat", "second", "oPerson")
    capsys.readouterr()
    await pushing.service.turns.handle(InboundMessage(strange, "d" * 64, pushing.clock.now(), told(BLOCKED)))
    assert await pushing.hears(told(Receipt("platform-9", "receipt:43101"), Receipt("platform-8", ""))) is None
    logged = [line for line in capsys.readouterr().out.splitlines() if "receipts.taken" in line]
    assert ["unknown=1" in line and "failed=1" in line for line in logged] == [True, True]
    assert "arrived=1" in logged[1]
    assert await pushing.states() == [("sent", "")]


async def test_report_opens_no_turn_and_no_conversation(pushing: Bench) -> None:
    await pushing.hears(told(BLOCKED))
    kept = await pushing.service.database.read(lambda session: conversations.by_key(session, KEY))
    assert kept is None


async def test_nobody_who_left_is_written_to(pushing: Bench) -> None:
    await pushing.hears(Followed())
    await pushing.hears(Unfollowed())
    await pushing.deliver(after_s=30)
    await push_words(pushing, "通知")
    assert pushing.pusher.sent == []
    assert (await pushing.states())[-1] == ("failed", "unfollowed")


async def test_whoever_writes_after_leaving_has_come_back_and_words_from_before_bring_nobody_back(
    pushing: Bench,
) -> None:
    await pushing.hears(Followed())
    written_at = pushing.clock.now()
    pushing.clock.advance(seconds=30)
    await pushing.hears(Unfollowed())
    await pushing.service.turns.handle(InboundMessage(KEY, "e" * 64, written_at, Said("谢谢")))
    await pushing.deliver(after_s=30)
    await push_words(pushing, "通知甲")
    assert pushing.pusher.sent == []
    await pushing.says_late(QUESTION)
    await pushing.deliver()
    assert len(pushing.pusher.sent) == 1


async def test_notice_goes_out_by_itself_where_the_contact_may_be_written_to(pushing: Bench) -> None:
    offer = await pushing.service.turns.handle(InboundMessage(KEY, "f" * 64, pushing.clock.now(), Said("你好")))
    assert offer is not None
    await pushing.service.turns.settle(offer)
    await post(pushing, "甲。")
    await send_notices(pushing.service)
    await pushing.deliver()
    assert pushing.pusher.sent == [("oPerson", "通知：甲。")]
    reply = await pushing.says("谢谢")
    assert reply is not None
    assert "甲。" not in reply


async def test_notice_waits_for_a_word_where_the_contact_may_not_be_written_to(pushing: Bench) -> None:
    await pushing.says("你好")
    pushing.clock.advance(seconds=48 * 3600)
    await post(pushing, "甲。")
    await send_notices(pushing.service)
    assert await pushing.deliver() == 1  # the greeting of two days ago, whose window is closed
    assert pushing.pusher.sent == []
    reply = await pushing.says("你好")
    assert reply is not None
    assert reply.startswith("通知：甲。")


async def post(pushing: Bench, words: str) -> None:
    now = pushing.clock.now()

    def write(session: Session) -> None:
        conversation = conversations.get_or_create(session, KEY, now=now)
        pushing.service.records.line.board.post(session, conversation.id, words, now=now)

    await pushing.service.database.write(write)


@pytest.mark.parametrize(("wants", "is_reminded"), [(True, True), (False, False), (None, False)])
async def test_who_wants_notices_is_reminded_the_day_before(
    pushing: Bench, wants: bool | None, *, is_reminded: bool
) -> None:
    await pushing.says("你好")
    now = pushing.clock.now()  # 20:00 in Beijing
    tomorrow = now.date() + timedelta(days=1)

    def sign_up(session: Session) -> None:
        conversation = conversations.get_or_create(session, KEY, now=now)
        if wants is not None:
            contacts.choose_notices(session, conversation.id, is_on=wants, now=now)
        training = trainings.insert_training(
            session, TRAINING | {"starts_on": tomorrow, "ends_on": tomorrow, "deadline": now.date()}, now=now
        )
        port = pushing.service.records.of(session, conversation, now=now).trainings
        for number in range(2):
            port.sign_up(training, attendee(number), accepts_waiting=False)

    await pushing.service.database.write(sign_up)
    for _ in range(2):
        await send_notices(pushing.service)
    await pushing.deliver(after_s=30)
    await pushing.deliver(after_s=30)
    reminders = [text for _, text in pushing.pusher.sent if "明天有您报名的" in text]
    assert len(reminders) == is_reminded
    assert all("参训人张*、张*" in text for text in reminders)
