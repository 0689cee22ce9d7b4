"""Proposing a talk to the other one, taking the proposal back, and what is said about it before anybody agrees."""

from intents.dialog.turn import Reply, Turn
from intents.hard_talk.lookup import asked_about, open_question
from intents.hard_talk.planning import JOINT_TARGET, ask_when, plan_for, plan_talk
from intents.hard_talk.questions import WantedTalk, carried
from skill.storage.unit_of_work import UnitOfWork


def propose(turn: Turn, work: UnitOfWork) -> Reply:
    """Propose what was said; without a link, plan it for oneself."""
    if work.joint_talks.couple(turn.person) is None:
        return plan_talk(turn, work, turn.phrase("joint_talk.for_you"))
    return plan_for(turn, work, JOINT_TARGET)


def withdraw(turn: Turn, work: UnitOfWork) -> Reply:
    """Take back what this person proposed; said alike whether anything was."""
    work.joint_talks.call_off(work.joint_talks.proposed_by(turn.person, turn.now), turn.now)
    return turn.tell(turn.phrase("joint_talk.withdrawn"))


def heard_wrong(turn: Turn, _work: UnitOfWork) -> Reply:
    """Ask for another time; what was heard wrong must not stay proposed, whatever comes."""
    return ask_when(turn, JOINT_TARGET, WantedTalk(asked_about(turn), denied=True))


def left(turn: Turn, work: UnitOfWork) -> Reply:
    """No time is said: what is planned or proposed stays as it was, but a proposal that was heard wrong is off."""
    is_denied = carried(open_question(turn)).denied
    return withdraw(turn, work) if is_denied else turn.tell(turn.phrase("joint_talk.as_it_was"))


def heard_topic(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Keep a word about the proposal for its owner alone."""
    shared = work.joint_talks.live(turn.person, asked_about(turn), turn.now)
    own = work.joint_talks.own(turn.person, shared) if shared is not None else None
    topic = turn.slot("topic")
    if own is None or not topic:
        return None
    work.hard_talks.note(turn.person, own, topic)
    return turn.tell(turn.phrase("hard_talk.topic_kept"), turn.phrase("joint_talk.waits"))
