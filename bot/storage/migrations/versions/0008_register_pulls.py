"""How far the lists of a register that is kept elsewhere have been taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "register_pull",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list", sa.String(length=16), nullable=False),
        sa.Column("cursor", sa.String(length=256), nullable=False),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("list IN ('enterprises', 'filings')", name=op.f("ck_register_pull_list")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_pull")),
        sa.UniqueConstraint("list", name=op.f("uq_register_pull_list")),
    )
