"""What a check-in asks: how it is, whether that was heard right, and whether what is offered would help."""

from uuid import UUID

from intents.dialog.question import Question
from skill.domain.confidence import WRITE_ONLY


class AskedMood(Question, key="checkin.mood", needs=WRITE_ONLY, elicit=("CheckInIntent", "mood")):
    """How is it with you?

    Attributes:
        id: the check-in that what is said next belongs to, or None where nothing of it is kept.
        followed_up: was the one closed question asked that a broad word may get?
        corrected: was a wrong feeling just taken out of it?
        strength: from one to five, where it was said with a feeling that was wrong.
    """

    id: UUID | None = None
    followed_up: bool = False
    corrected: bool = False
    strength: int | None = None


class AskedRight(Question, key="checkin.confirm", says_back=True, needs=WRITE_ONLY):
    """Did I get that right?

    Attributes:
        id: the check-in.
        mood: id of the feeling in it that is doubted.
    """

    id: UUID
    mood: str


class AskedSuggestion(Question, key="checkin.offer", okay_is_yes=True, needs=WRITE_ONLY):
    """Would this help now?

    Attributes:
        id: the check-in.
        family: the kind of day that it is offered after.
    """

    id: UUID
    family: str
