"""A shared promise that was moved: its owner is asked whether the other one should hear the new time."""

from intents.dialog.handover import AskNewTime
from intents.dialog.turn import Reply, Turn
from intents.sharing.questions import AskedShareNewTime
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.risk import Sureness
from skill.storage.unit_of_work import UnitOfWork


def ask_new_time(turn: Turn, _work: UnitOfWork, moved: AskNewTime) -> Reply:
    """Ask once the new time is confirmed."""
    return turn.ask(turn.phrase("sharing.should_they_hear"), awaiting=AskedShareNewTime(moved.commitment_id))


def share_new_time(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Share it with its new time after a plain yes; with anything else it stays unshared, and nobody is told."""
    asked = turn.asked(AskedShareNewTime)
    if asked is None or turn.sureness is Sureness.NEAR:
        return None
    couple, found = work.shares.couple_of(turn.person), work.commitments.get(turn.person, asked.id)
    if couple is not None and found is not None and _is_ahead(found, turn):
        work.shares.share_commitment(couple, found, turn.now)
        return turn.tell(turn.phrase("sharing.shared_new_time"))
    return turn.tell(turn.phrase("sharing.not_shared_now"))


def _is_ahead(commitment: Commitment, turn: Turn) -> bool:
    return commitment.state is CommitmentState.PROMISED and commitment.due_at > turn.now
