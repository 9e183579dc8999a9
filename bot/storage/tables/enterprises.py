"""Tables of enterprises and who acts for them: enterprise ──< binding, binding_request >── conversation.

The registered contact is sealed. A binding is never deleted: who acted for whom, and until when, stays known.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment, only_where, reference, row_id


class EnterpriseRow(Table, table=True):
    """An enterprise as the register has it; `size`, `field` and `industry` are as declared, empty when they are not."""

    __tablename__ = "enterprise"
    __table_args__ = (UniqueConstraint("uscc"),)

    id: int = row_id()
    uscc: str = Field(max_length=18)
    name: str = Field(max_length=200)
    jurisdiction: str = Field(max_length=64)
    district: str = Field(max_length=64)
    size: str = Field(max_length=16)
    field: str = Field(max_length=16)
    industry: str = Field(max_length=64)
    contact_name: bytes | None
    contact_phone: bytes | None
    last_four_hash: str = Field(max_length=64)
    """Of the registered phone's last four digits together with the uscc; empty without a phone."""
    created_at: datetime = moment()
    updated_at: datetime = moment()


class BindingRow(Table, table=True):
    """That a contact may act for an enterprise, or might once. `by` names staff, empty for the contact himself."""

    __tablename__ = "binding"
    __table_args__ = (
        CheckConstraint("how IN ('code', 'staff', 'import')", name="how"),
        CheckConstraint("why_ended IN ('', 'contact', 'staff', 'erased')", name="why_ended"),
        CheckConstraint("(ended_at IS NULL) = (why_ended = '')", name="end"),
        Index("uq_binding_current", "conversation_id", "enterprise_id", unique=True, **only_where("ended_at IS NULL")),
        Index("ix_binding_enterprise_id", "enterprise_id"),
    )

    id: int = row_id()
    conversation_id: int = reference("conversation.id")
    enterprise_id: int = reference("enterprise.id")
    how: str = Field(max_length=6)
    by: str = Field(max_length=64)
    since: datetime = moment()
    ended_at: datetime | None = moment()
    why_ended: str = Field(max_length=7)


class BindingRequestRow(Table, table=True):
    """A contact asks to be bound; `enterprise_id` is None for a code that nobody registered."""

    __tablename__ = "binding_request"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("state IN ('awaits_staff', 'approved', 'refused', 'dropped')", name="state"),
        Index("ix_binding_request_conversation_id", "conversation_id", "asked_at"),
        Index("ix_binding_request_uscc", "uscc", "asked_at"),
        Index("ix_binding_request_awaits_staff", "id", **only_where("state = 'awaits_staff'")),
    )

    id: int = row_id()
    number: str = Field(max_length=16)
    conversation_id: int = reference("conversation.id")
    enterprise_id: int | None = reference("enterprise.id")
    uscc: str = Field(max_length=18)
    state: str = Field(max_length=12)
    asked_at: datetime = moment()
    decided_at: datetime | None = moment()
    decided_by: str = Field(max_length=64)
