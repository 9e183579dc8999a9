"""Admission: a message is taken in once, sealed, and stays until its turn is committed."""

from datetime import datetime

from pydantic import TypeAdapter

from bot.errors import StaleConversation
from bot.sealing import Sealer
from bot.storage.repositories import conversations
from bot.storage.repositories import inbox as rows
from bot.storage.repositories.inbox import Admitted, InboxMessage
from bot.storage.session import Session
from dialogs.messages import InboundMessage

MAX_ATTEMPTS = 3
"""After so many failed turns a message stands aside, so that it does not block its user."""

_MESSAGE = TypeAdapter(InboundMessage)


class Inbox:
    """Seals what comes in; everything a person wrote is personal until it is masked."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def admit(self, session: Session, message: InboundMessage, *, now: datetime) -> Admitted:
        """Keep the message unless this delivery is a repeat; its conversation exists afterwards."""
        conversations.get_or_create(session, message.key, now=now)
        return rows.admit(
            session,
            message.key,
            dedupe_key=message.dedupe_key,
            received_at=now,
            sent_at=message.sent_at,
            payload=self._sealer.seal(_MESSAGE.dump_json(message)),
        )

    def sealed_words(self, words: str) -> bytes:
        """Words as they may be kept beside a message."""
        return self._sealer.seal(words.encode())

    def open(self, row: InboxMessage) -> InboundMessage:
        """The message of a row that is not handled yet. Raises WrongDataKey, or StaleConversation when it is."""
        if row.payload is None:
            raise StaleConversation(f"Message {row.id} has been answered by somebody else.")
        return _MESSAGE.validate_json(self._sealer.open(row.payload))
