"""What the repositories keep and give back, on SQLite and on PostgreSQL alike."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select

from bot.errors import StaleConversation
from bot.storage import tables
from bot.storage.repositories import conversations, deliveries, feedback, inbox, pushes, transcript, turns
from bot.storage.repositories.core import core_table
from bot.storage.session import Database, Session
from tests.contract.rows import ANNA, BEN, NOW, admitted_keys, admitting, judging, paging, starting, taking_a_turn


def claim(page: deliveries.Delivery, *, at: datetime, until: datetime) -> Callable[[Session], bool]:
    return lambda session: pushes.claim(session, page.id, push_key="k" * 24, now=at, until=until)


class TestInbox:
    async def test_fifty_deliveries_at_once_make_one_row(self, database: Database) -> None:
        results = await asyncio.gather(*[database.write(admitting("same")) for _ in range(50)])
        assert [result.is_new for result in results].count(True) == 1
        assert len({result.id for result in results}) == 1
        rows = core_table(tables.InboxRow)
        assert await database.read(lambda session: session.scalar(select(func.count()).select_from(rows))) == 1

    async def test_admitted_message_comes_back_as_it_was(self, database: Database) -> None:
        in_china = datetime(2026, 12, 1, 20, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
        admitted = await database.write(admitting("a", at=in_china))
        message = await database.read(lambda session: inbox.by_dedupe_key(session, "a"))
        assert message == inbox.InboxMessage(
            id=admitted.id,
            key=ANNA,
            dedupe_key="a",
            received_at=in_china,
            sent_at=in_china,
            payload=b"\x00sealed\xff",
            attempts=0,
            last_error="",
            handled_at=None,
        )
        assert message.received_at.utcoffset() == timedelta(0)

    async def test_unknown_dedupe_key_finds_nothing(self, database: Database) -> None:
        assert await database.read(lambda session: inbox.by_dedupe_key(session, "a")) is None

    async def test_unhandled_are_one_persons_in_order_with_their_failures_counted(self, database: Database) -> None:
        a, b, c, d = [(await database.write(admitting(key))).id for key in "abcd"]
        await database.write(admitting("e", BEN))
        await database.write(lambda session: inbox.mark_handled(session, b, at=NOW))
        counts = [
            await database.write(lambda session: inbox.count_attempt(session, c, error="storage_unavailable"))
            for _ in range(3)
        ]
        await database.write(lambda session: inbox.count_attempt(session, d, error="storage_unavailable"))
        waiting = await database.read(lambda session: inbox.unhandled(session, ANNA))
        assert counts == [1, 2, 3]
        assert [(message.id, message.attempts, message.last_error) for message in waiting] == [
            (a, 0, ""),
            (c, 3, "storage_unavailable"),
            (d, 1, "storage_unavailable"),
        ]

    async def test_handled_message_keeps_its_key_and_loses_its_content(self, database: Database) -> None:
        admitted = await database.write(admitting("a"))
        await database.write(lambda session: inbox.mark_handled(session, admitted.id, at=NOW))
        message = await database.read(lambda session: inbox.by_dedupe_key(session, "a"))
        assert message is not None
        assert (message.payload, message.handled_at) == (None, NOW)
        assert await database.write(admitting("a")) == inbox.Admitted(admitted.id, is_new=False)

    async def test_overdue_names_each_person_once_longest_waiting_first(self, database: Database) -> None:
        early = NOW - timedelta(minutes=5)
        for dedupe_key, key, at in [("a", BEN, early), ("b", ANNA, early), ("c", BEN, early)]:
            await database.write(admitting(dedupe_key, key, at=at))
        await database.write(admitting("d", replace(ANNA, user="just now")))
        sweep = NOW - timedelta(minutes=1)
        found = await database.read(lambda session: inbox.overdue(session, received_before=sweep))
        assert found == [BEN, ANNA]

    async def test_forgetting_handled_messages_leaves_their_turns(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("handled"))
        await database.write(admitting("unhandled"))
        later = NOW + timedelta(hours=73)
        await database.write(admitting("recent", at=later))
        deleted = await database.write(lambda session: inbox.delete_handled(session, received_before=later))
        assert deleted == 1
        assert await admitted_keys(database) == {"unhandled", "recent"}
        remaining = core_table(tables.TurnRow).c
        assert await database.read(lambda session: session.execute(select(remaining.id, remaining.inbox_id)).all()) == [
            (turn.id, None)
        ]


class TestConversations:
    async def test_first_words_at_once_make_one_conversation(self, database: Database) -> None:
        made = await asyncio.gather(*[database.write(starting()) for _ in range(20)])
        assert len({conversation.id for conversation in made}) == 1
        assert made[0] == conversations.Conversation(
            made[0].id, ANNA.channel, ANNA.account, ANNA.user, created_at=NOW, updated_at=NOW
        )

    async def test_saved_conversation_comes_back_as_it_was(self, database: Database) -> None:
        conversation = await database.write(starting())
        changed = replace(
            conversation,
            jurisdiction="nantong",
            dialog="eligibility",
            dialog_version=2,
            step="degree",
            slots='{"学历":"本科","years":5}',
            offered='["一、本科","二、大专"]',
            focus='{"clause":"第五条（三）"}',
            focus_at=NOW,
            remembered='{"answer":null}',
            mode="staff",
            wants_staff_at=NOW,
            is_following=False,
        )
        later = NOW + timedelta(microseconds=1)
        saved = await database.write(lambda session: conversations.save(session, changed, now=later))
        assert saved == replace(changed, version=1, updated_at=later)
        assert await database.write(starting()) == saved

    async def test_second_save_of_one_reading_is_stale_and_leaves_nothing(self, database: Database) -> None:
        conversation = await database.write(starting())

        def saving(step: str) -> Callable[[Session], conversations.Conversation]:
            def work(session: Session) -> conversations.Conversation:
                admitting(step)(session)
                return conversations.save(session, replace(conversation, step=step), now=NOW)

            return work

        results = await asyncio.gather(*[database.write(saving(f"{n}")) for n in range(8)], return_exceptions=True)
        (winner,) = [result for result in results if isinstance(result, conversations.Conversation)]
        assert sum(isinstance(result, StaleConversation) for result in results) == 7
        assert await database.write(starting()) == winner
        assert await admitted_keys(database) == {winner.step}


class TestTurnsAndTranscript:
    async def test_turns_are_numbered_within_their_conversation(self, database: Database) -> None:
        messages = [("a", ANNA), ("b", BEN), ("c", ANNA), ("d", ANNA)]
        numbers = [(await database.write(taking_a_turn(*message))).number for message in messages]
        assert numbers == [1, 1, 2, 3]

    async def test_turn_comes_back_as_it_was(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        assert turn == turns.Turn(
            turn.id, turn.inbox_id, turn.conversation_id, 1,
            "answered", "eligibility", "degree", "nantong", '{"命中":"第五条（三）"}', 1.25, NOW,
        )  # fmt: skip

    async def test_unanswered_message_has_no_turn(self, database: Database) -> None:
        admitted = await database.write(admitting("a"))
        assert await database.read(lambda session: turns.by_inbox_id(session, admitted.id)) is None

    async def test_transcript_comes_back_in_order(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        lines = [
            transcript.Line("in", "said", "南通的首席质量官要什么学历", NOW, turn_id=turn.id),
            transcript.Line("out", "cited", "大专以上", NOW, citations='[{"clause":"第五条（三）"}]', turn_id=turn.id),
            transcript.Line("out", "text", "还有什么可以帮您？", NOW),
        ]
        await database.write(lambda session: transcript.insert_lines(session, turn.conversation_id, lines))
        read = await database.read(lambda session: transcript.of_conversation(session, turn.conversation_id))
        assert read == lines

    async def test_lines_that_cite_a_document_are_found_by_its_id(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        lines = [
            transcript.Line("out", "cited", "甲", NOW, citations='[{"id": "x-rules.a1"}, {"id": "x-rules.a2"}]'),
            transcript.Line("out", "cited", "乙", NOW, citations='[{"id": "x-rules-2015.a1"}]'),
            transcript.Line("out", "text", '说到 "id": "x-rules.a1"', NOW),
        ]
        await database.write(lambda session: transcript.insert_lines(session, turn.conversation_id, lines))
        assert await database.read(lambda session: transcript.citing(session, "x-rules")) == lines[:1]
        assert await database.read(lambda session: transcript.citing(session, "x_rules")) == []


class TestFeedback:
    async def test_verdict_is_kept_with_the_turn_it_judges_and_listed_newest_first(self, database: Database) -> None:
        first, second, bens = [
            await database.write(taking_a_turn(name, key)) for name, key in [("a", ANNA), ("b", ANNA), ("c", BEN)]
        ]
        for turn, minutes in [(first, 3), (second, 1), (bens, 2)]:
            await database.write(judging(turn, "missed", at=NOW + timedelta(minutes=minutes)))
        listed = await database.read(lambda session: feedback.newest(session, "missed", limit=2))
        assert listed == [
            feedback.Feedback(first.id, "missed", NOW + timedelta(minutes=3)),
            feedback.Feedback(bens.id, "missed", NOW + timedelta(minutes=2)),
        ]

    async def test_last_word_on_an_answer_replaces_the_one_before(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        later = NOW + timedelta(minutes=1)
        for verdict, at in [("missed", NOW), ("missed", NOW), ("helpful", later)]:
            await database.write(judging(turn, verdict, at=at))
        assert await database.read(lambda session: feedback.newest(session, "missed", limit=9)) == []
        helpful = await database.read(lambda session: feedback.newest(session, "helpful", limit=9))
        assert helpful == [feedback.Feedback(turn.id, "helpful", later)]

    async def test_verdict_on_a_turn_that_is_not_there_is_no_error(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        await database.write(judging(replace(turn, number=7), "missed", at=NOW))
        assert await database.read(lambda session: feedback.newest(session, "missed", limit=9)) == []


class TestDeliveries:
    async def test_first_page_is_offered_and_the_others_wait(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        pages = await database.write(paging(turn, b"\x00one", b"two", b"three"))
        assert [(page.number, page.payload, page.state) for page in pages] == [
            (1, b"\x00one", "offered"),
            (2, b"two", "waiting"),
            (3, b"three", "waiting"),
        ]
        assert [page.offered_until for page in pages] == [NOW + timedelta(seconds=15), None, None]
        assert await database.read(lambda session: deliveries.of_turn(session, turn.id)) == pages
        assert await database.read(lambda session: deliveries.waiting(session, turn.conversation_id)) == pages[1:]

    async def test_state_moves_once_and_only_from_where_it_is(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        (page,) = await database.write(paging(turn, b"one"))

        def moving(to: deliveries.State) -> Callable[[Session], bool]:
            return lambda session: deliveries.set_state(session, page.id, current="offered", to=to, now=NOW)

        assert await database.write(moving("sent"))
        assert not await database.write(moving("repeated"))
        (settled,) = await database.read(lambda session: deliveries.of_turn(session, turn.id))
        assert (settled.state, settled.settled_at, settled.offered_until) == ("sent", NOW, None)

    async def test_page_that_is_being_pushed_is_nobody_elses(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        (page,) = await database.write(paging(turn, b"one"))
        until = NOW + timedelta(seconds=60)

        def moving(now: datetime) -> Callable[[Session], bool]:
            return lambda session: deliveries.set_state(session, page.id, current="offered", to="repeated", now=now)

        claiming = [await database.write(claim(page, at=NOW, until=until)) for _ in range(2)]
        assert claiming == [True, False]
        assert not await database.write(moving(NOW))
        assert await database.write(moving(until))

    async def test_open_pages_are_those_that_may_not_have_been_shown(self, database: Database) -> None:
        turns_of_anna = [await database.write(taking_a_turn(key)) for key in "abc"]
        sent, failed, offered = [(await database.write(paging(turn, b"one", b"two")))[0] for turn in turns_of_anna]
        await database.write(lambda session: pushes.mark_sent(session, sent.id, platform_id="", now=NOW))
        await database.write(lambda session: pushes.mark_failed(session, failed.id, failure="window_closed"))
        await database.write(lambda session: deliveries.end_offer(session, offered.id, now=NOW))
        pages = await database.read(lambda session: deliveries.open_in(session, turns_of_anna[0].conversation_id))
        assert [(page.id, page.state, page.offered_until) for page in pages] == [
            (failed.id, "failed", None),
            (offered.id, "offered", NOW),
        ]

    async def test_newer_answer_drops_what_waits_of_that_conversation_only(self, database: Database) -> None:
        anna, ben = [await database.write(taking_a_turn(key.user, key)) for key in (ANNA, BEN)]
        for turn in (anna, ben):
            await database.write(paging(turn, b"one", b"two", b"three"))
        dropped = await database.write(lambda session: deliveries.drop_waiting(session, anna.conversation_id, now=NOW))
        pages = await database.read(lambda session: deliveries.of_turn(session, anna.id))
        assert dropped == 2
        assert [(page.state, page.settled_at) for page in pages] == [("offered", None), *[("dropped", NOW)] * 2]
        assert await database.read(lambda session: deliveries.waiting(session, ben.conversation_id)) != []

    async def test_pages_lose_their_content_in_time_and_open_ones_are_dropped(self, database: Database) -> None:
        turn = await database.write(taking_a_turn("a"))
        first, _ = await database.write(paging(turn, b"one", b"two"))
        await database.write(
            lambda session: deliveries.set_state(session, first.id, current="offered", to="sent", now=NOW)
        )
        later = NOW + timedelta(days=3)

        async def forget(before: datetime) -> int:
            return await database.write(
                lambda session: deliveries.forget_pages(session, created_before=before, now=later)
            )

        counts = [await forget(NOW), await forget(later), await forget(later)]
        pages = await database.read(lambda session: deliveries.of_turn(session, turn.id))
        assert counts == [0, 2, 0]
        kept = [(page.payload, page.state, page.settled_at) for page in pages]
        assert kept == [(None, "sent", NOW), (None, "dropped", later)]
