"""A series: one recurring promise, which yields one commitment for each local date that it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from skill.domain.rule import due_instant

NEXT_WITHIN = timedelta(weeks=3)
"""How far ahead the next one of a series is looked for."""


@dataclass(eq=False)
class CommitmentSeries:
    """What one person promised for certain days of every week.

    Attributes:
        minute: minute of the local day at which each is due.
        days: bit mask of weekdays, Monday is bit 0; never 0.
        zone: IANA name; the series follows that zone's clock.
        sealed_text: the promise in the person's words, sealed.
        ended_at: from when on it yields nothing more, or None.
        made_until: up to which instant its commitments are made, or None.
        by_name: was it promised under a name alone? Then it yields nothing until its person accepts it (rules.md W2).
        is_imported: did it come in with an export? Then it says so when it is read back.
    """

    id: UUID
    person_id: UUID
    made_at: datetime
    minute: int
    days: int
    zone: str
    sealed_text: bytes
    ended_at: datetime | None = None
    made_until: datetime | None = None
    by_name: bool = False
    is_imported: bool = False

    def due_between(self, after: datetime, until: datetime) -> Iterator[tuple[date, datetime]]:
        """Yield each local date with its due instant in (after, until], the earliest first.

        Once per existing local date (`rule.due_instant`), whatever the clocks do.
        """
        place = ZoneInfo(self.zone)
        on, last = after.astimezone(place).date() - timedelta(days=1), until.astimezone(place).date()
        while on <= last:
            due = self.due_on(on)
            if due is not None and after < due <= until:
                yield on, due
            on += timedelta(days=1)

    def due_on(self, day: date) -> datetime | None:
        """Return the due instant (UTC) on local date `day`, or None where that date yields nothing."""
        return due_instant(day, self.minute, self.zone) if self.days >> day.weekday() & 1 else None

    def next_due(self, now: datetime) -> datetime:
        """Return the next instant after `now` at which it is due.

        Raises:
            ValueError: no day of the next three weeks yields one; a series names at least one weekday.
        """
        for _, due in self.due_between(now, now + timedelta(weeks=3)):
            return due
        raise ValueError("a series without days is never due")

    def local_next(self, now: datetime) -> datetime:
        """Return the next due time after `now` on the person's own clock."""
        return self.next_due(now).astimezone(ZoneInfo(self.zone))

    def end(self, now: datetime) -> None:
        """Its owner takes it back: it yields nothing more. Ended once, it stays so."""
        self.ended_at = self.ended_at or now
