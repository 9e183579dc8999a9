"""Words that no message asked for: reminders are posted, and what waits is sent to whom it may be sent.

Where the platform does not let a contact be written to, the words wait for his next message (bot.record).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from adapters.push import Pusher
from bot.clock import BEIJING
from bot.outbox import Outbox
from bot.records.room import RecordRoom
from bot.storage.repositories import reachable, transcript
from bot.storage.repositories.reachable import Reader
from bot.storage.repositories.transcript import Line
from bot.storage.session import Session
from bot.windows import may_be_written_to
from dialogs.messages import Capabilities, Text
from dialogs.prompts import paginate

FROM_HOUR, TO_HOUR = 9, 21
"""Nobody is reminded in the night, Beijing time."""

AT_ONCE = 200


class Noticing:
    """Sends notices on the accounts that have a pusher."""

    def __init__(
        self,
        outbox: Outbox,
        records: RecordRoom,
        pushers: Mapping[tuple[str, str], Pusher],
        capabilities: Mapping[str, Capabilities],
    ) -> None:
        self._outbox = outbox
        self._records = records
        self._pushers = pushers
        self._capabilities = capabilities

    def remind(self, session: Session, *, now: datetime) -> int:
        """Post a reminder of tomorrow's training to everybody who wants it and can be written to; how many."""
        local = now.astimezone(BEIJING)
        if not FROM_HOUR <= local.hour < TO_HOUR:
            return 0
        tomorrow = local.date() + timedelta(days=1)
        readers = reachable.unreminded(session, starts_on=tomorrow)
        ids = [reader.conversation_id for reader in readers if self._may_be_written_to(reader, now)]
        return self._records.remind(session, ids, starts_on=tomorrow, now=now)

    def send(self, session: Session, *, now: datetime) -> int:
        """Turn the words that wait into pages to be pushed, for those who may be written to; how many contacts."""
        readers = [
            reader
            for account, pusher in self._pushers.items()
            for reader in reachable.untold(session, account, since=_since(pusher, now), limit=AT_ONCE)
            if self._may_be_written_to(reader, now)
        ]
        for reader in readers:
            self._send_to(session, reader, now=now)
        return len(readers)

    def _may_be_written_to(self, reader: Reader, now: datetime) -> bool:
        pusher = self._pushers.get((reader.key.channel, reader.key.account))
        return pusher is not None and may_be_written_to(pusher.windows, reader, now=now)

    def _send_to(self, session: Session, reader: Reader, *, now: datetime) -> None:
        words = self._records.untold(session, reader.conversation_id, now=now)
        replies = [Text(f"通知：{one}") for one in words]
        for page in paginate(replies, self._capabilities[reader.key.channel]):
            self._outbox.put_unasked(session, page, reader.conversation_id, now=now)
        lines = [Line("out", reply.kind, reply.text, now) for reply in replies]
        transcript.insert_lines(session, reader.conversation_id, lines)


def _since(pusher: Pusher, now: datetime) -> datetime | None:
    """Whoever did nothing since then cannot be written to; None where everybody can."""
    return now - max(window.lasts for window in pusher.windows) if pusher.windows else None
