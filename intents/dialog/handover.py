"""What one conversation may leave to another one, which declares in its table that it takes it over.

A reply with `Reply.then` is said first; the router adds what the other conversation says, asks and keeps.
"""

from dataclasses import dataclass, field
from typing import ClassVar, dataclass_transform
from uuid import UUID

from skill.domain.confidence import ANYBODY, PARTNER_SIGNAL, WRITE_ONLY, Requirement
from skill.domain.person import Person


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Handover:
    """The base of every hand-over; a subclass carries what the other conversation needs.

    Attributes:
        person: who speaks from now on, where that is somebody else; what was asked before was not asked of them.
    """

    needs: ClassVar[Requirement]
    """What must be met before the other conversation goes on, as for an intent that it hears."""
    person: Person | None = field(default=None, kw_only=True)

    def __init_subclass__(cls, *, needs: Requirement) -> None:
        """Make the subclass a frozen value."""
        super().__init_subclass__()
        cls.needs = needs
        dataclass(frozen=True)(cls)


class BeginCheckIn(Handover, needs=WRITE_ONLY):
    """Ask how it is."""


class BeginBreathing(Handover, needs=ANYBODY):
    """Breathe now.

    Attributes:
        minutes: for how long; None for the usual length.
    """

    minutes: int | None = None


class BeginGrounding(Handover, needs=ANYBODY):
    """Look around, one sense after the other."""


class BeginReflection(Handover, needs=WRITE_ONLY):
    """Say tonight's prompt."""


class AskForCommitment(Handover, needs=WRITE_ONLY):
    """Ask what the person would like to promise."""


class MakeCommitment(Handover, needs=WRITE_ONLY):
    """Make a promise of these words, for the time that was said in this turn; ask for it where none was.

    Attributes:
        words: what is promised.
        answers: what the other one asked for that it answers, or None.
    """

    words: str
    answers: UUID | None


class AskNewTime(Handover, needs=PARTNER_SIGNAL):
    """Ask whether the other one should hear the new time of a promise that was shared.

    Attributes:
        commitment_id: the promise.
    """

    commitment_id: UUID


class AskCityFirst(Handover, needs=WRITE_ONLY):
    """Ask for the city, and do then what it is needed for.

    Attributes:
        intent: what is done then, without slots.
    """

    intent: str


class WelcomeNewcomer(Handover, needs=ANYBODY):
    """Begin the first start with somebody who has just moved in.

    Attributes:
        name: the name that was said.
    """

    name: str
