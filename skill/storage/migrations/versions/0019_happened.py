"""Where only counts that something happened, the instant at which it did is forgotten."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

FORGOTTEN = {
    "persons": "welcomed_at",
    "shares": "seen_at",
    "shared_talks": "offered_at",
    "turnstiles": "passed_at",
    "announcements": "spoken_at",
    "alexa_devices": "told_at",
}


def upgrade() -> None:
    for table, name in (*FORGOTTEN.items(), ("shares", "held_at")):
        column: sa.ColumnClause[int] = sa.column(name, sa.BigInteger())
        op.execute(sa.update(sa.table(table, column)).where(column.is_not(None)).values({name: 0}))


def downgrade() -> None:
    """What was forgotten stays so."""
