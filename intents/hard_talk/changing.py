"""Changing a plan that stands: confirmed or heard wrong, its topic and its length, put off, and cancelled."""

from datetime import timedelta

from intents.dialog.reminder_offer import offer_reminder
from intents.dialog.turn import NO, Reply, Turn
from intents.hard_talk.holding import offer_breath
from intents.hard_talk.lookup import asked_talk, open_question
from intents.hard_talk.planning import propose, say_back
from intents.hard_talk.questions import AskedOtherTime, AskedTopic, WantedTalk, carried
from intents.hard_talk.telling import ask_to_plan, sign, start_clock
from skill.domain.hard_talk import HardTalk, TalkState, length_within
from skill.domain.occurrence import OccurrenceReason
from skill.domain.rule import PromptKind
from skill.speech.times import read_duration
from skill.storage.unit_of_work import UnitOfWork


def put_off(turn: Turn, _work: UnitOfWork, talk: HardTalk) -> Reply:
    """Ask for another time and no reason (rules.md R20)."""
    return turn.ask(turn.phrase("hard_talk.other_time"), awaiting=AskedOtherTime(talk.id))


def put_off_today(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Take "not today" for the talk that is planned today; None where none is."""
    today = turn.local.date()
    standing = work.hard_talks.standing(turn.person, turn.now)
    talk = next((one for one in standing if one.local_start().date() == today), None)
    return put_off(turn, work, talk) if talk is not None else None


def until_then(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Leave a talk that is near until its time; from then on "no" puts it off."""
    if turn.now >= talk.starts_at and turn.intent == NO:
        return put_off(turn, work, talk)
    return turn.tell(turn.phrase("hard_talk.until_then", time=start_clock(talk)))


def left(turn: Turn, work: UnitOfWork) -> Reply:
    """No time is said: a talk stays as it is, but one that was heard wrong must not ring."""
    talk = asked_talk(turn, work)
    if talk is not None and carried(open_question(turn)).denied:
        return cancel(turn, work, talk)
    return turn.tell(turn.phrase("hard_talk.stays" if talk is not None else "hard_talk.not_planned"))


def heard_length(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Give the planned talk another length, at most an hour (rules.md R20); one of two, by a proposal."""
    length = read_duration(turn.slot("length") or "")
    if talk.state is not TalkState.PLANNED:
        return ask_to_plan(turn, work)
    if length is None:
        return say_back(turn, talk, "hard_talk.planned")
    minutes = length_within(length)
    before = [turn.phrase("hard_talk.at_most")] if length > timedelta(minutes=minutes) else []
    if talk.shared_id is not None:
        return propose(turn, work, talk.starts_at, WantedTalk(talk.shared_id, minutes=minutes), *before)
    talk.last(minutes)
    return say_back(turn, talk, "hard_talk.planned", *before)


def confirmed(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Take the plan as right."""
    if talk.calls(turn.now):
        return offer_breath(turn, talk)
    return _ask_topic(turn, talk) if talk.sealed_topic is None else _planned(turn, work, talk)


def heard_wrong(turn: Turn, _work: UnitOfWork, talk: HardTalk) -> Reply:
    """Ask for another time; what was heard wrong must not ring, whatever comes."""
    return turn.ask(turn.phrase("hard_talk.which_time"), awaiting=AskedOtherTime(talk.id, denied=True))


def heard_topic(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Keep what the talk is about."""
    topic = turn.slot("topic")
    if topic is None:
        return _ask_topic(turn, talk)
    work.hard_talks.note(turn.person, talk, topic)
    return _planned(turn, work, talk, turn.phrase("hard_talk.topic_kept"))


def leave_topic(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Leave unsaid what the talk is about."""
    return _planned(turn, work, talk)


def _ask_topic(turn: Turn, talk: HardTalk) -> Reply:
    return turn.ask(turn.phrase("hard_talk.what_about"), awaiting=AskedTopic(talk.id))


def _planned(turn: Turn, work: UnitOfWork, talk: HardTalk, *before: str) -> Reply:
    """Say what comes before it; on an Echo offer that Alexa rings then."""
    return offer_reminder(turn, work, *before, sign(turn, talk), kind=PromptKind.HARD_TALK, subject_id=talk.id)


def cancel(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Take a talk out of the calendar."""
    time = start_clock(talk)
    if talk.shared_id is not None:
        work.joint_talks.call_off(talk.shared_id, turn.now)
    else:
        talk.cancel(turn.now)
        work.calendar.cancel_follow_ups(talk, turn.now, OccurrenceReason.WITHDRAWN)
    return turn.tell(turn.phrase("hard_talk.cancelled", time=time))
