"""What became of a commitment: asked about once it is due, kept, or said plainly that it did not happen."""

from collections.abc import Callable
from datetime import datetime

from intents.commitment.lookup import find_commitment, from_question
from intents.commitment.questions import AskedDue
from intents.commitment.repair import ask_to_own
from intents.dialog.turn import Reply, Turn
from skill.domain.commitment import Commitment
from skill.domain.occurrence import OccurrenceReason
from skill.speech.spoken import clock_at
from skill.storage.unit_of_work import UnitOfWork


def begin_commitment(turn: Turn, work: UnitOfWork, *before: str) -> Reply | None:
    """Ask about the earliest commitment that is due and not answered; None when there is none.

    It is named by its clock time alone: at this certainty its words are not read back (rules.md D0).
    """
    due = work.commitments.due(turn.person, turn.now)
    if not due:
        return None
    return ask_about(turn, due[0], *before, is_announced=turn.announced and len(due) == 1)


def ask_about(turn: Turn, commitment: Commitment, *before: str, is_announced: bool = False) -> Reply:
    """Ask whether it happened.

    Args:
        is_announced: was its label, with its clock time, just said aloud?
    """
    asked = AskedDue(commitment.id)
    if is_announced:
        return turn.ask(*before, turn.phrase("commitment.did_it_happen_announced"), awaiting=asked)
    return turn.ask(*before, turn.phrase("commitment.did_it_happen", time=clock_of(commitment)), awaiting=asked)


def kept(turn: Turn, work: UnitOfWork) -> Reply:
    """It happened; what it was to make good is repaired."""
    return _settle(turn, work, Commitment.keep, _say_kept)


def missed(turn: Turn, work: UnitOfWork) -> Reply:
    """It did not happen: one sentence of owning is heard, if the person likes."""
    return _settle(turn, work, Commitment.own_missed, _say_missed)


def _settle(
    turn: Turn,
    work: UnitOfWork,
    decide: Callable[[Commitment, datetime], object],
    answer: Callable[[Turn, UnitOfWork, Commitment], Reply],
) -> Reply:
    """Decide the commitment that is meant; one whose time is still to come is asked about first."""
    commitment = from_question(turn, work) or find_commitment(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    if _is_early(turn, commitment):
        return ask_about(turn, commitment)
    decide(commitment, turn.now)
    work.commitments.settle(commitment, turn.now)
    work.calendar.cancel_follow_ups(commitment, turn.now, OccurrenceReason.ANSWERED)
    return answer(turn, work, commitment)


def _say_kept(turn: Turn, work: UnitOfWork, commitment: Commitment) -> Reply:
    return next_or(turn, work, turn.phrase("commitment.kept_made_good" if commitment.repairs_id else "commitment.kept"))


def _say_missed(turn: Turn, _work: UnitOfWork, commitment: Commitment) -> Reply:
    return ask_to_own(turn, commitment, turn.phrase("commitment.missed"))


def _is_early(turn: Turn, commitment: Commitment) -> bool:
    """Is its time still to come, and was it not named? "Done" may be about the dishes."""
    is_named = turn.awaiting is not None and turn.awaiting.topic == "commitment"
    return turn.may_hear_own and not is_named and commitment.due_at > turn.now


def rests(turn: Turn, work: UnitOfWork) -> Reply:
    """What did not happen is let rest; if another one is due, it is asked about."""
    return next_or(turn, work, turn.phrase("commitment.rests"))


def next_or(turn: Turn, work: UnitOfWork, *said: str) -> Reply:
    """Say this and ask about the next one that is due, or say this alone."""
    return begin_commitment(turn, work, *said) or turn.tell(*said)


def clock_of(commitment: Commitment) -> str:
    """Return the clock time a commitment is named by."""
    return clock_at(commitment.local_due())
