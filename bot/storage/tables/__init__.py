"""The tables. Only repositories and migrations read them; the rest of the service sees values."""

from bot.storage.tables.base import Table
from bot.storage.tables.channels import FollowerSyncRow, MailboxRow, QrCodeRow
from bot.storage.tables.contacts import ConsentRow, DeskEntryRow, ErasureRow, NoticeChoiceRow, SelfCheckRow
from bot.storage.tables.conversation import (
    ConversationRow,
    DeliveryRow,
    FeedbackRow,
    InboxRow,
    TranscriptRow,
    TurnRow,
)
from bot.storage.tables.enterprises import BindingRequestRow, BindingRow, EnterpriseRow
from bot.storage.tables.filings import FilingEntryRow, FilingRow, LookupRow, WrongTriesRow
from bot.storage.tables.one_time_codes import OneTimeCodeRow
from bot.storage.tables.register import RegisterPullRow
from bot.storage.tables.reports import ReportEntryRow, ReportRow, ReportTokenRow
from bot.storage.tables.trainings import NoticeRow, SignUpRow, TrainingSessionRow, TrainingWishRow

__all__ = [
    "BindingRequestRow",
    "BindingRow",
    "ConsentRow",
    "ConversationRow",
    "DeliveryRow",
    "DeskEntryRow",
    "EnterpriseRow",
    "ErasureRow",
    "FeedbackRow",
    "FilingEntryRow",
    "FilingRow",
    "FollowerSyncRow",
    "InboxRow",
    "LookupRow",
    "MailboxRow",
    "NoticeChoiceRow",
    "NoticeRow",
    "OneTimeCodeRow",
    "QrCodeRow",
    "RegisterPullRow",
    "ReportEntryRow",
    "ReportRow",
    "ReportTokenRow",
    "SelfCheckRow",
    "SignUpRow",
    "Table",
    "TrainingSessionRow",
    "TrainingWishRow",
    "TranscriptRow",
    "TurnRow",
    "WrongTriesRow",
]
