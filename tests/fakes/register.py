"""Enterprises and their filings, in memory, as one contact sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dialogs.ports.enterprises import AwaitsStaff, CodeSent, Enterprise, Locked, WrongCode
from dialogs.ports.filings import Filing, FilingsShown, NothingToShow, Proof, RegisterUnavailable
from dialogs.ports.records import Records
from tests.fakes.contact import records_in_memory

TRIES = 5


@dataclass
class RegisterInMemory:
    """Registered enterprises with the last four digits of their phone, and their filings by enterprise id.

    `bound_ids` are those of the enterprises that the contact acts for. The fifth wrong try locks until `locks_until`.
    """

    enterprises: tuple[Enterprise, ...]
    last_four: Mapping[str, str]
    filings: Mapping[int, tuple[Filing, ...]]
    as_of: datetime
    locks_until: datetime
    bound_ids: list[int] = field(default_factory=list)
    is_reachable: bool = True
    wrong_tries: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    most_requests: int = 5
    proves_by: Proof = "last_four"
    messages: list[tuple[str, str]] = field(default_factory=list)
    """One-time codes that went out, each with what it was asked for."""
    most_messages: int = 3
    is_hasty: bool = False
    """A message has just been sent."""

    def bound(self) -> tuple[Enterprise, ...]:
        return tuple(one for number in self.bound_ids for one in self.enterprises if one.id == number)

    def by_uscc(self, uscc: str) -> Enterprise | None:
        return next((one for one in self.enterprises if one.uscc == uscc), None)

    def request_binding(self, uscc: str) -> AwaitsStaff | Locked:
        if len(self.requests) >= self.most_requests:
            return Locked(self.locks_until)
        self.requests.append(uscc)
        return AwaitsStaff(f"B{len(self.requests)}")

    def sends_codes(self) -> bool:
        return self.proves_by == "code"

    def send_code(self, reference: str) -> CodeSent | Locked:
        if self.is_hasty:
            return CodeSent(is_fresh=False)
        if len(self.messages) >= self.most_messages:
            return Locked(self.locks_until)
        self.messages.append((reference, f"{len(self.messages) + 1:06}"))
        return CodeSent(is_fresh=True)

    def bind_by_code(self, uscc: str, code: str) -> Enterprise | WrongCode | Locked:
        if self.wrong_tries >= TRIES:
            return Locked(self.locks_until)
        enterprise = self.by_uscc(uscc)
        if enterprise is None or not self._is_latest(uscc, code):
            self.wrong_tries += 1
            return WrongCode()
        self.bound_ids.append(enterprise.id)
        return enterprise

    def _is_latest(self, reference: str, code: str) -> bool:
        return self.messages[-1:] == [(reference, code)]

    def proof(self) -> Proof:
        return self.proves_by

    def unbind(self, enterprise_id: int) -> bool:
        is_bound = enterprise_id in self.bound_ids
        self.bound_ids = [one for one in self.bound_ids if one != enterprise_id]
        return is_bound

    def of_bound(self, enterprise_id: int) -> FilingsShown | NothingToShow | RegisterUnavailable:
        if not self.is_reachable:
            return RegisterUnavailable()
        return self._shown(enterprise_id) if enterprise_id in self.bound_ids else NothingToShow()

    def look_up(self, reference: str, shown: str) -> FilingsShown | NothingToShow | Locked | RegisterUnavailable:
        self.asked.append((reference, shown))
        if not self.is_reachable:
            return RegisterUnavailable()
        if self.wrong_tries >= TRIES:
            return Locked(self.locks_until)
        enterprise = self.by_uscc(reference) or self._by_number(reference)
        if enterprise is None or not self._is_proved(reference, enterprise, shown):
            self.wrong_tries += 1
            return NothingToShow()
        return self._shown(enterprise.id)

    def _is_proved(self, reference: str, enterprise: Enterprise, shown: str) -> bool:
        if self.proves_by == "code":
            return self._is_latest(reference, shown)
        return self.last_four.get(enterprise.uscc) == shown

    def _by_number(self, number: str) -> Enterprise | None:
        held = (one for one in self.enterprises if number in [filing.number for filing in self.filings.get(one.id, ())])
        return next(held, None)

    def _shown(self, enterprise_id: int) -> FilingsShown | NothingToShow:
        found = self.filings.get(enterprise_id, ())
        return FilingsShown(found, self.as_of) if found else NothingToShow()


def records_with(register: RegisterInMemory) -> Records:
    """The records of a contact who is new here, over `register`."""
    return replace(records_in_memory(), enterprises=register, filings=register)
