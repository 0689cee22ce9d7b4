"""A shared promise that was moved: its owner is asked whether the other one should hear the new time."""

from intents.dialog.turn import DECLINES, NO, YES, Awaiting, Reply, Turn
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.confidence import PARTNER_SIGNAL
from skill.domain.risk import Sureness
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork


def ask_new_time(turn: Turn, commitment: Commitment, *before: str) -> Reply | None:
    """Ask once the new time is confirmed; None where it was not shared, in company, or where no known voice speaks.

    Its words were shared with the PIN, so that for the time that goes with them a known voice is enough.
    """
    if (
        turn.datum("shared") is not True
        or turn.room is Room.COMPANY
        or not turn.confidence.reaches(PARTNER_SIGNAL.least)
    ):
        return None
    asked = Awaiting("sharing.new_time", {"id": str(commitment.id)})
    return turn.ask(*before, turn.phrase("sharing.should_they_hear"), awaiting=asked)


def new_time_answered(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Share it with its new time after a plain yes; with anything else it stays unshared, and nobody is told."""
    if turn.intent == YES and turn.sureness is not Sureness.NEAR:
        couple, row = work.shares.couple_of(turn.person), turn.row("id")
        found = work.commitments.get(turn.person, row) if row is not None else None
        if couple is not None and found is not None and _is_ahead(found, turn):
            work.shares.commitment(couple, found, turn.now)
            return turn.tell(turn.phrase("sharing.shared_new_time"))
        return turn.tell(turn.phrase("sharing.not_shared_now"))
    return turn.tell(turn.phrase("sharing.not_shared_now")) if turn.intent in DECLINES | {NO} else None


def _is_ahead(commitment: Commitment, turn: Turn) -> bool:
    return commitment.state is CommitmentState.PROMISED and commitment.due_at > turn.now
