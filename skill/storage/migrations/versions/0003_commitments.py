"""Commitments, their whole life: recurring ones, a sentence of owning, and what makes another one good."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "commitment_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("minute", sa.SmallInteger(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("made_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("commitment_series_by_person", "commitment_series", ["person_id", "ended_at"], unique=False)
    op.create_index("commitment_series_to_make", "commitment_series", ["ended_at", "made_until"], unique=False)
    op.add_column("commitments", sa.Column("series_id", sa.Uuid(), nullable=True))
    op.add_column("commitments", sa.Column("local_date", sa.Date(), nullable=True))
    op.add_column("commitments", sa.Column("repairs_id", sa.Uuid(), nullable=True))
    op.add_column("commitments", sa.Column("sealed_owning", sa.LargeBinary(), nullable=True))
    op.create_index("one_per_series_and_date", "commitments", ["series_id", "local_date"], unique=True)


def downgrade() -> None:
    op.drop_index("one_per_series_and_date", table_name="commitments")
    for column in ("sealed_owning", "repairs_id", "local_date", "series_id"):
        op.drop_column("commitments", column)
    op.drop_table("commitment_series")
