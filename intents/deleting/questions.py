"""What is asked before something is deleted: one thing, a whole day, or what was said under the person's name."""

from uuid import UUID

from intents.dialog.question import Question
from skill.domain.confidence import OWN_LABELS


class AskedDelete(Question, key="deleting.confirm", okay_is_yes=True, needs=OWN_LABELS):
    """Is this one thing to go?

    Attributes:
        id: the thing.
    """

    id: UUID


class AskedDeleteToday(Question, key="deleting.today", okay_is_yes=True, needs=OWN_LABELS):
    """Is all that was said today to go?"""


class AskedByName(Question, key="deleting.by_name", needs=OWN_LABELS):
    """Keep what was said under your name, or let it go?"""
