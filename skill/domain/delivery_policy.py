"""What becomes of what is due: spoken unasked, kept for a visit, looked at again, or let go; each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from skill.domain.occurrence import OccurrenceReason, next_at, quiet_begins
from skill.domain.person import UNASKED_A_DAY, SchedulePreferences
from skill.domain.rule import PromptKind

LATE_AFTER = timedelta(minutes=2)
"""From this much lateness on a prompt counts as left over from an outage."""
ONE_LATE_WITHIN = timedelta(hours=1)
"""Late prompts this close to each other come from one outage; a person hears one of them (rules.md T8)."""


class Due(Protocol):
    """What must be known of a due occurrence to decide about it."""

    @property
    def kind(self) -> PromptKind:
        """What it is about."""
        ...

    @property
    def due_at(self) -> datetime:
        """When it should be heard."""
        ...

    @property
    def window_end(self) -> datetime:
        """After which instant it must not be heard."""
        ...


@dataclass(frozen=True)
class PastDelivery:
    """What a person heard unasked: when, and when it had been due."""

    at: datetime
    due_at: datetime


class Action(StrEnum):
    """What becomes of a due occurrence."""

    SPEAK = "speak"
    HOLD_FOR_VISIT = "visit"
    WAIT = "wait"
    EXPIRE = "expire"


@dataclass(frozen=True)
class DeliveryDecision:
    """What becomes of one due occurrence.

    Attributes:
        way: spoken unasked; kept silently for the next visit; looked at again later; or not at all.
        reason: why it is not spoken, or None.
        until: SPEAK: after which instant not to be heard; WAIT: when to look again.
        stands_for_several: others of this person were merged into it.
    """

    way: Action
    reason: OccurrenceReason | None = None
    until: datetime | None = None
    stands_for_several: bool = False


def is_late(due_at: datetime, now: datetime) -> bool:
    """Is it so late that it counts as left over from an outage?"""
    return now - due_at > LATE_AFTER


class DecideDeliveries(Protocol):
    """Says what becomes of everything that is due for one person."""

    def __call__(
        self, due: Sequence[Due], person: SchedulePreferences, *, now: datetime, heard: Sequence[PastDelivery]
    ) -> list[DeliveryDecision]:
        """Return one decision for each, in the order given."""
        ...


def decide_deliveries(
    due: Sequence[Due], person: SchedulePreferences, *, now: datetime, heard: Sequence[PastDelivery]
) -> list[DeliveryDecision]:
    """Decide about everything that is due for one person at `now`, in the order given (the earliest first).

    Nothing outside its window or in a pause; nothing aloud in quiet hours; one late prompt after an outage, the
    latest; of several plans that are due together one label; three unasked on one day (rules.md T8, B4).

    Args:
        heard: what the person heard unasked in the last day and a bit.
    """
    first = [_outside(one, person, now) for one in due]
    late = [one for one, way in zip(due, first, strict=True) if way is None and is_late(one.due_at, now)]
    had_late = any(is_late(one.due_at, one.at) and now - one.at < ONE_LATE_WITHIN for one in heard)
    chosen = late[-1] if late and not had_late else None
    plans = sum(one.kind is PromptKind.COMMITMENT for one in late)
    together = [
        index
        for index, (one, way) in enumerate(zip(due, first, strict=True))
        if way is None and one.kind is PromptKind.COMMITMENT and not is_late(one.due_at, now)
    ]
    today = person.day(now) if heard else None
    left = UNASKED_A_DAY - sum(person.day(one.at) == today for one in heard)
    until = quiet_begins(person, now)
    decisions: list[DeliveryDecision] = []
    for index, (one, way) in enumerate(zip(due, first, strict=True)):
        if way is not None:
            decisions.append(way)
        elif (one is not chosen and is_late(one.due_at, now)) or index in together[:-1]:
            decisions.append(DeliveryDecision(Action.HOLD_FOR_VISIT, OccurrenceReason.MERGED))
        elif left <= 0:
            decisions.append(DeliveryDecision(Action.HOLD_FOR_VISIT, OccurrenceReason.ENOUGH_TODAY))
        else:
            left -= 1
            is_plan = one.kind is PromptKind.COMMITMENT
            several = is_plan and (plans if one is chosen else len(together)) > 1
            decisions.append(DeliveryDecision(Action.SPEAK, None, min(one.window_end, until), several))
    return decisions


def _outside(one: Due, person: SchedulePreferences, now: datetime) -> DeliveryDecision | None:
    """Decide about what must not be spoken now whatever else is due."""
    if now >= one.window_end:
        return DeliveryDecision(Action.EXPIRE, OccurrenceReason.LATE)
    if person.is_paused(now):
        return DeliveryDecision(Action.EXPIRE, OccurrenceReason.PAUSED)
    if one.kind is PromptKind.HARD_TALK and is_late(one.due_at, now):
        # Left over from an outage: a quiet minute begun in a hurry is none (rules.md T1).
        return DeliveryDecision(Action.EXPIRE, OccurrenceReason.LATE)
    if not person.is_quiet(now):
        return None
    wakes = next_at(person, person.quiet_until, now)
    return (
        DeliveryDecision(Action.WAIT, until=wakes)
        if wakes < one.window_end
        else DeliveryDecision(Action.HOLD_FOR_VISIT, OccurrenceReason.QUIET)
    )
