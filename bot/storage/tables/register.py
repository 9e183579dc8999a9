"""How far the lists of a register that is kept elsewhere have been taken in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, row_id


class RegisterPullRow(Table, table=True):
    """One list, where its next page begins, and when it was asked for last with success."""

    __tablename__ = "register_pull"
    __table_args__ = (
        UniqueConstraint("list"),
        CheckConstraint("list IN ('enterprises', 'filings')", name="list"),
    )

    id: int = row_id()
    list: str = Field(max_length=16)
    cursor: str = Field(max_length=256)
    pulled_at: datetime = moment()
