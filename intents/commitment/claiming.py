"""What a name alone says of a promise: it waits for its person, and is answered in the same words whatever is kept."""

from datetime import datetime

from intents.commitment.lookup import find_commitment, from_question, series_from_question
from intents.commitment.making import unfinished
from intents.commitment.moving import new_due
from intents.commitment.questions import AskedDue, AskedMove, AskedTimeRight
from intents.commitment.withdrawing import series_meant
from intents.dialog.intent_names import CANCEL
from intents.dialog.turn import DECLINES, NO, YES, Reply, Turn
from skill.domain.claim import ClaimKind
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.series import CommitmentSeries
from skill.speech.due_time import due_from_slots
from skill.storage.unit_of_work import UnitOfWork

KINDS = {
    "CommitmentKeptIntent": ClaimKind.KEPT,
    "CommitmentMissedIntent": ClaimKind.MISSED,
    "TimeIntent": ClaimKind.MOVED,
    "CommitmentMoveIntent": ClaimKind.MOVED,
    "CommitmentDropIntent": ClaimKind.TAKEN_BACK,
    "CommitmentSkipIntent": ClaimKind.LEFT_OUT,
    "CommitmentEndIntent": ClaimKind.ENDED,
}
ANSWERS_DUE = {YES: ClaimKind.KEPT, NO: ClaimKind.MISSED}


def claim(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Let it wait, where a name alone would change a promise; None for what only adds.

    What was promised under the name in this very conversation is still being said: its time may be corrected.
    """
    kind = _kind(turn)
    if not turn.is_by_name or kind is None or _is_being_made(turn, work):
        return None
    if kind is ClaimKind.MOVED and not _names_time(turn):
        if turn.asked(AskedMove) is not None:
            return turn.tell(turn.phrase("commitment.left"))
        return turn.ask(turn.phrase("commitment.by_when"), awaiting=AskedMove())
    subject = _subject(turn, work, kind)
    due = new_due(turn, subject) if kind is ClaimKind.MOVED and isinstance(subject, Commitment) else None
    if subject is not None and (kind is not ClaimKind.MOVED or due is not None):
        work.claims.add(turn.person, kind, turn.now, subject_id=subject.id, due_at=due)
    return turn.tell(turn.phrase("by_name.waits"))


def _kind(turn: Turn) -> ClaimKind | None:
    if turn.asked(AskedDue) is not None and turn.intent in ANSWERS_DUE:
        return ANSWERS_DUE[turn.intent]
    asked = turn.asked(AskedTimeRight) or turn.asked(AskedMove)
    if asked is not None and asked.id is not None and turn.intent in DECLINES | {CANCEL}:
        return ClaimKind.TAKEN_BACK
    return KINDS.get(turn.intent)


def _is_being_made(turn: Turn, work: UnitOfWork) -> bool:
    """Is the open question about a promise that a name alone made, or that has no time yet?"""
    if unfinished(turn) is not None:
        return True
    series = series_from_question(turn, work)
    commitment = from_question(turn, work, claimed=True)
    is_claimed = commitment is not None and commitment.state is CommitmentState.CLAIMED
    return is_claimed or (series is not None and series.by_name)


def _names_time(turn: Turn) -> bool:
    """Was a time or a span said? Told by the words alone, whatever promise there is."""
    at: datetime | None = due_from_slots(None, turn.slot("time"), turn.local)
    return at is not None or bool(turn.slot("span"))


def _subject(turn: Turn, work: UnitOfWork, kind: ClaimKind) -> Commitment | CommitmentSeries | None:
    if kind is ClaimKind.ENDED:
        return series_meant(turn, work)
    if kind is ClaimKind.LEFT_OUT and not turn.slot("plan"):
        ahead = (one for one in work.commitments.open(turn.person, turn.now) if one.due_at > turn.now)
        return from_question(turn, work) or next((one for one in ahead if one.series_id is not None), None)
    return from_question(turn, work) or find_commitment(turn, work)
