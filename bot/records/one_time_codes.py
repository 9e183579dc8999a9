"""Six digits to the phone that an enterprise registered: who reads them there belongs to it.

Everything is the same for an enterprise that is not registered or has no phone, except that nothing is sent.
"""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.records.proof import tried
from bot.sealing import Sealer
from bot.storage.repositories import one_time_codes, tries
from bot.storage.repositories.one_time_codes import Purpose
from bot.storage.repositories.tries import Limit
from bot.storage.session import Session
from dialogs.ports.enterprises import CodeSent, Locked

GOOD_FOR = timedelta(minutes=10)
_BETWEEN = timedelta(minutes=1)
_A_DAY = timedelta(days=1)
_A_DAYS_MOST = 3
_DIGITS = 6
_MOBILE = re.compile(r"1[2-9][0-9]{9}")
"""A landline takes no message; numbers that begin with 12 reach nobody, and are those of the demonstration."""


@dataclass(frozen=True, slots=True)
class ContactCodes:
    """The codes of one contact for one purpose; `limit` is that of wrong tries."""

    session: Session
    conversation_id: int
    purpose: Purpose
    limit: Limit
    sealer: Sealer
    now: datetime

    def send(self, uscc: str, phone: bytes | None) -> CodeSent | Locked:
        """Make a code and have it sent to the sealed `phone`; a second one within a minute is the first.

        Three a day for a contact, and for an enterprise. Wrong tries lock here too.
        """
        until = tries.hold(self.session, tried(self.sealer, self.conversation_id, uscc), now=self.now)
        if until is not None:
            return Locked(until)
        subject = self._subject(uscc)
        made_at = one_time_codes.made_since(self.session, self.conversation_id, subject, self.now - _A_DAY)
        if made_at and self.now < made_at[-1] + _BETWEEN:
            return CodeSent(is_fresh=False)
        if len(made_at) >= _A_DAYS_MOST:
            return Locked(made_at[-_A_DAYS_MOST] + _A_DAY)
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        one_time_codes.insert_code(
            self.session,
            self.conversation_id,
            purpose=self.purpose,
            subject_hash=subject,
            code_hash=self.sealer.digest(self._kind(uscc), code),
            letter=self._letter(phone, code),
            send_key=secrets.token_hex(12),
            now=self.now,
            good_until=self.now + GOOD_FOR,
        )
        return CodeSent(is_fresh=True)

    def check(self, uscc: str, code: str) -> bool | Locked:
        """Whether this is the latest code that was sent, used up with this; a wrong one counts as a wrong try."""
        subjects = tried(self.sealer, self.conversation_id, uscc)
        until = tries.hold(self.session, subjects, now=self.now)
        if until is not None:
            return Locked(until)
        hashes = self.sealer.digests(self._kind(uscc), code)
        if one_time_codes.use(self.session, self.conversation_id, self._subject(uscc), hashes, now=self.now):
            tries.forget(self.session, subjects[0])
            return True
        for subject in subjects:
            tries.count_wrong(self.session, subject, self.limit, now=self.now)
        return False

    def _letter(self, phone: bytes | None, code: str) -> bytes | None:
        number = self.sealer.open(phone).decode() if phone else ""
        if not _MOBILE.fullmatch(number):
            return None
        minutes = int(GOOD_FOR / timedelta(minutes=1))
        said = {"phone": number, "code": code, "purpose": self.purpose, "minutes": minutes}
        return self.sealer.seal(json.dumps(said).encode())

    def _kind(self, uscc: str) -> str:
        return f"one-time code {uscc}"

    def _subject(self, uscc: str) -> str:
        return self.sealer.digest("code for", f"{self.purpose} {uscc}")
