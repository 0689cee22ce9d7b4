"""What is asked about sharing: whether a word or a new time is to be heard, who is there, and what to ask the other."""

from uuid import UUID

from intents.dialog.question import Question
from skill.domain.confidence import GIVE_SHARE, PARTNER_ITEMS, PARTNER_SIGNAL, WRITE_ONLY


class AskedShareWord(Question, key="sharing.word", needs=GIVE_SHARE):
    """Shall the other one hear this word? The word itself does not wait in the question.

    Attributes:
        id: the check-in that it is of.
    """

    id: UUID


class AskedWordAgain(Question, key="sharing.word_again", needs=GIVE_SHARE):
    """Still share it? Asked after a word that was said in the heat of it.

    Attributes:
        id: the check-in that it is of.
    """

    id: UUID


class AskedShareNewTime(Question, key="sharing.new_time", needs=PARTNER_SIGNAL):
    """Should the other one hear the new time of a promise that was shared?

    Attributes:
        id: the promise.
    """

    id: UUID


class AskedWhichAsk(Question, key="sharing.which_ask", needs=PARTNER_SIGNAL, elicit=("SharingAskIntent", "ask")):
    """What would you like to ask the other one for?"""


class AskedRoomForShares(Question, key="sharing.room", needs=WRITE_ONLY):
    """Are you alone? Asked before it is said how much is shared."""


class AskedList(Question, key="sharing.list", okay_is_yes=True, needs=PARTNER_ITEMS):
    """Would you like to hear what you share?"""


class AskedHear(Question, key="asked.hear", needs=PARTNER_ITEMS):
    """Should the other one hear "not this week"?

    Attributes:
        id: what the other one asked for, as a share.
    """

    id: UUID
