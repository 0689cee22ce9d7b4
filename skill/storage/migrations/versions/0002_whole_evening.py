"""The whole evening: a PIN for the local speaker, private words."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("pin_hash", sa.LargeBinary(), nullable=True))
    op.add_column("persons", sa.Column("pin_tries", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("doors", sa.Column("confirmed_until", sa.BigInteger(), nullable=True))
    op.create_table(
        "private_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("private_words_by_person", "private_words", ["person_id", "kept_at"], unique=False)


def downgrade() -> None:
    op.drop_table("private_words")
    op.drop_column("doors", "confirmed_until")
    op.drop_column("persons", "pin_tries")
    op.drop_column("persons", "pin_hash")
