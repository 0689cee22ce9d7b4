"""A shared promise that was moved: its owner is asked whether the other one should hear the new time."""

from intents.commitment.questions import AskedConfirm
from intents.dialog.turn import Reply, Turn
from intents.sharing.questions import AskedNewTime
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.confidence import PARTNER_SIGNAL
from skill.domain.risk import Sureness
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork


def ask_new_time(turn: Turn, commitment: Commitment, *before: str) -> Reply | None:
    """Ask once the new time is confirmed; None where it was not shared, in company, or where no known voice speaks.

    Its words were shared with the PIN, so that for the time that goes with them a known voice is enough.
    """
    asked = turn.asked(AskedConfirm)
    is_known_voice = turn.confidence.reaches(PARTNER_SIGNAL.least)
    if asked is None or not asked.shared or turn.room is Room.COMPANY or not is_known_voice:
        return None
    return turn.ask(*before, turn.phrase("sharing.should_they_hear"), awaiting=AskedNewTime(commitment.id))


def share_new_time(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Share it with its new time after a plain yes; with anything else it stays unshared, and nobody is told."""
    asked = turn.asked(AskedNewTime)
    if asked is None or turn.sureness is Sureness.NEAR:
        return None
    couple, found = work.shares.couple_of(turn.person), work.commitments.get(turn.person, asked.id)
    if couple is not None and found is not None and _is_ahead(found, turn):
        work.shares.commitment(couple, found, turn.now)
        return turn.tell(turn.phrase("sharing.shared_new_time"))
    return turn.tell(turn.phrase("sharing.not_shared_now"))


def _is_ahead(commitment: Commitment, turn: Turn) -> bool:
    return commitment.state is CommitmentState.PROMISED and commitment.due_at > turn.now
