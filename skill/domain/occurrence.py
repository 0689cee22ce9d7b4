"""One occurrence of a rule: due, leased, sent, done or not spoken with a reason; and the rule of what may be spoken."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from skill.domain.person import MINUTES_A_DAY, Person
from skill.domain.rule import Kind, due_instant


class State(StrEnum):
    """Where an occurrence stands (safety.md 4.2)."""

    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    DONE = "done"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"


class Reason(StrEnum):
    """Why an occurrence ended as it did; counted, never spoken."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    LATE = "late"
    QUIET = "quiet"
    PAUSED = "paused"
    ENOUGH_TODAY = "enough_today"
    MERGED = "merged"
    SKIPPED = "skipped"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    ATTEMPTS = "attempts"
    UNREADABLE = "unreadable"


class Courier(StrEnum):
    """By which road an occurrence was sent."""

    LOCAL_SPEAKER = "local_speaker"
    NEXT_VISIT = "next_visit"


@dataclass(eq=False)
class Occurrence:
    """One row of the calendar: what a rule yields on one local date.

    Attributes:
        id: also the idempotency key at whoever receives it.
        rule_version: the rule's version it was made from.
        due_at: the instant it should be heard; `window_end` the instant after which it must not be.
        owner, lease_until: which dispatcher holds it and until when.
        attempts, next_try_at: how often handing over failed, and when it may be tried again.
        tz_version: which time zone tables its due instant came from.
        sent_at, courier: when and by which road it was handed over.
        ended_at, reason: when and why it ended.
    """

    id: UUID
    rule_id: UUID
    person_id: UUID
    kind: Kind
    subject_id: UUID | None
    local_date: date
    rule_version: int
    due_at: datetime
    window_end: datetime
    tz_version: str
    state: State = State.DUE
    reason: Reason | None = None
    owner: str | None = None
    lease_until: datetime | None = None
    attempts: int = 0
    next_try_at: datetime | None = None
    sent_at: datetime | None = None
    courier: Courier | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Announcement:
    """What a local speaker has to say unasked: a neutral label, under the id of its occurrence."""

    occurrence_id: UUID
    words: str


REFLECTION_WINDOW = timedelta(minutes=90)
"""How long after its due instant an evening prompt may still be heard (safety.md 4.3)."""
LATE_AFTER = timedelta(minutes=2)
"""From this much lateness on a prompt counts as late; a person hears one late prompt after an outage."""


def window_end(kind: Kind, due_at: datetime, person: Person) -> datetime:
    """Return the instant after which an occurrence must not be heard any more (safety.md 4.3).

    An evening prompt: ninety minutes, never into quiet hours. A commitment: the end of the local day.
    """
    local = person.local(due_at)
    if kind is Kind.COMMITMENT:
        next_day = due_instant(local.date() + timedelta(days=1), 0, person.zone or "UTC")
        return next_day or due_at + timedelta(days=1)
    end = due_at + REFLECTION_WINDOW
    minute = local.hour * 60 + local.minute
    if person.quiet_from != person.quiet_until:
        until_quiet = (person.quiet_from - minute) % MINUTES_A_DAY
        end = min(end, due_at + timedelta(minutes=until_quiet) - timedelta(seconds=local.second))
    return end


def is_late(due_at: datetime, now: datetime) -> bool:
    """Is it so late that it counts as left over from an outage?"""
    return now - due_at > LATE_AFTER
