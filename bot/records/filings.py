"""The register of filings as the contact who speaks may see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import BEIJING
from bot.masking import masked_name
from bot.records.one_time_codes import ContactCodes
from bot.records.proof import fits, tried
from bot.sealing import Sealer
from bot.storage.repositories import bindings, enterprises, filings, register_pulls, tries
from bot.storage.repositories.conversations import Conversation
from bot.storage.repositories.enterprises import Registered
from bot.storage.session import Session
from dialogs.ports.enterprises import CodeSent, Locked
from dialogs.ports.filings import Filing, FilingsShown, NothingToShow, Proof, RegisterUnavailable


@dataclass(frozen=True, slots=True)
class ContactFilings:
    """Filings in the database."""

    session: Session
    conversation: Conversation
    sealer: Sealer
    now: datetime
    limit: tries.Limit
    codes: ContactCodes | None
    """None where the last four digits of the phone are enough."""
    stale_after: timedelta | None = None
    """For how long the register elsewhere may be silent; None where it is kept here."""

    def proof(self) -> Proof:
        return "code" if self.codes else "last_four"

    def of_bound(self, enterprise_id: int) -> FilingsShown | NothingToShow | RegisterUnavailable:
        if not bindings.is_bound(self.session, self.conversation.id, enterprise_id):
            return NothingToShow()
        if self._is_stale():
            return RegisterUnavailable()
        enterprise = enterprises.by_id(self.session, enterprise_id)
        return self._shown(enterprise, is_owner=True) if enterprise else NothingToShow()

    def send_code(self, reference: str) -> CodeSent | Locked:
        assert self.codes is not None  # noqa: S101 - dialogs ask for `proof` first
        enterprise = enterprises.by_reference(self.session, reference)
        asked_for = enterprise.uscc if enterprise else reference
        return self.codes.send(asked_for, enterprise.contact_phone if enterprise else None)

    def look_up(self, reference: str, shown: str) -> FilingsShown | NothingToShow | Locked | RegisterUnavailable:
        if self._is_stale():
            return RegisterUnavailable()
        enterprise = enterprises.by_reference(self.session, reference)
        # A number and the code of its enterprise lead to the same lock; an unknown one has a lock of its own.
        asked_for = enterprise.uscc if enterprise else reference
        is_proved = self._is_proved(asked_for, shown, enterprise)
        if isinstance(is_proved, Locked):
            self._record(reference, "locked", None)
            return is_proved
        if enterprise is None or not is_proved:
            self._record(reference, "nothing", None)
            return NothingToShow()
        self._record(reference, "shown", enterprise.id)
        is_owner = bindings.is_bound(self.session, self.conversation.id, enterprise.id)
        return self._shown(enterprise, is_owner=is_owner)

    def _is_proved(self, asked_for: str, shown: str, enterprise: Registered | None) -> bool | Locked:
        if self.codes is not None:
            return self.codes.check(asked_for, shown)
        subjects = tried(self.sealer, self.conversation.id, asked_for)
        until = tries.hold(self.session, subjects, now=self.now)
        if until is not None:
            return Locked(until)
        if enterprise and fits(self.sealer, asked_for, shown, enterprise.last_four_hash):
            tries.forget(self.session, subjects[0])
            return True
        for subject in subjects:
            tries.count_wrong(self.session, subject, self.limit, now=self.now)
        return False

    def _record(self, reference: str, result: str, enterprise_id: int | None) -> None:
        filings.record_lookup(
            self.session,
            self.conversation.id,
            reference_hash=self.sealer.digest("reference", reference),
            result=result,  # type: ignore[arg-type]
            enterprise_id=enterprise_id,
            now=self.now,
        )

    def _shown(self, enterprise: Registered, *, is_owner: bool) -> FilingsShown | NothingToShow:
        kept = filings.of_enterprise(self.session, enterprise.id)
        if not kept:
            return NothingToShow()
        shown = tuple(self._filing(one, enterprise, is_owner=is_owner) for one in kept)
        return FilingsShown(shown, as_of=self._as_of())

    def _is_stale(self) -> bool:
        if self.stale_after is None:
            return False
        pulled_at = register_pulls.pulled_at(self.session, "filings")
        return pulled_at is None or self.now > pulled_at + self.stale_after

    def _as_of(self) -> datetime:
        mirrored = None if self.stale_after is None else register_pulls.pulled_at(self.session, "filings")
        return mirrored or filings.as_of(self.session) or self.now

    def _filing(self, kept: filings.KeptFiling, enterprise: Registered, *, is_owner: bool) -> Filing:
        name = self.sealer.open(kept.cqo_name).decode()
        note = filings.visible_note(filings.history(self.session, kept.id))
        return Filing(
            number=kept.number,
            record_type=kept.record_type,
            enterprise=enterprise.name,
            jurisdiction=enterprise.jurisdiction,
            state=kept.state,
            since=kept.since.astimezone(BEIJING).date(),
            authority=kept.authority,
            cqo_name=name if is_owner else masked_name(name),
            note=self.sealer.open(note).decode() if note else "",
        )
