"""One-time codes sent to the phone an enterprise registered; a request for a binding is for staff alone."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("conversation_id", ROW_ID, nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=True),
        sa.Column("send_key", sa.String(length=24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", MOMENT, nullable=True),
        sa.Column("failure", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("good_until", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.CheckConstraint("purpose IN ('binding', 'lookup')", name=op.f("ck_one_time_code_purpose")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_one_time_code_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    op.create_index("ix_one_time_code_conversation_id", "one_time_code", ["conversation_id", "made_at"])
    op.create_index("ix_one_time_code_subject_hash", "one_time_code", ["subject_hash", "made_at"])
    unsent = sa.text("letter IS NOT NULL")
    op.create_index("ix_one_time_code_unsent", "one_time_code", ["id"], sqlite_where=unsent, postgresql_where=unsent)
    with op.batch_alter_table("binding_request") as request:
        request.drop_constraint(op.f("ck_binding_request_state"), type_="check")
        request.create_check_constraint(
            op.f("ck_binding_request_state"), "state IN ('awaits_staff', 'approved', 'refused', 'dropped')"
        )
        request.drop_column("code_hash")
