"""Questions that more than one conversation asks or looks at; each is answered by the one that its key names."""

from uuid import UUID

from intents.dialog.question import Question
from intents.dialog.wish import Wish
from skill.domain.confidence import ANYBODY, OWN_LABELS, PARTNER_ITEMS, WRITE_ONLY
from skill.domain.rule import PromptKind
from skill.domain.share import Ask


class AskedMeant(Question, key="meant.first", okay_is_yes=True, needs=ANYBODY):
    """Was this meant? Asked before what was only guessed, or would delete, end or silence, is done.

    Attributes:
        wish: what is done after a yes.
    """

    wish: Wish


class AskedAnything(Question, key="courtesy.anything", needs=ANYBODY):
    """What now? Any conversation may answer it."""


class AskedPause(Question, key="schedule.pause", needs=WRITE_ONLY, elicit=("SchedulePauseIntent", "duration")):
    """For how long shall nothing be said unasked?"""


class AskedReminder(Question, key="reminders.offer", okay_is_yes=True, needs=OWN_LABELS):
    """Shall Alexa ring for this?

    Attributes:
        kind: what it rings for.
        subject: the promise or talk, or None for what has no row of its own.
        before_checkin: does a no go on to the first check-in, as at the first start?
    """

    kind: PromptKind
    subject: UUID | None = None
    before_checkin: bool = False


class AskedAnswer(Question, key="asked.answer", needs=PARTNER_ITEMS):
    """What is your answer to what the other one asked for?

    Attributes:
        id: what the other one asked for, as a share.
        ask: which of the closed list it is.
    """

    id: UUID
    ask: Ask
