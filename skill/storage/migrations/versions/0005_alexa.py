"""Alexa: accounts and devices as its events tell of them, the reminders it rings, the notices it shows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("occurrences", sa.Column("said_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "alexa_accounts",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("region", sa.String(length=24), nullable=False),
        sa.Column("enabled_at", sa.BigInteger(), nullable=True),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.Column("may_remind", sa.Boolean(), nullable=True),
        sa.Column("may_remind_at", sa.BigInteger(), nullable=True),
        sa.Column("notifies", sa.Boolean(), nullable=False),
        sa.Column("notifies_at", sa.BigInteger(), nullable=True),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=True),
        sa.Column("declined_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("lookup"),
    )
    op.create_index("ix_alexa_accounts_person_id", "alexa_accounts", ["person_id"], unique=False)
    _only("alexa_accounts_disabled", "alexa_accounts", "disabled_at", "disabled_at IS NOT NULL")
    op.create_table(
        "alexa_devices",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("lookup"),
    )
    op.create_index("ix_alexa_devices_person_id", "alexa_devices", ["person_id"], unique=False)
    op.create_table(
        "alexa_reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("minute", sa.SmallInteger(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("is_daily", sa.Boolean(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("standing", sa.String(length=24), nullable=False),
        sa.Column("ending", sa.String(length=24), nullable=True),
        sa.Column("alert_lookup", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_alert", sa.LargeBinary(), nullable=True),
        sa.Column("rings_at", sa.BigInteger(), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=True),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.Column("said_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alexa_reminders_alert_lookup", "alexa_reminders", ["alert_lookup"], unique=False)
    op.create_index("alexa_reminders_by_person", "alexa_reminders", ["person_id", "standing"], unique=False)
    _only("alexa_reminders_alive", "alexa_reminders", "next_try_at", "standing IN ('making', 'rings')")
    op.create_table(
        "alexa_notices",
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("occurrence_id"),
    )
    op.create_index("ix_alexa_notices_person_id", "alexa_notices", ["person_id"], unique=False)
    _only("alexa_notices_waiting", "alexa_notices", "next_try_at", "next_try_at IS NOT NULL")


def _only(name: str, table: str, column: str, condition: str) -> None:
    rows = sa.text(condition)
    op.create_index(name, table, [column], unique=False, sqlite_where=rows, postgresql_where=rows)


def downgrade() -> None:
    for table in ("alexa_notices", "alexa_reminders", "alexa_devices", "alexa_accounts"):
        op.drop_table(table)
    op.drop_column("occurrences", "said_at")
