"""No seat is sold twice, nobody is lost and the line keeps its order, however many want it at once."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import integers, sampled_from
from sqlalchemy import create_engine, event

from bot.records.trainings import ContactTrainings
from bot.storage.repositories import conversations, sign_ups, trainings
from bot.storage.session import Database, Session, open_database
from dialogs.ports.trainings import PutOnWaitlist, SignedUp
from tests.contract.rows import ANNA, NOW
from tests.contract.training_rows import LINE, TRAINING, all_sign_up, announcing, attendee, person, training_of
from tests.servers import postgres_database

T = TypeVar("T")

SEATS, PEOPLE, PROCESSES = 60, 200, 4


async def check_sold_out(database: Database, training_id: int, told: list[tuple[int, str, int]]) -> None:
    """Every seat is sold once, all others wait in the order of their places, and each was told the truth."""
    assert sorted(who for who, _, _ in told) == list(range(PEOPLE))
    seated = [who for who, result, _ in told if result == "SignedUp"]
    waiting = {place: who for who, result, place in told if result == "PutOnWaitlist"}
    assert len(seated) == SEATS
    assert sorted(waiting) == list(range(1, PEOPLE - SEATS + 1))
    training = await training_of(database, training_id)
    assert (training.taken, training.waiting, training.status) == (SEATS, PEOPLE - SEATS, "full")
    entries = await database.read(lambda session: sign_ups.active_of(session, training_id))
    assert [entry.ordinal for entry in entries] == list(range(1, PEOPLE + 1))
    assert [entry.state for entry in entries] == ["confirmed"] * SEATS + ["waitlisted"] * (PEOPLE - SEATS)
    names = [LINE.name_of(entry) for entry in entries]
    assert set(names[:SEATS]) == {attendee(who).name for who in seated}
    assert names[SEATS:] == [attendee(waiting[place]).name for place in sorted(waiting)]


@pytest.fixture
def postgres_url(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    with postgres_database(postgres_server, template=migrated_postgres) as address:
        yield address


def test_200_people_from_four_processes_get_60_seats_on_postgresql(postgres_url: str) -> None:
    training = asyncio.run(
        on(postgres_url, lambda database: announcing(database, capacity=SEATS, waitlist_limit=PEOPLE))
    )
    each = PEOPLE // PROCESSES
    command = [sys.executable, "-m", "tests.contract.signing_up", postgres_url, f"{training}"]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, f"{n * each}", f"{each}"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    cwd=Path(__file__).parents[2],
                )
            )
            for n in range(PROCESSES)
        ]
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        printed = [process.communicate()[0] for process in processes]
    told = [tuple(json.loads(line)) for output in printed for line in output.splitlines()]
    asyncio.run(on(postgres_url, lambda database: check_sold_out(database, training, told)))


async def on(url: str, ask: Callable[[Database], Awaitable[T]]) -> T:
    """`ask` of a database opened for it."""
    database = open_database(url)
    try:
        return await ask(database)
    finally:
        await database.close()


async def test_200_people_at_once_get_60_seats(database: Database) -> None:
    training = await announcing(database, capacity=SEATS, waitlist_limit=PEOPLE)
    people = [await person(database, f"person {n}") for n in range(PEOPLE)]
    results = await all_sign_up(people, training)
    told = [
        (n, type(result).__name__, result.sign_up.place_in_line)
        for n, result in enumerate(results)
        if isinstance(result, SignedUp | PutOnWaitlist)
    ]
    await check_sold_out(database, training, told)


async def test_seats_given_up_while_others_sign_up_are_offered_in_order(database: Database) -> None:
    training = await announcing(database, capacity=5, waitlist_limit=50)
    early = [await person(database, f"early {n}") for n in range(15)]
    late = [await person(database, f"late {n}") for n in range(15)]
    for n, who in enumerate(early):
        await who.signs_up(training, n)
    await asyncio.gather(
        *[who.cancels(f"T2026-NT-05-{n + 1:03d}") for n, who in enumerate(early[:8])],
        *[who.signs_up(training, 100 + n) for n, who in enumerate(late)],
    )
    entries = await database.read(lambda session: sign_ups.active_of(session, training))
    assert [entry.state for entry in entries] == ["offered"] * 5 + ["waitlisted"] * 17
    assert [entry.ordinal for entry in entries[:7]] == list(range(9, 16))
    assert (await training_of(database, training)).taken == 5


class Seats(RuleBasedStateMachine):
    """One session, few seats, many changes of mind."""

    file: Path

    def __init__(self) -> None:
        super().__init__()
        copy = self.file.with_name("seats.db")
        shutil.copy(self.file, copy)
        self.engine = create_engine(f"sqlite:///{copy}")
        event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        self.connection = self.engine.connect()
        self.session = Session(self.connection)
        self.now: datetime = NOW
        self.capacity: int = TRAINING["capacity"]
        self.line: list[str] = []
        """Numbers of those who wait, as they came."""
        with self.connection.begin():
            self.training = trainings.insert_training(self.session, TRAINING | {"waitlist_limit": 4}, now=NOW)
            self.people = [
                conversations.get_or_create(self.session, replace(ANNA, user=f"{n}"), now=NOW).id for n in range(3)
            ]

    def teardown(self) -> None:
        self.connection.close()
        self.engine.dispose()

    def port(self, who: int) -> ContactTrainings:
        return ContactTrainings(self.session, self.people[who], LINE, now=self.now)

    @initialize(number=integers(0, 6))
    def some_come_early(self, number: int) -> None:
        for phone in range(number):
            self.sign_up(who=phone % 3, phone=phone)

    @rule(who=integers(0, 2), phone=integers(0, 9))
    def sign_up(self, who: int, phone: int) -> None:
        with self.connection.begin():
            result = self.port(who).sign_up(self.training, attendee(phone), accepts_waiting=True)
        if isinstance(result, PutOnWaitlist):
            self.line.append(result.sign_up.number)

    @rule(who=integers(0, 2), choice=integers(0, 9))
    def cancel(self, who: int, choice: int) -> None:
        with self.connection.begin():
            mine = self.port(who).mine()
            if mine:
                number = mine[choice % len(mine)].number
                assert self.port(who).cancel(number)
                self.line = [waiting for waiting in self.line if waiting != number]

    @rule(who=integers(0, 2))
    def accept(self, who: int) -> None:
        with self.connection.begin():
            for mine in self.port(who).mine():
                is_held = mine.held_until is not None and mine.held_until > self.now
                assert (self.port(who).accept_offer(mine.number) is not None) == is_held

    @rule(hours=sampled_from([1, 23, 24]))
    def time_passes_and_is_swept(self, hours: int) -> None:
        if self.now + timedelta(hours=hours) < NOW + timedelta(days=13):
            self.now += timedelta(hours=hours)
        with self.connection.begin():
            LINE.lapse(self.session, now=self.now)

    @precondition(lambda self: self.capacity < 5)
    @rule()
    def organiser_adds_a_seat(self) -> None:
        with self.connection.begin():
            trainings.lock(self.session, self.training)
            self.capacity += 1
            trainings.change(self.session, self.training, {"capacity": self.capacity}, now=self.now)
            LINE.offer_free_seats(self.session, self.training, now=self.now)

    @invariant()
    def seats_add_up_and_the_line_keeps_its_order(self) -> None:
        with self.connection.begin():
            training = trainings.by_id(self.session, self.training)
            entries = sign_ups.active_of(self.session, self.training)
        assert training is not None
        assert sum(entry.has_seat for entry in entries) == training.taken <= training.capacity
        waiting = [entry.number for entry in entries if entry.state == "waitlisted"]
        assert len(waiting) == training.waiting <= 4
        assert not (training.free_seats and waiting)
        phones = [entry.phone_hash for entry in entries]
        assert len(phones) == len(set(phones)), "nobody is in two places"
        # Who left the line left it at its head; the others stand as they came.
        gone = len(self.line) - len(waiting)
        assert gone >= 0
        assert self.line[gone:] == waiting
        self.line = waiting


def test_no_order_of_events_sells_a_seat_twice_or_jumps_the_line(migrated_sqlite: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "cqo.db")
    machine = type("SeatsHere", (Seats,), {"file": tmp_path / "cqo.db"})
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=20, deadline=None))  # type: ignore[no-untyped-call]
