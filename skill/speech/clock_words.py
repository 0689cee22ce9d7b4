"""Clock times out of words, by a small grammar of our own: libraries for dates get less than half of them right."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

NOON = 12 * 60
HOURS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty one": 21, "twenty two": 22, "twenty three": 23,
}  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}


@dataclass(frozen=True)
class ClockTime:
    """A time of day.

    Attributes:
        minute: minute of the local day, 0 to 1439.
        half_said: was the half of the day said? If not, `minute` is a guess: one to eleven mean the afternoon.
    """

    minute: int
    half_said: bool


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value in a text; `text[start:end]` says it, its preposition included."""

    value: T
    start: int
    end: int


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_HOUR = rf"(?:{_either(HOURS)}|[01]?\d|2[0-3])"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_PAST = rf"(?:(?:oh|o) (?:{_ONES})|(?:twenty|thirty|forty|fifty)(?:[ -](?:{_ONES}))?|{_TEENS}|{_ONES}|\d{{1,2}})"
_MINUTES = rf"(?:(?:oh|o) (?:{_ONES})|(?:twenty|thirty|forty|fifty)(?:[ -](?:{_ONES}))?|{_TEENS}|[0-5]\d)"
_HALF = (
    r"(?:\s*(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?|in the morning|in the afternoon|in the evening|at night|tonight"
    r"|this morning|this afternoon|this evening))?"
)
_BEFORE = r"(?:(?:\b(?:by|at|around|about|before|until|till|from|to|for|on|past)\s+)?(?:about\s+|around\s+)?)"
_TIME = re.compile(
    rf"(?P<before>{_BEFORE})(?<![$€£])\b(?:"
    rf"(?P<word>noon|midday|midnight)"
    rf"|(?P<clock>(?:[01]?\d|2[0-3])[:.][0-5]\d)"
    rf"|half\s+(?:past\s+)?(?P<half_hour>{_HOUR})"
    rf"|(?P<quarter>quarter|{_PAST})(?:\s+minutes?)?\s+(?P<way>past|after|to|till|before)\s+(?P<near>{_HOUR})"
    rf"|(?P<hour>{_HOUR})\s+(?P<minutes>{_MINUTES})(?!\s*(?:days?|hours?|minutes?|weeks?|months?))"
    rf"|(?P<plain>{_HOUR})(?P<oclock>\s+o'?\s?clock)?(?!\s*(?:days?|hours?|minutes?|weeks?|months?|times?|things?|small))"
    rf")\b{_HALF}",
    re.IGNORECASE,
)

_PART_OF_DAY = re.compile(
    r"\b(?:today|tomorrow|[a-z]+day|this|in the|early)\s+(?P<part>morning|afternoon|evening|night)\b", re.IGNORECASE
)


def find_time(text: str) -> Found[ClockTime] | None:
    """Return the first clock time said in `text`, or None.

    A bare number counts only with "o'clock", a half of the day, a preposition, a part of a day ("nine tomorrow
    morning"), or when it is the whole text. A part of a day said apart from the clock time belongs to it.
    """
    part = _PART_OF_DAY.search(text)
    for match in _TIME.finditer(text):
        is_followed = part is not None and part.start() - match.end() in (0, 1)
        bare = match["plain"] is not None and not match["oclock"] and not match["half"]
        if bare and not match["before"].strip() and match.group().strip() != text.strip() and not is_followed:
            continue
        minute = _minute(match)
        if minute is not None:
            half = match["half"] or (f"in the {part['part']}" if part is not None else None)
            return Found(_with_half(minute, half, match["word"], match["clock"]), match.start(), match.end())
    return None


def _minute(match: re.Match[str]) -> int | None:
    if match["word"]:
        return 0 if match["word"].lower() == "midnight" else NOON
    if match["clock"]:
        hour, _, past = match["clock"].replace(".", ":").partition(":")
        return int(hour) * 60 + int(past)
    if match["half_hour"]:
        return _hour(match["half_hour"]) * 60 + 30
    if match["near"]:
        past = 15 if match["quarter"].lower() == "quarter" else _number(match["quarter"])
        if past > 59:
            return None
        sign = 1 if match["way"].lower() in ("past", "after") else -1
        return (_hour(match["near"]) * 60 + sign * past) % (24 * 60)
    if match["minutes"]:
        return _hour(match["hour"]) * 60 + _number(match["minutes"])
    return _hour(match["plain"]) * 60


def _with_half(minute: int, half: str | None, word: str | None, clock: str | None) -> ClockTime:
    if word or minute >= 13 * 60 or minute < 60 or (clock and clock.startswith("0")):
        return ClockTime(minute, half_said=True)
    if half is None:
        return ClockTime(minute if minute >= NOON else minute + NOON, half_said=False)
    is_morning = (half.lower().replace(".", "").startswith("a") and "m" in half.lower()) or "morning" in half.lower()
    if half.lower().endswith("night") and (minute < 5 * 60 or minute // 60 == 12):
        is_morning = True
    return ClockTime(minute % NOON + (0 if is_morning else NOON), half_said=True)


def _hour(said: str) -> int:
    words = " ".join(said.lower().split())
    return int(words) if words.isdigit() else HOURS[words]


def _number(said: str) -> int:
    words = said.lower().replace("-", " ").split()
    if words[0].isdigit():
        return int(words[0])
    return sum(TENS.get(word) or HOURS.get(word, 0) for word in words if word not in ("oh", "o"))
