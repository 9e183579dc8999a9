"""What is kept of a contact, in memory: consents, self-checks, notices."""

from dataclasses import replace
from datetime import date

from bot.records.nobody import NOBODYS
from dialogs.ports.contact import Desk, Erasure, Held, SelfCheck
from dialogs.ports.records import Records


class ConsentsInMemory:
    """Consents by purpose and version."""

    def __init__(self) -> None:
        self.given: set[tuple[str, int]] = set()

    def has(self, purpose: str, version: int) -> bool:
        return (purpose, version) in self.given

    def give(self, purpose: str, version: int) -> None:
        self.given.add((purpose, version))

    def kept_for(self, purpose: str) -> str:
        return "至办理结束"


class VerdictsInMemory:
    """Self-checks in the order in which they were given."""

    def __init__(self) -> None:
        self.kept: list[SelfCheck] = []
        self.reviewed: list[str] = []

    def keep(self, check: SelfCheck) -> str:
        self.kept.append(check)
        return f"Z{len(self.kept):06}"

    def latest(self) -> SelfCheck | None:
        return self.kept[-1] if self.kept else None

    def request_review(self) -> str | None:
        if not self.kept:
            return None
        self.reviewed.append(f"Z{len(self.kept):06}")
        return self.reviewed[-1]


class PeopleInMemory:
    """A desk that is open."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def desk(self) -> Desk:
        return Desk(is_open=True, hours="工作日 9:00—17:30", operator="演示运营单位")

    def leave_message(self, words: str) -> None:
        self.messages.append(words)

    def end(self) -> None:
        self.messages.clear()


class NoticesInMemory:
    """Off until they are switched on."""

    def __init__(self) -> None:
        self.is_on = False

    def are_on(self) -> bool:
        return self.is_on

    def turn(self, *, on: bool) -> None:
        self.is_on = on


class DataInMemory:
    """One thing is kept of the contact until it is erased."""

    def __init__(self) -> None:
        self.kept: tuple[Held, ...] = (Held("聊天记录", 1),)

    def held(self) -> tuple[Held, ...]:
        return self.kept

    def export(self) -> str:
        return "\n".join(f"{held.what}：{held.number}" for held in self.kept)

    def erase(self) -> Erasure:
        self.kept = ()
        return Erasure("E1", date(2026, 12, 5))


def records_in_memory() -> Records:
    """The records of a contact who is new here; those of other kinds are empty."""
    return replace(NOBODYS, consents=ConsentsInMemory(), verdicts=VerdictsInMemory(), people=PeopleInMemory())
