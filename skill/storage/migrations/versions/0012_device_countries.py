"""The country that a device or an installation stands in, for its help lines."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "device_countries",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("country", sa.String(length=2)),
        sa.PrimaryKeyConstraint("lookup"),
    )
