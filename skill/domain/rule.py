"""A rule of the calendar and its due-time rule: once per existing local date."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

EVERY_DAY = 0b1111111


class PromptKind(StrEnum):
    """What a rule is about; each kind has its own window (see `occurrence`)."""

    REFLECTION = "reflection"
    COMMITMENT = "commitment"
    HARD_TALK = "hard_talk"
    TIME_OUT = "time_out"


@dataclass(eq=False)
class Rule:
    """When a person wants to be asked something.

    Attributes:
        minute: minute of the local day.
        days: bit mask of weekdays, Monday is bit 0.
        zone: IANA name; the rule follows that zone's clock.
        version: counts changes; occurrences not yet due are made anew when it changes.
        on_date: the one local date of a rule that is not repeated, or None.
        subject_id: the commitment or talk it asks about, or None.
        ended_at: from when on it yields nothing more, or None.
        filled_until: up to which instant its occurrences are made, or None.
    """

    id: UUID
    person_id: UUID
    kind: PromptKind
    minute: int
    zone: str
    days: int = EVERY_DAY
    version: int = 1
    on_date: date | None = None
    subject_id: UUID | None = None
    ended_at: datetime | None = None
    filled_until: datetime | None = None

    def applies_on(self, day: date) -> bool:
        """Does the rule ask for something on this local date?"""
        if self.on_date is not None:
            return day == self.on_date
        return bool(self.days >> day.weekday() & 1)

    def due_on(self, day: date) -> datetime | None:
        """Return the due instant (UTC) on local date `day`, or None where that date yields nothing."""
        return due_instant(day, self.minute, self.zone) if self.applies_on(day) else None


def is_same_clock(zone: str, other: str, now: datetime) -> bool:
    """Do two time zones show the same time, now and on the other side of the year?"""
    instants = (now, now + timedelta(days=182))
    return all(
        at.astimezone(ZoneInfo(zone)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset() for at in instants
    )


@lru_cache(maxsize=65536)
def due_instant(day: date, minute: int, zone: str) -> datetime | None:
    """Return the instant (UTC) at which `minute` of local date `day` is due in `zone`.

    rules.md T2: in a gap the first instant after it, in an overlap the first pass, and None where the whole date
    does not exist (Apia, 30 December 2011).
    """
    place = ZoneInfo(zone)
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    instant = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == wall:
        return instant
    gap_end = _transition(wall.replace(tzinfo=place, fold=1).astimezone(UTC), instant, place)
    before = (gap_end - timedelta(microseconds=1)).astimezone(place).date()
    return gap_end if day in (before, gap_end.astimezone(place).date()) else None


def _transition(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    """Return the whole second in (low, high] at which the offset of `place` changes; both lie around a gap."""
    offset = low.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds() // 2))
        if middle.astimezone(place).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high
