"""The tables. Only repositories and migrations read them; the rest of the service sees values."""

from bot.storage.tables.base import Table
from bot.storage.tables.conversation import (
    ConversationRow,
    DeliveryRow,
    FeedbackRow,
    InboxRow,
    TranscriptRow,
    TurnRow,
)

__all__ = ["ConversationRow", "DeliveryRow", "FeedbackRow", "InboxRow", "Table", "TranscriptRow", "TurnRow"]
