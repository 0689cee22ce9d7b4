"""Which commitment is meant: the one that was asked about, the one of a clock time, or the likeliest."""

from uuid import UUID

from intents.commitment.questions import (
    AskedAgain,
    AskedDue,
    AskedLeaveOut,
    AskedMove,
    AskedOwn,
    AskedRepair,
    AskedTimeRight,
    AskedWhich,
)
from intents.dialog.turn import Turn
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.series import CommitmentSeries
from skill.speech.clock_words import NOON
from skill.speech.times import read_time
from skill.storage.unit_of_work import UnitOfWork


def from_question(turn: Turn, work: UnitOfWork, *, claimed: bool = False) -> Commitment | None:
    """Return the commitment that the open question of ours is about.

    Args:
        claimed: may it be one that was said under a name alone: its time is being confirmed, or it is taken back?
    """
    row = _asked_commitment(turn)
    found = work.commitments.get(turn.person, row) if row is not None else None
    closed = {CommitmentState.WITHDRAWN} | (set() if claimed else {CommitmentState.CLAIMED})
    return found if found is not None and found.state not in closed else None


def find_commitment(turn: Turn, work: UnitOfWork) -> Commitment | None:
    """Return the one a person means, by its clock time ("my six o'clock plan") or without naming it.

    Said of how it went: the last that came due, else the last unheard, else the next. Said of a time: the last that
    came due, else the next, else the last unheard.
    """
    open_ones = work.commitments.open(turn.person, turn.now)
    if (named := read_time(turn.slot("plan") or "")) is not None:
        return next((one for one in open_ones if stands_at(minute_due(one), named.minute)), None)
    due = [one for one in open_ones if one.is_due(turn.now)]
    if due:
        return due[-1]
    if turn.intent == "CommitmentDropIntent" and open_ones:
        return max(open_ones, key=lambda one: one.made_at)
    unheard = work.commitments.last(turn.person, CommitmentState.NOT_HEARD)
    is_outcome = turn.intent in ("CommitmentKeptIntent", "CommitmentMissedIntent")
    if unheard is not None and is_outcome:
        return unheard
    return open_ones[0] if open_ones else unheard


def find_for_skip(turn: Turn, work: UnitOfWork) -> Commitment | None:
    """Return the one that "not today" means: of a series, what is still to come today, else what was due today, else
    the next; without a series the likeliest.
    """
    if turn.slot("plan"):
        return find_commitment(turn, work)
    open_ones = work.commitments.open(turn.person, turn.now)
    recurring = [one for one in open_ones if one.series_id is not None]
    today = [one for one in recurring if turn.person.day(one.due_at) == turn.today]
    ahead = [one for one in recurring if one.due_at > turn.now]
    likely = [*(one for one in today if one in ahead), *today, *ahead]
    found = next(iter(likely), None) or find_commitment(turn, work)
    active = work.series.active(turn.person) if found is None else []
    if not active:
        return found
    return work.series.next_of(min(active, key=lambda one: one.next_due(turn.now)), turn.person, turn.now)


def series_of(turn: Turn, work: UnitOfWork, commitment: Commitment | None) -> CommitmentSeries | None:
    """Return the recurring promise that a commitment comes from and that has not ended, or None."""
    if commitment is None or commitment.series_id is None:
        return None
    found = work.series.get(turn.person, commitment.series_id)
    return found if found is not None and found.ended_at is None else None


def series_from_question(turn: Turn, work: UnitOfWork) -> CommitmentSeries | None:
    """Return the recurring promise that the open question of ours is about, or None."""
    row = _asked_series(turn)
    found = work.series.get(turn.person, row) if row is not None else None
    return found if found is not None and found.ended_at is None else None


def minute_due(commitment: Commitment) -> int:
    """Return the minute of the day at which a commitment is due."""
    local = commitment.local_due()
    return local.hour * 60 + local.minute


def stands_at(minute: int, named: int) -> bool:
    """Is this minute of the day the clock time that was named, in either half of the day?"""
    return (minute - named) % NOON == 0


def _asked_commitment(turn: Turn) -> UUID | None:
    """Return the id of the promise that the open question is about, or None."""
    asked = (
        turn.asked(AskedTimeRight)
        or turn.asked(AskedMove)
        or turn.asked(AskedDue)
        or turn.asked(AskedOwn)
        or turn.asked(AskedAgain)
        or turn.asked(AskedRepair)
        or turn.asked(AskedLeaveOut)
        or turn.asked(AskedWhich)
    )
    return asked.id if asked is not None else None


def _asked_series(turn: Turn) -> UUID | None:
    """Return the id of the recurring promise that the open question is about, or None."""
    asked = turn.asked(AskedTimeRight) or turn.asked(AskedMove) or turn.asked(AskedWhich)
    return asked.series if asked is not None else None
