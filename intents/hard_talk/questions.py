"""What hard talks and joint talks ask: for a plan, before and in a talk, after it, and about a proposal."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from intents.dialog.question import Question
from skill.domain.confidence import OWN_LABELS, PARTNER_ITEMS, WRITE_ONLY, Confidence, Requirement

TIME = ("TimeIntent", "time")
TOPIC = ("HardTalkTopicIntent", "topic")
AFTER = ("HardTalkAfterwardsIntent", "after")


@runtime_checkable
class OfTalk(Protocol):
    """A question about one talk, whose id it carries; None where that talk has no row yet."""

    @property
    def id(self) -> UUID | None:
        """The talk."""


@dataclass(frozen=True)
class Wanted:
    """What is known of a talk that is being planned or moved.

    Attributes:
        id: the talk that is moved, of its person or of two; None for a new one.
        topic: what it is about, as it was said.
        minutes: how long it shall last.
        day: the day that was said where its time is missing.
        denied: was the time that is kept heard wrong?
    """

    id: UUID | None = None
    topic: str | None = None
    minutes: int | None = None
    day: str | None = None
    denied: bool = False


class AskedWhen(Wanted, Question, key="hard_talk.when", needs=WRITE_ONLY, elicit=TIME):
    """On which day, and when?"""


class AskedLatest(Wanted, Question, key="hard_talk.latest", okay_is_yes=True, needs=WRITE_ONLY, elicit=TIME):
    """That is close to the night: rather at this time?

    Attributes:
        at: the latest start that works.
    """

    at: datetime = field(kw_only=True)


class AskedOtherTime(Wanted, Question, key="hard_talk.other_time", needs=WRITE_ONLY, elicit=TIME):
    """Which other time for this talk?"""


class AskedLikeOne(Question, key="hard_talk.like_one", okay_is_yes=True, needs=WRITE_ONLY):
    """Nothing is planned: plan a talk?"""


class AskedPlanRight(Question, key="hard_talk.confirm", says_back=True, needs=WRITE_ONLY):
    """Are this time and this length right?

    Attributes:
        id: the talk as it was heard.
    """

    id: UUID


class AskedTopic(Question, key="hard_talk.topic", needs=WRITE_ONLY, elicit=TOPIC):
    """What is it about?

    Attributes:
        id: the talk.
    """

    id: UUID


class AskedBreath(Question, key="hard_talk.breath", okay_is_yes=True, needs=WRITE_ONLY):
    """The talk is near: breathe before it?

    Attributes:
        id: the talk.
    """

    id: UUID


class AskedBreathOn(Question, key="hard_talk.breathing", needs=WRITE_ONLY):
    """Shall we go on breathing?

    Attributes:
        id: the talk.
        chapter: the part that comes next, from nought.
    """

    id: UUID
    chapter: int


class AskedBegin(Question, key="hard_talk.begin", okay_is_yes=True, needs=WRITE_ONLY):
    """Are you ready?

    Attributes:
        id: the talk.
    """

    id: UUID


class AskedWord(Question, key="hard_talk.word", needs=WRITE_ONLY):
    """One word each; nothing of it is kept.

    Attributes:
        id: the talk, or None for one that is held under a name alone.
        opened: when that one was opened.
    """

    id: UUID | None = None
    opened: datetime | None = None


class AskedTurn(Question, key="hard_talk.turn", needs=WRITE_ONLY):
    """Somebody has the floor, until "next".

    Attributes:
        id: the talk, or None for one that is held under a name alone.
        opened: when that one was opened.
    """

    id: UUID | None = None
    opened: datetime | None = None


class AskedBack(Question, key="hard_talk.back", needs=WRITE_ONLY, elicit=TIME):
    """The time-out is over: ready, or a new time?

    Attributes:
        id: the talk.
    """

    id: UUID


class AskedNewTime(Question, key="hard_talk.new_time", needs=WRITE_ONLY, elicit=TIME):
    """When shall it go on instead?

    Attributes:
        id: the talk.
    """

    id: UUID


class AskedAfterwardsRoom(Question, key="hard_talk.afterwards_room", needs=OWN_LABELS):
    """Are you alone, or in company? Asked before the question afterwards.

    Attributes:
        id: the talk.
    """

    id: UUID


class AskedAfterwards(Question, key="hard_talk.afterwards", needs=OWN_LABELS, elicit=AFTER):
    """How is it after the talk?

    Attributes:
        id: the talk, or None for the last one.
    """

    id: UUID | None = None


class AskedHeavier(Question, key="hard_talk.heavier", okay_is_yes=True, needs=WRITE_ONLY):
    """It is heavier: breathe for a minute?"""


class AskedJointWhen(Wanted, Question, key="joint_talk.when", needs=OWN_LABELS, elicit=TIME):
    """On which day, and when shall it be proposed for?"""


class AskedJointLatest(Wanted, Question, key="joint_talk.latest", okay_is_yes=True, needs=OWN_LABELS, elicit=TIME):
    """That is close to the night: rather propose this time?

    Attributes:
        at: the latest start that works for the proposer.
    """

    at: datetime = field(kw_only=True)


class AskedProposalRight(Question, key="joint_talk.confirm", says_back=True, needs=OWN_LABELS):
    """Was the proposal heard right?

    Attributes:
        id: the joint talk.
    """

    id: UUID


class AskedProposalRoom(Question, key="joint_talk.room", needs=Requirement(Confidence.VOICE)):
    """Are you alone, or in company? Asked before a proposal is told.

    Attributes:
        id: the joint talk.
    """

    id: UUID


class AskedShallItBe(Question, key="joint_talk.shall_it_be", okay_is_yes=True, needs=PARTNER_ITEMS, elicit=TIME):
    """Something is proposed: shall it be?

    Attributes:
        id: the joint talk.
    """

    id: UUID


class AskedJointOtherTime(Question, key="joint_talk.other_time", needs=PARTNER_ITEMS, elicit=TIME):
    """Not then: which other time?

    Attributes:
        id: the joint talk.
    """

    id: UUID


IN_PROGRESS = (AskedBreath, AskedBreathOn, AskedBegin, AskedWord, AskedTurn, AskedBack, AskedNewTime)
"""Asked after a label that was said aloud, or of somebody surer: a talk that is held outlasts the minutes of a PIN."""
OWN: tuple[type[Question], ...] = (
    *IN_PROGRESS,
    *(AskedWhen, AskedLatest, AskedOtherTime, AskedPlanRight, AskedTopic, AskedAfterwardsRoom, AskedAfterwards),
)
"""Questions about a talk of one person."""
JOINT: tuple[type[Question], ...] = (
    *(AskedJointWhen, AskedJointLatest, AskedProposalRight),
    *(AskedProposalRoom, AskedShallItBe, AskedJointOtherTime),
)
"""Questions about a talk of two."""


def carried(asked: Question | None) -> Wanted:
    """Return what a question knows of a talk that is being planned."""
    if isinstance(asked, Wanted):
        return Wanted(asked.id, asked.topic, asked.minutes, asked.day, asked.denied)
    return Wanted(asked.id) if isinstance(asked, OfTalk) else Wanted()
