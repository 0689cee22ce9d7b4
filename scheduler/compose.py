"""What is said unasked: a neutral label from a closed list, with at most a clock time in it."""

from collections.abc import Callable
from datetime import datetime

from skill.domain.commitment import ASK_AFTER
from skill.domain.hard_talk import SIGN_BEFORE
from skill.domain.person import SchedulePreferences
from skill.domain.rule import PromptKind
from skill.speech.spoken import clock

LABELS = (
    *("label.reflection", "label.commitment", "label.several", "label.hard_talk", "label.time_out", "label.notice"),
)
"""Every phrase that may be spoken unasked (rules.md R15)."""

Say = Callable[..., str]


def label(
    kind: PromptKind, due_at: datetime, person: SchedulePreferences, *, say: Say, stands_for_several: bool
) -> str:
    """Return the words for one occurrence.

    Args:
        due_at: when the occurrence is due; a commitment itself was due ASK_AFTER earlier, a talk starts SIGN_BEFORE
            later.
        say: says a key of the catalogue with a seed and values.
        stands_for_several: True when others of this person were merged into it.
    """
    seed = person.seed
    if stands_for_several:
        return say("label.several", seed)
    if kind is PromptKind.COMMITMENT:
        local = person.local(due_at - ASK_AFTER)
        return say("label.commitment", seed, time=clock(local.hour * 60 + local.minute))
    if kind is PromptKind.HARD_TALK:
        return say("label.hard_talk", seed, time=_bare_clock(person.local(due_at + SIGN_BEFORE)))
    if kind is PromptKind.TIME_OUT:
        return say("label.time_out", seed, time=_bare_clock(person.local(due_at)))
    return say("label.reflection", seed)


def _bare_clock(local: datetime) -> str:
    """Return a clock time as a label says it: "seven", "half past seven", "eight ten"."""
    return clock(local.hour * 60 + local.minute).removesuffix(" o'clock")
