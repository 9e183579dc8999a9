"""Enterprises with their bindings and filings, and what is kept of a contact."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("size", sa.String(length=16), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("industry", sa.String(length=64), nullable=False),
        sa.Column("contact_name", sa.LargeBinary(), nullable=True),
        sa.Column("contact_phone", sa.LargeBinary(), nullable=True),
        sa.Column("last_four_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("uscc", name=op.f("uq_enterprise_uscc")),
    )
    op.create_table(
        "binding",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("enterprise_id", ROW_ID, nullable=False),
        sa.Column("how", sa.String(length=6), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("why_ended", sa.String(length=7), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (why_ended = '')", name=op.f("ck_binding_end")),
        sa.CheckConstraint("how IN ('code', 'staff', 'import')", name=op.f("ck_binding_how")),
        sa.CheckConstraint("why_ended IN ('', 'contact', 'staff', 'erased')", name=op.f("ck_binding_why_ended")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_binding_conversation_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_binding_enterprise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding")),
    )
    op.create_index("ix_binding_enterprise_id", "binding", ["enterprise_id"])
    op.create_index(
        "uq_binding_current",
        "binding",
        ["conversation_id", "enterprise_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "binding_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("enterprise_id", ROW_ID, nullable=True),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state IN ('awaits_code', 'awaits_staff', 'approved', 'refused', 'dropped')",
            name=op.f("ck_binding_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_binding_request_conversation_id")
        ),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_binding_request_enterprise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding_request")),
        sa.UniqueConstraint("number", name=op.f("uq_binding_request_number")),
    )
    op.create_index(
        "ix_binding_request_awaits_staff",
        "binding_request",
        ["id"],
        sqlite_where=sa.text("state = 'awaits_staff'"),
        postgresql_where=sa.text("state = 'awaits_staff'"),
    )
    op.create_index("ix_binding_request_conversation_id", "binding_request", ["conversation_id", "asked_at"])
    op.create_index("ix_binding_request_uscc", "binding_request", ["uscc", "asked_at"])
    op.create_table(
        "filing",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("record_type", sa.String(length=16), nullable=False),
        sa.Column("enterprise_id", ROW_ID, nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("cqo_name", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("supersedes_id", ROW_ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'under_review', 'returned', 'accepted', 'rejected', 'withdrawn', 'change_pending', 'revoked', 'archived')",
            name=op.f("ck_filing_state"),
        ),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_filing_enterprise_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["filing.id"], name=op.f("fk_filing_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sa.UniqueConstraint("number", name=op.f("uq_filing_number")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_filing_supersedes_id")),
    )
    op.create_index("ix_filing_enterprise_id", "filing", ["enterprise_id"])
    op.create_index("ix_filing_updated_at", "filing", ["updated_at"])
    op.create_table(
        "filing_entry",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("filing_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("is_visible", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'under_review', 'returned', 'accepted', 'rejected', 'withdrawn', 'change_pending', 'revoked', 'archived')",
            name=op.f("ck_filing_entry_state"),
        ),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_filing_entry_filing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_entry")),
    )
    op.create_index("ix_filing_entry_filing_id", "filing_entry", ["filing_id", "id"])
    op.create_table(
        "lookup",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=True),
        sa.Column("reference_hash", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=7), nullable=False),
        sa.Column("enterprise_id", ROW_ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("result IN ('shown', 'nothing', 'locked')", name=op.f("ck_lookup_result")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_lookup_conversation_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_lookup_enterprise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup")),
    )
    op.create_index("ix_lookup_at", "lookup", ["at"])
    op.create_index("ix_lookup_conversation_id", "lookup", ["conversation_id"])
    op.create_table(
        "wrong_tries",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("wants_staff_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_tries")),
        sa.UniqueConstraint("subject_hash", name=op.f("uq_wrong_tries_subject_hash")),
    )
    op.create_index(
        "ix_wrong_tries_wants_staff",
        "wrong_tries",
        ["id"],
        sqlite_where=sa.text("wants_staff_at IS NOT NULL"),
        postgresql_where=sa.text("wants_staff_at IS NOT NULL"),
    )
    op.create_table(
        "consent",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_consent_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        "uq_consent_current",
        "consent",
        ["conversation_id", "purpose", "version"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "notice_choice",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_notice_choice_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_choice")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_notice_choice_conversation_id")),
    )
    op.create_table(
        "self_check",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("review_asked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_self_check_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check")),
        sa.UniqueConstraint("number", name=op.f("uq_self_check_number")),
    )
    op.create_index("ix_self_check_conversation_id", "self_check", ["conversation_id", "id"])
    op.create_index(
        "ix_self_check_review",
        "self_check",
        ["id"],
        sqlite_where=sa.text("review_asked_at IS NOT NULL"),
        postgresql_where=sa.text("review_asked_at IS NOT NULL"),
    )
    op.create_table(
        "desk_entry",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("taken_by", sa.String(length=64), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("why_ended", sa.String(length=7), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (why_ended = '')", name=op.f("ck_desk_entry_end")),
        sa.CheckConstraint("why_ended IN ('', 'contact', 'staff', 'idle')", name=op.f("ck_desk_entry_why_ended")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_desk_entry_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_entry")),
    )
    op.create_index(
        "ix_desk_entry_waiting",
        "desk_entry",
        ["id"],
        sqlite_where=sa.text("taken_at IS NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("taken_at IS NULL AND ended_at IS NULL"),
    )
    op.create_index(
        "uq_desk_entry_open",
        "desk_entry",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("receipt", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_erasure_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("receipt", name=op.f("uq_erasure_receipt")),
    )
    op.create_index("ix_erasure_conversation_id", "erasure", ["conversation_id", "id"])
