"""One occurrence of a rule: where it stands, until when it may be heard, and what may be spoken unasked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from skill.domain.person import UNASKED_A_DAY, Addressee
from skill.domain.rule import Kind, due_instant

REFLECTION_WINDOW = timedelta(minutes=90)
"""How long after its due instant an evening prompt may still be heard (safety.md 4.3)."""
TALK_WINDOW = timedelta(minutes=10)
"""How long the sign before a talk may be heard: from ten minutes before until its start (safety.md 4.3)."""
RETURN_WINDOW = timedelta(minutes=60)
"""How long after its end a time-out may still call back aloud, never into quiet hours (product.md R19)."""
LATE_AFTER = timedelta(minutes=2)
"""From this much lateness on a prompt counts as left over from an outage."""
ONE_LATE_WITHIN = timedelta(hours=1)
"""Late prompts this close to each other come from one outage; a person hears one of them (safety.md 4.3)."""


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


class Courier(StrEnum):
    """By which road an occurrence was sent."""

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
        sent_at, courier: when and by which road it was handed over.
        ended_at, reason: when and why it ended; a sent one has a reason where it was not to be spoken unasked.
        said_at: when Alexa reported that it said it, or None.
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
    said_at: datetime | None = None


@dataclass(frozen=True)
class Announcement:
    """What a local speaker has to say unasked: a neutral label, under the id of its occurrence."""

    occurrence_id: UUID
    words: str


class Due(Protocol):
    """What must be known of a due occurrence to decide about it."""

    @property
    def kind(self) -> Kind:
        """What it is about."""
        ...

    @property
    def due_at(self) -> datetime:
        """When it should be heard."""
        ...

    @property
    def window_end(self) -> datetime:
        """After which instant it must not be heard."""
        ...


@dataclass(frozen=True)
class Heard:
    """What a person heard unasked: when, and when it had been due."""

    at: datetime
    due_at: datetime


class Way(StrEnum):
    """What becomes of a due occurrence."""

    SPEAK = "speak"
    VISIT = "visit"
    WAIT = "wait"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Decision:
    """What becomes of one due occurrence.

    Attributes:
        way: spoken unasked; kept silently for the next visit; looked at again later; or not at all.
        reason: why it is not spoken, or None.
        until: SPEAK: after which instant not to be heard; WAIT: when to look again.
        stands_for_several: others of this person were merged into it.
    """

    way: Way
    reason: Reason | None = None
    until: datetime | None = None
    stands_for_several: bool = False


def window_end(kind: Kind, due_at: datetime, person: Addressee) -> datetime:
    """Return the instant after which an occurrence must not be heard any more (safety.md 4.3).

    An evening prompt: ninety minutes, never into quiet hours. A commitment: the end of the local day. Before a talk:
    its start. The return of a time-out: an hour, never into quiet hours.
    """
    if kind is Kind.COMMITMENT:
        return _next(person, 0, due_at)
    if kind is Kind.HARD_TALK:
        return due_at + TALK_WINDOW
    end = due_at + (RETURN_WINDOW if kind is Kind.TIME_OUT else REFLECTION_WINDOW)
    return end if person.is_quiet(due_at) else min(end, quiet_begins(person, due_at))


def quiet_begins(person: Addressee, after: datetime) -> datetime:
    """Return the instant after `after` at which this person's quiet hours begin; far away where there are none."""
    if person.quiet_from == person.quiet_until:
        return after + timedelta(days=7)
    return _next(person, person.quiet_from, after)


def is_late(due_at: datetime, now: datetime) -> bool:
    """Is it so late that it counts as left over from an outage?"""
    return now - due_at > LATE_AFTER


class Decide(Protocol):
    """Says what becomes of everything that is due for one person."""

    def __call__(
        self, due: Sequence[Due], person: Addressee, *, now: datetime, heard: Sequence[Heard]
    ) -> list[Decision]:
        """Return one decision for each, in the order given."""
        ...


def decide(due: Sequence[Due], person: Addressee, *, now: datetime, heard: Sequence[Heard]) -> list[Decision]:
    """Decide about everything that is due for one person at `now`, in the order given (the earliest first).

    Nothing outside its window or in a pause; nothing aloud in quiet hours; one late prompt after an outage, the
    latest; of several plans that are due together one label; three unasked on one local date (safety.md 4.3, B4).

    Args:
        heard: what the person heard unasked in the last day and a bit.
    """
    first = [_outside(one, person, now) for one in due]
    late = [one for one, way in zip(due, first, strict=True) if way is None and is_late(one.due_at, now)]
    had_late = any(is_late(one.due_at, one.at) and now - one.at < ONE_LATE_WITHIN for one in heard)
    chosen = late[-1] if late and not had_late else None
    plans = sum(one.kind is Kind.COMMITMENT for one in late)
    together = [
        index
        for index, (one, way) in enumerate(zip(due, first, strict=True))
        if way is None and one.kind is Kind.COMMITMENT and not is_late(one.due_at, now)
    ]
    today = person.local(now).date() if heard else None
    left = UNASKED_A_DAY - sum(person.local(one.at).date() == today for one in heard)
    until = quiet_begins(person, now)
    decisions: list[Decision] = []
    for index, (one, way) in enumerate(zip(due, first, strict=True)):
        if way is not None:
            decisions.append(way)
        elif (one is not chosen and is_late(one.due_at, now)) or index in together[:-1]:
            decisions.append(Decision(Way.VISIT, Reason.MERGED))
        elif left <= 0:
            decisions.append(Decision(Way.VISIT, Reason.ENOUGH_TODAY))
        else:
            left -= 1
            is_plan = one.kind is Kind.COMMITMENT
            several = is_plan and (plans if one is chosen else len(together)) > 1
            decisions.append(Decision(Way.SPEAK, None, min(one.window_end, until), several))
    return decisions


def _outside(one: Due, person: Addressee, now: datetime) -> Decision | None:
    """Decide about what must not be spoken now whatever else is due."""
    if now >= one.window_end:
        return Decision(Way.EXPIRE, Reason.LATE)
    if person.is_paused(now):
        return Decision(Way.EXPIRE, Reason.PAUSED)
    if one.kind is Kind.HARD_TALK and is_late(one.due_at, now):
        # Left over from an outage: a quiet minute begun in a hurry is none (safety.md 4.3, "dropped").
        return Decision(Way.EXPIRE, Reason.LATE)
    if not person.is_quiet(now):
        return None
    wakes = _next(person, person.quiet_until, now)
    return Decision(Way.WAIT, until=wakes) if wakes < one.window_end else Decision(Way.VISIT, Reason.QUIET)


def _next(person: Addressee, minute: int, after: datetime) -> datetime:
    """Return the first instant after `after` at which `minute` of the person's local day is due."""
    today = person.local(after).date()
    due = (due_instant(today + timedelta(days=ahead), minute, person.zone or "UTC") for ahead in range(4))
    return next(at for at in due if at is not None and at > after)
