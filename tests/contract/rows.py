"""Pieces of work that fill a database, for the contract tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.storage import tables
from bot.storage.repositories import conversations, deliveries, feedback, inbox, turns
from bot.storage.repositories.core import core_table
from bot.storage.session import Database, Session
from dialogs.messages import ConversationKey
from dialogs.state import Verdict

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
ANNA = ConversationKey("wechat", "default", "openid-of-anna")
BEN = ConversationKey("wechat", "default", "openid-of-ben")


def admitting(
    dedupe_key: str, key: ConversationKey = ANNA, *, at: datetime = NOW
) -> Callable[[Session], inbox.Admitted]:
    return lambda session: inbox.admit(
        session, key, dedupe_key=dedupe_key, received_at=at, sent_at=at, payload=b"\x00sealed\xff"
    )


def admitting_then_failing(dedupe_key: str) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        admitting(dedupe_key)(session)
        raise LookupError(dedupe_key)

    return work


def starting(key: ConversationKey = ANNA) -> Callable[[Session], conversations.Conversation]:
    return lambda session: conversations.get_or_create(session, key, now=NOW)


def taking_a_turn(dedupe_key: str, key: ConversationKey = ANNA) -> Callable[[Session], turns.Turn]:
    def work(session: Session) -> turns.Turn:
        admitted = admitting(dedupe_key, key)(session)
        conversation = starting(key)(session)
        number = turns.next_number(session, conversation.id)
        conversation = conversations.save(session, conversation, now=NOW)
        turns.insert_turn(
            session,
            inbox_id=admitted.id,
            conversation_id=conversation.id,
            number=number,
            outcome="answered",
            dialog="eligibility",
            step="degree",
            jurisdiction="nantong",
            trace='{"命中":"第五条（三）"}',
            elapsed_ms=1.25,
            now=NOW,
        )
        inbox.mark_handled(session, admitted.id, at=NOW)
        turn = turns.by_inbox_id(session, admitted.id)
        assert turn is not None
        return turn

    return work


def paging(turn: turns.Turn, *payloads: bytes) -> Callable[[Session], list[deliveries.Delivery]]:
    def page(session: Session) -> list[deliveries.Delivery]:
        deliveries.insert_pages(
            session,
            conversation_id=turn.conversation_id,
            turn_id=turn.id,
            payloads=payloads,
            offered_until=NOW + timedelta(seconds=15),
            now=NOW,
        )
        return deliveries.of_turn(session, turn.id)

    return page


def judging(turn: turns.Turn, verdict: Verdict, *, at: datetime) -> Callable[[Session], None]:
    return lambda session: feedback.judge(session, turn.conversation_id, turn.number, verdict, now=at)


async def admitted_keys(database: Database) -> set[str]:
    column = core_table(tables.InboxRow).c.dedupe_key
    return await database.read(lambda session: set(session.scalars(select(column))))
