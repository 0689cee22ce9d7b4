"""A reminder that Alexa rings: what our calendar wants and what was made of it, and how the two are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from skill.domain.backoff import again_after as again_after
from skill.domain.occurrence import OPEN, OccurrenceReason, OccurrenceState
from skill.domain.person import SchedulePreferences
from skill.domain.rule import EVERY_DAY, PromptKind, Rule, due_instant

JUST_RANG = timedelta(hours=2)
"""How far from its due instant a report that Alexa said something still belongs to an occurrence."""
LEAD = timedelta(minutes=1)
"""Nearer than this nothing is made or moved at Alexa any more."""
LOOKED_AHEAD = 100
"""Days in which a daily reminder must ring again, or it is taken away; no pause is longer than ninety."""
ATTEMPTS = 10
"""How often Alexa is told before a reminder is given up as lost, and other channels serve again."""


class ReminderState(StrEnum):
    """Where a reminder stands."""

    ASKED = "asked"
    """The person said yes; Alexa's own permission is asked for."""
    MAKING = "making"
    """It is being made; until Alexa's answer is there nobody knows whether it exists."""
    RINGS = "rings"
    """It exists at Alexa."""
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a reminder is no more; counted, never spoken."""

    REFUSED = "refused"
    NOT_ALLOWED = "not_allowed"
    NOT_MADE = "not_made"
    DONE = "done"
    NOT_WANTED = "not_wanted"
    REMOVED = "removed"
    LOST = "lost"
    DISABLED = "disabled"


@dataclass(frozen=True)
class Alert:
    """What rings at Alexa.

    Attributes:
        zone: IANA name.
        minute: minute of the local day.
        first_on: the local date from which it may ring, or its only one.
        is_daily: every day of `days`, or once.
        days: bit mask of weekdays, Monday is bit 0.
    """

    zone: str
    minute: int
    first_on: date
    is_daily: bool
    days: int = EVERY_DAY

    def next_ring(self, after: datetime) -> datetime | None:
        """Return the first instant (UTC) after `after` at which it rings, or None."""
        on = self.first_on
        if self.is_daily:
            on = max(on, after.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1))
        for day in (on + timedelta(days=ahead) for ahead in range(LOOKED_AHEAD if self.is_daily else 1)):
            due = due_instant(day, self.minute, self.zone) if self.days >> day.weekday() & 1 else None
            if due is not None and due > after:
                return due
        return None

    def rings_at(self, instant: datetime) -> bool:
        """Does it ring at that instant, to the minute?"""
        minute = instant.replace(second=0, microsecond=0)
        return self.next_ring(minute - timedelta(microseconds=1)) == minute

    def rings_like(self, other: "Alert", after: datetime) -> bool:
        """After that instant, is one heard just like the other?"""
        alike = (self.zone, self.minute, self.is_daily, self.days)
        if alike != (other.zone, other.minute, other.is_daily, other.days):
            return False
        return self.next_ring(after) == other.next_ring(after)


@dataclass(eq=False)
class Reminder:
    """One reminder at Alexa, kept beside the calendar. What is compared is what Alexa was last told.

    Attributes:
        id: also the token of the question for a permission, and the only thing a skill message carries.
        lookup: keyed hash of the account it was made by.
        kind, subject_id: what it is about: the evening, or one commitment.
        standing, ending: where it stands, and why it ended.
        alert_lookup, sealed_alert: Alexa's own id of it, hashed for finding it and sealed for using it.
        zone, minute, first_on, is_daily, days: what Alexa was told.
        rings_at: when it rings next by what Alexa was told.
        rule_version, paused_until: what was looked at when it was last compared.
        is_due: does Alexa have to be told something else?
        attempts, next_try_at: how often that failed, and when it is tried again.
        said_at: when Alexa last said it.
        ended_at: since when it is no more.
    """

    id: UUID
    person_id: UUID
    lookup: bytes
    kind: PromptKind
    subject_id: UUID | None
    asked_at: datetime
    zone: str
    minute: int
    first_on: date
    is_daily: bool
    days: int = EVERY_DAY
    standing: ReminderState = ReminderState.ASKED
    ending: EndReason | None = None
    alert_lookup: bytes | None = None
    sealed_alert: bytes | None = None
    rings_at: datetime | None = None
    rule_version: int = 0
    paused_until: datetime | None = None
    is_due: bool = False
    attempts: int = 0
    next_try_at: datetime | None = None
    said_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def alert(self) -> Alert:
        """What Alexa was last told."""
        return Alert(self.zone, self.minute, self.first_on, self.is_daily, self.days)

    def tell(self, alert: Alert, now: datetime) -> None:
        """Alexa was told this; nothing is due any more."""
        self.zone, self.minute, self.first_on = alert.zone, alert.minute, alert.first_on
        self.is_daily, self.days = alert.is_daily, alert.days
        self.rings_at = alert.next_ring(now)
        self.is_due, self.attempts, self.next_try_at = False, 0, None

    def end(self, ending: EndReason, now: datetime) -> None:
        """It is no more; the first reason stays."""
        if self.standing is ReminderState.ENDED:
            return
        self.standing, self.ending, self.ended_at = ReminderState.ENDED, ending, now
        self.sealed_alert, self.rings_at = None, None
        self.is_due, self.next_try_at = False, None


def wanted(
    rule: Rule | None,
    person: SchedulePreferences,
    known: Mapping[date, tuple[OccurrenceState, OccurrenceReason | None]],
    *,
    now: datetime,
    lead: timedelta = LEAD,
) -> Alert | None:
    """Return what the calendar wants Alexa to ring from `now` on, or None for nothing.

    A pause, a skipped evening and one that was already lived through move the first date; what cannot ring any more
    within a hundred days is not wanted.

    Args:
        rule: the rule that yields it, or None where there is none any more.
        known: by local date what became of the rule's occurrences.
        lead: nothing nearer than this is wanted, since Alexa could not be told in time.
    """
    if rule is None or rule.ended_at is not None or person.muted:
        return None
    today = now.astimezone(ZoneInfo(rule.zone)).date()
    dates = [rule.on_date] if rule.on_date else [today + timedelta(days=ahead) for ahead in range(LOOKED_AHEAD)]
    for on in dates:
        due = rule.due_on(on)
        if due is None or due <= now + lead or person.is_paused(due):
            continue
        state, reason = known.get(on, (OccurrenceState.DUE, None))
        if state in OPEN or (
            state is OccurrenceState.CANCELLED and reason is OccurrenceReason.CHANGED and rule.on_date is None
        ):
            return Alert(rule.zone, rule.minute, on, rule.on_date is None, rule.days)
    return None
