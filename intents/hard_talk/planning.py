"""Planning a hard talk: when, how long, what about; moved, cancelled, "not today", and told in a fitting way."""

from datetime import UTC, datetime, timedelta
from textwrap import shorten

from intents.dialog.turn import DECLINES, NO, YES, Awaiting, Datum, Reply, Turn
from intents.hard_talk.holding import offer_breath, start_clock
from intents.hard_talk.proposing import is_for_two, propose, propose_talk
from intents.schedule.alexa_reminders import offer_reminder
from skill.domain.hard_talk import STANDING, USUAL_MINUTES, HardTalk, TalkState, latest_start, length_within, may_start
from skill.domain.occurrence import OccurrenceReason
from skill.domain.room import Room
from skill.domain.rule import PromptKind
from skill.speech.due_time import due_from_slots
from skill.speech.spoken import day, moment, span
from skill.speech.talk_plan import plan_from_words
from skill.speech.times import read_duration
from skill.storage.unit_of_work import UnitOfWork

ELICIT_TIME = ("TimeIntent", "time")
ELICIT_TOPIC = ("HardTalkTopicIntent", "topic")
SAID_AT_MOST = 120
"""Characters of a topic that are said back; the words that were kept are longer."""


def plan_talk(turn: Turn, work: UnitOfWork, *before: str) -> Reply:
    """Plan a talk from what was said, or ask for what is missing; "with my partner" proposes it to whom one is linked.

    Args:
        before: what is said first.
    """
    if is_for_two(turn.slot("plan")) and turn.may_hear_own and work.joint_talks.couple(turn.person) is not None:
        return propose_talk(turn, work)
    said = plan_from_words(turn.slot("plan") or "", turn.local)
    due = said.due or due_from_slots(turn.slot("day"), turn.slot("time"), turn.local)
    data: dict[str, Datum] = {"topic": said.topic, "minutes": said.minutes}
    before = (*before, turn.phrase("hard_talk.at_most")) if said.was_too_long else before
    if due is None:
        return ask_when(turn, {**data, "day": said.day_text or turn.slot("day")}, *before)
    return settle(turn, work, due, data, *before)


def settle(turn: Turn, work: UnitOfWork, starts_at: datetime, data: dict[str, Datum], *before: str) -> Reply:
    """Plan a talk for an instant, or move the one whose id stands in `data`; close to the night offer another."""
    talk = _talk_of(turn, work, data)
    if talk is not None and talk.shared_id is not None:
        return propose(turn, work, starts_at, {"id": str(talk.shared_id)}, *before)
    if not turn.is_by_name and not may_start(turn.person, starts_at):
        return _offer_latest(turn, starts_at, data, *before)
    key = "hard_talk.moved" if talk is not None else "hard_talk.planned"
    if talk is not None:
        talk.move(starts_at)
    else:
        minutes, topic = data.get("minutes"), data.get("topic")
        talk = work.hard_talks.plan(
            turn.person,
            starts_at=starts_at,
            minutes=minutes if isinstance(minutes, int) else USUAL_MINUTES,
            topic=topic if isinstance(topic, str) else None,
            now=turn.now,
            by_name=turn.is_by_name,
        )
    if not turn.is_by_name:
        work.calendar.schedule_talk_label(turn.person, talk, turn.now)
    return say_back(turn, talk, key, *before)


def say_back(turn: Turn, talk: HardTalk, key: str, *before: str) -> Reply:
    """Say the time and length that were heard, and ask whether they are right."""
    time = moment(talk.local_start(), turn.local.date())
    return turn.ask(
        *before,
        turn.phrase(key, time=time, span=span(timedelta(minutes=talk.minutes))),
        turn.phrase("hard_talk.is_that_right"),
        awaiting=Awaiting("hard_talk.confirm", {"id": str(talk.id)}),
    )


def ask_when(turn: Turn, data: dict[str, Datum], *before: str) -> Reply:
    """Ask for a day and a time."""
    return turn.ask(*before, turn.phrase("hard_talk.when"), awaiting=Awaiting("hard_talk.when", data, ELICIT_TIME))


def ask_other_time(turn: Turn, talk: HardTalk, *, is_denied: bool = False) -> Reply:
    """Ask for another time and no reason (rules.md R20); one that was heard wrong must not ring, whatever comes."""
    asked = Awaiting("hard_talk.other_time", {"id": str(talk.id), "denied": is_denied}, ELICIT_TIME)
    return turn.ask(turn.phrase("hard_talk.which_time" if is_denied else "hard_talk.other_time"), awaiting=asked)


def heard_time(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply:
    """A day, a time or a span was said for the talk that is asked about, or for a new one."""
    data = dict(turn.awaiting.data) if turn.awaiting is not None and turn.awaiting.topic == "hard_talk" else {}
    if talk is not None:
        data = {"id": str(talk.id)}
    kept_day = data.get("day")
    on = turn.slot("day") or (kept_day if isinstance(kept_day, str) else None)
    length = read_duration(turn.slot("span") or "")
    after = talk.local_start() if talk is not None else None
    due = turn.now + length if length else due_from_slots(on, turn.slot("time"), turn.local, after=after)
    if due is None:
        return ask_when(turn, {**data, "day": on})
    return settle(turn, work, due, data)


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
        return propose(turn, work, talk.starts_at, {"id": str(talk.shared_id), "minutes": minutes}, *before)
    talk.last(minutes)
    return say_back(turn, talk, "hard_talk.planned", *before)


def heard_latest(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Take the latest start that was offered, or another time, or none."""
    if turn.intent == YES:
        at = turn.datum("at")
        try:
            due = datetime.fromisoformat(at) if isinstance(at, str) else None
        except ValueError:
            due = None
        data = dict(turn.awaiting.data) if turn.awaiting else {}
        return settle(turn, work, due.astimezone(UTC), data) if due is not None else ask_when(turn, data)
    if turn.intent in DECLINES:
        return turn.tell(turn.phrase("hard_talk.stays" if turn.datum("id") else "hard_talk.not_planned"))
    return None


def heard_confirmation(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply | None:
    """Take the plan as right, or ask for another time where it was heard wrong."""
    if talk is None:
        return ask_to_plan(turn) if turn.intent in DECLINES | {YES} else None
    if turn.intent == YES:
        if talk.calls(turn.now):
            return offer_breath(turn, talk)
        if talk.sealed_topic is None:
            asked = Awaiting("hard_talk.topic", {"id": str(talk.id)}, ELICIT_TOPIC)
            return turn.ask(turn.phrase("hard_talk.what_about"), awaiting=asked)
        return _planned(turn, work, talk)
    if turn.intent == NO:
        return ask_other_time(turn, talk, is_denied=True)
    return cancel(turn, work, talk) if turn.intent in DECLINES else None


def heard_topic(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply | None:
    """Keep what the talk is about, or leave it unsaid."""
    if turn.intent in DECLINES:
        return _planned(turn, work, talk) if talk is not None else turn.tell(turn.phrase("hard_talk.planned_only"))
    topic = turn.slot("topic")
    if turn.intent != "HardTalkTopicIntent":
        return None
    if talk is None:
        return ask_to_plan(turn)
    if topic is None:
        asked = Awaiting("hard_talk.topic", {"id": str(talk.id)}, ELICIT_TOPIC)
        return turn.ask(turn.phrase("hard_talk.what_about"), awaiting=asked)
    work.hard_talks.note(turn.person, talk, topic)
    return _planned(turn, work, talk, turn.phrase("hard_talk.topic_kept"))


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
    asked = Awaiting("hard_talk.like_one")
    return turn.ask(turn.phrase("hard_talk.none"), turn.phrase("hard_talk.like_one"), awaiting=asked)


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


def _offer_latest(turn: Turn, wanted: datetime, data: dict[str, Datum], *before: str) -> Reply:
    """Say kindly that it is close to the night, and offer the latest start that works."""
    latest = latest_start(turn.person, wanted, turn.now)
    if latest is None:
        return ask_when(turn, data, *before, turn.phrase("hard_talk.no_room"))
    time = moment(turn.person.local(latest), turn.local.date())
    asked = Awaiting("hard_talk.latest", {**data, "at": latest.isoformat()}, ELICIT_TIME)
    return turn.ask(*before, turn.phrase("hard_talk.too_late", time=time), awaiting=asked)


def _talk_of(turn: Turn, work: UnitOfWork, data: dict[str, Datum]) -> HardTalk | None:
    row = data.get("id")
    if turn.is_by_name:
        found = work.hard_talks.get(turn.person, turn.row("id"))
        return found if found is not None and found.state is TalkState.CLAIMED else None
    standing = {str(one.id): one for one in work.hard_talks.standing(turn.person, turn.now)}
    found = standing.get(row) if isinstance(row, str) else None
    return found if found is not None and found.state in STANDING else None
