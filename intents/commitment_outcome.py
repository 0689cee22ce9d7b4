"""What became of a commitment: asked about once it is due, kept, or said plainly that it did not happen."""

from intents.commitment_moving import ask_when
from intents.meant import asked_about, meant
from intents.turn import YES, Awaiting, Reply, Turn
from skill.domain.occurrence import Reason
from skill.speech.spoken import clock
from skill.storage.store import Work


def begin_commitment(turn: Turn, work: Work, *before: str) -> Reply | None:
    """Ask about the earliest commitment that is due and not answered; None when there is none.

    It is named by its clock time alone: at this certainty its words are not read back (safety.md D0).
    """
    due = work.commitments.due(turn.person, turn.now)
    if not due:
        return None
    asked = Awaiting("commitment.due", {"id": str(due[0].id)})
    if turn.announced and len(due) == 1:
        return turn.ask(*before, turn.phrase("commitment.did_it_happen_announced"), awaiting=asked)
    local = due[0].local_due()
    time = clock(local.hour * 60 + local.minute)
    return turn.ask(*before, turn.phrase("commitment.did_it_happen", time=time), awaiting=asked)


def kept(turn: Turn, work: Work) -> Reply:
    """It happened."""
    commitment = asked_about(turn, work) or meant(turn, work)
    if commitment is not None:
        commitment.keep(turn.now)
        work.calendar.end_asking(commitment, turn.now, Reason.ANSWERED)
    if not turn.may_hear_own:
        return turn.tell(turn.phrase("courtesy.noted"))
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    return _next_or(turn, work, turn.phrase("commitment.kept"))


def missed(turn: Turn, work: Work) -> Reply:
    """It did not happen; a new time is offered."""
    commitment = asked_about(turn, work) or meant(turn, work)
    if commitment is not None:
        commitment.own_missed(turn.now)
        work.calendar.end_asking(commitment, turn.now, Reason.ANSWERED)
    if not turn.may_hear_own:
        return turn.tell(turn.phrase("courtesy.noted"))
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    asked = Awaiting("commitment.again", {"id": str(commitment.id)})
    return turn.ask(turn.phrase("commitment.missed"), turn.phrase("commitment.again"), awaiting=asked)


def again(turn: Turn, work: Work) -> Reply:
    """A new time is wanted, or it rests."""
    commitment = asked_about(turn, work)
    if turn.heard == YES and commitment is not None:
        return ask_when(turn, commitment)
    return _next_or(turn, work, turn.phrase("commitment.rests"))


def _next_or(turn: Turn, work: Work, *said: str) -> Reply:
    return begin_commitment(turn, work, *said) or turn.tell(*said)
