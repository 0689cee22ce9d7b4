"""What is said unasked: a neutral label from a closed list, with at most a clock time in it."""

from collections.abc import Callable
from datetime import datetime

from skill.domain.commitment import ASK_AFTER
from skill.domain.person import Addressee
from skill.domain.rule import Kind
from skill.speech.spoken import clock

LABELS = ("label.reflection", "label.commitment", "label.several", "label.notice")
"""Every phrase that may be spoken unasked (product.md R15, section 8)."""

Say = Callable[..., str]


def label(kind: Kind, due_at: datetime, person: Addressee, *, say: Say, stands_for_several: bool) -> str:
    """Return the words for one occurrence.

    Args:
        due_at: when the occurrence is due; a commitment itself was due ASK_AFTER earlier.
        say: says a key of the catalogue with a seed and values.
        stands_for_several: True when others of this person were merged into it.
    """
    seed = person.seed
    if stands_for_several:
        return say("label.several", seed)
    if kind is Kind.COMMITMENT:
        local = person.local(due_at - ASK_AFTER)
        return say("label.commitment", seed, time=clock(local.hour * 60 + local.minute))
    return say("label.reflection", seed)
