"""A talk of two: proposed by one, agreed by the other on the own door; either lets it go without a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.dialog.turn import DECLINES, READS, Reply, Stake, Turn
from intents.hard_talk import answering_proposal as offering
from intents.hard_talk import proposing
from intents.hard_talk.planning import plan_talk
from skill.domain.confidence import OWN_LABELS, PARTNER_ITEMS, Confidence, Requirement
from skill.domain.risk import Risk
from skill.storage.unit_of_work import UnitOfWork

PROPOSE, PROPOSED, WITHDRAW = "JointTalkProposeIntent", "JointTalkProposedIntent", "JointTalkWithdrawIntent"


@dataclass(frozen=True)
class JointTalkConversation:
    """ "Propose a talk tomorrow at seven", "what is proposed", "take back what I proposed"."""

    topic: str = "joint_talk"
    hears: frozenset[str] = frozenset({PROPOSE, PROPOSED, WITHDRAW})
    needs: ClassVar[Mapping[str, Requirement]] = {
        **dict.fromkeys((PROPOSE, WITHDRAW), OWN_LABELS),
        **dict.fromkeys(("joint_talk.when", "joint_talk.latest", "joint_talk.confirm"), OWN_LABELS),
        PROPOSED: PARTNER_ITEMS,
        "joint_talk.room": Requirement(Confidence.VOICE),
        **dict.fromkeys(("joint_talk.shall_it_be", "joint_talk.other_time"), PARTNER_ITEMS),
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        PROPOSE: Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.propose")),
        PROPOSED: READS,
        WITHDRAW: Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.withdraw")),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Go on with the question that is open, or propose, tell or take back; without a link, plan for oneself."""
        if turn.awaiting is not None and turn.awaiting.topic == self.topic:
            reply = _asked(turn, work)
            if reply is not None:
                return reply
        if turn.intent == PROPOSE:
            if work.joint_talks.couple(turn.person) is None:
                return plan_talk(turn, work, turn.phrase("joint_talk.for_you"))
            return proposing.propose_talk(turn, work)
        if turn.intent == PROPOSED:
            return offering.tell_proposed(turn, work)
        return proposing.withdraw(turn, work) if turn.intent == WITHDRAW else None


def _asked(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Answer what was said to a question of ours."""
    if turn.is_open("joint_talk.room"):
        return offering.heard_room(turn, work)
    if turn.is_open("joint_talk.shall_it_be") or turn.is_open("joint_talk.other_time"):
        return offering.heard_answer(turn, work)
    if turn.intent in proposing.TIMES:
        return proposing.heard_time(turn, work)
    if turn.is_open("joint_talk.latest"):
        return proposing.heard_latest(turn, work)
    if turn.is_open("joint_talk.confirm"):
        return proposing.heard_confirmation(turn, work)
    if turn.is_open("joint_talk.when") and turn.intent in DECLINES:
        return turn.tell(turn.phrase("joint_talk.as_it_was"))
    return None
