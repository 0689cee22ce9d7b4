"""One occurrence of a rule: where it stands, and until when it may be heard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from skill.domain.person import SchedulePreferences
from skill.domain.rule import PromptKind, due_instant

REFLECTION_WINDOW = timedelta(minutes=90)
"""How long after its due instant an evening prompt may still be heard (rules.md T1)."""
TALK_WINDOW = timedelta(minutes=10)
"""How long the sign before a talk may be heard: from ten minutes before until its start (rules.md T1)."""
RETURN_WINDOW = timedelta(minutes=60)
"""How long after its end a time-out may still call back aloud, never into quiet hours (rules.md R19)."""


FARTHEST = timedelta(days=366)
"""How far ahead a single plan may lie, and is still named among what is coming."""


class OccurrenceState(StrEnum):
    """Where an occurrence stands (rules.md T3)."""

    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    DONE = "done"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"


OPEN = (OccurrenceState.DUE, OccurrenceState.LEASED)
"""Still to come, or just being handed over."""


class OccurrenceReason(StrEnum):
    """Why an occurrence ended as it did, or was not spoken; counted, never spoken."""

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
    NOT_TAKEN = "not_taken"


class ChannelName(StrEnum):
    """By which channel an occurrence was sent."""

    LOCAL_SPEAKER = "local_speaker"
    ALEXA_REMINDER = "alexa_reminder"
    ALEXA_NOTICE = "alexa_notice"
    NEXT_VISIT = "next_visit"


@dataclass(eq=False)
class Occurrence:
    """One row of the calendar: what a rule yields on one local date.

    Attributes:
        id: also the idempotency key at whoever receives it.
        rule_version: the rule's version it was made from.
        due_at: the instant it should be heard; `window_end` the instant after which it must not be.
        owner, lease_until: which dispatcher holds it and until when.
        attempts, next_try_at: how often handing over failed, and when it is looked at again.
        tz_version: which time zone tables its due instant came from.
        sent_at, courier: when and by which channel it was handed over.
        ended_at, reason: when and why it ended; a sent one has a reason where it was not to be spoken unasked.
        said_at: when Alexa reported that it said it, or None.
    """

    id: UUID
    rule_id: UUID
    person_id: UUID
    kind: PromptKind
    subject_id: UUID | None
    local_date: date
    rule_version: int
    due_at: datetime
    window_end: datetime
    tz_version: str
    state: OccurrenceState = OccurrenceState.DUE
    reason: OccurrenceReason | None = None
    owner: str | None = None
    lease_until: datetime | None = None
    attempts: int = 0
    next_try_at: datetime | None = None
    sent_at: datetime | None = None
    courier: ChannelName | None = None
    ended_at: datetime | None = None
    said_at: datetime | None = None


@dataclass(frozen=True)
class Announcement:
    """What a local speaker has to say unasked: a neutral label, under the id of its occurrence."""

    occurrence_id: UUID
    words: str


def window_end(kind: PromptKind, due_at: datetime, person: SchedulePreferences) -> datetime:
    """Return the instant after which an occurrence must not be heard any more (rules.md T1).

    An evening prompt: ninety minutes, never into quiet hours. A commitment: the end of the local day. Before a talk:
    its start. The return of a time-out: an hour, never into quiet hours.
    """
    if kind is PromptKind.COMMITMENT:
        return next_at(person, 0, due_at)
    if kind is PromptKind.HARD_TALK:
        return due_at + TALK_WINDOW
    end = due_at + (RETURN_WINDOW if kind is PromptKind.TIME_OUT else REFLECTION_WINDOW)
    return end if person.is_quiet(due_at) else min(end, quiet_begins(person, due_at))


def quiet_begins(person: SchedulePreferences, after: datetime) -> datetime:
    """Return the instant after `after` at which this person's quiet hours begin; far away where there are none."""
    if person.quiet_from == person.quiet_until:
        return after + timedelta(days=7)
    return next_at(person, person.quiet_from, after)


def next_at(person: SchedulePreferences, minute: int, after: datetime) -> datetime:
    """Return the first instant after `after` at which `minute` of the person's local day is due."""
    today = person.local(after).date()
    due = (due_instant(today + timedelta(days=ahead), minute, person.zone or "UTC") for ahead in range(4))
    return next(at for at in due if at is not None and at > after)
