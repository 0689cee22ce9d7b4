"""Names as they are said: what introduces one is left out, and a sentence or a clock time is none."""

import re

from skill.speech.clock_words import find_time

_INTRODUCES = re.compile(r"^(?:(?:hi|hello|hey)[, ]+)?(?:it's|it is|this is|i'm|i am|my name is|call me|just)\s+", re.I)
LONGEST_NAME = 40
"""Characters of a name that are kept."""
_BEGINNING = re.compile(r"(?<![^\s-])\w")
_NO_NAME = frozenset(
    {
        "i", "i'm", "i've", "i'd", "i'll", "we", "we're", "you", "you're", "he", "she", "it", "it's", "they", "there",
        "that", "that's", "this", "my", "your", "our", "what", "why", "how", "who", "when", "where", "which", "not",
        "no", "yes", "none", "nothing", "nobody", "skip", "later", "hi", "hello", "hey", "please", "so", "very", "and",
        "but", "don't", "do", "can", "could", "feeling", "remind", "ask", "tell", "say", "okay", "ok",
    }
)  # fmt: skip
"""Words that no name begins with: what follows is a sentence about something else."""


def name_in(said: str) -> str | None:
    """Return the name that was said, or None where it is a sentence, a clock time or nothing."""
    name = _INTRODUCES.sub("", said.strip())
    words = name.lower().split()
    if not words or words[0] in _NO_NAME or find_time(name.lower()) is not None:
        return None
    return name


def name_said(said: str) -> str | None:
    """Return the name as it was said; one without any capital, as an ear that hears none sends it, gets them.

    A sentence is no name.
    """
    name = name_in(said.strip()[:LONGEST_NAME])
    if not name:
        return None
    has_capitals = name != name.lower() or name == name.upper()
    return name if has_capitals else _BEGINNING.sub(lambda first: first[0].title(), name)
