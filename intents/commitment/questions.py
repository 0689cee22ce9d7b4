"""What is asked about a promise: what it is, by when, whether it was heard right, how it went, and which is meant."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from intents.dialog.question import Question
from skill.domain.confidence import OWN_LABELS, WRITE_ONLY

Weekdays = Annotated[int, Field(ge=0b0000001, le=0b1111111)]
"""Bit mask of weekdays, Monday is bit 0."""
MinuteOfDay = Annotated[int, Field(ge=0, lt=24 * 60)]
"""Minute of the local day."""
TIME = ("TimeIntent", "time")
PROMISE = ("CommitmentIntent", "commitment")


class AskedWhat(Question, key="commitment.what", needs=WRITE_ONLY, elicit=PROMISE):
    """What would you like to promise?

    Attributes:
        repairs: the missed promise that the new one is to make good.
        replaces: the promise, recurring or not, in whose place it comes.
        answers: what the other one asked for that it answers.
    """

    repairs: UUID | None = None
    replaces: UUID | None = None
    answers: UUID | None = None


class AskedWhen(Question, key="commitment.when", needs=WRITE_ONLY, elicit=TIME):
    """By what time? It carries the promise whose time is missing; nothing of it is kept before.

    Attributes:
        text: the promise without the words that say when.
        day: the day that was said.
        days: the weekdays of a recurring one.
        hint: a minute of the day that other words hint at ("before dinner").
        repairs: the missed promise that it is to make good.
        replaces: the promise, recurring or not, in whose place it comes.
        answers: what the other one asked for that it answers.
        is_second: was the time asked for once before?
    """

    text: str
    day: date | None = None
    days: Weekdays | None = None
    hint: MinuteOfDay | None = None
    repairs: UUID | None = None
    replaces: UUID | None = None
    answers: UUID | None = None
    is_second: bool = False

    @property
    def tied_to(self) -> AskedWhat:
        """What the promise is tied to."""
        return AskedWhat(self.repairs, self.replaces, self.answers)

    @property
    def is_tied(self) -> bool:
        """Does it make good, replace or answer something, so that it is another one than any that stands?"""
        return self.tied_to != AskedWhat()

    def to(self, tied: AskedWhat) -> Self:
        """Return the same promise, tied to something."""
        return replace(self, repairs=tied.repairs, replaces=tied.replaces, answers=tied.answers)

    def hinting(self, day: date | None, minute: int) -> "AskedWhen":
        """Return the question at which hour of that part of a day."""
        return AskedWhen(**vars(replace(self, day=day, hint=minute)))

    def proposing(self, day: date | None, minute: int) -> "AskedProposed":
        """Return the question whether this time is taken."""
        return AskedProposed(**vars(replace(self, day=day, hint=minute)))


class AskedProposed(AskedWhen, key="commitment.proposed", okay_is_yes=True, needs=WRITE_ONLY, elicit=TIME):
    """Shall I take this time? It carries the promise as `AskedWhen` does; its hint is the minute that is proposed."""


class AskedTimeRight(Question, key="commitment.confirm", says_back=True, needs=WRITE_ONLY):
    """Is that right? Said after the time of a promise.

    Attributes:
        id: the promise, where it is a single one.
        series: the recurring promise, where it is one.
        shared: was it shared at another time, so that it is asked next whether the new one is to be heard?
    """

    id: UUID | None = None
    series: UUID | None = None
    shared: bool = False


class AskedMove(Question, key="commitment.move", needs=WRITE_ONLY, elicit=TIME):
    """By what time instead?

    Attributes:
        id: the promise that is moved; None for a recurring one, and where only a name is known.
        series: the recurring promise whose time was heard wrong.
        denied: was the time that stands heard wrong? Without another one it is then taken back.
        shared: was it shared at its old time?
        day: the day that was said where only the time is missing.
        hint: a minute of the part of the day that was said.
    """

    id: UUID | None = None
    series: UUID | None = None
    denied: bool = False
    shared: bool = False
    day: date | None = None
    hint: MinuteOfDay | None = None


class AskedDue(Question, key="commitment.due", needs=WRITE_ONLY):
    """Did it happen?

    Attributes:
        id: the promise that is due.
    """

    id: UUID


class AskedOwn(Question, key="commitment.own", needs=OWN_LABELS, elicit=("CommitmentOwnIntent", "words")):
    """Would you like to say one sentence about it?

    Attributes:
        id: the missed promise; one that is made in answer makes it good.
    """

    id: UUID


class AskedAgain(Question, key="commitment.again", needs=OWN_LABELS):
    """Is it to be made good, made smaller, or let rest?

    Attributes:
        id: the missed promise; one that is made in answer makes it good.
    """

    id: UUID


class AskedRepair(Question, key="commitment.repair", needs=OWN_LABELS, elicit=PROMISE):
    """What would make it good, or be less of it?

    Attributes:
        id: the promise that it is about.
        repairs: the missed promise that the new one makes good, or None.
        replaces: the promise, recurring or not, in whose place the new one comes, or None.
    """

    id: UUID
    repairs: UUID | None = None
    replaces: UUID | None = None


class AskedLeaveOut(Question, key="commitment.today", okay_is_yes=True, needs=OWN_LABELS):
    """Is it the plan of later today that is left out?

    Attributes:
        id: the promise of today.
    """

    id: UUID


class AskedWhich(Question, key="commitment.which", needs=OWN_LABELS):
    """This one, or all of the recurring promise?

    Attributes:
        id: the single promise.
        series: the recurring promise that it comes from.
    """

    id: UUID
    series: UUID


class AskedWhichSeries(Question, key="commitment.which_series", needs=OWN_LABELS):
    """Which of several recurring promises is to end?"""
