"""Whether a change to a promise was meant: the promise is named by its clock time before anything is done to it."""

from intents.commitment.lookup import find_commitment, find_for_skip, from_question
from intents.commitment.moving import new_due
from intents.commitment.outcome import ask_about, clock_of
from intents.commitment.withdrawing import series_meant
from intents.dialog.turn import Reply, Turn
from skill.domain.commitment import Commitment
from skill.speech.recurring import repeated
from skill.speech.spoken import moment
from skill.storage.unit_of_work import UnitOfWork


def confirm_move(turn: Turn, work: UnitOfWork) -> str | None:
    """Ask with both times; None where the new one is asked for anyway, or no promise is open."""
    if not turn.may_hear_own:
        return None
    commitment = from_question(turn, work, claimed=True) or find_commitment(turn, work)
    due = new_due(turn, commitment) if commitment is not None else None
    if commitment is None or due is None:
        return None
    time = moment(turn.person.local(due), turn.local.date())
    return turn.phrase("meant.move_commitment", which=clock_of(commitment), time=time)


def confirm_drop(turn: Turn, work: UnitOfWork) -> str | None:
    """Ask whether this promise is to be taken back."""
    if not turn.may_hear_own:
        return None
    found = from_question(turn, work, claimed=True) or find_commitment(turn, work) or find_for_skip(turn, work)
    return _named(turn, "meant.drop_commitment", found)


def confirm_skip(turn: Turn, work: UnitOfWork) -> str | None:
    """Ask whether this promise is to be left out this time."""
    if not turn.may_hear_own:
        return None
    return _named(turn, "meant.skip_commitment", from_question(turn, work) or find_for_skip(turn, work))


def confirm_end(turn: Turn, work: UnitOfWork) -> str | None:
    """Ask whether a recurring promise is to end; None where there is none, or it is asked which."""
    series = series_meant(turn, work) if turn.may_hear_own else None
    if series is None:
        return None
    return turn.phrase("meant.end_series", time=repeated(series.days, series.minute))


def confirm_outcome(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Ask how it went with the question of our own that is asked at its time."""
    found = (from_question(turn, work) or find_commitment(turn, work)) if turn.may_hear_own else None
    return ask_about(turn, found) if found is not None else None


def _named(turn: Turn, key: str, commitment: Commitment | None) -> str | None:
    return turn.phrase(key, which=clock_of(commitment)) if commitment is not None else None
