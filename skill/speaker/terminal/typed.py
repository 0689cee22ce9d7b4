"""What was typed, without what is said to a speaker around it: its name, fillers before, politeness behind."""

import re

from skill.speaker.understanding.slots import SlotHeard
from skill.speech.said import Said

_NOISE = re.compile(r"^(?:(?:hey |ok )?alexa[ ,]*|(?:ask|tell) steady ground (?:to |that |for )?|um+ |uh+ |well[, ]+)+")
_END = re.compile(r"(?:[ ,]+(?:please|thanks|thank you))+$")


def heard_in(text: str) -> Said:
    """Return what was typed with what would be heard of it: no wake word, no filler before it, no politeness behind."""
    said = Said.read(text)
    noise = _NOISE.match(f"{said.text} ")
    first = min(noise.end(), len(said.text)) if noise is not None else 0
    ends = _END.search(said.text, first) if len(said.text[first:].split()) > 1 else None
    last = ends.start() if ends is not None else len(said.text)
    return said if (first, last) == (0, len(said.text)) else said.part(first, last)


def normalise(text: str) -> str:
    """Return what was typed as it would be spoken: lower case, no punctuation, no wake word, no politeness."""
    return heard_in(text).text


def elicited_by(elicit: tuple[str, str], text: str) -> tuple[str, dict[str, SlotHeard]]:
    """Return intent and slot of a question that takes the whole of what was said."""
    return elicit[0], {elicit[1]: SlotHeard(text.strip())}


def is_around(said: str, before: str, after: str) -> bool:
    """Do these words stand around some more?"""
    return said.startswith(before) and said.endswith(after) and len(said) > len(before) + len(after)
