"""Giving a commitment another time: moved or running late said beforehand, or a time that was heard wrong."""

from datetime import date, datetime

from intents.commitment.lookup import find_commitment, from_question, series_from_question
from intents.commitment.questions import AskedMove, AskedTimeRight
from intents.dialog.turn import Reply, Turn
from skill.domain.commitment import Commitment
from skill.domain.series import CommitmentSeries
from skill.speech.due_time import due_from_slots, minute_of
from skill.speech.recurring import repeated
from skill.speech.spoken import day, moment
from skill.speech.times import PARTS_OF_DAY, read_date, read_duration, read_time
from skill.storage.unit_of_work import UnitOfWork


def move(turn: Turn, work: UnitOfWork) -> Reply:
    """Give the commitment that is meant another time, and say it back.

    One of a series is moved alone; the series itself takes another time while its own time is being confirmed.
    """
    series = series_from_question(turn, work)
    if series is not None and (turn.asked(AskedTimeRight) or turn.asked(AskedMove)):
        return _change(turn, work, series)
    commitment = from_question(turn, work, claimed=True) or find_commitment(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    due = new_due(turn, commitment)
    if due is None:
        return ask_when(turn, commitment)
    was_shared = work.shares.end_moved(commitment, turn.now) or _was_shared(turn)
    commitment.move(turn.now, due)
    work.calendar.ask_about(turn.person, commitment, turn.now)
    return say_back(turn, commitment, "commitment.moved", was_shared=was_shared)


def new_due(turn: Turn, commitment: Commitment) -> datetime | None:
    """Return the instant that is meant: "twenty minutes late" counts from its time, "in twenty minutes" from now."""
    length, asked = read_duration(turn.slot("span") or ""), turn.asked(AskedMove)
    if length is None:
        hint = asked.hint if asked is not None else None
        if PARTS_OF_DAY.get(turn.slot("time") or "", hint) != hint:
            return None  # "in the morning" names no hour yet
        return _on_its_day(turn, commitment, hint)
    later = commitment.due_at + length
    return later if turn.intent == "CommitmentMoveIntent" and later > turn.now else turn.now + length


def _change(turn: Turn, work: UnitOfWork, series: CommitmentSeries) -> Reply:
    at = read_time(turn.slot("time") or "")
    if at is None:
        return ask_when_each(turn, series)
    work.series.change(series, turn.person, turn.now, minute=minute_of(at, series.minute))
    return say_back_series(turn, series, "commitment.moved")


def ask_when(turn: Turn, commitment: Commitment, *, is_denied: bool = False) -> Reply:
    """Ask for another time; one that was heard wrong must not ring, whatever comes next."""
    was, on, hint = turn.asked(AskedMove), _day(turn), PARTS_OF_DAY.get(turn.slot("time") or "")
    if hint is not None and (part := _on_its_day(turn, commitment, None)) is not None:
        on = turn.person.local(part).date()
    is_denied = is_denied or (was is not None and was.denied)
    asked = AskedMove(commitment.id, denied=is_denied, shared=_was_shared(turn), day=on, hint=hint)
    if on is None:
        return turn.ask(turn.phrase("commitment.by_when"), awaiting=asked)
    return turn.ask(turn.phrase("commitment.by_when_on", day=day(on, turn.local.date())), awaiting=asked)


def _on_its_day(turn: Turn, commitment: Commitment, hint: int | None) -> datetime | None:
    """Return the instant of the time that is said, on the day that is said or else that of the commitment."""
    on, after = _day(turn), commitment.local_due()
    return due_from_slots(on.isoformat() if on else None, turn.slot("time"), turn.local, after=after, hint=hint)


def _day(turn: Turn) -> date | None:
    """Return the day that is said, else the one that was said before the time was asked for; None without any."""
    asked = turn.asked(AskedMove)
    return read_date(turn.slot("day") or "", turn.local.date()) or (asked.day if asked is not None else None)


def ask_when_each(turn: Turn, series: CommitmentSeries) -> Reply:
    """Ask for the time of day of a recurring promise whose time was heard wrong."""
    return turn.ask(turn.phrase("commitment.by_when"), awaiting=AskedMove(series=series.id, denied=True))


def say_back(turn: Turn, commitment: Commitment, key: str, *, was_shared: bool = False) -> Reply:
    """Say the time of a commitment and ask whether it was heard right.

    Args:
        key: the phrase that takes the time.
        was_shared: was it shared at another time, so that it is asked next whether the new one is to be heard?
    """
    time = moment(commitment.local_due(), turn.local.date())
    return turn.ask(
        turn.phrase(key, time=time),
        turn.phrase("commitment.is_that_right"),
        awaiting=AskedTimeRight(commitment.id, shared=was_shared),
    )


def _was_shared(turn: Turn) -> bool:
    """Did the open question begin with a promise that was shared at its old time?"""
    asked = turn.asked(AskedTimeRight) or turn.asked(AskedMove)
    return asked is not None and asked.shared


def say_back_series(turn: Turn, series: CommitmentSeries, key: str) -> Reply:
    """Say time and days of a recurring promise and ask whether they were heard right."""
    return turn.ask(
        turn.phrase(key, time=repeated(series.days, series.minute)),
        turn.phrase("commitment.is_that_right"),
        awaiting=AskedTimeRight(series=series.id),
    )
