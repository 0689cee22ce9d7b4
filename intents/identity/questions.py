"""What is asked to know who speaks and who is there, to link two people, and to tell what was done under a name."""

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, PlainSerializer

from intents.dialog.question import Question
from intents.dialog.wish import Wish
from skill.domain.confidence import ANYBODY, OWN_FACTS, OWN_LABELS, PARTNER_ITEMS

ELICIT_NAME = ("WhoNameIntent", "name")


def _from_hex(raw: object) -> bytes:
    if not isinstance(raw, str):
        raise ValueError("hexadecimal digits are needed")
    return bytes.fromhex(raw)


CodeHash = Annotated[bytes, BeforeValidator(_from_hex), PlainSerializer(bytes.hex)]
"""The keyed hash of a code that was said; it travels as hexadecimal digits."""


class AskedName(Question, key="who.name", needs=ANYBODY, elicit=ELICIT_NAME):
    """Who is speaking?

    Attributes:
        wish: what is done once that is known, or None.
    """

    wish: Wish | None = None


class AskedNewName(Question, key="who.new", needs=ANYBODY, elicit=ELICIT_NAME):
    """What is your name? Asked of somebody who is new here.

    Attributes:
        wish: what is done once that is known, or None.
    """

    wish: Wish | None = None


class AskedMoveIn(Question, key="who.move_in", needs=ANYBODY):
    """Are you new here?

    Attributes:
        name: the name that nobody here has.
        wish: what is done after a yes, or None.
    """

    name: str
    wish: Wish | None = None


class AskedWhoIsThere(Question, key="room.first", needs=ANYBODY):
    """Just you, or is someone there? Asked before an answer that needs to know.

    Attributes:
        wish: what is answered then. What Alexa has just sent goes back to it once; free words never do.
    """

    wish: Wish


class AskedWhatNow(Question, key="room.known", needs=ANYBODY):
    """What now? Asked after it was said who is there."""


class AskedRoomForStopped(Question, key="by_name.room", needs=OWN_LABELS):
    """Are you alone? Asked before it is told what was silenced under a name alone."""


class AskedBringBack(Question, key="by_name.back", needs=OWN_FACTS):
    """Shall what was silenced under a name alone come back?"""


class AskedRoomForRecognition(Question, key="recognition.room", needs=OWN_LABELS):
    """Are you alone? Asked before it is told which speaker is new."""


class AskedRecognitionTold(Question, key="recognition.told", needs=PARTNER_ITEMS):
    """What now? Asked after it was told which speaker is new."""


class AskedForgetOthers(Question, key="recognition.forget", needs=PARTNER_ITEMS):
    """Shall all speakers but this one forget you?"""


class AskedFear(Question, key="linking.safety", about_danger=True, needs=OWN_FACTS):
    """Are you afraid of the other one? Asked alone, before anything else is said about linking.

    Attributes:
        invites: was an invitation wished for? Else it was to say the code of the other one's.
        code: the hash of that code, or None where it was not said or not understood.
    """

    invites: bool = False
    code: CodeHash | None = None


class AskedCode(Question, key="linking.code", needs=OWN_FACTS):
    """What is the code of the other one's invitation?"""


class AskedLink(Question, key="linking.confirm", okay_is_yes=True, needs=OWN_LABELS):
    """Is it the right one who said the code?

    Attributes:
        id: the invitation.
    """

    id: UUID
