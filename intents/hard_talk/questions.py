"""What hard talks and joint talks ask: for a plan, before and in a talk, after it, and about a proposal."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from intents.dialog.question import Question
from skill.domain.confidence import OWN_LABELS, PARTNER_ITEMS, WRITE_ONLY, Confidence, Requirement

TIME = ("TimeIntent", "time")
TOPIC = ("HardTalkTopicIntent", "topic")
AFTER = ("HardTalkAfterwardsIntent", "after")


@dataclass(frozen=True)
class Kept:
    """What is carried about a talk that has a row.

    Attributes:
        id: the talk, of its person or of two.
    """

    id: UUID


@dataclass(frozen=True)
class Held:
    """What is carried while a talk is held.

    Attributes:
        id: the talk, or None for one that is held under a name alone.
        opened: when that one was opened.
    """

    id: UUID | None = None
    opened: datetime | None = None


@dataclass(frozen=True)
class WantedTalk:
    """What is known of a talk that is being planned or moved.

    Attributes:
        id: the talk that is moved, of its person or of two; None for a new one.
        topic: what it is about, as it was said.
        minutes: how long it shall last.
        day: the day that was said, or that a start was offered for.
        denied: was the time that is kept heard wrong?
        hint: a minute of the day that other words hint at ("in the morning"), where its time is missing.
    """

    id: UUID | None = None
    topic: str | None = None
    minutes: int | None = None
    day: str | None = None
    denied: bool = False
    hint: int | None = None


@dataclass(frozen=True)
class Offered(WantedTalk):
    """What is known of a talk for which another start is offered.

    Attributes:
        at: the latest start that works for whoever plans.
    """

    at: datetime = field(kw_only=True)


class AskedTalkWhen(WantedTalk, Question, key="hard_talk.when", needs=WRITE_ONLY, elicit=TIME):
    """On which day, and when?"""


class AskedLatest(Offered, Question, key="hard_talk.latest", okay_is_yes=True, needs=WRITE_ONLY, elicit=TIME):
    """That is close to the night: rather at this time?"""


class AskedOtherTime(WantedTalk, Question, key="hard_talk.other_time", needs=WRITE_ONLY, elicit=TIME):
    """Which other time for this talk?"""


class AskedLikeOne(Question, key="hard_talk.like_one", okay_is_yes=True, needs=WRITE_ONLY):
    """Nothing is planned: plan a talk?"""


class AskedPlanRight(Kept, Question, key="hard_talk.confirm", says_back=True, needs=WRITE_ONLY):
    """Are this time and this length right?"""


class AskedTopic(Kept, Question, key="hard_talk.topic", needs=WRITE_ONLY, elicit=TOPIC):
    """What is it about?"""


class AskedBreathFirst(Kept, Question, key="hard_talk.breath", okay_is_yes=True, needs=WRITE_ONLY):
    """The talk is near: breathe before it?"""


class AskedBreathOn(Kept, Question, key="hard_talk.breathing", needs=WRITE_ONLY):
    """Shall we go on breathing?

    Attributes:
        chapter: the part that comes next, from nought.
    """

    chapter: int


class AskedBegin(Kept, Question, key="hard_talk.begin", okay_is_yes=True, needs=WRITE_ONLY):
    """Are you ready?"""


class AskedOneWordEach(Held, Question, key="hard_talk.word", needs=WRITE_ONLY):
    """One word each; nothing of it is kept."""


class AskedTurn(Held, Question, key="hard_talk.turn", needs=WRITE_ONLY):
    """Somebody has the floor, until "next"."""


class AskedBack(Kept, Question, key="hard_talk.back", needs=WRITE_ONLY, elicit=TIME):
    """The time-out is over: ready, or a new time?"""


class AskedTalkNewTime(Kept, Question, key="hard_talk.new_time", needs=WRITE_ONLY, elicit=TIME):
    """When shall it go on instead?"""


class AskedAfterwardsRoom(Kept, Question, key="hard_talk.afterwards_room", needs=OWN_LABELS):
    """Just you, or is someone there? Asked before the question afterwards."""


class AskedAfterwards(Question, key="hard_talk.afterwards", needs=OWN_LABELS, elicit=AFTER):
    """How is it after the talk?

    Attributes:
        id: the talk, or None for the last one.
    """

    id: UUID | None = None


class AskedHeavier(Question, key="hard_talk.heavier", okay_is_yes=True, needs=WRITE_ONLY):
    """It is heavier: breathe for a minute?"""


class AskedJointWhen(WantedTalk, Question, key="hard_talk.joint.when", needs=OWN_LABELS, elicit=TIME):
    """On which day, and when shall it be proposed for?"""


class AskedJointLatest(
    Offered, Question, key="hard_talk.joint.latest", okay_is_yes=True, needs=OWN_LABELS, elicit=TIME
):
    """That is close to the night: rather propose this time?"""


class AskedProposalRight(Kept, Question, key="hard_talk.joint.confirm", says_back=True, needs=OWN_LABELS):
    """Was the proposal heard right?"""


class AskedProposalRoom(Kept, Question, key="hard_talk.joint.room", needs=Requirement(Confidence.VOICE)):
    """Just you, or is someone there? Asked before a proposal is told."""


class AskedShallItBe(
    Kept, Question, key="hard_talk.joint.shall_it_be", okay_is_yes=True, needs=PARTNER_ITEMS, elicit=TIME
):
    """Something is proposed: shall it be?"""


class AskedJointOtherTime(Kept, Question, key="hard_talk.joint.other_time", needs=PARTNER_ITEMS, elicit=TIME):
    """Not then: which other time?"""


IN_PROGRESS = (AskedBreathFirst, AskedBreathOn, AskedBegin, AskedOneWordEach, AskedTurn, AskedBack, AskedTalkNewTime)
"""Asked after a label that was said aloud, or of somebody surer: a talk that is held outlasts the minutes of a PIN."""
JOINT = (AskedJointWhen, AskedJointLatest, AskedProposalRight, AskedShallItBe, AskedJointOtherTime)
"""To these a time is one for a talk of two."""


def carried(asked: Question | None) -> WantedTalk:
    """Return what a question knows of a talk that is being planned."""
    if isinstance(asked, WantedTalk):
        return WantedTalk(asked.id, asked.topic, asked.minutes, asked.day, asked.denied, asked.hint)
    return WantedTalk(asked.id) if isinstance(asked, Kept | Held) else WantedTalk()
