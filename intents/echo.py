"""What an Echo brings with a turn, and what Amazon may be asked to do after it."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True)
class Echo:
    """The Echo that a turn came from, where Alexa can be asked to ring.

    Attributes:
        user_id: Amazon's id of the account.
        may_remind: did Alexa say that the account allows reminders?
    """

    user_id: str = field(repr=False)
    may_remind: bool = False


@dataclass(frozen=True)
class Connection:
    """What Alexa came back with from a question of its own.

    Attributes:
        token: what we gave it to bring back.
        is_granted: yes, no, or None where it was not answered.
    """

    token: UUID | None
    is_granted: bool | None


class Act(StrEnum):
    """What Amazon is asked to do after a turn's commit."""

    MAKE = "make"
    MIRROR = "mirror"
    ZONE = "zone"


class Outcome(StrEnum):
    """How that went."""

    DONE = "done"
    NOT_ALLOWED = "not_allowed"
    NOT_HERE = "not_here"
    FULL = "full"
    UNCERTAIN = "uncertain"
    LATER = "later"
