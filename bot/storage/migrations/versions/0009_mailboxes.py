"""Accounts whose messages have to be fetched; a conversation may be taken over at the platform's own desk."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mailbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("cursor", sa.String(length=256), nullable=False),
        sa.Column("token", sa.String(length=256), nullable=False),
        sa.Column("rings", sa.Integer(), nullable=False),
        sa.Column("rings_heard", sa.Integer(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=True),
        sa.Column("answers_since", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox")),
        sa.UniqueConstraint("channel", "account", name=op.f("uq_mailbox_channel_account")),
    )
