"""What is planned: said back and confirmed, its topic and its length, "not today", cancelled, and told."""

from datetime import timedelta
from textwrap import shorten

from intents.dialog.turn import Reply, Turn
from intents.hard_talk.holding import offer_breath, start_clock
from intents.hard_talk.planning import propose, say_back
from intents.hard_talk.questions import AskedLikeOne, AskedOtherTime, AskedTopic, Wanted
from intents.schedule.alexa_reminders import offer_reminder
from skill.domain.hard_talk import HardTalk, length_within
from skill.domain.occurrence import OccurrenceReason
from skill.domain.room import Room
from skill.domain.rule import PromptKind
from skill.speech.spoken import day, moment, span
from skill.speech.times import read_duration
from skill.storage.unit_of_work import UnitOfWork

SAID_AT_MOST = 120
"""Characters of a topic that are said back; the words that were kept are longer."""


def ask_other_time(turn: Turn, talk: HardTalk, *, is_denied: bool = False) -> Reply:
    """Ask for another time and no reason (rules.md R20); one that was heard wrong must not ring, whatever comes."""
    asked = AskedOtherTime(talk.id, denied=is_denied)
    return turn.ask(turn.phrase("hard_talk.which_time" if is_denied else "hard_talk.other_time"), awaiting=asked)


def heard_length(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply:
    """Give the planned talk another length, at most an hour (rules.md R20); one of two, by a proposal."""
    length = read_duration(turn.slot("length") or "")
    if talk is None:
        return ask_to_plan(turn)
    if length is None:
        return say_back(turn, talk, "hard_talk.planned")
    minutes = length_within(length)
    before = [turn.phrase("hard_talk.at_most")] if length > timedelta(minutes=minutes) else []
    if talk.shared_id is not None:
        return propose(turn, work, talk.starts_at, Wanted(talk.shared_id, minutes=minutes), *before)
    talk.last(minutes)
    return say_back(turn, talk, "hard_talk.planned", *before)


def confirmed(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Take the plan as right."""
    if talk.calls(turn.now):
        return offer_breath(turn, talk)
    return _ask_topic(turn, talk) if talk.sealed_topic is None else _planned(turn, work, talk)


def heard_wrong(turn: Turn, _work: UnitOfWork, talk: HardTalk) -> Reply:
    """Ask for another time where the plan was heard wrong."""
    return ask_other_time(turn, talk, is_denied=True)


def heard_topic(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply:
    """Keep what the talk is about."""
    topic = turn.slot("topic")
    if talk is None:
        return ask_to_plan(turn)
    if topic is None:
        return _ask_topic(turn, talk)
    work.hard_talks.note(turn.person, talk, topic)
    return _planned(turn, work, talk, turn.phrase("hard_talk.topic_kept"))


def leave_topic(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply:
    """Leave unsaid what the talk is about."""
    return _planned(turn, work, talk) if talk is not None else turn.tell(turn.phrase("hard_talk.planned_only"))


def _ask_topic(turn: Turn, talk: HardTalk) -> Reply:
    return turn.ask(turn.phrase("hard_talk.what_about"), awaiting=AskedTopic(talk.id))


def _planned(turn: Turn, work: UnitOfWork, talk: HardTalk, *before: str) -> Reply:
    """Say what comes before it; on an Echo offer that Alexa rings then."""
    return offer_reminder(turn, work, *before, sign(turn, talk), kind=PromptKind.HARD_TALK, subject_id=talk.id)


def cancel(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply:
    """Take a talk out of the calendar."""
    if talk is None:
        return turn.tell(turn.phrase("hard_talk.none"))
    time = start_clock(talk)
    if talk.shared_id is not None:
        work.joint_talks.call_off(talk.shared_id, turn.now)
    else:
        talk.cancel(turn.now)
        work.calendar.cancel_follow_ups(talk, turn.now, OccurrenceReason.WITHDRAWN)
    return turn.tell(turn.phrase("hard_talk.cancelled", time=time))


def ask_to_plan(turn: Turn) -> Reply:
    """Say that nothing is planned and offer to plan: a hard talk is not begun on the spot (rules.md R20)."""
    return turn.ask(turn.phrase("hard_talk.none"), turn.phrase("hard_talk.like_one"), awaiting=AskedLikeOne())


def tell_next(turn: Turn, work: UnitOfWork, room: Room) -> Reply:
    """Alone: time, length and topic of the next talk. Else its clock time and day, and nothing more."""
    talk = next(iter(work.hard_talks.standing(turn.person, turn.now)), None) if turn.may_hear_own else None
    if talk is None:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    local, today = talk.local_start(), turn.local.date()
    if room is not Room.ALONE:
        return turn.tell(turn.phrase("hard_talk.one_label", time=start_clock(talk), day=day(local.date(), today)))
    length = span(timedelta(minutes=talk.minutes))
    said = [turn.phrase("hard_talk.one", time=moment(local, today), span=length)]
    topic = work.hard_talks.topic(turn.person, talk)
    if topic is not None:
        key = "hard_talk.topic_imported" if talk.is_imported else "hard_talk.topic"
        said.append(turn.phrase(key, topic=shorten(topic, SAID_AT_MOST, placeholder=" and so on")))
    return turn.tell(*said)


def sign(turn: Turn, talk: HardTalk) -> str:
    """Say that there will be a sign, where one may be given; what a name alone planned waits."""
    if turn.is_by_name:
        return turn.phrase("commitment.waits_for_you")
    return turn.phrase("hard_talk.sign" if turn.person.may_be_asked(talk.starts_at) else "hard_talk.planned_only")
