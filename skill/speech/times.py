"""Clock times, days and spans of time, out of words or of Alexa's slot values; nothing here raises on odd input."""

import re
from datetime import date, datetime, timedelta

import dateparser
from text_to_num import alpha2digit, text2num

from skill.speech.clock_words import NOON, ClockTime, Found, find_time

PARTS_OF_DAY = {"MO": 9 * 60, "AF": 15 * 60, "EV": 19 * 60, "NI": 21 * 60}
"""What Alexa sends for "in the morning" and kin, as a minute of the day (rules.md X20)."""


def part_at(minute: int) -> str:
    """Return the part of the day that a minute lies in, as Alexa sends it."""
    ends = {"MO": NOON, "AF": 17 * 60, "EV": 21 * 60}
    return next((part for part, end in ends.items() if minute < end), "NI")


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST = timedelta(days=366)


_DAY = re.compile(
    r"\b(?:(?:by|on|for|until|till)\s+)?(?P<day>day after tomorrow|the day after tomorrow|today|tonight|tomorrow"
    r"|this (?:morning|afternoon|evening)"
    r"|(?:next |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+(?:the\s+)?[a-z0-9-]+"
    r"(?:\s(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))?"
    r"|(?:the\s+)?[a-z0-9-]+(?:\s[a-z]+)?\s+of\s+(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)"
    r"|in\s+(?:a|one|two|three|four|five|six|seven|\d{1,3})\s+(?:days?|weeks?))\b"
    r"(?:\s+(?:in the )?(?:morning|afternoon|evening|night)\b)?",
    re.IGNORECASE,
)


def find_day(text: str, today: date) -> Found[date] | None:
    """Return the first day said in `text`, seen from `today`, or None; a day is never in the past."""
    match = _DAY.search(text)
    if match is None:
        return None
    value = _day(" ".join(match["day"].lower().split()), today)
    return None if value is None else Found(value, match.start(), match.end())


def names_a_day(text: str) -> bool:
    """Are there words for a day in `text`, be it one that does not exist ("february thirtieth")?"""
    return _DAY.search(text) is not None


def _day(said: str, today: date) -> date | None:
    if said in ("today", "tonight") or said.startswith(("this morning", "this afternoon", "this evening")):
        return today
    if said == "tomorrow":
        return today + timedelta(days=1)
    if said.endswith("day after tomorrow"):
        return today + timedelta(days=2)
    weekday = said.removeprefix("next ").removeprefix("this ")
    if weekday in WEEKDAYS:
        ahead = (WEEKDAYS.index(weekday) - today.weekday()) % 7 or 7
        return today + timedelta(days=ahead)
    if said.startswith("in "):
        span = find_duration(said)
        return today + span.value if span is not None else None
    # Months and ordinals are locale data: the library reads them, once their number words are digits.
    settings = {
        "RELATIVE_BASE": datetime(today.year, today.month, today.day),  # noqa: DTZ001 - a local date
        "PREFER_DATES_FROM": "future",
        "REQUIRE_PARTS": ["day", "month"],
    }
    digits = alpha2digit(said.replace(" the ", " "), "en", threshold=0.0)
    found = dateparser.parse(digits, languages=["en"], settings=settings)
    return found.date() if found is not None and found.date() >= today else None


_AMOUNT = r"half an?|a couple of|an?|one and a half|[a-z]+(?:[ -][a-z]+)?|\d{1,4}"
_SPAN = re.compile(
    rf"\b(?:(?:for|in)\s+)?(?P<amount>{_AMOUNT})\s+(?P<unit>minute|hour|day|week|month)s?\b"
    r"(?P<and_half>\s+and a half)?",
    re.IGNORECASE,
)
_UNIT = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}


def find_duration(text: str) -> Found[timedelta] | None:
    """Return the first span of time said in `text`, or None."""
    for match in _SPAN.finditer(text):
        words = match["amount"].lower().split()
        for skipped in range(len(words)):
            amount = _amount(" ".join(words[skipped:]))
            if amount is not None:
                amount += 0.5 if match["and_half"] else 0
                value = min(_UNIT[match["unit"].lower()] * amount, LONGEST)
                start = match.start() if skipped == 0 else match.start("amount") + _after(match["amount"], skipped)
                return Found(value, start, match.end())
    return None


def find_span_ahead(text: str) -> Found[timedelta] | None:
    """Return the span in "in twenty minutes" or "within an hour", at most a day; None for a plain length of time."""
    for match in re.finditer(r"\b(?:in|within)\s+", text, re.IGNORECASE):
        found = find_duration(text[match.end() :])
        if found is not None and found.start == 0 and timedelta() < found.value < timedelta(days=1):
            return Found(found.value, match.start(), match.end() + found.end)
    return None


def _after(words: str, number: int) -> int:
    """Return where the word begins that follows the first `number` words."""
    return [found.start() for found in re.finditer(r"\S+", words)][number]


def _amount(said: str) -> float | None:
    fixed = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5, "one and a half": 1.5, "a couple of": 2.0}.get(said)
    if fixed is not None:
        return fixed
    if said.isdigit():
        return float(said)
    try:
        return float(text2num(said, "en"))
    except ValueError:
        return None


def read_time(value: str) -> ClockTime | None:
    """Return what an AMAZON.TIME slot, or words, mean, or None."""
    text = value.strip()
    if text in PARTS_OF_DAY:
        return ClockTime(PARTS_OF_DAY[text], half_said=True)
    exact = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)(:00)?", text)
    if exact is not None:
        minute = int(exact[1]) * 60 + int(exact[2])
        # Alexa guesses morning or afternoon where nobody said it, so a time before noon stays open, unless our own
        # matcher heard which (skill/speaker/understanding/slots.py).
        return ClockTime(minute, half_said=minute >= NOON or minute < 60 or exact[3] is not None)
    found = find_time(text)
    return found.value if found is not None else None


def read_date(value: str, today: date) -> date | None:
    """Return what an AMAZON.DATE slot, or words, mean: the first day of a week or month; None for seasons."""
    text = value.strip()
    if text == "PRESENT_REF":
        return today
    week = re.fullmatch(r"(\d{4})-W(\d{2})(-WE)?", text)
    month = re.fullmatch(r"(\d{4})-(\d{2})", text)
    try:
        if week is not None:
            return max(today, date.fromisocalendar(int(week[1]), int(week[2]), 6 if week[3] else 1))
        if month is not None:
            return max(today, date(int(month[1]), int(month[2]), 1))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return max(today, date.fromisoformat(text))
    except ValueError:
        return None
    found = find_day(text, today)
    return found.value if found is not None else None


def read_duration(value: str) -> timedelta | None:
    """Return what an AMAZON.DURATION slot ("P3D", "PT10M"), or words, mean, or None."""
    exact = re.fullmatch(
        r"P(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?",
        value.strip(),
    )
    if exact is not None:
        months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in exact.groups())
        span = timedelta(weeks=weeks, days=days + 30 * months, hours=hours, minutes=minutes, seconds=seconds)
        return min(span, LONGEST) if span else None
    found = find_duration(value)
    return found.value if found is not None else None
