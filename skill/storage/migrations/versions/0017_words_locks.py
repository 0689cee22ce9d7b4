"""Private words sealed for a key that only the PIN or its recovery code opens."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEYS = ("words_lock", "words_key_by_pin", "words_key_by_code", "words_key_on_echo")


def upgrade() -> None:
    for name in KEYS:
        op.add_column("persons", sa.Column(name, sa.LargeBinary()))
    op.add_column("private_words", sa.Column("is_locked", sa.Boolean(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("private_words", "is_locked")
    for name in reversed(KEYS):
        op.drop_column("persons", name)
