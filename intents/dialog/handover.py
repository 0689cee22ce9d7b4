"""What one conversation may leave to another one, which declares in its table that it takes it over.

A reply with `Reply.then` is said first; the router adds what the other conversation says, asks and keeps.
"""

from dataclasses import dataclass, field
from uuid import UUID

from skill.domain.person import Person


@dataclass(frozen=True)
class Handover:
    """The base of every hand-over; a subclass carries what the other conversation needs.

    Attributes:
        person: who speaks from now on, where that is somebody else; what was asked before was not asked of them.
    """

    person: Person | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class BeginCheckIn(Handover):
    """Ask how it is."""


@dataclass(frozen=True)
class BeginBreathing(Handover):
    """Breathe now.

    Attributes:
        minutes: for how long; None for the usual length.
    """

    minutes: int | None = None


@dataclass(frozen=True)
class BeginGrounding(Handover):
    """Look around, one sense after the other."""


@dataclass(frozen=True)
class BeginReflection(Handover):
    """Say tonight's prompt."""


@dataclass(frozen=True)
class AskForCommitment(Handover):
    """Ask what the person would like to promise."""


@dataclass(frozen=True)
class MakeCommitment(Handover):
    """Make a promise of these words, for the time that was said in this turn; ask for it where none was.

    Attributes:
        words: what is promised.
        answers: what the other one asked for that it answers, or None.
    """

    words: str
    answers: UUID | None


@dataclass(frozen=True)
class AskNewTime(Handover):
    """Ask whether the other one should hear the new time of a promise that was shared.

    Attributes:
        commitment_id: the promise.
    """

    commitment_id: UUID


@dataclass(frozen=True)
class AskCityFirst(Handover):
    """Ask for the city, and do then what it is needed for.

    Attributes:
        intent: what is done then, without slots.
    """

    intent: str


@dataclass(frozen=True)
class WelcomeNewcomer(Handover):
    """Begin the first start with somebody who has just moved in.

    Attributes:
        name: the name that was said.
    """

    name: str
