"""The whole evening: until when evening questions stay light."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("gentle_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("persons", "gentle_until")
