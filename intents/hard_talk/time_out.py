"""The time-out of a hard talk: its return time is said, and kept; then "ready, or a new time?"."""

from datetime import datetime

from intents.dialog.pausing import confirm_pause, pause_everything
from intents.dialog.questions import AskedMeant
from intents.dialog.turn import Reply, Turn
from intents.dialog.wish import wish_of
from intents.hard_talk.lookup import asked_talk, held_talk
from intents.hard_talk.planning import settle
from intents.hard_talk.questions import AskedBack, AskedTalkNewTime, WantedTalk
from skill.domain.hard_talk import LONGEST_TIME_OUT, USUAL_MINUTES, HardTalk, TalkState, back_from_time_out
from skill.domain.occurrence import OccurrenceReason
from skill.speech.due_time import due_from_slots
from skill.speech.spoken import clock, moment
from skill.speech.times import read_duration
from skill.storage.unit_of_work import UnitOfWork

PAUSE = "HardTalkPauseIntent"


def pause(turn: Turn, work: UnitOfWork) -> Reply:
    """Pause the talk that is held; outside one the same words pause everything, once that was asked about."""
    held = held_talk(turn, work) if turn.may_hear_own else None
    if held is not None:
        return time_out(turn, work, held)
    if turn.awaiting is not None:
        return turn.ask(confirm_pause(turn, turn.slot("length")), awaiting=AskedMeant(wish_of(turn)))
    return pause_everything(turn, work, turn.slot("length"))


def pause_talk(turn: Turn, work: UnitOfWork) -> Reply | None:
    """ "Pause for an hour" said in a talk is a time-out; longer ones, and "pause everything", are not.

    A talk that is held without a row gets one for its return, or nobody would be called back.
    """
    length = read_duration(turn.slot("duration") or "")
    if turn.intent != PAUSE and (length is None or length > LONGEST_TIME_OUT):
        return None
    talk = asked_talk(turn, work)
    if talk is None:
        talk = work.hard_talks.plan(turn.person, starts_at=turn.now, minutes=USUAL_MINUTES, topic=None, now=turn.now)
        talk.begin(turn.now)
    return time_out(turn, work, talk)


def time_out(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Pause a talk for as long as was said, and say when it goes on (rules.md R19)."""
    if talk.state is TalkState.PLANNED:
        # Moved meanwhile; what is held here is what is paused.
        for _, one in work.joint_talks.both(talk):
            one.begin(turn.now)
    length = read_duration(turn.slot("length") or turn.slot("duration") or "")
    return _pause_until(turn, work, talk, back_from_time_out(turn.person, turn.now, length))


def ask_back(turn: Turn, talk: HardTalk) -> Reply:
    """Ask whether it may go on, or when."""
    asked = AskedBack(talk.id)
    if turn.announced or talk.back_at is None:
        return turn.ask(turn.phrase("hard_talk.ready_or_new_time"), awaiting=asked)
    return turn.ask(turn.phrase("hard_talk.pause_is_over", time=_clock(turn, talk.back_at)), awaiting=asked)


def ask_new_time(turn: Turn, _work: UnitOfWork, talk: HardTalk) -> Reply:
    """Ask for a new time, and for no reason."""
    return turn.ask(turn.phrase("hard_talk.other_time"), awaiting=AskedTalkNewTime(talk.id))


def new_time(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Give a time-out another end within a day; a time further on is a talk planned anew, and of two a proposal."""
    length = read_duration(turn.slot("span") or "")
    at = turn.now + length if length else due_from_slots(turn.slot("day"), turn.slot("time"), turn.local)
    if at is None:
        return turn.ask(turn.phrase("hard_talk.which_time"), awaiting=AskedTalkNewTime(talk.id))
    if at - turn.now > LONGEST_TIME_OUT or talk.shared_id is not None:
        return settle(turn, work, at, WantedTalk(talk.id))
    return _pause_until(turn, work, talk, back_from_time_out(turn.person, turn.now, at - turn.now))


def rest(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Leave it without another time: nobody asks any more, and it may still be taken up."""
    if talk.state is TalkState.TIMED_OUT:
        talk.rest()
    work.calendar.cancel_follow_ups(talk, turn.now, OccurrenceReason.SKIPPED)
    return turn.tell(turn.phrase("courtesy.another_time"))


def _pause_until(turn: Turn, work: UnitOfWork, talk: HardTalk, back_at: datetime) -> Reply:
    for owner, one in work.joint_talks.both(talk):
        one.time_out(turn.now, back_at)
        work.calendar.schedule_return_label(owner, one, back_at, turn.now)
    return turn.tell(turn.phrase("hard_talk.pause", time=_clock(turn, back_at)))


def _clock(turn: Turn, at: datetime) -> str:
    """Return a return time as it is said: "eight ten", with its day where that is not today."""
    local, today = turn.person.local(at), turn.local.date()
    if local.date() != today:
        return moment(local, today)
    return clock(local.hour * 60 + local.minute).removesuffix(" o'clock")
