"""Making a commitment, once or for certain days of every week: its time is asked for, said back and confirmed."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from intents.commitment.answering_ask import answered_by
from intents.commitment.lookup import from_question, series_from_question
from intents.commitment.moving import ask_when, ask_when_each, say_back, say_back_series
from intents.commitment.questions import (
    AskedAgain,
    AskedOwn,
    AskedProposed,
    AskedRepair,
    AskedTimeRight,
    AskedWhat,
    AskedWhen,
)
from intents.commitment.said_again import repeats_already, said_already
from intents.dialog.handover import AskNewTime, MakeCommitment
from intents.dialog.reminder_offer import offer_reminder
from intents.dialog.turn import YES, Awaiting, Reply, Turn
from skill.domain.commitment import ASK_AFTER, Commitment, CommitmentState
from skill.domain.confidence import PARTNER_SIGNAL
from skill.domain.occurrence import OccurrenceReason
from skill.domain.room import Room
from skill.domain.rule import PromptKind
from skill.domain.series import CommitmentSeries
from skill.domain.share import ShareLevel
from skill.speech.due_time import due_from_slots, due_from_words, minute_of, series_from_words
from skill.speech.recurring import names_other_rhythm, repeated
from skill.speech.spoken import day as named_day
from skill.speech.spoken import moment
from skill.speech.times import PARTS_OF_DAY, part_at, read_date, read_duration, read_time
from skill.speech.vague_times import PARTS
from skill.storage.unit_of_work import UnitOfWork


def ask_for_commitment(turn: Turn) -> Reply:
    """Ask what the person would like to promise."""
    return turn.ask(turn.phrase("commitment.what"), awaiting=AskedWhat())


def make(turn: Turn, work: UnitOfWork) -> Reply:
    """Keep what was promised, or ask for what is still missing: the promise, its time."""
    said = turn.slot("commitment")
    if said is None:
        return ask_for_commitment(turn)
    if names_other_rhythm(said):
        return turn.ask(turn.phrase("commitment.which_days"), awaiting=_tied_to(turn))
    tied = _tied_to(turn)
    replaced = _replaced(turn, work, tied.replaces)
    series = series_from_words(said, replaced.days if replaced is not None else None)
    if series is not None:
        wanted = AskedWhen(series.text or said, None, series.days, series.hint).to(tied)
        wanted = replace(wanted, answers=tied.answers or answered_by(turn, work, said))
        if series.minute is not None:
            return _keep_series(turn, work, wanted, series.minute)
    else:
        found = due_from_words(said, turn.local)
        wanted = AskedWhen(found.text or said, _date(found.day_text), None, found.hint).to(tied)
        wanted = replace(wanted, answers=tied.answers or answered_by(turn, work, said))
        if found.due is not None:
            return _keep_new(turn, work, wanted, found.due)
    if turn.asked(AskedWhen) is not None:
        return without_time(turn)
    return ask_by_when(turn, wanted)


def ask_by_when(turn: Turn, wanted: AskedWhen, *before: str) -> Reply:
    """Ask for the time of a promise that has none yet; where words hint at a part of a day, of that day."""
    if wanted.hint is None:
        return turn.ask(*before, turn.phrase("commitment.by_when"), awaiting=wanted)
    if wanted.days is not None:
        return turn.ask(*before, turn.phrase("commitment.by_when_is_that"), awaiting=wanted)
    on = turn.person.local(_due(turn, wanted.day, wanted.hint)).date()
    asked = turn.phrase("commitment.by_when_on", day=named_day(on, turn.local.date()))
    return turn.ask(*before, asked, awaiting=replace(wanted, day=on))


def make_of(turn: Turn, work: UnitOfWork, wish: MakeCommitment) -> Reply:
    """Make a promise of words that another conversation chose."""
    wanted = AskedWhen(wish.words, said_day(turn), answers=wish.answers)
    if turn.slot("time") is None and turn.slot("span") is None:
        return ask_by_when(turn, wanted)
    return made_with_time(replace(turn, awaiting=Awaiting(wanted)), work) or ask_by_when(turn, wanted)


def make_towards(turn: Turn, work: UnitOfWork) -> Reply:
    """Keep a promise to the other one as an own one first; sharing it is an act of its own (rules.md A1)."""
    made = make(turn, work)
    return replace(made, speech=f"{turn.phrase('sharing.first_yours')} {made.speech}")


def made_with_time(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Keep the promise that waited for the time that is said now; None where none waits."""
    wanted = unfinished(turn)
    if wanted is None:
        return None
    part = PARTS_OF_DAY.get(turn.slot("time") or "")
    if part is not None and (wanted.hint is None or part_at(wanted.hint) != turn.slot("time")):
        # "In the morning" names no hour: it is a hint, as it is inside a promise.
        return ask_by_when(turn, wanted.hinting(said_day(turn) or wanted.day, part))
    length = read_duration(turn.slot("span") or "")
    day = turn.slot("day") or (wanted.day.isoformat() if wanted.day is not None else None)
    at = read_time(turn.slot("time") or "") if part is None else None
    if wanted.days is not None and at is not None:
        return _keep_series(turn, work, wanted, minute_of(at, wanted.hint))
    due = turn.now + length if length else due_from_slots(day, turn.slot("time"), turn.local, hint=wanted.hint)
    if part is not None or due is None or wanted.days is not None:
        return without_time(turn)
    return _keep_new(turn, work, wanted, due)


def without_time(turn: Turn) -> Reply:
    """The answer to "by what time?" named none: a time is proposed where words hint at one, else asked for once more.

    Never in a circle: after that the promise is let go kindly, and nothing is noted.
    """
    wanted = unfinished(turn)
    if wanted is None or turn.asked(AskedProposed) is not None:
        return turn.tell(turn.phrase("commitment.no_time_yet"))
    if wanted.hint is None and wanted.day is None and not turn.slot("day"):
        if wanted.is_second:
            return turn.tell(turn.phrase("commitment.no_time_yet"))
        return turn.ask(turn.phrase("commitment.by_when"), awaiting=replace(wanted, is_second=True))
    minute = wanted.hint if wanted.hint is not None else PARTS["evening"]
    day = said_day(turn) if turn.slot("day") else wanted.day
    time = repeated(wanted.days, minute) if wanted.days is not None else _moment(turn, day, minute)
    return turn.ask(turn.phrase("commitment.shall_i_take", time=time), awaiting=wanted.proposing(day, minute))


def proposed(turn: Turn, work: UnitOfWork) -> Reply:
    """The time that was proposed is taken, or the promise is let go kindly."""
    wanted = unfinished(turn)
    if turn.intent != YES or wanted is None or wanted.hint is None:
        return turn.tell(turn.phrase("commitment.no_time_yet"))
    if wanted.days is not None:
        series = _make_series(turn, work, wanted, wanted.hint)
        return turn.tell(
            turn.phrase("commitment.noted", time=repeated(series.days, series.minute)), _asks(turn, series)
        )
    due = _due(turn, wanted.day, wanted.hint)
    made = _make_new(turn, work, wanted, due)
    return turn.tell(turn.phrase("commitment.noted", time=_moment(turn, wanted.day, wanted.hint)), _asks(turn, made))


def confirm(turn: Turn, work: UnitOfWork) -> Reply:
    """The time that was said back is right, or another one is asked for."""
    series = series_from_question(turn, work)
    if series is not None:
        return turn.tell(_asks(turn, series)) if turn.intent == YES else ask_when_each(turn, series)
    commitment = from_question(turn, work, claimed=True)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    if turn.intent == YES:
        if _is_new_time_for_both(turn):
            return turn.hand_over(AskNewTime(commitment.id), _asks(turn, commitment))
        return offer_reminder(turn, work, _asks(turn, commitment), kind=PromptKind.COMMITMENT, subject_id=commitment.id)
    return ask_when(turn, commitment, is_denied=True)


def _is_new_time_for_both(turn: Turn) -> bool:
    """Is it asked whether the other one should hear the new time, too? Only of a known voice, and not in company.

    Its words were shared with the PIN, so that for the time that goes with them a known voice is enough.
    """
    asked = turn.asked(AskedTimeRight)
    is_known_voice = turn.confidence.reaches(PARTNER_SIGNAL.least)
    return asked is not None and asked.shared and turn.room is not Room.COMPANY and is_known_voice


def _asks(turn: Turn, promised: Commitment | CommitmentSeries) -> str:
    """Say when it will be asked about."""
    if turn.is_by_name:
        return turn.phrase("commitment.waits_for_you")
    is_one = isinstance(promised, Commitment)
    due = promised.due_at if isinstance(promised, Commitment) else promised.next_due(turn.now)
    if not turn.person.may_be_asked(due + ASK_AFTER):
        return turn.phrase("commitment.will_ask_when_you_come")
    return turn.phrase("commitment.will_ask" if is_one else "commitment.will_ask_each_time")


def _keep_new(turn: Turn, work: UnitOfWork, wanted: AskedWhen, due: datetime) -> Reply:
    if not wanted.is_tied and (said := said_already(turn, work, wanted.text, due)) is not None:
        return said
    return say_back(turn, _make_new(turn, work, wanted, due), "commitment.noted")


def _make_new(turn: Turn, work: UnitOfWork, wanted: AskedWhen, due: datetime) -> Commitment:
    missed = work.commitments.get(turn.person, wanted.repairs) if wanted.repairs is not None else None
    _withdraw_replaced(turn, work, wanted.replaces)
    made = work.commitments.make(
        turn.person, wanted.text, due_at=due, now=turn.now, repairs=missed, by_name=turn.is_by_name
    )
    work.calendar.ask_about(turn.person, made, turn.now)
    _note_answer(turn, work, wanted)
    return made


def _note_answer(turn: Turn, work: UnitOfWork, wanted: AskedWhen) -> None:
    """Whoever promised what was asked for is not told of that ask again; the one who asked hears nothing by it."""
    if wanted.answers is not None and turn.confidence.reaches(PARTNER_SIGNAL.least):
        work.shares.answer(turn.person, wanted.answers, turn.now, ShareLevel.NOTHING)


def _withdraw_replaced(turn: Turn, work: UnitOfWork, row: UUID | None) -> None:
    """Take the one back in whose place a smaller one was promised before it was due."""
    replaced = work.commitments.get(turn.person, row) if row is not None else None
    if replaced is not None and replaced.state is CommitmentState.PROMISED:
        replaced.withdraw(turn.now)
        work.calendar.cancel_follow_ups(replaced, turn.now, OccurrenceReason.WITHDRAWN)


def _keep_series(turn: Turn, work: UnitOfWork, wanted: AskedWhen, minute: int) -> Reply:
    days = wanted.days or 0
    if not wanted.is_tied and (said := repeats_already(turn, work, wanted.text, days=days, minute=minute)) is not None:
        return said
    return say_back_series(turn, _make_series(turn, work, wanted, minute), "commitment.noted")


def _make_series(turn: Turn, work: UnitOfWork, wanted: AskedWhen, minute: int) -> CommitmentSeries:
    replaced = _replaced(turn, work, wanted.replaces)
    if replaced is not None:
        work.series.end(replaced, turn.now)
    days = wanted.days or 0
    _note_answer(turn, work, wanted)
    return work.series.make(turn.person, wanted.text, minute=minute, days=days, now=turn.now, by_name=turn.is_by_name)


def _replaced(turn: Turn, work: UnitOfWork, row: UUID | None) -> CommitmentSeries | None:
    found = work.series.get(turn.person, row) if row is not None else None
    return found if found is not None and found.ended_at is None else None


def unfinished(turn: Turn) -> AskedWhen | None:
    """Return the promise without a time that the open question carries, or None; under a name alone tied to nothing."""
    wanted = turn.asked(AskedWhen) or turn.asked(AskedProposed)
    return wanted.to(AskedWhat()) if wanted is not None and turn.is_by_name else wanted


def said_day(turn: Turn) -> date | None:
    """Return the day that was said as a slot, or None where none was, or one that cannot be read."""
    return read_date(turn.slot("day") or "", turn.local.date())


def _tied_to(turn: Turn) -> AskedWhat:
    """Return what the new promise is tied to, as the open question knows it; under a name alone to nothing."""
    if turn.is_by_name:
        return AskedWhat()
    if (wanted := unfinished(turn)) is not None:
        return wanted.tied_to
    if (asked := turn.asked(AskedRepair)) is not None:
        return AskedWhat(asked.repairs, asked.replaces)
    missed = turn.asked(AskedOwn) or turn.asked(AskedAgain)
    return AskedWhat(missed.id) if missed is not None else turn.asked(AskedWhat) or AskedWhat()


def _due(turn: Turn, day: date | None, minute: int) -> datetime:
    """Return the next instant at that minute of the day (with its seconds: the half of the day is known)."""
    on = day.isoformat() if day is not None else None
    due = due_from_slots(on, f"{minute // 60:02}:{minute % 60:02}:00", turn.local)
    return due if due is not None else turn.now


def _moment(turn: Turn, day: date | None, minute: int) -> str:
    return moment(turn.person.local(_due(turn, day, minute)), turn.local.date())


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
