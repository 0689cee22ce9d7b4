"""Proposing a talk to the other one: when and how long, never what it is about; it counts once both have said yes."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from intents.dialog.turn import DECLINES, NO, YES, Awaiting, Datum, Reply, Turn
from skill.domain.hard_talk import USUAL_MINUTES, latest_start, may_start
from skill.speech.due_time import due_from_slots
from skill.speech.said import plain
from skill.speech.spoken import moment, span
from skill.speech.talk_plan import plan_from_words
from skill.speech.times import read_duration
from skill.storage.unit_of_work import UnitOfWork

ELICIT_TIME = ("TimeIntent", "time")
TIMES = frozenset({"TimeIntent", "CommitmentMoveIntent", "HardTalkMoveIntent"})
"""Different ways to say a time."""
CANCELS = frozenset({"HardTalkCancelIntent", "AMAZON.CancelIntent"})
_FOR_TWO = re.compile(r"\b(with my (partner|husband|wife)|for two|for (us )?both|for (both|the two) of us)\b", re.I)


def is_for_two(plan: str | None) -> bool:
    """Do the words of a plan say that the other one is to be asked?"""
    return plan is not None and _FOR_TWO.search(plain(plan)) is not None


def propose_talk(turn: Turn, work: UnitOfWork) -> Reply:
    """Propose what was said, or ask for what is missing."""
    said = plan_from_words(turn.slot("plan") or "", turn.local)
    due = said.due or due_from_slots(turn.slot("day"), turn.slot("time"), turn.local)
    data: dict[str, Datum] = {"topic": said.topic, "minutes": said.minutes}
    before = [turn.phrase("hard_talk.at_most")] if said.was_too_long else []
    if due is None:
        return ask_when(turn, {**data, "day": said.day_text or turn.slot("day")}, *before)
    return propose(turn, work, due, data, *before)


def propose(turn: Turn, work: UnitOfWork, starts_at: datetime, data: dict[str, Datum], *before: str) -> Reply:
    """Propose a talk for an instant, or another time for the one whose id stands in `data`.

    Only the proposer's own quiet hours are looked at: the other one's are held when that one says yes, on the own
    door, or a refusal would tell when the other sleeps.
    """
    couple = work.joint_talks.couple(turn.person)
    if couple is None or not turn.may_hear_own:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if not may_start(turn.person, starts_at):
        return offer_latest(turn, starts_at, data, *before)
    shared = work.joint_talks.live(turn.person, _id_in(data), turn.now)
    minutes, topic = data.get("minutes"), data.get("topic")
    length = minutes if isinstance(minutes, int) else None
    if shared is not None:
        length = length or shared.minutes
        own = work.joint_talks.propose_anew(turn.person, shared, starts_at=starts_at, minutes=length, now=turn.now)
    else:
        own = work.joint_talks.propose(
            turn.person,
            couple,
            starts_at=starts_at,
            minutes=length or USUAL_MINUTES,
            topic=topic if isinstance(topic, str) else None,
            now=turn.now,
        )
    time = moment(own.local_start(), turn.local.date())
    return turn.ask(
        *before,
        turn.phrase("joint_talk.proposed", time=time, span=span(timedelta(minutes=own.minutes))),
        turn.phrase("hard_talk.is_that_right"),
        awaiting=Awaiting("joint_talk.confirm", {"id": str(own.shared_id)}),
    )


def ask_when(turn: Turn, data: dict[str, Datum], *before: str) -> Reply:
    """Ask for a day and a time."""
    return turn.ask(*before, turn.phrase("hard_talk.when"), awaiting=Awaiting("joint_talk.when", data, ELICIT_TIME))


def offer_latest(turn: Turn, wanted: datetime, data: dict[str, Datum], *before: str) -> Reply:
    """Say kindly that it is close to the person's own night, and offer to propose the latest start that works."""
    latest = latest_start(turn.person, wanted, turn.now)
    if latest is None:
        return ask_when(turn, data, *before, turn.phrase("hard_talk.no_room"))
    time = moment(turn.person.local(latest), turn.local.date())
    asked = Awaiting("joint_talk.latest", {**data, "at": latest.isoformat()}, ELICIT_TIME)
    return turn.ask(*before, turn.phrase("joint_talk.too_late", time=time), awaiting=asked)


def heard_time(turn: Turn, work: UnitOfWork) -> Reply:
    """A day, a time or a span was said to a question of ours."""
    data = dict(turn.awaiting.data) if turn.awaiting is not None else {}
    kept_day = data.pop("day", None)
    on = turn.slot("day") or (kept_day if isinstance(kept_day, str) else None)
    shared = work.joint_talks.live(turn.person, turn.row("id"), turn.now)
    after = turn.person.local(shared.starts_at) if shared is not None else None
    length = read_duration(turn.slot("span") or "")
    due = turn.now + length if length else due_from_slots(on, turn.slot("time"), turn.local, after=after)
    if due is None:
        return ask_when(turn, {**data, "day": on})
    return propose(turn, work, due, data)


def heard_latest(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Propose the latest start that was offered, or leave it."""
    if turn.intent == YES:
        at, data = turn.datum("at"), dict(turn.awaiting.data) if turn.awaiting is not None else {}
        try:
            due = datetime.fromisoformat(at) if isinstance(at, str) else None
        except ValueError:
            due = None
        return propose(turn, work, due.astimezone(UTC), data) if due is not None else ask_when(turn, data)
    return turn.tell(turn.phrase("joint_talk.as_it_was")) if turn.intent in DECLINES else None


def heard_confirmation(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Take the proposal as right; ask again where it was heard wrong; keep a word about it for its owner alone."""
    shared = work.joint_talks.live(turn.person, turn.row("id"), turn.now)
    own = work.joint_talks.own(turn.person, shared) if shared is not None else None
    if turn.intent in CANCELS:
        return withdraw(turn, work)
    if turn.intent == NO:
        return ask_when(turn, {"id": turn.datum("id")})
    if turn.intent == "HardTalkTopicIntent" and own is not None and (topic := turn.slot("topic")):
        work.hard_talks.note(turn.person, own, topic)
        return turn.tell(turn.phrase("hard_talk.topic_kept"), turn.phrase("joint_talk.waits"))
    return turn.tell(turn.phrase("joint_talk.waits")) if turn.intent in DECLINES | {YES} else None


def withdraw(turn: Turn, work: UnitOfWork) -> Reply:
    """Take back what this person proposed; said alike whether anything was."""
    work.joint_talks.call_off(work.joint_talks.proposed_by(turn.person, turn.now), turn.now)
    return turn.tell(turn.phrase("joint_talk.withdrawn"))


def _id_in(data: dict[str, Datum]) -> UUID | None:
    """Return the id of the talk of two that a question carries, or None where there is none or it is no id."""
    raw = data.get("id")
    try:
        return UUID(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
