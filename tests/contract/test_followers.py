"""What a list of followers does to the conversations that are there, and what it must leave alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.storage.repositories import conversations, followers, qr_codes
from bot.storage.repositories.conversations import Conversation
from bot.storage.repositories.followers import Listed, Reached, TakenIn
from bot.storage.session import Database, Session
from dialogs.messages import ConversationKey
from tests.contract.rows import NOW

HERE = ("wechat", "default")
LATER = NOW + timedelta(minutes=1)


async def take_in(database: Database, *listed: Listed, account: tuple[str, str] = HERE) -> TakenIn:
    return await database.write(lambda session: followers.take_in(session, account, listed, as_of=LATER, now=LATER))


async def known(database: Database, user: str, account: tuple[str, str] = HERE) -> Conversation | None:
    return await database.read(lambda session: conversations.by_key(session, ConversationKey(*account, user)))


async def have(database: Database, user: str, **fields: object) -> Conversation:
    """A conversation that is there already."""

    def write(session: Session) -> Conversation:
        fresh = conversations.get_or_create(session, ConversationKey(*HERE, user), now=NOW)
        at = fields.pop("at", NOW)
        return conversations.save(session, replace(fresh, **fields), now=at)  # type: ignore[arg-type]

    return await database.write(write)


async def test_new_follower_has_a_conversation_with_the_area_of_his_tag(database: Database) -> None:
    assert await take_in(database, Listed("o1", "nantong"), Listed("o2", "")) == TakenIn(new=2, changed=0)
    first, second = [await known(database, user) for user in ("o1", "o2")]
    assert first
    assert second
    assert (first.jurisdiction, first.is_following, first.spoke_at) == ("nantong", True, None)
    assert (second.jurisdiction, second.is_following) == ("", True)


async def test_list_taken_in_again_changes_nothing(database: Database) -> None:
    listed: Sequence[Listed] = [Listed(f"o{number}", "nantong") for number in range(100)]
    assert await take_in(database, *listed) == TakenIn(new=100, changed=0)
    before = await known(database, "o7")
    assert await take_in(database, *listed) == TakenIn(new=0, changed=0)
    assert await known(database, "o7") == before


async def test_area_goes_to_who_has_none_and_never_over_his_own(database: Database) -> None:
    own = await have(database, "o1", jurisdiction="meizhou")
    none = await have(database, "o2")
    taken = await take_in(database, Listed("o1", "nantong"), Listed("o2", "nantong"))
    assert taken == TakenIn(new=0, changed=1)
    assert await known(database, "o1") == own
    changed = await known(database, "o2")
    assert changed
    assert (changed.jurisdiction, changed.version) == ("nantong", none.version + 1)


async def test_who_is_back_follows_again_and_who_left_meanwhile_has_left(database: Database) -> None:
    await have(database, "back", is_following=False)
    gone = await have(database, "gone", is_following=False, at=LATER)
    taken = await take_in(database, Listed("back", "nantong"), Listed("gone", ""))
    assert taken == TakenIn(new=0, changed=1)
    back = await known(database, "back")
    assert back
    assert (back.is_following, back.jurisdiction) == (True, "nantong")
    assert await known(database, "gone") == gone


async def test_account_of_the_same_openid_elsewhere_is_left_alone(database: Database) -> None:
    other = await have(database, "o1", is_following=False)
    for new in (1, 0):
        assert await take_in(database, Listed("o1", ""), account=("wechat", "second")) == TakenIn(new=new, changed=0)
    assert await known(database, "o1") == other


async def test_place_that_a_run_reached_is_kept_per_account_until_its_end(database: Database) -> None:
    async def reached(account: tuple[str, str] = HERE) -> Reached:
        return await database.read(lambda session: followers.reached(session, account))

    assert await reached() == Reached()
    for run in (Reached("o1", 100), Reached("o2", 200)):
        await database.write(lambda session, run=run: followers.note_reached(session, HERE, run, now=NOW))  # type: ignore[misc]
        assert await reached() == run
    assert await reached(("wechat", "second")) == Reached()
    await database.write(lambda session: followers.note_reached(session, HERE, Reached(), now=NOW))
    assert await reached() == Reached()


async def test_code_of_a_scene_is_kept_once(database: Database) -> None:
    for ticket in ("first", "second"):
        await database.write(
            lambda session, ticket=ticket: qr_codes.keep_ticket(session, HERE, "nantong", ticket, now=NOW)  # type: ignore[misc]
        )
    assert await database.read(lambda session: qr_codes.tickets(session, HERE)) == {"nantong": "first"}
    assert await database.read(lambda session: qr_codes.tickets(session, ("wechat", "second"))) == {}
