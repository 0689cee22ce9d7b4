"""Planning a talk, one's own or a joint one: when and how long; close to the night another time is offered.

A joint talk is only proposed, never what it is about; it counts once both have said yes.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from intents.dialog.turn import Reply, Turn
from intents.hard_talk.lookup import asked_about, asked_talk, open_question
from intents.hard_talk.questions import (
    JOINT,
    AskedJointLatest,
    AskedJointWhen,
    AskedLatest,
    AskedPlanRight,
    AskedProposalRight,
    AskedTalkWhen,
    Offered,
    WantedTalk,
    carried,
)
from skill.domain.hard_talk import USUAL_MINUTES, HardTalk, TalkState, latest_start, may_start
from skill.speech.due_time import due_from_slots
from skill.speech.said import plain
from skill.speech.spoken import moment, span
from skill.speech.talk_plan import plan_from_words
from skill.speech.times import PARTS_OF_DAY, read_duration
from skill.storage.unit_of_work import UnitOfWork

Settle = Callable[..., Reply]
_FOR_TWO = re.compile(r"\b(with my (partner|husband|wife)|for two|for (us )?both|for (both|the two) of us)\b", re.I)


@dataclass(frozen=True)
class Target:
    """What is planned: a talk of one's own, or one with the other person.

    Attributes:
        when: asks for day and time.
        latest: offers the latest start that works.
        too_late: the phrase that offers it.
        settle: plans or proposes it for an instant.
    """

    when: type[AskedTalkWhen | AskedJointWhen]
    latest: type[AskedLatest | AskedJointLatest]
    too_late: str
    settle: Settle


def plan_talk(turn: Turn, work: UnitOfWork, *before: str) -> Reply:
    """Plan a talk from what was said, or ask for what is missing; "with my partner" proposes it to whom one is linked.

    Args:
        before: what is said first.
    """
    is_for_two = _FOR_TWO.search(plain(turn.slot("plan") or "")) is not None
    is_joint = is_for_two and turn.may_hear_own and work.joint_talks.couple(turn.person) is not None
    return plan_for(turn, work, JOINT_TARGET if is_joint else OWN_TARGET, *before)


def plan_for(turn: Turn, work: UnitOfWork, target: Target, *before: str) -> Reply:
    """Plan or propose what was said, or ask for what is missing."""
    said = plan_from_words(turn.slot("plan") or "", turn.local)
    due = said.due or due_from_slots(turn.slot("day"), turn.slot("time"), turn.local)
    wanted = WantedTalk(topic=said.topic, minutes=said.minutes, day=said.day_text or turn.slot("day"), hint=said.hint)
    before = (*before, turn.phrase("hard_talk.at_most")) if said.was_too_long else before
    return target.settle(turn, work, due, wanted, *before) if due else ask_when(turn, target, wanted, *before)


def ask_when(turn: Turn, target: Target, wanted: WantedTalk, *before: str) -> Reply:
    """Ask for a day and a time."""
    return turn.ask(*before, turn.phrase("hard_talk.when"), awaiting=target.when(**asdict(wanted)))


def offer_latest(turn: Turn, target: Target, too_late: datetime, wanted: WantedTalk, *before: str) -> Reply:
    """Say kindly that it is close to the person's own night, and offer the latest start that works.

    Another time that is said to the offer is one of the day that was said, else of the day that is offered.
    """
    latest = latest_start(turn.person, too_late, turn.now)
    if latest is None:
        return ask_when(turn, target, wanted, *before, turn.phrase("hard_talk.no_room"))
    local = turn.person.local(latest)
    wanted = replace(wanted, day=wanted.day or local.date().isoformat())
    said = turn.phrase(target.too_late, time=moment(local, turn.local.date()))
    return turn.ask(*before, said, awaiting=target.latest(**asdict(wanted), at=latest))


def take_latest(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Take the latest start that was offered."""
    asked = open_question(turn)
    if not isinstance(asked, Offered):
        return None
    return _target(turn).settle(turn, work, asked.at.astimezone(UTC), carried(asked))


def heard_time(turn: Turn, work: UnitOfWork) -> Reply:
    """A day, a time or a span was said to a question about a talk: one that stands, or a new one."""
    wanted = carried(open_question(turn))
    if _target(turn) is JOINT_TARGET:
        shared = work.joint_talks.live(turn.person, wanted.id, turn.now)
        return _time_said(turn, work, wanted, turn.person.local(shared.starts_at) if shared is not None else None)
    talk = asked_talk(turn, work)
    return _time_said(turn, work, wanted, talk.local_start() if talk is not None else None)


def move(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """A day, a time or a span was said for this talk, whatever else was asked."""
    wanted = carried(open_question(turn))
    return _time_said(turn, work, wanted if wanted.id == talk.id else WantedTalk(talk.id), talk.local_start())


def _target(turn: Turn) -> Target:
    return JOINT_TARGET if isinstance(open_question(turn), JOINT) else OWN_TARGET


def _time_said(turn: Turn, work: UnitOfWork, wanted: WantedTalk, moved_from: datetime | None) -> Reply:
    target, length, time = _target(turn), read_duration(turn.slot("span") or ""), turn.slot("time") or ""
    day = None if length else turn.slot("day") or wanted.day
    hint = PARTS_OF_DAY.get(time, wanted.hint)
    said = due_from_slots(day, time, turn.local, after=moved_from, hint=hint) if time not in PARTS_OF_DAY else None
    due = turn.now + length if length else said
    wanted = replace(wanted, day=day, hint=hint)
    return target.settle(turn, work, due, wanted) if due is not None else ask_when(turn, target, wanted)


def settle(turn: Turn, work: UnitOfWork, starts_at: datetime, wanted: WantedTalk, *before: str) -> Reply:
    """Plan a talk for an instant, or move the one that is meant; close to the night offer another."""
    talk = _talk_of(turn, work, wanted)
    if talk is not None and talk.shared_id is not None:
        return propose(turn, work, starts_at, replace(wanted, id=talk.shared_id), *before)
    if not turn.is_by_name and not may_start(turn.person, starts_at):
        return offer_latest(turn, OWN_TARGET, starts_at, wanted, *before)
    key = "hard_talk.moved" if talk is not None else "hard_talk.planned"
    if talk is not None:
        talk.move(starts_at)
    else:
        talk = work.hard_talks.plan(
            turn.person,
            starts_at=starts_at,
            minutes=wanted.minutes if wanted.minutes is not None else USUAL_MINUTES,
            topic=wanted.topic,
            now=turn.now,
            by_name=turn.is_by_name,
        )
    if not turn.is_by_name:
        work.calendar.schedule_talk_label(turn.person, talk, turn.now)
    return say_back(turn, talk, key, *before)


def say_back(turn: Turn, talk: HardTalk, key: str, *before: str) -> Reply:
    """Say the time and length that were heard, and ask whether they are right."""
    proposed = talk.shared_id if talk.state is TalkState.PROPOSED else None
    asked = AskedProposalRight(proposed) if proposed is not None else AskedPlanRight(talk.id)
    time = moment(talk.local_start(), turn.local.date())
    said = turn.phrase(key, time=time, span=span(timedelta(minutes=talk.minutes)))
    return turn.ask(*before, said, turn.phrase("hard_talk.is_that_right"), awaiting=asked)


def propose(turn: Turn, work: UnitOfWork, starts_at: datetime, wanted: WantedTalk, *before: str) -> Reply:
    """Propose a talk for an instant, or another time for the one that is meant.

    Only the proposer's own quiet hours are looked at: the other one's are held when that one says yes, on the own
    door, or a refusal would tell when the other sleeps.
    """
    couple = work.joint_talks.couple(turn.person)
    if couple is None or not turn.may_hear_own:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if not may_start(turn.person, starts_at):
        return offer_latest(turn, JOINT_TARGET, starts_at, wanted, *before)
    shared = work.joint_talks.live(turn.person, wanted.id, turn.now)
    if shared is not None:
        minutes = wanted.minutes or shared.minutes
        own = work.joint_talks.propose_anew(turn.person, shared, starts_at=starts_at, minutes=minutes, now=turn.now)
    else:
        own = work.joint_talks.propose(
            turn.person,
            couple,
            starts_at=starts_at,
            minutes=wanted.minutes or USUAL_MINUTES,
            topic=wanted.topic,
            now=turn.now,
        )
    return say_back(turn, own, "joint_talk.proposed", *before)


def _talk_of(turn: Turn, work: UnitOfWork, wanted: WantedTalk) -> HardTalk | None:
    if turn.is_by_name:
        found = work.hard_talks.get(turn.person, asked_about(turn))
        return found if found is not None and found.state is TalkState.CLAIMED else None
    standing = work.hard_talks.standing(turn.person, turn.now)
    return next((one for one in standing if one.id == wanted.id), None)


OWN_TARGET = Target(AskedTalkWhen, AskedLatest, "hard_talk.too_late", settle)
JOINT_TARGET = Target(AskedJointWhen, AskedJointLatest, "joint_talk.too_late", propose)
