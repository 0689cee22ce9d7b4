"""From 0.1.0 to 0.2.0: Alexa, two people, PIN and private words, recurring commitments, hard talks, erasing.

Revisions "0002" to "0020" stood between the two and were never released; `schema.py` says how a database at one of them
goes on. Therefore this one has another name than its number.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0002_release_0_2"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PERSON = ("persons.id",)
COPIED = "id, person_id, kind, lookup, sealed_id, speaker_lookup, listening_until"
"""Columns of an external id that 0.1.0 has too."""


def upgrade() -> None:
    _add_columns()
    _forget_instants()
    _create_commitment_tables()
    _create_alexa_tables()
    _create_couple_tables()
    _create_access_tables()
    create_external_ids()
    # 0.1.0 knows an external id of one person only: whoever came in by it has proven it.
    op.execute(f"INSERT INTO external_ids ({COPIED}, is_proven) SELECT {COPIED}, TRUE FROM doors")
    op.drop_table("doors")
    op.bulk_insert(create_locks(), [{"id": 1, "passed_at": None}])


def rename_unreleased_tables(*, has_sole: bool) -> None:
    """Give the two tables that the last unreleased revisions name otherwise the form that `upgrade` gives them.

    Args:
        has_sole: is there the column that revision 0020 added? It marked no row that was there.
    """
    create_external_ids()
    columns = f"{COPIED}, is_proven, sealed_since{', is_sole' if has_sole else ''}"
    op.execute(f"INSERT INTO external_ids ({columns}) SELECT {columns} FROM doors")
    op.drop_table("doors")
    create_locks()
    op.execute("INSERT INTO locks (id, passed_at) SELECT id, passed_at FROM turnstiles")
    op.drop_table("turnstiles")


def create_external_ids() -> None:
    """Make the table anew: SQLite can neither rename a constraint nor take back that an id leads to one person only."""
    op.create_table(
        "external_ids",
        sa.Column("id", sa.Uuid(), nullable=False),
        _person(),
        _word("kind"),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_id", sa.LargeBinary(), nullable=False),
        sa.Column("speaker_lookup", sa.LargeBinary()),
        sa.Column("listening_until", sa.BigInteger()),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("sealed_since", sa.LargeBinary()),
        _flag("is_sole"),
        sa.ForeignKeyConstraint(["person_id"], PERSON),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lookup", "person_id", name="one_external_id_per_person"),
    )
    for name in ("person_id", "lookup", "speaker_lookup"):
        op.create_index(f"ix_external_ids_{name}", "external_ids", [name])
    _only("external_ids_sole", "external_ids", "lookup", "is_sole", unique=True)


def create_locks() -> sa.Table:
    """Make the table whose row every spoken code goes through."""
    return op.create_table(
        "locks",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("passed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
    )


def _add_columns() -> None:
    added: dict[str, list[sa.Column[Any]]] = {
        "key_proofs": [_flag("retires")],
        "persons": [
            *_sealed("pin_hash"),
            *_instants("welcomed_at"),
            *(_count(name) for name in ("name_asks", "evening_asks", "city_asks")),
            *_sealed("sealed_wish"),
            *_instants("wished_at"),
            *_sealed("recovery_hash"),
            *_instants("declined_at"),
            *_sealed("words_lock", "words_key_by_pin", "words_key_by_code", "words_key_on_echo"),
        ],
        "checkins": [_flag("by_name"), _flag("is_imported")],
        "commitments": [
            sa.Column("series_id", sa.Uuid()),
            sa.Column("local_date", sa.Date()),
            sa.Column("repairs_id", sa.Uuid()),
            *_sealed("sealed_owning"),
            _flag("is_imported"),
        ],
        "reflections": [_flag("is_imported"), _flag("by_name")],
        "occurrences": _instants("said_at"),
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("one_per_series_and_date", "commitments", ["series_id", "local_date"], unique=True)
    # Who has walked through the first start is asked for nothing again; who broke it off is asked as if new.
    op.execute("UPDATE persons SET welcomed_at = 0 WHERE onboarded_at IS NOT NULL")
    op.execute("UPDATE persons SET name_asks = 2, evening_asks = 2, city_asks = 2 WHERE onboarded_at IS NULL")


def _forget_instants() -> None:
    """Where only counts that something happened, the instant at which it did is not kept any more."""
    op.execute("UPDATE announcements SET spoken_at = 0 WHERE spoken_at IS NOT NULL")


def _create_commitment_tables() -> None:
    _create(
        "private_words",
        *(_needed("said_at"), sa.Column("local_date", sa.Date(), nullable=False)),
        *(sa.Column("sealed", sa.LargeBinary(), nullable=False), *_instants("kept_at")),
        *(_flag("by_name"), _flag("is_imported"), _flag("is_locked")),
    )
    op.create_index("private_words_by_person", "private_words", ["person_id", "kept_at"])
    _create(
        "commitment_series",
        *(_needed("made_at"), _small("minute"), _small("days"), _zone()),
        *(sa.Column("sealed_text", sa.LargeBinary(), nullable=False), *_instants("ended_at", "made_until")),
        *(_flag("by_name"), _flag("is_imported")),
    )
    op.create_index("commitment_series_by_person", "commitment_series", ["person_id", "ended_at"])
    op.create_index("commitment_series_to_make", "commitment_series", ["ended_at", "made_until"])
    _create(
        "hard_talks",
        *(_needed("made_at"), _needed("starts_at"), _small("minutes"), _zone(), _needed("stands_until")),
        *(*_sealed("sealed_topic"), _word("state"), sa.Column("seconds_spent", sa.Integer(), nullable=False)),
        *(*_instants("last_at", "back_at", "ended_at", "asks_until"), *_sealed("sealed_afterwards")),
        sa.Column("shared_id", sa.Uuid()),
        sa.Column("is_ready", sa.Boolean(), server_default=sa.false(), nullable=False),
        _flag("is_imported"),
    )
    op.create_index("hard_talks_by_person", "hard_talks", ["person_id", "state", "stands_until"])
    op.create_index("hard_talks_by_end", "hard_talks", ["state", "stands_until"])
    op.create_index("hard_talks_by_shared", "hard_talks", ["shared_id"])


def _create_alexa_tables() -> None:
    op.create_table(
        "alexa_accounts",
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        _word("region"),
        *_instants("enabled_at", "disabled_at"),
        *(sa.Column("may_remind", sa.Boolean()), *_instants("may_remind_at")),
        *(sa.Column("notifies", sa.Boolean(), nullable=False), *_instants("notifies_at")),
        *(sa.Column("linked", sa.Boolean(), nullable=False), *_instants("linked_at")),
        sa.ForeignKeyConstraint(["person_id"], PERSON),
        sa.PrimaryKeyConstraint("lookup"),
    )
    op.create_index("ix_alexa_accounts_person_id", "alexa_accounts", ["person_id"])
    _only("alexa_accounts_disabled", "alexa_accounts", "disabled_at", "disabled_at IS NOT NULL")
    op.create_table(
        "alexa_devices",
        *(sa.Column("lookup", sa.LargeBinary(), nullable=False), _person(), _zone(), _needed("told_at")),
        sa.ForeignKeyConstraint(["person_id"], PERSON),
        sa.PrimaryKeyConstraint("lookup"),
    )
    op.create_index("ix_alexa_devices_person_id", "alexa_devices", ["person_id"])
    _create(
        "alexa_reminders",
        *(sa.Column("lookup", sa.LargeBinary(), nullable=False), _word("kind"), sa.Column("subject_id", sa.Uuid())),
        *(_needed("asked_at"), _zone(), _small("minute"), sa.Column("first_on", sa.Date(), nullable=False)),
        *(sa.Column("is_daily", sa.Boolean(), nullable=False), _small("days"), _word("standing")),
        *(sa.Column("ending", sa.String(length=24)), *_sealed("alert_lookup", "sealed_alert"), *_instants("rings_at")),
        *(sa.Column("rule_version", sa.Integer(), nullable=False), *_instants("paused_until")),
        *(sa.Column("is_due", sa.Boolean(), nullable=False), _small("attempts")),
        *_instants("next_try_at", "said_at", "ended_at"),
    )
    op.create_index("ix_alexa_reminders_alert_lookup", "alexa_reminders", ["alert_lookup"])
    op.create_index("alexa_reminders_by_person", "alexa_reminders", ["person_id", "standing"])
    _only("alexa_reminders_alive", "alexa_reminders", "next_try_at", "standing IN ('making', 'rings')")
    op.create_table(
        "alexa_notices",
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        *(_person(), _needed("until"), *_instants("next_try_at"), _small("attempts")),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], PERSON),
        sa.PrimaryKeyConstraint("occurrence_id"),
    )
    op.create_index("ix_alexa_notices_person_id", "alexa_notices", ["person_id"])
    _only("alexa_notices_waiting", "alexa_notices", "next_try_at", "next_try_at IS NOT NULL")


def _create_couple_tables() -> None:
    _create(
        "invitations",
        *(_needed("made_at"), sa.Column("code_lookup", sa.LargeBinary(), nullable=False), _word("state")),
        *(sa.Column("invitee_id", sa.Uuid()), sa.Column("tries", sa.Integer(), nullable=False), _word("purpose")),
        *_sealed("sealed_name"),
        sa.ForeignKeyConstraint(["invitee_id"], PERSON),
        sa.UniqueConstraint("code_lookup"),
    )
    op.create_index("ix_invitations_person_id", "invitations", ["person_id"])
    op.create_table(
        "couples",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("first_id", "second_id")),
        *(_needed("linked_at"), _word("first_side"), _word("second_side")),
        *_instants("first_told_at", "second_told_at"),
        sa.ForeignKeyConstraint(["first_id"], PERSON),
        sa.ForeignKeyConstraint(["second_id"], PERSON),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_couples_first_id", "couples", ["first_id"])
    op.create_index("ix_couples_second_id", "couples", ["second_id"])
    _create(
        "shares",
        *(sa.Column("couple_id", sa.Uuid(), nullable=False), _word("kind"), _word("level")),
        *(_needed("shared_at"), _needed("ends_at"), sa.Column("subject_id", sa.Uuid()), *_instants("due_at")),
        *(sa.Column("ask", sa.String(length=24)), *_instants("seen_at", "held_at")),
    )
    op.create_index("ix_shares_person_id", "shares", ["person_id"])
    op.create_table(
        "shared_talks",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("couple_id", "proposer_id")),
        *(_needed("made_at"), _needed("starts_at"), _small("minutes"), _word("state"), *_instants("offered_at")),
        sa.ForeignKeyConstraint(["couple_id"], ["couples.id"]),
        sa.ForeignKeyConstraint(["proposer_id"], PERSON),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("shared_talks_by_couple", "shared_talks", ["couple_id", "state"])
    op.create_index("shared_talks_by_start", "shared_talks", ["state", "starts_at"])


def _create_access_tables() -> None:
    op.create_table(
        "replays",
        *(sa.Column("seen", sa.LargeBinary(), nullable=False), _needed("heard_at")),
        sa.PrimaryKeyConstraint("seen"),
    )
    op.create_index("ix_replays_heard_at", "replays", ["heard_at"])
    op.create_table(
        "device_countries",
        *(sa.Column("lookup", sa.LargeBinary(), nullable=False), sa.Column("country", sa.String(length=2))),
        sa.PrimaryKeyConstraint("lookup"),
    )
    op.create_table(
        "code_tries",
        *(sa.Column("id", sa.Uuid(), nullable=False), _needed("tried_at")),
        sa.Column("user_lookup", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_code_tries_tried_at", "code_tries", ["tried_at"])
    _create(
        "pin_tries",
        sa.Column("door_lookup", sa.LargeBinary(), nullable=False),
        *(_small("tries"), _needed("waits_until")),
    )
    op.create_index("ix_pin_tries_door_lookup", "pin_tries", ["door_lookup"])
    op.create_index("ix_pin_tries_person_id", "pin_tries", ["person_id"])
    _create(
        "claims", *(_needed("said_at"), _word("kind"), sa.Column("subject_id", sa.Uuid()), *_instants("due_at"))
    )
    op.create_index("claims_by_person", "claims", ["person_id", "said_at"])


def _create(table: str, *parts: Any) -> None:
    """Make a table whose every row belongs to one person."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        _person(),
        *parts,
        sa.ForeignKeyConstraint(["person_id"], PERSON),
        sa.PrimaryKeyConstraint("id"),
    )


def _person() -> sa.Column[Any]:
    return sa.Column("person_id", sa.Uuid(), nullable=False)


def _word(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=24), nullable=False)


def _zone() -> sa.Column[Any]:
    return sa.Column("zone", sa.String(length=64), nullable=False)


def _small(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.SmallInteger(), server_default="0", nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), server_default="0", nullable=False)


def _needed(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _instants(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger()) for name in names]


def _sealed(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.LargeBinary()) for name in names]


def _only(name: str, table: str, column: str, condition: str, *, unique: bool = False) -> None:
    rows = sa.text(condition)
    op.create_index(name, table, [column], unique=unique, sqlite_where=rows, postgresql_where=rows)
