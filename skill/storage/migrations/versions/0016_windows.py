"""A PIN counts in memory alone, and a no to ringing is each person's own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.drop_column("doors", "confirmed_until")
    op.add_column("persons", sa.Column("declined_at", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE persons SET declined_at = (SELECT max(declined_at) FROM alexa_accounts"
        " WHERE alexa_accounts.person_id = persons.id)"
    )
    op.drop_column("alexa_accounts", "declined_at")


def downgrade() -> None:
    op.add_column("alexa_accounts", sa.Column("declined_at", sa.BigInteger(), nullable=True))
    op.drop_column("persons", "declined_at")
    op.add_column("doors", sa.Column("confirmed_until", sa.BigInteger(), nullable=True))
