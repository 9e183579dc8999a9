"""Whether an attendee is in the talent pool, as it was answered at the sign-up."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("sign_up", sa.Column("is_in_pool", sa.Boolean(), nullable=True))
