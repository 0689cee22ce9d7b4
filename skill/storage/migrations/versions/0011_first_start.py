"""The first start in steps: what may still be asked for, when it was welcomed, and a wish that waits for a city."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STEPS = ("name_asks", "evening_asks", "city_asks")


def upgrade() -> None:
    op.add_column("persons", sa.Column("welcomed_at", sa.BigInteger(), nullable=True))
    for step in STEPS:
        op.add_column("persons", sa.Column(step, sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("persons", sa.Column("sealed_wish", sa.LargeBinary(), nullable=True))
    op.add_column("persons", sa.Column("wished_at", sa.BigInteger(), nullable=True))
    # Who has walked through the first start is asked for nothing again; who broke it off is asked as if new.
    op.execute("UPDATE persons SET welcomed_at = onboarded_at")
    for step in STEPS:
        op.execute(f"UPDATE persons SET {step} = 2 WHERE onboarded_at IS NULL")


def downgrade() -> None:
    for column in ("wished_at", "sealed_wish", *reversed(STEPS), "welcomed_at"):
        op.drop_column("persons", column)
