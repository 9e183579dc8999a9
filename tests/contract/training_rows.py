"""Training sessions and the people who sign up for them, for the contract tests."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from bot.records.notice_board import NoticeBoard
from bot.records.seats import Line
from bot.records.trainings import ContactTrainings
from bot.sealing import Sealer
from bot.storage.repositories import conversations, sign_ups, trainings
from bot.storage.repositories.trainings import Training
from bot.storage.session import Database, Session
from dialogs.ports.trainings import Attendee, Cancelled, SignUpResult
from tests.contract.rows import ANNA, NOW

T = TypeVar("T")

SEALER = Sealer(bytes(32))
CONNECTIONS = 10
HELD_FOR = timedelta(hours=24)
LINE = Line(SEALER, NoticeBoard(SEALER), HELD_FOR)
TRAINING: dict[str, Any] = {
    "code": "T2026-NT-05",
    "title": "南通市首席质量官考核培训班",
    "jurisdiction": "nantong",
    "starts_on": date(2026, 12, 20),
    "ends_on": date(2026, 12, 21),
    "place": "南通市",
    "is_online": False,
    "capacity": 2,
    "waitlist_limit": 3,
    "enterprise_limit": None,
    "deadline": date(2026, 12, 15),
    "fee": "",
    "organiser": "演示主办单位（虚构）",
    "status": "open",
    "is_continuing": False,
}


def attendee(number: int, **changes: Any) -> Attendee:
    """Somebody of a name and a phone of his own."""
    known = Attendee(f"张{number}", f"138{number:08d}", None, uscc=f"{number:018d}", consent_version=1)
    return replace(known, **changes)


async def announcing(database: Database, **changes: Any) -> int:
    """The id of a new session."""
    return await database.write(lambda session: trainings.insert_training(session, TRAINING | changes, now=NOW))


@dataclass(frozen=True)
class Person:
    """Somebody in a conversation of his own, who calls the port as a turn of his would."""

    database: Database
    conversation_id: int

    async def does(self, act: Callable[[ContactTrainings], T], *, at: datetime = NOW) -> T:
        """`act` in a transaction of its own."""
        return await self.database.write(
            lambda session: act(ContactTrainings(session, self.conversation_id, LINE, now=at))
        )

    async def signs_up(
        self, training_id: int, number: int, *, waits: bool = True, at: datetime = NOW, **changes: Any
    ) -> SignUpResult:
        """Enters the attendee of that number."""
        return await self.does(
            lambda port: port.sign_up(training_id, attendee(number, **changes), accepts_waiting=waits), at=at
        )

    async def cancels(self, number: str) -> bool:
        """Gives a place up; False where that is not possible."""
        return isinstance(await self.does(lambda port: port.cancel(number)), Cancelled)

    async def notices(self) -> tuple[str, ...]:
        """What waits for him; it is told with this."""
        return await self.database.write(lambda session: LINE.board.take(session, self.conversation_id, now=NOW))


async def person(database: Database, name: str) -> Person:
    """Somebody who said a word."""
    key = replace(ANNA, user=name)
    made = await database.write(lambda session: conversations.get_or_create(session, key, now=NOW))
    return Person(database, made.id)


async def all_sign_up(people: Sequence[Person], training_id: int, *, first: int = 0) -> list[SignUpResult]:
    """What each is told, in their order; as many at once as a process has connections, so that none waits for one."""
    turn = asyncio.Semaphore(CONNECTIONS)

    async def sign_up(number: int, who: Person) -> SignUpResult:
        async with turn:
            return await who.signs_up(training_id, number)

    return await asyncio.gather(*[sign_up(number, who) for number, who in enumerate(people, start=first)])


async def training_of(database: Database, training_id: int) -> Training:
    """The session as it stands."""
    found = await database.read(lambda session: trainings.by_id(session, training_id))
    assert found is not None
    return found


def states(session: Session, training_id: int) -> list[str]:
    """Of everybody who has or waits for a seat, in the order of the line."""
    return [entry.state for entry in sign_ups.active_of(session, training_id)]
