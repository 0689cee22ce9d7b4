"""What is asked while private words are said: the first of them, and whether there are more."""

from uuid import UUID

from intents.dialog.question import Question
from skill.domain.confidence import WRITE_ONLY

ELICIT = ("PrivateWordsKeepIntent", "words")


class AskedFirstWords(Question, key="private_words.first", okay_is_yes=True, needs=WRITE_ONLY, elicit=ELICIT):
    """What is it? Nothing is taken down yet."""


class AskedMoreWords(Question, key="private_words.more", okay_is_yes=True, needs=WRITE_ONLY, elicit=ELICIT):
    """More of it, keep it, or let it go?

    Attributes:
        id: the draft of what was said so far.
    """

    id: UUID
