"""A recovery code beside the PIN, and wrong tries counted per door and person instead of against the PIN."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("recovery_hash", sa.LargeBinary()))
    op.drop_column("persons", "pin_tries")
    op.create_table(
        "pin_tries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("door_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("waits_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_pin_tries_door_lookup"), "pin_tries", ["door_lookup"])
    op.create_index(op.f("ix_pin_tries_person_id"), "pin_tries", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_pin_tries_person_id"), "pin_tries")
    op.drop_index(op.f("ix_pin_tries_door_lookup"), "pin_tries")
    op.drop_table("pin_tries")
    op.add_column("persons", sa.Column("pin_tries", sa.SmallInteger(), server_default="0", nullable=False))
    op.drop_column("persons", "recovery_hash")
