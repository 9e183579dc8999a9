"""What happened to a contact's matters while he was away, told before the next reply he gets."""

from datetime import datetime

from bot.sealing import Sealer
from bot.storage.repositories import notices
from bot.storage.session import Session


class NoticeBoard:
    """Keeps words for contacts, sealed until they are told."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def post(self, session: Session, conversation_id: int | None, words: str, *, now: datetime) -> None:
        """Keep words for a contact. Nobody is told of a place that staff entered."""
        if conversation_id is not None:
            notices.insert_notice(session, conversation_id, self._sealer.seal(words.encode()), now=now)

    def take(self, session: Session, conversation_id: int, *, now: datetime) -> tuple[str, ...]:
        """The words that wait for a contact, oldest first; they are told with this."""
        return tuple(
            self._sealer.open(words).decode() for words in notices.take_untold(session, conversation_id, now=now)
        )
