"""When something recurs: the rules Alexa's reminders know, walked day by day in local wall time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""How often a recurrence may come (rules.md X11)."""
LOOKED_AHEAD = 3000
"""Days: more than the eight years that may lie between two 29ths of February."""


class Unsupported(ValueError):  # noqa: N818 - a verdict on a rule
    """A rule that Alexa does not ring."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        times: wall times of one day, in order.
        days: weekdays, Monday 0; none means the start's own.
        month_days, months: from 1; none means the start's own where the frequency needs one.
    """

    frequency: str
    interval: int
    times: tuple[time, ...]
    days: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()

    def is_on(self, day: date, start: date) -> bool:
        """Does it ring on a local date, counted from the date it starts?"""
        if day < start or (self.months and day.month not in self.months):
            return False
        if self.days and day.weekday() not in self.days:
            return False
        if self.month_days and day.day not in self.month_days:
            return False
        months = (day.year - start.year) * 12 + day.month - start.month
        if self.frequency == "DAILY":
            return (day - start).days % self.interval == 0
        if self.frequency == "WEEKLY":
            weeks = (_monday(day) - _monday(start)).days // 7
            return weeks % self.interval == 0 and (bool(self.days) or day.weekday() == start.weekday())
        is_day = bool(self.days or self.month_days) or day.day == start.day
        if self.frequency == "MONTHLY":
            return months % self.interval == 0 and is_day
        return (
            (day.year - start.year) % self.interval == 0 and is_day and (bool(self.months) or day.month == start.month)
        )


def parse(text: str, *, needs_time_parts: bool) -> Rule:
    """Read a rule such as `FREQ=DAILY;BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=1;`.

    Args:
        needs_time_parts: are BYHOUR, BYMINUTE and BYSECOND compulsory? Else what is missing is 0.

    Raises:
        Unsupported: it is no rule, or one that is not known to ring.
    """
    parts: dict[str, str] = {}
    for part in text.rstrip(";").split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name in parts:
            raise Unsupported(f"{part!r} is no part of a rule, or stands twice")
        parts[name] = value
    frequency = parts.pop("FREQ", "")
    if frequency not in FREQUENCIES:
        raise Unsupported(f"FREQ={frequency} is none of {', '.join(FREQUENCIES)}")
    if needs_time_parts and not {"BYHOUR", "BYMINUTE", "BYSECOND"} <= parts.keys():
        raise Unsupported("BYHOUR, BYMINUTE and BYSECOND are not all there")
    [interval] = _numbers("INTERVAL", parts.pop("INTERVAL", "1"), range(1, 1000))[:1]
    hours = _numbers("BYHOUR", parts.pop("BYHOUR", "0"), range(24))
    minutes = _numbers("BYMINUTE", parts.pop("BYMINUTE", "0"), range(60))
    seconds = _numbers("BYSECOND", parts.pop("BYSECOND", "0"), range(60))
    days = parts.pop("BYDAY", "")
    if days and not all(one in DAYS for one in days.split(",")):
        raise Unsupported(f"BYDAY={days} is not a list of {', '.join(DAYS)}")
    month_days = parts.pop("BYMONTHDAY", "")
    months = parts.pop("BYMONTH", "")
    if parts:
        raise Unsupported(f"{', '.join(sorted(parts))} is not known to ring")
    return Rule(
        frequency,
        interval,
        tuple(sorted(time(hour, minute, second) for hour in hours for minute in minutes for second in seconds)),
        frozenset(DAYS.index(one) for one in days.split(",") if one),
        frozenset(_numbers("BYMONTHDAY", month_days, range(1, 32)) if month_days else ()),
        frozenset(_numbers("BYMONTH", months, range(1, 13)) if months else ()),
    )


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a local wall time.

    A wall time that the clock change skips comes as much later as the change is wide, one that it repeats comes the
    first time; what Alexa does there is not confirmed (rules.md X11).
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def next_after(
    rules: Sequence[Rule], start: datetime, end: datetime | None, zone: ZoneInfo, after: datetime
) -> datetime | None:
    """Return the first instant after `after` at which one of the rules rings.

    Args:
        start, end: local wall times without offset; both count.
        after: UTC.
    """
    day = max(start.date(), after.astimezone(zone).date() - timedelta(days=1))
    last = end.date() if end is not None else date.max
    for _ in range(LOOKED_AHEAD):
        if day > last:
            return None
        walls = [datetime.combine(day, at) for rule in rules if rule.is_on(day, start.date()) for at in rule.times]
        found = [instant(one, zone) for one in walls if start <= one and (end is None or one <= end)]
        if any(one > after for one in found):
            return min(one for one in found if one > after)
        day += timedelta(days=1)
    return None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _numbers(name: str, text: str, allowed: range) -> list[int]:
    if not re.fullmatch(r"\d{1,3}(,\d{1,3})*", text):
        raise Unsupported(f"{name}={text} is no list of numbers")
    found = [int(one) for one in text.split(",")]
    if any(one not in allowed for one in found):
        raise Unsupported(f"{name}={text} is out of range")
    return found
