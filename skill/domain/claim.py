"""A claim: what was said of a promise, or silenced, under a name alone; it waits until its person decides about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ClaimKind(StrEnum):
    """What was said under the name alone."""

    KEPT = "kept"
    MISSED = "missed"
    MOVED = "moved"
    TAKEN_BACK = "taken_back"
    LEFT_OUT = "left_out"
    ENDED = "ended"
    SHARING_STOPPED = "sharing_stopped"
    REMINDERS_STOPPED = "reminders_stopped"


STOPPED = (ClaimKind.SHARING_STOPPED, ClaimKind.REMINDERS_STOPPED)
"""The safe direction: these hold at once, and their person is told of it alone at the next visit."""


@dataclass(eq=False)
class Claim:
    """One thing that was said under a name alone, on a speaker of several.

    Attributes:
        subject_id: the promise that is meant, once or recurring; None for what was silenced.
        due_at: the instant to which it is moved, or None.
    """

    id: UUID
    person_id: UUID
    said_at: datetime
    kind: ClaimKind
    subject_id: UUID | None = None
    due_at: datetime | None = None
