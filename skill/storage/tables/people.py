"""The tables, and the mapping of the domain's plain classes onto them."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.orm import registry

from skill.domain.checkin import CheckIn
from skill.domain.claim import Claim, ClaimKind
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.hard_talk import HardTalk, TalkState
from skill.domain.person import ExternalId, ExternalIdKind, Person
from skill.domain.private_words import PrivateWords
from skill.domain.reflection import Reflection
from skill.domain.series import CommitmentSeries
from skill.storage.tables.columns import Happened, Instant, named, only

mapper = registry()
OWNER = "persons.id"
"""The column that every row of somebody points to."""

key_proofs = Table(
    "key_proofs",
    mapper.metadata,
    Column("key_id", String(64), primary_key=True),
    Column("proof", LargeBinary, nullable=False),
    Column("retires", Boolean, nullable=False, server_default="0"),
)

replays = Table(
    "replays",
    mapper.metadata,
    Column("seen", LargeBinary, primary_key=True),
    Column("heard_at", Instant, nullable=False, index=True),
)

device_countries = Table(
    "device_countries",
    mapper.metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("country", String(2)),
)

persons = Table(
    "persons",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("zone", String(64)),
    Column("quiet_from", SmallInteger, nullable=False),
    Column("quiet_until", SmallInteger, nullable=False),
    Column("paused_until", Instant),
    Column("muted", Boolean, nullable=False),
    Column("holds_allowed", Boolean),
    Column("step", SmallInteger, nullable=False),
    Column("sealed_name", LargeBinary),
    Column("onboarded_at", Instant),
    Column("welcomed_at", Happened),
    Column("name_asks", SmallInteger, nullable=False, server_default="0"),
    Column("evening_asks", SmallInteger, nullable=False, server_default="0"),
    Column("city_asks", SmallInteger, nullable=False, server_default="0"),
    Column("sealed_wish", LargeBinary),
    Column("wished_at", Instant),
    Column("pin_hash", LargeBinary),
    Column("recovery_hash", LargeBinary),
    Column("words_lock", LargeBinary),
    Column("words_key_by_pin", LargeBinary),
    Column("words_key_by_code", LargeBinary),
    Column("words_key_on_echo", LargeBinary),
    Column("declined_at", Instant),
)

pin_tries = Table(
    "pin_tries",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("door_lookup", LargeBinary, nullable=False, index=True),
    Column("person_id", ForeignKey(OWNER), index=True, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("waits_until", Instant, nullable=False),
)

external_ids = Table(
    "external_ids",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False, index=True),
    Column("kind", named(ExternalIdKind), nullable=False),
    Column("lookup", LargeBinary, nullable=False, index=True),
    Column("sealed_id", LargeBinary, nullable=False),
    Column("speaker_lookup", LargeBinary, index=True),
    Column("listening_until", Instant),
    Column("is_proven", Boolean, nullable=False),
    Column("sealed_since", LargeBinary),
    Column("is_sole", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("lookup", "person_id", name="one_external_id_per_person"),
    only("external_ids_sole", "lookup", "is_sole", unique=True),
)

checkins = Table(
    "checkins",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("by_name", Boolean, nullable=False, server_default="0"),
    Column("is_imported", Boolean, nullable=False, server_default="0"),
    Index("checkins_by_person", "person_id", "said_at"),
)

commitment_series = Table(
    "commitment_series",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("ended_at", Instant),
    Column("made_until", Instant),
    Column("by_name", Boolean, nullable=False, server_default="0"),
    Column("is_imported", Boolean, nullable=False, server_default="0"),
    Index("commitment_series_by_person", "person_id", "ended_at"),
    Index("commitment_series_to_make", "ended_at", "made_until"),
)

commitments = Table(
    "commitments",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("first_due_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("state", named(CommitmentState), nullable=False),
    Column("moved_before", Integer, nullable=False),
    Column("moved_after", Integer, nullable=False),
    Column("decided_at", Instant),
    Column("series_id", Uuid),
    Column("local_date", Date),
    Column("repairs_id", Uuid),
    Column("sealed_owning", LargeBinary),
    Column("is_imported", Boolean, nullable=False, server_default="0"),
    Index("one_per_series_and_date", "series_id", "local_date", unique=True),
    Index("commitments_by_person", "person_id", "state", "due_at"),
    Index("commitments_by_due", "state", "due_at"),
)

reflections = Table(
    "reflections",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("sealed_prompt", LargeBinary, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("sealed_words", LargeBinary),
    Column("is_imported", Boolean, nullable=False, server_default="0"),
    Column("by_name", Boolean, nullable=False, server_default="0"),
    Index("reflections_by_person", "person_id", "heard_at"),
)

private_words = Table(
    "private_words",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("kept_at", Instant),
    Column("by_name", Boolean, nullable=False, server_default="0"),
    Column("is_imported", Boolean, nullable=False, server_default="0"),
    Column("is_locked", Boolean, nullable=False, server_default="0"),
    Index("private_words_by_person", "person_id", "kept_at"),
)

hard_talks = Table(
    "hard_talks",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("stands_until", Instant, nullable=False),
    Column("sealed_topic", LargeBinary),
    Column("state", named(TalkState), nullable=False),
    Column("seconds_spent", Integer, nullable=False),
    Column("last_at", Instant),
    Column("back_at", Instant),
    Column("ended_at", Instant),
    Column("asks_until", Instant),
    Column("sealed_afterwards", LargeBinary),
    Column("shared_id", Uuid),
    Column("is_ready", Boolean, nullable=False, server_default=false()),
    Column("is_imported", Boolean, nullable=False, server_default="0"),
    Index("hard_talks_by_person", "person_id", "state", "stands_until"),
    Index("hard_talks_by_end", "state", "stands_until"),
    Index("hard_talks_by_shared", "shared_id"),
)

claims = Table(
    "claims",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("kind", named(ClaimKind), nullable=False),
    Column("subject_id", Uuid),
    Column("due_at", Instant),
    Index("claims_by_person", "person_id", "said_at"),
)

for plain, table in (
    (Claim, claims),
    (Person, persons),
    (ExternalId, external_ids),
    (CheckIn, checkins),
    (Commitment, commitments),
    (CommitmentSeries, commitment_series),
    (Reflection, reflections),
    (PrivateWords, private_words),
    (HardTalk, hard_talks),
):
    mapper.map_imperatively(plain, table)
