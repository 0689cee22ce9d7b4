"""After it did not happen: one sentence of owning or nothing; then something small to make it good, or less of it."""

from intents.commitment.lookup import find_commitment, from_question, series_of
from intents.commitment.making import ask_for_commitment
from intents.commitment.questions import AskedAgain, AskedOwn, AskedRepair
from intents.dialog.turn import Reply, Turn
from skill.domain.commitment import LATELY, Commitment, CommitmentState
from skill.storage.unit_of_work import UnitOfWork


def ask_to_own(turn: Turn, commitment: Commitment, *before: str) -> Reply:
    """Offer to hear one sentence about it; nothing is as good an answer."""
    return turn.ask(*before, turn.phrase("commitment.own"), awaiting=AskedOwn(commitment.id))


def own(turn: Turn, work: UnitOfWork) -> Reply:
    """Keep the sentence sealed, never said again, and go on to what may come after it."""
    commitment = from_question(turn, work) or _missed_lately(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    words = turn.slot("words")
    if words is None:
        return turn.ask(turn.phrase("commitment.own_listening"), awaiting=AskedOwn(commitment.id))
    work.commitments.own(turn.person, commitment, words)
    return ask_again(turn, work, turn.phrase("commitment.owned"))


def ask_again(turn: Turn, work: UnitOfWork, *before: str) -> Reply:
    """Ask whether it is to be made good, made smaller, or let rest."""
    commitment = from_question(turn, work) or _missed_lately(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    return turn.ask(*before, turn.phrase("commitment.again"), awaiting=AskedAgain(commitment.id))


def repair(turn: Turn, work: UnitOfWork) -> Reply:
    """Ask for a small new promise that makes the missed one good."""
    commitment = from_question(turn, work) or _missed_lately(turn, work)
    if commitment is None:
        return ask_for_commitment(turn)
    asked = AskedRepair(commitment.id, repairs=commitment.id)
    return turn.ask(turn.phrase("commitment.repair_what"), awaiting=asked)


def make_smaller(turn: Turn, work: UnitOfWork) -> Reply:
    """Ask for the same with less, in new words; in place of a recurring promise it stands from now on."""
    missed = from_question(turn, work) or _missed_lately(turn, work)
    commitment = missed or find_commitment(turn, work)
    if commitment is None:
        return ask_for_commitment(turn)
    series = series_of(turn, work, commitment)
    asked = AskedRepair(commitment.id, repairs=commitment.id)
    if series is not None or missed is None or missed.state is CommitmentState.PROMISED:
        # In its place from now on, rather than to make it good.
        asked = AskedRepair(commitment.id, replaces=series.id if series is not None else commitment.id)
    return turn.ask(turn.phrase("commitment.smaller_what"), awaiting=asked)


def _missed_lately(turn: Turn, work: UnitOfWork) -> Commitment | None:
    last = work.commitments.last(turn.person, CommitmentState.MISSED_OWNED)
    return last if last is not None and turn.now - last.due_at < LATELY else None
