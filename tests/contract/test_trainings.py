"""Sessions and sign-ups through the port, on SQLite and on PostgreSQL alike."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.storage.failures import BrokenStatement
from bot.storage.repositories import sign_ups, trainings
from bot.storage.session import Database
from dialogs.ports.trainings import (
    AlreadySignedUp,
    Cancelled,
    EnterpriseLimitReached,
    PutOnWaitlist,
    SessionClosed,
    SessionFull,
    SignedUp,
    TooLate,
)
from tests.contract.rows import NOW
from tests.contract.training_rows import HELD_FOR, LINE, Person, announcing, person, states, training_of

BEGUN = NOW + timedelta(days=20)


async def test_open_sessions_are_those_one_can_sign_up_for_the_soonest_first(database: Database) -> None:
    wanted = [
        await announcing(database, code="late", starts_on=date(2027, 1, 5)),
        await announcing(database, code="soon", status="full", capacity=0),
        await announcing(database, code="last day", starts_on=date(2026, 12, 2), deadline=date(2026, 12, 1)),
    ]
    for changes in (
        {"code": "elsewhere", "jurisdiction": "guangdong"},
        {"code": "over", "deadline": date(2026, 11, 30)},
        {"code": "begun", "starts_on": date(2026, 12, 1)},
        *({"code": status, "status": status} for status in ("scheduled", "closed", "finished", "cancelled")),
    ):
        await announcing(database, **changes)
    anna = await person(database, "anna")
    found = await anna.does(lambda port: port.open_sessions(("nantong", "jiangsu")))
    assert [session.id for session in found] == wanted[::-1]


async def test_seat_is_confirmed_and_shown_to_the_one_who_took_it(database: Database) -> None:
    training = await announcing(database)
    anna = await person(database, "anna")
    result = await anna.signs_up(training, 1, waits=False)
    assert isinstance(result, SignedUp)
    sign_up = result.sign_up
    assert (sign_up.number, sign_up.attendee, sign_up.phone) == ("T2026-NT-05-001", "张1", "13800000001")
    assert (sign_up.state, sign_up.place_in_line, sign_up.session.free_seats) == ("confirmed", 0, 1)
    assert await anna.does(lambda port: port.mine()) == (sign_up,)
    ben = await person(database, "ben")
    assert await ben.does(lambda port: port.mine()) == ()
    assert await ben.does(lambda port: port.cancel(sign_up.number)) is None


async def test_name_and_phone_are_nowhere_in_clear(database: Database) -> None:
    training = await announcing(database)
    anna = await person(database, "anna")
    await anna.signs_up(training, 1, name="欧阳娜娜", waits=False)
    (entry,) = await database.read(lambda session: sign_ups.active_of(session, training))
    assert LINE.name_of(entry) == "欧阳娜娜"
    assert "欧阳娜娜".encode() not in entry.attendee
    assert "13800000001" not in str(entry)


async def test_same_phone_has_one_place_in_a_session_and_another_one_sees_it_masked(database: Database) -> None:
    training = await announcing(database)
    anna, ben = await person(database, "anna"), await person(database, "ben")
    await anna.signs_up(training, 1, waits=False)
    again = await anna.signs_up(training, 1, waits=False)
    assert isinstance(again, AlreadySignedUp)
    assert again.sign_up.number == "T2026-NT-05-001"
    seen = await ben.signs_up(training, 1, name="李四", waits=False)
    assert isinstance(seen, AlreadySignedUp)
    assert (seen.sign_up.attendee, seen.sign_up.phone, seen.sign_up.number) == ("张*", "1*******001", "")
    assert (await training_of(database, training)).taken == 1


async def test_phone_whose_place_was_given_up_may_sign_up_again(database: Database) -> None:
    training = await announcing(database)
    anna = await person(database, "anna")
    for _ in range(2):
        result = await anna.signs_up(training, 1)
        assert isinstance(result, SignedUp)
        assert await anna.cancels(result.sign_up.number)
    assert (await training_of(database, training)).taken == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "scheduled"},
        {"status": "cancelled"},
        {"status": "closed"},
        {"deadline": date(2026, 11, 30)},
        {"starts_on": date(2026, 12, 1)},
    ],
)
async def test_session_that_is_not_open_takes_nobody(database: Database, changes: dict[str, object]) -> None:
    training = await announcing(database, **changes)
    anna = await person(database, "anna")
    assert await anna.signs_up(training, 1) == SessionClosed()
    assert await anna.signs_up(404, 1) == SessionClosed()


async def test_deadline_is_the_end_of_that_day_in_beijing(database: Database) -> None:
    training = await announcing(database)
    anna = await person(database, "anna")
    last_minute = NOW.replace(day=15, hour=15, minute=59)
    result = await anna.signs_up(training, 1, waits=False, at=last_minute)
    assert isinstance(result, SignedUp)
    too_late = last_minute + timedelta(minutes=1)
    result = await anna.signs_up(training, 2, waits=False, at=too_late)
    assert result == SessionClosed()


async def test_full_session_offers_the_line_until_that_is_full_too(database: Database) -> None:
    training = await announcing(database, capacity=1, waitlist_limit=2)
    anna = await person(database, "anna")
    results = [await anna.signs_up(training, n, waits=n > 2) for n in range(1, 6)]
    assert [type(result) for result in results] == [SignedUp, SessionFull, PutOnWaitlist, PutOnWaitlist, SessionFull]
    assert results[1] == SessionFull(waiting=0, takes_waiting=True)
    assert results[4] == SessionFull(waiting=2, takes_waiting=False)
    assert [result.sign_up.place_in_line for result in results[2:4] if isinstance(result, PutOnWaitlist)] == [1, 2]
    assert (await training_of(database, training)).status == "full"


async def test_organisers_limit_for_one_enterprise_is_kept(database: Database) -> None:
    training = await announcing(database, capacity=9, enterprise_limit=2)
    anna = await person(database, "anna")
    results = [await anna.signs_up(training, n, uscc=uscc) for n, uscc in enumerate(["甲", "甲", "乙", "甲"])]
    assert [type(result) for result in results] == [SignedUp, SignedUp, SignedUp, EnterpriseLimitReached]


async def test_freed_seat_is_held_for_the_next_in_line_who_is_told_and_may_take_it(database: Database) -> None:
    training = await announcing(database, capacity=1)
    anna, ben, carl = [await person(database, name) for name in ("anna", "ben", "carl")]
    for n, who in enumerate((anna, ben, carl)):
        await who.signs_up(training, n)
    cancelled = await anna.does(lambda port: port.cancel("T2026-NT-05-001"))
    assert isinstance(cancelled, Cancelled)
    assert cancelled.sign_up.state == "cancelled"
    (told,) = await ben.notices()
    assert told == (
        "南通市首席质量官考核培训班（12月20日）有空位，已为您报名的张*保留至12月2日20:00。"
        "请在此之前回复“培训报名”确认，逾期转给下一位。"
    )
    assert await ben.notices() == ()
    assert await carl.notices() == ()
    (held,) = await ben.does(lambda port: port.mine())
    assert (held.state, held.held_until, held.session.free_seats) == ("offered", NOW + HELD_FOR, 0)
    assert [mine.place_in_line for mine in await carl.does(lambda port: port.mine())] == [1]
    assert await carl.does(lambda port: port.accept_offer(held.number)) is None
    assert isinstance(await ben.does(lambda port: port.accept_offer(held.number)), SignedUp)
    assert await database.read(lambda session: states(session, training)) == ["confirmed", "waitlisted"]
    assert await ben.does(lambda port: port.accept_offer(held.number)) is None


async def test_hold_that_runs_out_goes_on_to_the_next_in_line(database: Database) -> None:
    training = await announcing(database, capacity=1)
    anna, ben, carl = [await person(database, name) for name in ("anna", "ben", "carl")]
    for n, who in enumerate((anna, ben, carl)):
        await who.signs_up(training, n)
    await anna.does(lambda port: port.cancel("T2026-NT-05-001"))
    just_before, over = NOW + HELD_FOR - timedelta(microseconds=1), NOW + HELD_FOR
    assert await database.write(lambda session: LINE.lapse(session, now=just_before)) == 0
    assert await ben.does(lambda port: port.accept_offer("T2026-NT-05-002"), at=over) is None
    assert await database.write(lambda session: LINE.lapse(session, now=over)) == 1
    assert len(await ben.notices()) == 2
    assert await ben.does(lambda port: port.mine()) == ()
    (held,) = await carl.does(lambda port: port.mine())
    assert (held.state, held.held_until) == ("offered", over + HELD_FOR)


async def test_hold_never_outlasts_the_day_before_the_session(database: Database) -> None:
    training = await announcing(database, capacity=1, starts_on=date(2026, 12, 2), deadline=date(2026, 12, 1))
    anna, ben = await person(database, "anna"), await person(database, "ben")
    for n, who in enumerate((anna, ben)):
        await who.signs_up(training, n)
    await anna.does(lambda port: port.cancel("T2026-NT-05-001"))
    (held,) = await ben.does(lambda port: port.mine())
    assert held.held_until == NOW + timedelta(hours=4), "midnight in Beijing"


async def test_session_that_has_begun_is_left_to_people(database: Database) -> None:
    training = await announcing(database, capacity=1)
    anna, ben = await person(database, "anna"), await person(database, "ben")
    for n, who in enumerate((anna, ben)):
        await who.signs_up(training, n)
    assert await anna.does(lambda port: port.cancel("T2026-NT-05-001"), at=BEGUN) == TooLate()
    assert await database.read(lambda session: states(session, training)) == ["confirmed", "waitlisted"]


async def test_move_gives_the_old_seat_up_once_the_new_one_is_his(database: Database) -> None:
    old, new = await announcing(database, capacity=1), await announcing(database, code="T2026-NT-06")
    anna, ben = await person(database, "anna"), await person(database, "ben")
    await anna.signs_up(old, 1, post="质量部长", is_appointed=True, is_in_pool=False)
    await ben.signs_up(old, 2)
    moved = await anna.does(lambda port: port.move("T2026-NT-05-001", new, accepts_waiting=False))
    assert isinstance(moved, SignedUp)
    assert (moved.sign_up.number, moved.sign_up.attendee, moved.sign_up.phone) == (
        *("T2026-NT-06-001", "张1", "13800000001"),
    )
    assert await anna.does(lambda port: port.mine()) == (moved.sign_up,)
    assert await database.read(lambda session: states(session, old)) == ["offered"], "ben is next"
    (entry,) = await database.read(lambda session: sign_ups.active_of(session, new))
    assert (entry.post, entry.is_appointed, entry.is_in_pool) == ("质量部长", True, False)
    assert entry.uscc == f"{1:018d}"


@pytest.mark.parametrize(
    ("changes", "waits", "result"),
    [
        ({"capacity": 0}, True, PutOnWaitlist),
        ({"capacity": 0}, False, SessionFull),
        ({"status": "closed"}, True, SessionClosed),
        ({"enterprise_limit": 0}, True, EnterpriseLimitReached),
    ],
)
async def test_old_place_is_kept_as_long_as_no_seat_is_sure(
    database: Database, changes: dict[str, object], waits: bool, result: type
) -> None:
    old, new = await announcing(database), await announcing(database, code="T2026-NT-06", **changes)
    anna = await person(database, "anna")
    await anna.signs_up(old, 1)
    assert isinstance(await anna.does(lambda port: port.move("T2026-NT-05-001", new, accepts_waiting=waits)), result)
    assert await database.read(lambda session: states(session, old)) == ["confirmed"]


async def test_only_ones_own_place_is_moved_and_not_after_its_session_has_begun(database: Database) -> None:
    old = await announcing(database)
    new = await announcing(database, code="T2026-NT-06", starts_on=date(2027, 1, 20), deadline=date(2027, 1, 15))
    anna, ben = await person(database, "anna"), await person(database, "ben")
    await anna.signs_up(old, 1)
    assert await ben.does(lambda port: port.move("T2026-NT-05-001", new, accepts_waiting=True)) is None
    assert await ben.does(lambda port: port.move("T2026-NT-05-009", new, accepts_waiting=True)) is None
    late = await anna.does(lambda port: port.move("T2026-NT-05-001", new, accepts_waiting=True), at=BEGUN)
    assert late == TooLate()
    assert await database.read(lambda session: states(session, new)) == []


async def test_moves_in_both_directions_at_once_do_not_wait_for_each_other(database: Database) -> None:
    first, second = await announcing(database, capacity=9), await announcing(database, code="T2", capacity=9)
    people = [await person(database, f"{n}") for n in range(8)]
    for n, who in enumerate(people):
        await who.signs_up((first, second)[n % 2], n)

    async def move(n: int, who: Person) -> object:
        (mine,) = await who.does(lambda port: port.mine())
        return await who.does(lambda port: port.move(mine.number, (second, first)[n % 2], accepts_waiting=False))

    moved = await asyncio.gather(*[move(n, who) for n, who in enumerate(people)])
    assert [type(one) for one in moved] == [SignedUp] * 8
    assert [(await training_of(database, one)).taken for one in (first, second)] == [4, 4]


async def test_his_own_are_the_soonest_first_and_past_ones_last(database: Database) -> None:
    anna = await person(database, "anna")
    for code, day in [("past", date(2026, 12, 3)), ("later", date(2027, 2, 1)), ("soon", date(2027, 1, 9))]:
        training = await announcing(database, code=code, starts_on=day, ends_on=day, deadline=date(2026, 12, 2))
        await anna.signs_up(training, 1, waits=False)
    mine = await anna.does(lambda port: port.mine(), at=BEGUN)
    assert [sign_up.session.code for sign_up in mine] == ["soon", "later", "past"]


async def test_called_off_session_ends_every_place_and_tells_each_contact_once(database: Database) -> None:
    training = await announcing(database, capacity=2)
    anna, ben = await person(database, "anna"), await person(database, "ben")
    for n, who in enumerate((anna, anna, ben)):
        await who.signs_up(training, n)

    def calling_off(session: object) -> None:
        trainings.change(session, training, {"status": "cancelled"}, now=NOW)  # type: ignore[arg-type]
        LINE.call_off(session, trainings.lock(session, training), now=NOW)  # type: ignore[arg-type]

    await database.write(calling_off)
    assert (await anna.does(lambda port: port.mine()), await ben.does(lambda port: port.mine())) == ((), ())
    assert (len(await anna.notices()), len(await ben.notices())) == (1, 1)
    after = await training_of(database, training)
    assert (after.taken, after.status) == (0, "cancelled")


async def test_who_waits_for_an_area_hears_once_of_the_session_that_opens(database: Database) -> None:
    anna, ben = await person(database, "anna"), await person(database, "ben")
    for _ in range(2):
        await anna.does(lambda port: port.tell_when_open("nantong"))
    await ben.does(lambda port: port.tell_when_open("guangdong"))
    training = await training_of(database, await announcing(database))
    for _ in range(2):
        await database.write(lambda session: LINE.announce(session, training, ("nantong",), now=NOW))
    (told,) = await anna.notices()
    assert told.startswith("南通市首席质量官考核培训班开始报名，12月20日至12月21日，南通市，报名截止12月15日。")
    assert await ben.notices() == ()


async def test_database_itself_refuses_a_seat_that_is_not_there(database: Database) -> None:
    training = await announcing(database, capacity=1)
    await database.write(lambda session: trainings.take_seat(session, training, now=NOW))
    with pytest.raises(BrokenStatement, match=r"(?i)seats|constraint"):
        await database.write(lambda session: trainings.change(session, training, {"taken": 2}, now=NOW))
