"""Tables of what was agreed with a platform beside its chats."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, row_id


class FollowerSyncRow(Table, table=True):
    """How far the list of an account's followers was taken in; there is one row an account."""

    __tablename__ = "follower_sync"
    __table_args__ = (UniqueConstraint("channel", "account"),)

    id: int = row_id()
    channel: str = Field(max_length=32)
    account: str = Field(max_length=64)
    cursor: str = Field(max_length=128)
    """The last follower that was taken in, empty once all of them are."""
    done: int
    updated_at: datetime = moment()


class MailboxRow(Table, table=True):
    """An account whose messages have to be fetched: how far they were, and when its bell rang."""

    __tablename__ = "mailbox"
    __table_args__ = (UniqueConstraint("channel", "account"),)

    id: int = row_id()
    channel: str = Field(max_length=32)
    account: str = Field(max_length=64)
    cursor: str = Field(max_length=256)
    token: str = Field(max_length=256)
    """Of the latest bell; it allows a fetch, for some minutes, and nothing else."""
    rings: int
    """How often the bell has rung, and how often it had when the last fetch began."""
    rings_heard: int
    fetched_at: datetime | None = moment()
    answers_since: datetime | None = moment()


class QrCodeRow(Table, table=True):
    """The permanent QR code of a scene."""

    __tablename__ = "qr_code"
    __table_args__ = (UniqueConstraint("channel", "account", "scene"),)

    id: int = row_id()
    channel: str = Field(max_length=32)
    account: str = Field(max_length=64)
    scene: str = Field(max_length=64)
    ticket: str = Field(max_length=255)
    made_at: datetime = moment()
