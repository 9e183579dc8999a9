"""Staff take a conversation over and hand it back, on SQLite and on PostgreSQL alike."""

from datetime import datetime, timedelta

import pytest

from bot.errors import StaleConversation
from bot.records.handing_over import IDLE_AFTER, hand_back, take_over
from bot.storage.repositories import conversations, transcript
from bot.storage.repositories.transcript import Line
from bot.storage.session import Database, Session
from tests.contract.rows import ANNA, BEN, NOW, starting
from tests.contract.test_contacts import ROOM, with_records


async def waiting(database: Database) -> int:
    """Anna's conversation, who has asked for a person."""
    await with_records(database, ANNA, lambda records: records.people.leave_message("备案怎么办"))
    return (await database.write(starting())).id


async def taken(database: Database) -> int:
    anna = await waiting(database)
    assert await database.write(lambda session: take_over(session, anna, by="mei", now=NOW))
    return anna


async def mode(database: Database) -> str:
    conversation = await database.read(lambda session: conversations.by_key(session, ANNA))
    assert conversation is not None
    return conversation.mode


async def words(database: Database, conversation_id: int) -> list[tuple[str, str]]:
    lines = await database.read(lambda session: transcript.of_conversation(session, conversation_id))
    return [(line.kind, line.text) for line in lines]


async def handed_back(database: Database, at: datetime) -> int:
    return await database.write(lambda session: ROOM.hand_back_idle(session, now=at))


async def test_both_ends_are_on_record_and_the_mode_follows(database: Database) -> None:
    anna = await taken(database)
    assert await mode(database) == "staff"
    assert not await database.write(lambda session: take_over(session, anna, by="li", now=NOW))
    assert await database.write(lambda session: hand_back(session, anna, why="staff", now=NOW))
    assert await mode(database) == "bot"
    assert await words(database, anna) == [("staff", "〔人工接入：mei〕"), ("staff", "〔人工结束〕")]
    assert not await database.write(lambda session: hand_back(session, anna, why="staff", now=NOW))


async def test_nobody_is_taken_over_who_did_not_ask(database: Database) -> None:
    anna = (await database.write(starting())).id
    assert not await database.write(lambda session: take_over(session, anna, by="mei", now=NOW))
    assert (await mode(database), await words(database, anna)) == ("bot", [])


async def test_turn_that_was_under_way_is_decided_anew(database: Database) -> None:
    anna = await waiting(database)
    read_before = await database.write(starting())
    await database.write(lambda session: take_over(session, anna, by="mei", now=NOW))
    with pytest.raises(StaleConversation):
        await database.write(lambda session: conversations.save(session, read_before, now=NOW))


async def test_half_an_hour_of_silence_hands_back_and_is_told_once(database: Database) -> None:
    anna = await taken(database)
    assert await handed_back(database, NOW + IDLE_AFTER - timedelta(seconds=1)) == 0
    assert await handed_back(database, NOW + IDLE_AFTER) == 1
    assert await mode(database) == "bot"
    told = [await database.write(lambda session: ROOM.untold(session, anna, now=NOW)) for _ in range(2)]
    assert told == [("人工服务因 30 分钟内没有新消息已结束。您可以继续提问；仍需人工，请回复“人工”。",), ()]
    assert await handed_back(database, NOW + 2 * IDLE_AFTER) == 0


async def test_a_word_on_either_side_keeps_the_conversation_held(database: Database) -> None:
    anna = await taken(database)
    said = NOW + timedelta(minutes=20)

    def say(session: Session) -> None:
        transcript.insert_lines(session, anna, [Line("in", "said", "还在吗", said)])

    await database.write(say)
    assert await handed_back(database, NOW + IDLE_AFTER) == 0
    assert await handed_back(database, said + IDLE_AFTER) == 1


async def test_who_only_waits_is_not_handed_back(database: Database) -> None:
    await waiting(database)
    await with_records(database, BEN, lambda records: records.people.leave_message("催办"))
    assert await handed_back(database, NOW + timedelta(days=3)) == 0


async def test_lines_of_no_turn_expire_as_turns_do(database: Database) -> None:
    anna = await taken(database)
    await database.write(lambda session: ROOM.delete_expired(session, now=NOW + timedelta(days=364)))
    assert len(await words(database, anna)) == 1
    await database.write(lambda session: ROOM.delete_expired(session, now=NOW + timedelta(days=366)))
    assert await words(database, anna) == []
