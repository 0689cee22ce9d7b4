"""When a reminder rings: its trigger read as the Reminders API reads it, with the API's own codes for what is wrong."""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from . import recurrence
from .calls import Refused
from .recurrence import DAYS, Rule, Unsupported
from .rules import Rules

PAST = "TRIGGER_SCHEDULED_TIME_IN_PAST"
WITH_OFFSET = "UNSUPPORTED_SCHEDULED_TIME_FORMAT"
NO_TIME = "INVALID_TRIGGER_SCHEDULED_TIME_FORMAT"
NO_RECURRENCE = "UNSUPPORTED_TRIGGER_RECURRENCE"
"""Codes that Amazon answers a wrong trigger with (rules.md X12)."""

_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?")
_OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)


@dataclass(frozen=True)
class Schedule:
    """When it rings: once, or by rules from a local start to a local end.

    Attributes:
        once: UTC, or None where it recurs.
    """

    zone: ZoneInfo
    once: datetime | None = None
    rules: tuple[Rule, ...] = ()
    start: datetime = datetime(1, 1, 1)  # noqa: DTZ001 - local wall time
    end: datetime | None = None

    def next_after(self, instant: datetime) -> datetime | None:
        """Return the first instant after `instant` at which it rings, or None."""
        if self.once is not None:
            return self.once if self.once > instant else None
        return recurrence.next_after(self.rules, self.start, self.end, self.zone, instant)


def read_trigger(body: dict[str, Any], device_zone: str | None, now: datetime, rules: Rules) -> Schedule:
    """Read `trigger` and `requestTime` of a reminder.

    Args:
        device_zone: counts where the trigger names no zone (rules.md X11).

    Raises:
        Refused: 400 with the API's code.
    """
    trigger = body.get("trigger")
    if not isinstance(trigger, dict):
        raise Refused(400, rules.bad_field_code, "trigger is missing")
    zone = _zone(trigger.get("timeZoneId", device_zone), rules)
    asked = _requested(body.get("requestTime"), zone, rules)
    said = trigger.get("recurrence")
    if said is not None and not isinstance(said, dict):
        raise Refused(400, NO_RECURRENCE, "recurrence is no object")
    if trigger.get("type") == "SCHEDULED_RELATIVE":
        schedule = _relative(trigger, asked, zone, rules)
    elif trigger.get("type") != "SCHEDULED_ABSOLUTE":
        raise Refused(400, rules.bad_field_code, "trigger.type is neither SCHEDULED_ABSOLUTE nor SCHEDULED_RELATIVE")
    elif not said:
        schedule = Schedule(zone, recurrence.instant(_wall(trigger.get("scheduledTime"), "scheduledTime"), zone))
    elif "recurrenceRules" in said:
        schedule = _by_rules(said, zone, now, rules)
    else:
        schedule = _by_days(said, trigger, zone, now)
    if schedule.next_after(now) is None:
        raise Refused(400, PAST, "there is no time left at which it could ring")
    return schedule


def _relative(trigger: dict[str, Any], asked: datetime, zone: ZoneInfo, rules: Rules) -> Schedule:
    if "recurrence" in trigger:
        raise Refused(400, NO_RECURRENCE, "a relative trigger does not recur")
    seconds = trigger.get("offsetInSeconds")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 1:
        raise Refused(400, rules.bad_field_code, "offsetInSeconds is no number above 0")
    return Schedule(zone, asked + timedelta(seconds=seconds))


def _by_rules(said: dict[str, Any], zone: ZoneInfo, now: datetime, rules: Rules) -> Schedule:
    texts = said["recurrenceRules"]
    if not isinstance(texts, list) or not texts or not all(isinstance(one, str) for one in texts):
        raise Refused(400, NO_RECURRENCE, "recurrenceRules is no list of rules")
    start = said.get("startDateTime")
    end = said.get("endDateTime")
    begins = _wall(start, "startDateTime") if start is not None else now.astimezone(zone).replace(tzinfo=None)
    ends = _wall(end, "endDateTime") if end is not None else None
    if ends is not None and ends <= begins:
        raise Refused(400, NO_RECURRENCE, "endDateTime is not after startDateTime")
    try:
        parsed = tuple(recurrence.parse(one, needs_time_parts=rules.needs_time_parts) for one in texts)
    except Unsupported as fault:
        raise Refused(400, NO_RECURRENCE, str(fault)) from fault
    return Schedule(zone, None, parsed, begins, ends)


def _by_days(said: dict[str, Any], trigger: dict[str, Any], zone: ZoneInfo, now: datetime) -> Schedule:
    """The older form: `freq` DAILY or WEEKLY, `byDay`, `interval`, from `scheduledTime` on."""
    start = _wall(trigger.get("scheduledTime"), "scheduledTime")
    if recurrence.instant(start, zone) <= now:
        raise Refused(400, PAST, "scheduledTime is not ahead")
    days, interval = said.get("byDay", []), said.get("interval", 1)
    if said.get("freq") not in ("DAILY", "WEEKLY"):
        raise Refused(400, NO_RECURRENCE, "freq is neither DAILY nor WEEKLY")
    if not isinstance(days, list) or not all(one in DAYS for one in days):
        raise Refused(400, NO_RECURRENCE, f"byDay is no list of {', '.join(DAYS)}")
    if not isinstance(interval, int) or isinstance(interval, bool) or interval < 1:
        raise Refused(400, NO_RECURRENCE, "interval is no number above 0")
    at: tuple[time, ...] = (start.time(),)
    return Schedule(zone, None, (Rule(said["freq"], interval, at, frozenset(DAYS.index(one) for one in days)),), start)


def _zone(name: object, rules: Rules) -> ZoneInfo:
    if name is None:
        raise Refused(400, rules.bad_field_code, "neither the trigger nor the device has a time zone")
    try:
        return ZoneInfo(str(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise Refused(400, rules.bad_field_code, "timeZoneId is no zone") from fault


def _requested(said: object, zone: ZoneInfo, rules: Rules) -> datetime:
    """Read `requestTime`: with an offset an instant, without one wall time, as in Amazon's own samples."""
    try:
        asked = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError as fault:
        raise Refused(400, rules.bad_field_code, "requestTime is no ISO 8601 time") from fault
    if asked is None:
        raise Refused(400, rules.bad_field_code, "requestTime is missing")
    return asked.astimezone(UTC) if asked.tzinfo else recurrence.instant(asked, zone)


def _wall(said: object, name: str) -> datetime:
    """Read a local wall time without offset (rules.md X11)."""
    if not isinstance(said, str):
        raise Refused(400, NO_TIME, f"{name} is missing")
    if _OFFSET.search(said) and _WALL.fullmatch(_OFFSET.sub("", said)):
        raise Refused(400, WITH_OFFSET, f"{name} has an offset; it is local wall time")
    if not _WALL.fullmatch(said):
        raise Refused(400, NO_TIME, f"{name} is not of the form 2026-11-24T20:30:00.000")
    try:
        return datetime.fromisoformat(said)
    except ValueError as fault:
        raise Refused(400, NO_TIME, f"{name} is no time") from fault
