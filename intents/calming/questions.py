"""What breathing and grounding ask: who is there, whether the breath may be held, and whether to go on."""

from intents.dialog.question import Question
from skill.domain.confidence import ANYBODY, OWN_LABELS


class AskedRoomForBreathing(Question, key="breathing.room", needs=OWN_LABELS):
    """Just you, or is someone there? Asked before the health question.

    Attributes:
        pattern: id of the pattern that was wished for.
        minutes: how long it is to last.
    """

    pattern: str
    minutes: int


class AskedHealth(Question, key="breathing.gate", needs=OWN_LABELS):
    """Does anything speak against holding the breath?

    Attributes:
        pattern: id of the pattern that was wished for.
        minutes: how long it is to last.
    """

    pattern: str
    minutes: int


class AskedNextPart(Question, key="breathing.next", needs=ANYBODY):
    """Shall we go on? Asked where a breathing does not fit into one answer.

    Attributes:
        pattern: id of the pattern.
        minutes: how long the whole of it lasts.
        slower_by: seconds by which each phase is longer than in the pattern.
        chapter: the part that comes next, from nought.
    """

    pattern: str
    minutes: int
    slower_by: float
    chapter: int


class AskedOnceMore(Question, key="breathing.after", needs=ANYBODY):
    """Once more, or rest?

    Attributes:
        pattern: id of the pattern that was breathed.
        minutes: how long it lasted.
        slower_by: seconds by which each phase was longer than in the pattern.
    """

    pattern: str
    minutes: int
    slower_by: float


class AskedNextSense(Question, key="grounding.next", needs=ANYBODY):
    """The silence after one sense, in which things are named.

    Attributes:
        sense: the sense that comes next, from nought.
    """

    sense: int


class AskedGroundingAgain(Question, key="grounding.after", needs=ANYBODY):
    """Once more, or is that enough?"""
