"""The tables of Alexa: accounts and devices as its events tell of them, reminders it rings, notices it shows."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Table, Uuid

from skill.domain.account import Account, Device, Region
from skill.domain.reminder import EndReason, Reminder, ReminderState
from skill.domain.rule import PromptKind
from skill.storage.tables.columns import Happened, Instant, named, only
from skill.storage.tables.people import OWNER, mapper

alexa_accounts = Table(
    "alexa_accounts",
    mapper.metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("person_id", ForeignKey(OWNER), index=True),
    Column("region", named(Region), nullable=False),
    Column("enabled_at", Instant),
    Column("disabled_at", Instant),
    Column("may_remind", Boolean),
    Column("may_remind_at", Instant),
    Column("notifies", Boolean, nullable=False),
    Column("notifies_at", Instant),
    Column("linked", Boolean, nullable=False),
    Column("linked_at", Instant),
    only("alexa_accounts_disabled", "disabled_at", "disabled_at IS NOT NULL"),
)

alexa_devices = Table(
    "alexa_devices",
    mapper.metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False, index=True),
    Column("zone", String(64), nullable=False),
    Column("told_at", Happened, nullable=False),
)

alexa_reminders = Table(
    "alexa_reminders",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False),
    Column("lookup", LargeBinary, nullable=False),
    Column("kind", named(PromptKind), nullable=False),
    Column("subject_id", Uuid),
    Column("asked_at", Instant, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("is_daily", Boolean, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("standing", named(ReminderState), nullable=False),
    Column("ending", named(EndReason)),
    Column("alert_lookup", LargeBinary, index=True),
    Column("sealed_alert", LargeBinary),
    Column("rings_at", Instant),
    Column("rule_version", Integer, nullable=False),
    Column("paused_until", Instant),
    Column("is_due", Boolean, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("next_try_at", Instant),
    Column("said_at", Instant),
    Column("ended_at", Instant),
    Index("alexa_reminders_by_person", "person_id", "standing"),
    only("alexa_reminders_alive", "next_try_at", "standing IN ('making', 'rings')"),
)

alexa_notices = Table(
    "alexa_notices",
    mapper.metadata,
    Column("occurrence_id", ForeignKey("occurrences.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey(OWNER), nullable=False, index=True),
    Column("until", Instant, nullable=False),
    Column("next_try_at", Instant),
    Column("attempts", SmallInteger, nullable=False),
    only("alexa_notices_waiting", "next_try_at", "next_try_at IS NOT NULL"),
)

for plain, table in ((Account, alexa_accounts), (Device, alexa_devices), (Reminder, alexa_reminders)):
    mapper.map_imperatively(plain, table)
