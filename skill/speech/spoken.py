"""Values as words for the ear: clock times, days, spans of time and counts."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from num2words import num2words

from skill.speech.clock_words import NOON

NIGHT_ENDS = 5 * 60


def count(number: int) -> str:
    """Return a count in words: 3 -> "three"."""
    return str(num2words(number))


def clock(minute: int) -> str:
    """Return a minute of the day as people say it: 1230 -> "half past eight", 1080 -> "six o'clock"."""
    if minute == 0:
        return "midnight"
    if minute == NOON:
        return "noon"
    hour, past = divmod(minute, 60)
    if past == 0:
        return f"{_hour(hour)} o'clock"
    if past == 15:
        return f"quarter past {_hour(hour)}"
    if past == 30:
        return f"half past {_hour(hour)}"
    if past == 45:
        return f"quarter to {_hour(hour + 1)}"
    return f"{_hour(hour)} {'oh ' if past < 10 else ''}{count(past)}"


def clock_at(local: datetime) -> str:
    """Return the clock time of an instant as people say it."""
    return clock(local.hour * 60 + local.minute)


def part_of_day(minute: int) -> str:
    """Return the part of the day a minute lies in, or "" where the clock time says it already."""
    if minute in (0, NOON):
        return ""
    if minute < 5 * 60:
        return "at night"
    if minute < NOON:
        return "in the morning"
    if minute < 17 * 60:
        return "in the afternoon"
    if minute < 22 * 60:
        return "in the evening"
    return "at night"


def clock_and_part(minute: int) -> str:
    """Return a clock time with its part of the day: "seven o'clock in the morning"."""
    return f"{clock(minute)} {part_of_day(minute)}".strip()


def day(on: date, today: date) -> str:
    """Return a local date as people say it, seen from `today`: "today", "tomorrow", "on Friday", "on December 24"."""
    ahead = (on - today).days
    if ahead == 0:
        return "today"
    if ahead == 1:
        return "tomorrow"
    if 1 < ahead < 7:
        return f"on {format_date(on, 'EEEE', locale='en_US')}"
    return f"on {format_date(on, 'MMMM', locale='en_US')} {num2words(on.day, to='ordinal')}"


def since(on: date, today: date) -> str:
    """Return since which local date something holds: "since today", "since Tuesday", "since November third"."""
    ago = (today - on).days
    if ago <= 0:
        return "since today"
    if ago == 1:
        return "since yesterday"
    if ago < 7:
        return f"since {format_date(on, 'EEEE', locale='en_US')}"
    of_year = f" {count(on.year)}" if on.year != today.year else ""
    return f"since {day(on, today).removeprefix('on ')}{of_year}"


def moment(local: datetime, today: date) -> str:
    """Return a local time with its day: "six o'clock this evening", "nine o'clock on Friday morning"."""
    minute = local.hour * 60 + local.minute
    time = clock(minute)
    part = part_of_day(minute).removeprefix("in the ").removeprefix("at ")
    ahead = (local.date() - today).days
    if ahead == 1 and minute < NIGHT_ENDS:
        # Two o'clock of the date that begins tonight: nobody calls that tomorrow night.
        return f"{time} tonight"
    if ahead == 0:
        return f"{time} {'tonight' if part == 'night' else f'this {part}' if part else 'today'}"
    return f"{time} {day(local.date(), today)} {part}".strip()


def earlier(local: datetime, today: date) -> str:
    """Return a local time that has passed, with its day where that is not today: "six o'clock yesterday"."""
    time = clock_at(local)
    ago = (today - local.date()).days
    if ago <= 0:
        return time
    if ago == 1:
        return f"{time} yesterday"
    weekday = format_date(local.date(), "EEEE", locale="en_US")
    return f"{time} last {weekday}" if ago < 7 else f"{time} {day(local.date(), today)}"


def listed(things: Sequence[str]) -> str:
    """Return several things as people name them: "one, two, and three"."""
    return format_list(list(things), locale="en_US")


def span(length: timedelta) -> str:
    """Return a span of time in words: "three days", "one week"."""
    text = format_timedelta(length, threshold=2, locale="en_US")
    return re.sub(r"\d+", lambda number: count(int(number[0])), text)


def _hour(hour: int) -> str:
    return count((hour - 1) % 12 + 1)
