"""What is told of a talk: when it starts, which one is next, that there will be a sign, or that nothing is planned."""

from datetime import timedelta
from textwrap import shorten

from intents.dialog.turn import Reply, Turn
from intents.hard_talk.questions import AskedLikeOne
from skill.domain.hard_talk import TOPIC_SAID_AT_MOST, HardTalk
from skill.domain.room import Room
from skill.speech.spoken import clock, day, moment, span
from skill.storage.unit_of_work import UnitOfWork


def start_clock(talk: HardTalk) -> str:
    """Return the clock time a talk starts at, as it is said."""
    local = talk.local_start()
    return clock(local.hour * 60 + local.minute)


def ask_to_plan(turn: Turn, _work: UnitOfWork) -> Reply:
    """Say that nothing is planned and offer to plan: a hard talk is not begun on the spot (rules.md R20)."""
    return turn.ask(turn.phrase("hard_talk.none"), turn.phrase("hard_talk.like_one"), awaiting=AskedLikeOne())


def tell_next(turn: Turn, work: UnitOfWork) -> Reply:
    """Alone: time, length and topic of the next talk. Else its clock time and day, and nothing more."""
    talk = next(iter(work.hard_talks.standing(turn.person, turn.now)), None) if turn.may_hear_own else None
    if talk is None:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    local, today = talk.local_start(), turn.local.date()
    if turn.room is not Room.ALONE:
        return turn.tell(turn.phrase("hard_talk.one_label", time=start_clock(talk), day=day(local.date(), today)))
    length = span(timedelta(minutes=talk.minutes))
    said = [turn.phrase("hard_talk.one", time=moment(local, today), span=length)]
    topic = work.hard_talks.topic(turn.person, talk)
    if topic is not None:
        key = "hard_talk.topic_imported" if talk.is_imported else "hard_talk.topic"
        said.append(turn.phrase(key, topic=shorten(topic, TOPIC_SAID_AT_MOST, placeholder=" and so on")))
    return turn.tell(*said)


def sign(turn: Turn, talk: HardTalk) -> str:
    """Say that there will be a sign, where one may be given; what a name alone planned waits."""
    if turn.is_by_name:
        return turn.phrase("commitment.waits_for_you")
    return turn.phrase("hard_talk.sign" if turn.person.may_be_asked(talk.starts_at) else "hard_talk.planned_only")
