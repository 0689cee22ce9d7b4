"""A conversation as two tables: what each intent needs, risks and is answered with, and who answers each question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intents.dialog.handover import Handover
from intents.dialog.question import Question
from intents.dialog.turn import Reply, Stake, Turn
from skill.domain.confidence import Requirement
from skill.storage.unit_of_work import UnitOfWork

Handler = Callable[[Turn, UnitOfWork], Reply | None]
"""Answers a turn within its transaction; None leaves it to the next look-up."""
TakesOver = Callable[[Turn, UnitOfWork, Any], Reply]
"""Goes on with a hand-over, which is its third argument."""
ANYTHING = "*"
"""In the answers of a question: whatever has no line of its own there."""


def tells(key: str) -> Handler:
    """Return a handler that says a phrase and ends."""
    return lambda turn, _work: turn.tell(turn.phrase(key))


@dataclass(frozen=True)
class Heard:
    """What belongs to one intent.

    Attributes:
        needs: what its answer needs before it is given.
        handler: answers it where the open question has no line for it, or its line leaves it.
        stake: what it risks where it was not meant.
    """

    needs: Requirement
    handler: Handler
    stake: Stake


@dataclass(frozen=True)
class Conversation:
    """One conversation.

    Attributes:
        topic: the first part of the names of its questions and phrases.
        intents: what belongs to each intent that it answers.
        questions: for each of its questions, by which intent who answers.
        takes_over: for each hand-over of other conversations that it takes over, who goes on.
    """

    topic: str
    intents: Mapping[str, Heard]
    questions: Mapping[type[Question], Mapping[str, Handler]]
    takes_over: Mapping[type[Handover], TakesOver] = field(default_factory=dict)

    @property
    def hears(self) -> frozenset[str]:
        """The intents that it answers."""
        return frozenset(self.intents)

    @property
    def needs(self) -> Mapping[str, Requirement]:
        """What each of its answers needs: per intent that it hears, and per question that it asks."""
        asked = {kind.key: kind.requirement for kind in self.questions}
        return {**{name: one.needs for name, one in self.intents.items()}, **asked}

    @property
    def stakes(self) -> Mapping[str, Stake]:
        """What each intent that it hears risks where it was not meant."""
        return {name: one.stake for name, one in self.intents.items()}

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Answer a turn, or return None to leave it to another conversation.

        First the line of the open question for this intent, then its line for anything, then the intent's own.
        """
        of_question = self._of_question(turn)
        own = self.intents.get(turn.intent)
        handlers = (of_question.get(turn.intent), of_question.get(ANYTHING), own.handler if own is not None else None)
        replies = (one(turn, work) for one in handlers if one is not None)
        return next((reply for reply in replies if reply is not None), None)

    def _of_question(self, turn: Turn) -> Mapping[str, Handler]:
        """Return who answers the open question, where it is one of ours."""
        return self.questions.get(type(turn.awaiting.question), {}) if turn.awaiting is not None else {}
