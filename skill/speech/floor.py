"""The floor of a hard talk as speech: silence to prepare in, two minutes kept by the voice, five quiet seconds."""

from collections.abc import Callable

from skill.domain.hard_talk import TURN
from skill.speech.ssml import pause

PREPARING = 40.0
"""Silence in which the first sentence is prepared, seconds."""
QUIET = 5.0
"""Silence after every turn, seconds: less is said back in anger (rules.md R21)."""
SAYING_BACK = 45.0
"""Silence in which what was heard is said back, seconds, before the voice asks what comes next."""

Say = Callable[..., str]


def first_floor(phrase: Say) -> str:
    """Return the silent preparation of the first sentence, then the first turn, as SSML."""
    return f"{phrase('hard_talk.soft_start')}{pause(PREPARING)} {_floor(phrase, 'hard_talk.floor')}"


def next_floor(phrase: Say) -> str:
    """Return five quiet seconds and the next turn, as SSML."""
    return f"{pause(QUIET)}{_floor(phrase, 'hard_talk.change')}"


def floor_again(phrase: Say) -> str:
    """Return the first turn after a pause, as SSML: it is open again who begins."""
    return _floor(phrase, "hard_talk.floor")


def _floor(phrase: Say, opening: str) -> str:
    """Return two minutes, their soft end, five quiet seconds, and time to say back what was heard."""
    end = f'<prosody rate="slow" volume="soft">{phrase("hard_talk.two_minutes")}</prosody>'
    turn = f"{phrase(opening)}{pause(TURN.total_seconds())}{end}"
    return f"{turn}{pause(QUIET)}{phrase('hard_talk.say_back')}{pause(SAYING_BACK)}"
