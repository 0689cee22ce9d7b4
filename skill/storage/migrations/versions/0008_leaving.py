"""Leaving: keys that are to be destroyed, and marks on what was said under a name alone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("key_proofs", sa.Column("retires", sa.Boolean(), nullable=False, server_default="0"))
    for table in ("checkins", "commitment_series", "private_words"):
        op.add_column(table, sa.Column("by_name", sa.Boolean(), nullable=False, server_default="0"))
