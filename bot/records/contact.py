"""Consents, self-checks and notices of the contact who speaks."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.records.numbers import fresh_number
from bot.retention import Retention
from bot.sealing import Sealer
from bot.storage.repositories import contacts, wishes
from bot.storage.repositories.conversations import Conversation
from bot.storage.session import Session
from dialogs.ports.contact import SelfCheck


@dataclass(frozen=True, slots=True)
class ContactConsents:
    """Consents in the database."""

    session: Session
    conversation: Conversation
    retention: Retention
    now: datetime

    def has(self, purpose: str, version: int) -> bool:
        return contacts.has_consent(self.session, self.conversation.id, purpose, version)

    def give(self, purpose: str, version: int) -> None:
        contacts.give_consent(
            self.session,
            self.conversation.id,
            purpose=purpose,
            version=version,
            channel=self.conversation.channel,
            now=self.now,
        )

    def kept_for(self, purpose: str) -> str:
        return self.retention.in_words(purpose)


@dataclass(frozen=True, slots=True)
class ContactVerdicts:
    """Self-checks in the database; what was said is sealed."""

    session: Session
    conversation: Conversation
    sealer: Sealer
    now: datetime

    def keep(self, check: SelfCheck) -> str:
        content = {
            "facts": dict(check.facts),
            "revision": check.revision,
            "clauses": check.clauses,
            "digest": check.digest,
        }
        sealed = self.sealer.seal(json.dumps(content, ensure_ascii=False).encode())
        while True:
            number = fresh_number()
            if contacts.keep_check(
                self.session,
                self.conversation.id,
                number=number,
                area=check.area,
                verdict=check.verdict,
                content=sealed,
                now=self.now,
            ):
                return number

    def latest(self) -> SelfCheck | None:
        kept = contacts.latest_check(self.session, self.conversation.id)
        if kept is None:
            return None
        content = json.loads(self.sealer.open(kept.content))
        return SelfCheck(
            kept.area,
            kept.verdict,
            content["facts"],
            content["revision"],
            tuple(content["clauses"]),
            content["digest"],
        )

    def request_review(self) -> str | None:
        kept = contacts.latest_check(self.session, self.conversation.id)
        if kept is None:
            return None
        contacts.ask_for_review(self.session, kept.id, now=self.now)
        return kept.number


@dataclass(frozen=True, slots=True)
class ContactNotices:
    """His choice about notices in the database."""

    session: Session
    conversation: Conversation
    now: datetime

    def are_on(self) -> bool:
        return contacts.wants_notices(self.session, self.conversation.id)

    def turn(self, *, on: bool) -> None:
        contacts.choose_notices(self.session, self.conversation.id, is_on=on, now=self.now)
        if not on:
            contacts.withdraw_consents(self.session, self.conversation.id, "notices", now=self.now)
            wishes.forget(self.session, self.conversation.id)
