"""What is coming up next: of everything that repeats the next one, in a number of questions that does not grow."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intents.dialog.turn import Turn
from skill.domain.commitment import ASK_AFTER
from skill.domain.hard_talk import SIGN_BEFORE
from skill.domain.rule import PromptKind
from skill.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Coming:
    """One thing that is still to come.

    Attributes:
        at: its own instant: a promise is asked about later, and a talk is signed before it.
        prompts_at: when something is said of it.
    """

    kind: PromptKind
    at: datetime
    prompts_at: datetime


def coming(turn: Turn, work: UnitOfWork) -> list[Coming]:
    """Return the next of everything, the earliest first; of a recurring promise its next one and no later one."""
    if turn.person.is_paused(turn.now):
        return []
    person, now = turn.person, turn.now
    prompts = work.calendar.upcoming(person, now)
    promises = work.commitments.of_ids(person, [one.subject_id for one in prompts if one.kind is PromptKind.COMMITMENT])
    made, unmade = work.series.nexts(person, now)
    nexts = {one.id for one in made}
    found: list[Coming] = []
    for one in prompts:
        promise = promises.get(one.subject_id) if one.subject_id is not None else None
        if promise is None:
            sign = SIGN_BEFORE if one.kind is PromptKind.HARD_TALK else timedelta()
            found.append(Coming(one.kind, one.due_at + sign, one.due_at))
        elif promise.series_id is None or promise.id in nexts:
            found.append(Coming(one.kind, promise.due_at, one.due_at))
    found += [Coming(PromptKind.COMMITMENT, due, due + ASK_AFTER) for due in unmade]
    return sorted(found, key=lambda one: one.prompts_at)
