"""The tables, the one type for instants, and the mapping of the domain's plain classes onto them."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal,
    text,
)
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator

from skill.domain.checkin import CheckIn
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.occurrence import Courier, Occurrence, Reason, State
from skill.domain.person import Door, DoorKind, Person
from skill.domain.reflection import Reflection
from skill.domain.rule import Kind, Rule
from skill.domain.words import PrivateWords

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as whole microseconds since 1970 in UTC; a naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an aware instant into microseconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be kept")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn microseconds into an instant in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


def named(names: type[StrEnum]) -> Enum:
    """Return the column type for one of these words, kept as text."""
    return Enum(names, native_enum=False, length=24, values_callable=lambda them: [one.value for one in them])


def only(name: str, column: str, condition: str) -> Index:
    """Index only the rows of one state: a clock that looks for what is due does not pay for what has been."""
    return Index(name, column, sqlite_where=text(condition), postgresql_where=text(condition))


mapper = registry()
OWNER = "persons.id"

key_proofs = Table(
    "key_proofs",
    mapper.metadata,
    Column("key_id", String(64), primary_key=True),
    Column("proof", LargeBinary, nullable=False),
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
    Column("pin_hash", LargeBinary),
    Column("pin_tries", SmallInteger, nullable=False, server_default="0"),
)

doors = Table(
    "doors",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False, index=True),
    Column("kind", named(DoorKind), nullable=False),
    Column("lookup", LargeBinary, nullable=False, unique=True),
    Column("sealed_id", LargeBinary, nullable=False),
    Column("speaker_lookup", LargeBinary, index=True),
    Column("listening_until", Instant),
    Column("confirmed_until", Instant),
)

checkins = Table(
    "checkins",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("checkins_by_person", "person_id", "said_at"),
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
    Index("private_words_by_person", "person_id", "kept_at"),
)

rules = Table(
    "rules",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("kind", named(Kind), nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("on_date", Date),
    Column("subject_id", Uuid),
    Column("ended_at", Instant),
    Column("filled_until", Instant),
    Index("rules_by_person", "person_id", "kind"),
    Index("rules_to_fill", "ended_at", "filled_until"),
    Index("rules_by_subject", "subject_id"),
)

occurrences = Table(
    "occurrences",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("rule_id", ForeignKey("rules.id"), nullable=False),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("kind", named(Kind), nullable=False),
    Column("subject_id", Uuid),
    Column("local_date", Date, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("window_end", Instant, nullable=False),
    Column("tz_version", String(16), nullable=False),
    Column("state", named(State), nullable=False),
    Column("reason", named(Reason)),
    Column("owner", String(64)),
    Column("lease_until", Instant),
    Column("attempts", SmallInteger, nullable=False),
    Column("next_try_at", Instant),
    Column("sent_at", Instant),
    Column("courier", named(Courier)),
    Column("ended_at", Instant),
    Column("said_at", Instant),
    UniqueConstraint("rule_id", "local_date", name="one_per_rule_and_date"),
    Index("occurrences_by_person", "person_id", "due_at"),
    only("occurrences_due", "due_at", "state = 'due'"),
    only("occurrences_again", "next_try_at", "state = 'due' AND next_try_at IS NOT NULL"),
    only("occurrences_leased", "lease_until", "state = 'leased'"),
    only("occurrences_sent", "window_end", "state = 'sent'"),
    only("occurrences_ended", "ended_at", "ended_at IS NOT NULL"),
)

announcements = Table(
    "announcements",
    mapper.metadata,
    Column("occurrence_id", ForeignKey("occurrences.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("words", Text, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("spoken_at", Instant),
    Index("announcements_by_person", "person_id", "spoken_at"),
)

for plain, table in (
    (Person, persons),
    (Door, doors),
    (CheckIn, checkins),
    (Commitment, commitments),
    (Reflection, reflections),
    (PrivateWords, private_words),
    (Rule, rules),
    (Occurrence, occurrences),
):
    mapper.map_imperatively(plain, table)


def in_state(state: State) -> ColumnElement[bool]:
    """Ask for occurrences in one state, written out in the statement so that the index of that state is used."""
    return occurrences.c.state == literal(state, occurrences.c.state.type, literal_execute=True)
