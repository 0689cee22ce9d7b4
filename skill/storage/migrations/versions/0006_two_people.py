"""Two people: a door may lead to several persons, a recognised voice is a door; invitations, tries, couples."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_KEPT = "id, person_id, kind, lookup, sealed_id, speaker_lookup, listening_until, confirmed_until"


def upgrade() -> None:
    # Made anew: SQLite cannot take back that an outside id leads to one person only.
    op.create_table(
        "doors_anew",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_id", sa.LargeBinary(), nullable=False),
        sa.Column("speaker_lookup", sa.LargeBinary(), nullable=True),
        sa.Column("listening_until", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_until", sa.BigInteger(), nullable=True),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lookup", "person_id", name="one_door_per_person"),
    )
    op.execute(f"INSERT INTO doors_anew ({_KEPT}, is_proven) SELECT {_KEPT}, TRUE FROM doors")
    op.drop_table("doors")
    op.rename_table("doors_anew", "doors")
    op.create_index(op.f("ix_doors_person_id"), "doors", ["person_id"], unique=False)
    op.create_index(op.f("ix_doors_lookup"), "doors", ["lookup"], unique=False)
    op.create_index(op.f("ix_doors_speaker_lookup"), "doors", ["speaker_lookup"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("code_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("invitee_id", sa.Uuid(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["invitee_id"], ["persons.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_lookup"),
    )
    op.create_index(op.f("ix_invitations_person_id"), "invitations", ["person_id"], unique=False)
    op.create_table(
        "code_tries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("user_lookup", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_code_tries_tried_at"), "code_tries", ["tried_at"], unique=False)
    turnstiles = op.create_table(
        "turnstiles",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("passed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(turnstiles, [{"id": 1, "passed_at": None}])
    op.create_table(
        "couples",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.Column("first_side", sa.String(length=24), nullable=False),
        sa.Column("second_side", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["persons.id"]),
        sa.ForeignKeyConstraint(["second_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_couples_first_id"), "couples", ["first_id"], unique=False)
    op.create_index(op.f("ix_couples_second_id"), "couples", ["second_id"], unique=False)
