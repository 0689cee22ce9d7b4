"""What a name alone says of promises and silences waits; prompts heard under it are marked; who said a code is kept."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("due_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("claims_by_person", "claims", ["person_id", "said_at"], unique=False)
    op.add_column("reflections", sa.Column("by_name", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("shares", sa.Column("held_at", sa.BigInteger(), nullable=True))
    op.add_column("invitations", sa.Column("sealed_name", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("invitations", "sealed_name")
    op.drop_column("shares", "held_at")
    op.drop_column("reflections", "by_name")
    op.drop_table("claims")
