"""From what was said about a talk to when it starts, how long it lasts and what it is about."""

import re
from dataclasses import dataclass
from datetime import datetime

from skill.domain.hard_talk import length_within
from skill.speech.clock_words import find_time
from skill.speech.due_time import due_in
from skill.speech.said import Said
from skill.speech.times import find_duration

_ABOUT = re.compile(r"\b(?:about|on the topic of|regarding|concerning)\s+", re.IGNORECASE)
_LASTING = re.compile(r"\b(?:for|of|lasting|lasts|takes?)\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True)
class SaidPlan:
    """What the words of a plan say.

    Attributes:
        due: the instant of the start, or None where no time of day was said.
        day_text: the day that was said, ISO, or None.
        minutes: how long it shall last, within what a talk may last, or None.
        was_too_long: was a longer one said than a talk may last?
        topic: what it is about, as it was said, or None.
        hint: a minute of the day that other words hint at, where only the time is missing.
    """

    due: datetime | None
    day_text: str | None
    minutes: int | None
    was_too_long: bool
    topic: str | None
    hint: int | None = None


def plan_from_words(said: str, local: datetime) -> SaidPlan:
    """Read a plan such as "tomorrow at seven for forty minutes about the summer".

    Args:
        local: the present time on the person's clock, aware.
    """
    head, topic = _parted(Said.read(said))
    head, minutes, was_too_long = _without_length(head)
    found = due_in(head, local)
    about = topic.left() if topic is not None else ""
    if topic is not None and found.due is None and found.day_text is None:
        # Nothing about the time came first, so it may stand at the end: "about the summer tomorrow at seven".
        rest, late_minutes, late_too_long = _without_length(topic)
        late = due_in(rest, local)
        if late.due is not None:
            found, about = late, late.text
            minutes, was_too_long = minutes or late_minutes, was_too_long or late_too_long
    return SaidPlan(found.due, found.day_text, minutes, was_too_long, about or None, found.hint)


def _parted(said: Said) -> tuple[Said, Said | None]:
    """Part the words at "about"; "at about seven" is a time and parts nothing."""
    for match in _ABOUT.finditer(said.text):
        time = find_time(f"at {said.text[match.end() :]}")
        if time is None or time.start != 0:
            return said.part(0, match.start()), said.part(match.end(), len(said.text))
    return said, None


def _without_length(said: Said) -> tuple[Said, int | None, bool]:
    """Take "for forty minutes" out of the words; a length "in an hour" is a time and stays."""
    for match in _LASTING.finditer(said.text):
        found = find_duration(said.text[match.end() :])
        if found is not None and found.start == 0:
            rest = said.without(match.start(), match.end() + found.end)
            minutes = length_within(found.value)
            return rest, minutes, found.value.total_seconds() > minutes * 60
    return said, None, False
