"""Of two processes that open the first door of one account at once, one opens it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # No door that is there is marked: where somebody lives already, nobody opens a first door any more.
    op.add_column("doors", sa.Column("is_sole", sa.Boolean(), nullable=False, server_default="0"))
    condition = sa.text("is_sole")
    op.create_index(
        "doors_sole", "doors", ["lookup"], unique=True, sqlite_where=condition, postgresql_where=condition
    )


def downgrade() -> None:
    op.drop_index("doors_sole", table_name="doors")
    op.drop_column("doors", "is_sole")
