"""What pushing a page needs: claims, retries and failures of deliveries, and when a contact may be written to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)
_STATES = "state IN ('offered', 'waiting', 'sent', 'failed', 'repeated', 'dropped')"


def upgrade() -> None:
    with op.batch_alter_table("delivery") as delivery:
        delivery.alter_column("turn_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        delivery.drop_constraint(op.f("ck_delivery_state"), type_="check")
        delivery.create_check_constraint(op.f("ck_delivery_state"), _STATES)
        delivery.add_column(sa.Column("push_key", sa.String(length=24), nullable=True))
        delivery.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        delivery.add_column(sa.Column("claimed_until", MOMENT, nullable=True))
        delivery.add_column(sa.Column("retry_at", MOMENT, nullable=True))
        delivery.add_column(sa.Column("failure", sa.String(length=64), nullable=False, server_default=""))
        delivery.add_column(sa.Column("platform_id", sa.String(length=128), nullable=True))
    open_alone = sa.text("state = 'offered'")
    op.create_index(
        "ix_delivery_offered", "delivery", ["offered_until"], sqlite_where=open_alone, postgresql_where=open_alone
    )
    known_alone = sa.text("platform_id IS NOT NULL")
    op.create_index(
        "ix_delivery_platform_id", "delivery", ["platform_id"], sqlite_where=known_alone, postgresql_where=known_alone
    )
    op.add_column("conversation", sa.Column("spoke_at", MOMENT, nullable=True))
    op.add_column("conversation", sa.Column("acted_at", MOMENT, nullable=True))
    op.add_column("conversation", sa.Column("pushed_since_spoke", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("conversation", sa.Column("pushed_since_acted", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sign_up", sa.Column("reminded_at", MOMENT, nullable=True))
