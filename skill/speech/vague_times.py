"""Words for a time that name no clock time ("before dinner", "after work", "tonight"), and what they hint at."""

import re
from dataclasses import dataclass

_HINTS: tuple[tuple[str, int], ...] = (
    (r"(?:before|by) breakfast|before (?:work|school)", 7 * 60 + 30),
    (r"(?:at|after|over) breakfast|first thing|in the morning|(?:this|tomorrow|[a-z]+day) morning", 9 * 60),
    (r"before (?:lunch|noon)", 11 * 60 + 30),
    (r"(?:at|by|over|for|during) lunch(?:time)?|(?:in|on) my (?:lunch )?break", 12 * 60 + 30),
    (r"after lunch", 13 * 60 + 30),
    (r"in the afternoon|(?:this|tomorrow|[a-z]+day) afternoon|after school", 15 * 60),
    (r"(?:before|by) (?:dinner|supper)|before (?:you|we|they) eat|after (?:work|the office)", 18 * 60),
    (r"(?:at|for|over) (?:dinner|supper)|in the evening|(?:this|tomorrow|[a-z]+day) evening", 19 * 60),
    (r"after (?:dinner|supper)|tonight|(?:tomorrow|[a-z]+day) night|at night|before (?:it gets )?dark", 20 * 60),
    (r"before (?:bed(?:time)?|i go to (?:bed|sleep)|you go to (?:bed|sleep)|going to bed)|at bedtime", 21 * 60 + 30),
)
"""Patterns with the minute of the day that is proposed where no clock time is said at all; our own proposals."""
_PATTERNS = tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), minute) for words, minute in _HINTS)
PARTS = {"morning": 9 * 60, "afternoon": 15 * 60, "evening": 19 * 60, "night": 21 * 60}
"""The same for a part of the day."""


@dataclass(frozen=True)
class Hint:
    """What vague words tell of a time.

    Attributes:
        minute: minute of the day that may be proposed; its half of the day is meant by a bare "seven".
    """

    minute: int


def without_hints(text: str) -> str:
    """Return `text` without its vague words for a time."""
    for pattern, _ in _PATTERNS:
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def find_hint(text: str) -> Hint | None:
    """Return what the first vague words for a time in `text` hint at, or None."""
    found = [(match.start(), minute) for pattern, minute in _PATTERNS if (match := pattern.search(text)) is not None]
    return Hint(min(found)[1]) if found else None
