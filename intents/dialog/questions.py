"""The question of no conversation: whether what was heard was meant."""

from intents.dialog.question import Question
from intents.dialog.wish import Wish
from skill.domain.confidence import ANYBODY


class AskedMeant(Question, key="meant.first", okay_is_yes=True, needs=ANYBODY):
    """Was this meant? Asked before what was only guessed, or would delete, end or silence, is done.

    Attributes:
        wish: what is done after a yes.
    """

    wish: Wish
