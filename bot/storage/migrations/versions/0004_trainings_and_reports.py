"""Training sessions, sign-ups, wishes, notices; direct reports, their log and tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _trainings()
    _reports()


def _trainings() -> None:
    op.create_table(
        "training_session",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waitlist_limit", sa.Integer(), nullable=False),
        sa.Column("enterprise_limit", sa.Integer(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("fee", sa.String(length=200), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=9), nullable=False),
        sa.Column("is_continuing", sa.Boolean(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_training_session_seats")),
        sa.CheckConstraint(
            "status IN ('scheduled', 'open', 'full', 'closed', 'finished', 'cancelled')",
            name=op.f("ck_training_session_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sa.UniqueConstraint("code", name=op.f("uq_training_session_code")),
    )
    op.create_index("ix_training_session_area", "training_session", ["jurisdiction", "deadline"])
    op.create_table(
        "sign_up",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("session_id", ROW_ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=True),
        sa.Column("enterprise_id", ROW_ID, nullable=True),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("attendee", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("post", sa.String(length=64), nullable=False),
        sa.Column("is_appointed", sa.Boolean(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("certificate", sa.String(length=64), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'waitlisted', 'offered', 'cancelled', 'passed', 'failed', 'absent')",
            name=op.f("ck_sign_up_state"),
        ),
        sa.CheckConstraint("(state = 'offered') = (held_until IS NOT NULL)", name=op.f("ck_sign_up_hold")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_sign_up_conversation_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_sign_up_enterprise_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_sign_up_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        sa.UniqueConstraint("number", name=op.f("uq_sign_up_number")),
        sa.UniqueConstraint("session_id", "ordinal", name=op.f("uq_sign_up_session_id_ordinal")),
    )
    op.create_index("ix_sign_up_conversation_id", "sign_up", ["conversation_id"])
    op.create_index("ix_sign_up_enterprise_id", "sign_up", ["enterprise_id"])
    _partial("uq_sign_up_phone", "sign_up", ["session_id", "phone_hash"], "state <> 'cancelled'", unique=True)
    _partial("ix_sign_up_waiting", "sign_up", ["session_id", "ordinal"], "state = 'waitlisted'")
    _partial("ix_sign_up_held_until", "sign_up", ["held_until"], "state = 'offered'")
    op.create_table(
        "training_wish",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("wished_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_training_wish_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_wish")),
        sa.UniqueConstraint("conversation_id", "area", name=op.f("uq_training_wish_conversation_id_area")),
    )
    op.create_index("ix_training_wish_area", "training_wish", ["area"])
    op.create_table(
        "notice",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.CheckConstraint("(told_at IS NULL) = (words IS NOT NULL)", name=op.f("ck_notice_words")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_notice_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    _partial("ix_notice_untold", "notice", ["conversation_id", "id"], "told_at IS NULL")


def _reports() -> None:
    op.create_table(
        "report",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("is_foreign", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("assigned_to", sa.String(length=64), nullable=False),
        sa.Column("feedback", sa.LargeBinary(), nullable=True),
        sa.Column("wants_staff_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'assigned', 'feedback', 'closed', 'withdrawn')", name=op.f("ck_report_state")
        ),
        sa.CheckConstraint("NOT is_anonymous OR conversation_id IS NULL", name=op.f("ck_report_anonymous")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_report_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_report_code_hash")),
    )
    op.create_index("ix_report_conversation_id", "report", ["conversation_id"])
    op.create_index("ix_report_area", "report", ["area", "state"])
    _partial("ix_report_wants_staff", "report", ["id"], "wants_staff_at IS NOT NULL")
    op.create_table(
        "report_entry",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("report_id", ROW_ID, nullable=False),
        sa.Column("what", sa.String(length=9), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "what IN ('read', 'assigned', 'feedback', 'closed', 'withdrawn')", name=op.f("ck_report_entry_what")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_entry_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_entry")),
    )
    op.create_index("ix_report_entry_report", "report_entry", ["report_id", "id"])
    op.create_table(
        "report_token",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_token")),
        sa.UniqueConstraint("token", name=op.f("uq_report_token_token")),
    )
    op.create_index("ix_report_token_day", "report_token", ["day"])


def _partial(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
