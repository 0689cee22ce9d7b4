"""Which ask of the other one a promise answers: the one that was just told, or an open one of the same kind."""

from uuid import UUID

from intents.dialog.questions import AskedAnswer
from intents.dialog.turn import Turn
from skill.domain.confidence import PARTNER_SIGNAL
from skill.domain.share import asked_for
from skill.storage.unit_of_work import UnitOfWork

TOWARDS = "CommitmentTowardsIntent"


def answered_by(turn: Turn, work: UnitOfWork, said: str) -> UUID | None:
    """Return the id of the ask that these words answer, or None; nothing that is said back depends on it.

    Outside the question itself only a promise to the other one is an answer, and only of a voice that is known: no
    row of the other one is looked at for anybody else.
    """
    kind = asked_for(said)
    if kind is None or not turn.confidence.reaches(PARTNER_SIGNAL.least):
        return None
    if not (turn.intent == TOWARDS or turn.asked(AskedAnswer) is not None):
        return None
    ask = work.shares.asked_of(turn.person, turn.now)
    return ask.id if ask is not None and ask.ask is kind else None
