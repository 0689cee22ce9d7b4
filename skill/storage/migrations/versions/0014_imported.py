"""Marks on what came in with an export: it says so when it is read back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
MARKED = ("checkins", "commitment_series", "commitments", "reflections", "private_words", "hard_talks")


def upgrade() -> None:
    for table in MARKED:
        op.add_column(table, sa.Column("is_imported", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table in MARKED:
        op.drop_column(table, "is_imported")
