"""Which days of every week are meant: "on weekdays", "every Sunday", "each evening"; and how they are said back."""

import re

from skill.domain.rule import EVERY_DAY
from skill.speech.clock_words import Found
from skill.speech.said import plain
from skill.speech.spoken import clock, listed, part_of_day
from skill.speech.times import WEEKDAYS

WEEKDAY_MASK, WEEKEND = 0b0011111, 0b1100000
_NAME = rf"(?:{'|'.join(WEEKDAYS)})"
_PART = r"(?P<part>morning|afternoon|evening|night)s?"
_SEVERAL = rf"{_NAME}s?(?:(?:\s*,\s*|\s+and\s+|\s+)(?:(?:every|each|on)\s+)?{_NAME}s?)*"
_DAYS = re.compile(
    rf"\b(?:"
    rf"(?:from\s+)?(?P<first>{_NAME})\s+(?:to|through|till|until)\s+(?P<last>{_NAME})"
    rf"|(?:every|each)\s+(?P<named>{_SEVERAL})"
    rf"|(?:on\s+)?(?P<plural>{_NAME}s(?:(?:\s*,\s*|\s+and\s+|\s+)(?:on\s+)?{_NAME}s)*)"
    rf"|(?:(?:on|every|each|all)\s+)?(?:the\s+)?(?P<weekdays>(?:weekday|week day|workday|working day)s)"
    rf"|(?:every|each)\s+(?P<weekday>weekday|week day|workday|working day)"
    rf"|(?:(?:on|every|each|at)\s+)(?:the\s+)?(?P<weekend>weekends?)"
    rf"|(?:every|each)\s+(?:single\s+)?(?P<day>day)"
    rf"|(?P<daily>daily|nightly)"
    rf"|(?:every|each)\s+(?:single\s+)?(?P<of_day>morning|afternoon|evening|night)"
    rf")(?:\s+(?:in the\s+)?{_PART})?\b(?:\s+of the week\b)?",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:every|each) (?:other|second|third|fourth|week|month|fortnight|hour|year|two|three|four|couple|few|time)\b"
    r"|\bonce (?:a|every) (?:week|month|year)\b|\b(?:weekly|monthly|fortnightly)\b|\bon alternate\b",
    re.IGNORECASE,
)


def names_other_rhythm(text: str) -> bool:
    """Does `text` name a rhythm that is no set of weekdays ("every other Sunday", "once a month")?"""
    return _OTHER.search(plain(text)) is not None


def find_days(text: str) -> tuple[Found[int], str | None] | None:
    """Return the days of the week that `text` names for a recurring promise, or None.

    Returns:
        the bit mask (Monday is bit 0) with its place in the text, and the part of the day said with it ("morning",
        "afternoon", "evening", "night") or None.
    """
    match = _DAYS.search(text)
    if match is None:
        return None
    part = match["part"] or match["of_day"] or ("night" if (match["daily"] or "").lower() == "nightly" else None)
    return Found(_mask(match), match.start(), match.end()), part.lower() if part else None


def _mask(match: re.Match[str]) -> int:
    if match["first"]:
        first, last = WEEKDAYS.index(match["first"].lower()), WEEKDAYS.index(match["last"].lower())
        return sum(1 << (first + ahead) % 7 for ahead in range((last - first) % 7 + 1))
    if names := match["named"] or match["plural"]:
        return sum(1 << WEEKDAYS.index(name) for name in set(re.findall(_NAME, names.lower())))
    return WEEKDAY_MASK if match["weekdays"] or match["weekday"] else WEEKEND if match["weekend"] else EVERY_DAY


def repeated(days: int, minute: int) -> str:
    """Return a time with the days on which it comes again: "six o'clock on weekday evenings", "noon every Sunday"."""
    return f"{clock(minute)} {_days(days, part_of_day(minute).removeprefix('in the ').removeprefix('at '))}"


def _days(days: int, part: str) -> str:
    if days == EVERY_DAY:
        return f"every {part or 'day'}"
    if days in (WEEKDAY_MASK, WEEKEND):
        name = "weekday" if days == WEEKDAY_MASK else "weekend"
        return f"on {name} {part}s" if part else f"on {name}s"
    names = listed([name.capitalize() for bit, name in enumerate(WEEKDAYS) if days >> bit & 1])
    return f"every {names} {part}".strip()
