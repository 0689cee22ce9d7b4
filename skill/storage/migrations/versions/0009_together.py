"""Planning together: what two agree on has a row of its own, and each hard talk may be one side of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "shared_talks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("couple_id", sa.Uuid(), nullable=False),
        sa.Column("proposer_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["couple_id"], ["couples.id"]),
        sa.ForeignKeyConstraint(["proposer_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("shared_talks_by_couple", "shared_talks", ["couple_id", "state"], unique=False)
    op.create_index("shared_talks_by_start", "shared_talks", ["state", "starts_at"], unique=False)
    op.add_column("hard_talks", sa.Column("shared_id", sa.Uuid(), nullable=True))
    op.add_column("hard_talks", sa.Column("is_ready", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("hard_talks_by_shared", "hard_talks", ["shared_id"], unique=False)


def downgrade() -> None:
    op.drop_index("hard_talks_by_shared", "hard_talks")
    op.drop_column("hard_talks", "is_ready")
    op.drop_column("hard_talks", "shared_id")
    op.drop_table("shared_talks")
