"""The tables of the calendar: rules, what they yield, and what a local speaker has to say of it."""

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal,
)

from skill.domain.occurrence import ChannelName, Occurrence, OccurrenceReason, OccurrenceState
from skill.domain.rule import PromptKind, Rule
from skill.storage.tables.columns import Happened, Instant, named, only
from skill.storage.tables.people import OWNER, mapper

rules = Table(
    "rules",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("kind", named(PromptKind), nullable=False),
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
    Column("kind", named(PromptKind), nullable=False),
    Column("subject_id", Uuid),
    Column("local_date", Date, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("window_end", Instant, nullable=False),
    Column("tz_version", String(16), nullable=False),
    Column("state", named(OccurrenceState), nullable=False),
    Column("reason", named(OccurrenceReason)),
    Column("owner", String(64)),
    Column("lease_until", Instant),
    Column("attempts", SmallInteger, nullable=False),
    Column("next_try_at", Instant),
    Column("sent_at", Instant),
    Column("courier", named(ChannelName)),
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
    Column("spoken_at", Happened),
    Index("announcements_by_person", "person_id", "spoken_at"),
)

mapper.map_imperatively(Rule, rules)
mapper.map_imperatively(Occurrence, occurrences)


def in_state(state: OccurrenceState) -> ColumnElement[bool]:
    """Ask for occurrences in one state, written out in the statement so that the index of that state is used."""
    return occurrences.c.state == literal(state, occurrences.c.state.type, literal_execute=True)
