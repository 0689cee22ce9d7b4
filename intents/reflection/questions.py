"""What the evening reflection asks: who is there, what of a prompt, words of one's own, and a breath instead."""

from uuid import UUID

from intents.dialog.question import Question
from skill.domain.confidence import WRITE_ONLY


class AskedRoomForPrompt(Question, key="reflection.room", needs=WRITE_ONLY):
    """Just you, or is someone there? Asked before a prompt."""


class AskedPrompt(Question, key="reflection.heard", needs=WRITE_ONLY):
    """A prompt was said: another one, or keep it?

    Attributes:
        id: the prompt as this person heard it.
        nth: the how manieth it was in this conversation, from one.
    """

    id: UUID
    nth: int


class AskedWords(Question, key="reflection.words", needs=WRITE_ONLY, elicit=("ReflectionWordsIntent", "words")):
    """A few words to it?

    Attributes:
        id: the prompt that was kept.
    """

    id: UUID


class AskedBreathInstead(Question, key="reflection.breath", okay_is_yes=True, needs=WRITE_ONLY):
    """No prompt fits tonight: breathe instead?"""
