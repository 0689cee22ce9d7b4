"""A talk of two: proposed by one, agreed by the other on the own door; either lets it go without a word."""

from collections.abc import Mapping

from intents.dialog.conversation import Conversation, Handler, Heard, tells
from intents.dialog.turn import DECLINES, NO, YES, Reply, Stake, Turn
from intents.hard_talk import answering_proposal as offering
from intents.hard_talk.planning import (
    JOINT_TARGET,
    ask_when,
    asked_about,
    heard_joint_time,
    plan_for,
    plan_talk,
    take_latest,
)
from intents.hard_talk.questions import (
    JOINT,
    AskedJointLatest,
    AskedJointOtherTime,
    AskedJointWhen,
    AskedProposalRight,
    AskedProposalRoom,
    AskedShallItBe,
    Wanted,
)
from intents.identity.room import ALONE, COMPANY
from skill.domain.confidence import OWN_LABELS, PARTNER_ITEMS
from skill.domain.risk import Risk
from skill.storage.unit_of_work import UnitOfWork

PROPOSE, PROPOSED, WITHDRAW = "JointTalkProposeIntent", "JointTalkProposedIntent", "JointTalkWithdrawIntent"
CANCELS = "HardTalkCancelIntent"


def _propose(turn: Turn, work: UnitOfWork) -> Reply:
    """Propose what was said; without a link, plan it for oneself."""
    if work.joint_talks.couple(turn.person) is None:
        return plan_talk(turn, work, turn.phrase("joint_talk.for_you"))
    return plan_for(turn, work, JOINT_TARGET)


def _withdraw(turn: Turn, work: UnitOfWork) -> Reply:
    """Take back what this person proposed; said alike whether anything was."""
    work.joint_talks.call_off(work.joint_talks.proposed_by(turn.person, turn.now), turn.now)
    return turn.tell(turn.phrase("joint_talk.withdrawn"))


def _take_latest(turn: Turn, work: UnitOfWork) -> Reply | None:
    return take_latest(turn, work, JOINT_TARGET)


def _heard_wrong(turn: Turn, _work: UnitOfWork) -> Reply:
    return ask_when(turn, JOINT_TARGET, Wanted(asked_about(turn, JOINT)))


def _heard_topic(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Keep a word about the proposal for its owner alone."""
    shared = work.joint_talks.live(turn.person, asked_about(turn, JOINT), turn.now)
    own = work.joint_talks.own(turn.person, shared) if shared is not None else None
    topic = turn.slot("topic")
    if own is None or not topic:
        return None
    work.hard_talks.note(turn.person, own, topic)
    return turn.tell(turn.phrase("hard_talk.topic_kept"), turn.phrase("joint_talk.waits"))


def _decline(turn: Turn, work: UnitOfWork) -> Reply:
    return offering.decline(turn, work)


_TIMES: Mapping[str, Handler] = dict.fromkeys(
    ("TimeIntent", "CommitmentMoveIntent", "HardTalkMoveIntent"), heard_joint_time
)
"""Different ways to say a time."""
_AS_IT_WAS = dict.fromkeys(DECLINES, tells("joint_talk.as_it_was"))
_ANSWERS: Mapping[str, Handler] = {
    **_TIMES,
    **dict.fromkeys((*DECLINES, "HardTalkPutOffIntent", CANCELS), _decline),
    YES: offering.agree,
}
"""The answers to what the other one proposes."""

JOINT_TALK = Conversation(
    "joint_talk",
    intents={
        PROPOSE: Heard(OWN_LABELS, _propose, Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.propose"))),
        PROPOSED: Heard(PARTNER_ITEMS, offering.tell_proposed),
        WITHDRAW: Heard(OWN_LABELS, _withdraw, Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.withdraw"))),
    },
    questions={
        AskedJointWhen: {**_TIMES, **_AS_IT_WAS},
        AskedJointLatest: {**_TIMES, **_AS_IT_WAS, YES: _take_latest},
        AskedProposalRight: {
            **_TIMES,
            **dict.fromkeys((YES, *DECLINES), tells("joint_talk.waits")),
            **dict.fromkeys((CANCELS, "AMAZON.CancelIntent"), _withdraw),
            NO: _heard_wrong,
            "HardTalkTopicIntent": _heard_topic,
        },
        AskedProposalRoom: dict.fromkeys((ALONE, COMPANY, YES, *DECLINES), offering.heard_room),
        AskedShallItBe: {
            **_ANSWERS,
            **dict.fromkeys(("HardTalkPutOffIntent", "NotTodayIntent"), offering.ask_other_time),
        },
        AskedJointOtherTime: _ANSWERS,
    },
)
""" "Propose a talk tomorrow at seven", "what is proposed", "take back what I proposed"."""
