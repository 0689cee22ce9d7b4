"""Taking a commitment back, or leaving one of a recurring promise out: which of the two is meant is asked once."""

from intents.commitment.lookup import (
    find_commitment,
    find_for_skip,
    from_question,
    series_from_question,
    series_of,
    stands_at,
)
from intents.commitment.outcome import clock_of, missed
from intents.commitment.questions import AskedLeaveOut, AskedMove, AskedWhich, AskedWhichSeries
from intents.dialog.turn import YES, Reply, Turn
from skill.domain.commitment import Commitment
from skill.domain.occurrence import OccurrenceReason
from skill.domain.rule import PromptKind
from skill.domain.series import CommitmentSeries
from skill.speech.recurring import repeated
from skill.speech.times import read_time
from skill.storage.unit_of_work import UnitOfWork


def drop(turn: Turn, work: UnitOfWork, *, only_this: bool = False) -> Reply:
    """Take the commitment that is meant back; of a series, first ask whether this one is meant or all of it.

    Args:
        only_this: this one alone is meant, since its time was being confirmed.
    """
    asked = series_from_question(turn, work)
    if asked is not None and turn.asked(AskedWhich) is None:
        return _end(turn, work, asked)
    commitment = from_question(turn, work, claimed=True) or find_commitment(turn, work) or find_for_skip(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    series = series_of(turn, work, commitment)
    if series is None or only_this:
        return _withdraw(turn, work, commitment)
    said = turn.phrase("commitment.this_one_or_all", time=clock_of(commitment))
    return turn.ask(said, awaiting=AskedWhich(commitment.id, series.id))


def skip(turn: Turn, work: UnitOfWork) -> Reply:
    """ "Not today", said beforehand, keeps faith (rules.md R9); said too late it is what did not happen."""
    commitment = from_question(turn, work) or find_for_skip(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    if commitment.skip(turn.now):
        work.calendar.cancel_follow_ups(commitment, turn.now, OccurrenceReason.SKIPPED)
        return turn.tell(turn.phrase("commitment.left_out", time=clock_of(commitment)))
    if turn.asked(AskedWhich) is not None:
        return _withdraw(turn, work, commitment)
    if commitment.due_at <= turn.now:
        return missed(turn, work)
    return turn.ask(turn.phrase("commitment.when_instead"), awaiting=AskedMove(commitment.id))


def end(turn: Turn, work: UnitOfWork) -> Reply:
    """Take a recurring promise back for good; where there are several and none is named, ask which."""
    found = series_meant(turn, work)
    if found is not None:
        return _end(turn, work, found)
    active = _active(turn, work)
    if not active:
        return turn.tell(turn.phrase("commitment.none_recurring"))
    if len(active) > 1 and turn.asked(AskedWhichSeries) is None:
        return turn.ask(turn.phrase("commitment.which_series"), awaiting=AskedWhichSeries())
    return turn.tell(turn.phrase("commitment.stays"))


def series_meant(turn: Turn, work: UnitOfWork) -> CommitmentSeries | None:
    """Return the recurring promise that is to end: the one that is asked about, else the only one of that time."""
    asked = series_from_question(turn, work) or series_of(turn, work, from_question(turn, work))
    if asked is not None and read_time(turn.slot("plan") or "") is None:
        return asked
    active = _active(turn, work)
    return active[0] if len(active) == 1 else None


def _active(turn: Turn, work: UnitOfWork) -> list[CommitmentSeries]:
    """Return the recurring promises, of one clock time where that was said."""
    active = work.series.active(turn.person)
    named = read_time(turn.slot("plan") or "")
    if named is None:
        return active
    return [one for one in active if stands_at(one.minute, named.minute)]


def ask_whether_today(turn: Turn, work: UnitOfWork) -> Reply | None:
    """ "Not today" out of nowhere: ask once whether the recurring plan of later today is meant.

    Returns:
        None where there is no such plan.
    """
    today = turn.local.date()
    ahead = (one for one in work.commitments.open(turn.person, turn.now) if one.follows_series(turn.now))
    commitment = next((one for one in ahead if one.local_due().date() == today), None)
    if commitment is None:
        return None
    said = turn.phrase("commitment.is_it_this_one", time=clock_of(commitment))
    return turn.ask(said, awaiting=AskedLeaveOut(commitment.id))


def today_answered(turn: Turn, work: UnitOfWork) -> Reply:
    """Leave today's plan out; or it was the evening minute that was meant."""
    if turn.intent == YES:
        return skip(turn, work)
    work.calendar.skip_today(turn.person, PromptKind.REFLECTION, turn.now)
    return turn.tell(turn.phrase("reflection.not_tonight"))


def _withdraw(turn: Turn, work: UnitOfWork, commitment: Commitment) -> Reply:
    commitment.withdraw(turn.now)
    work.calendar.cancel_follow_ups(commitment, turn.now, OccurrenceReason.WITHDRAWN)
    return turn.tell(turn.phrase("commitment.taken_back", time=clock_of(commitment)))


def _end(turn: Turn, work: UnitOfWork, series: CommitmentSeries) -> Reply:
    work.series.end(series, turn.now)
    return turn.tell(turn.phrase("commitment.ended", time=repeated(series.days, series.minute)))
