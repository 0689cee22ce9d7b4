"""A talk of two: proposed by one, agreed by the other on the own door; either lets it go without a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.dialog.turn import DECLINES, READS, Reply, Stake, Turn
from intents.hard_talk import answering_proposal as offering
from intents.hard_talk import proposing
from intents.hard_talk.planning import plan_talk
from skill.domain.certainty import OWN, SHARED, Certainty, Need
from skill.domain.risk import Risk
from skill.storage.unit_of_work import Work

PROPOSE, PROPOSED, WITHDRAW = "TogetherProposeIntent", "TogetherProposedIntent", "TogetherWithdrawIntent"


@dataclass(frozen=True)
class TogetherConversation:
    """ "Propose a talk tomorrow at seven", "what is proposed", "take back what I proposed"."""

    topic: str = "together"
    hears: frozenset[str] = frozenset({PROPOSE, PROPOSED, WITHDRAW})
    needs: ClassVar[Mapping[str, Need]] = {
        **dict.fromkeys((PROPOSE, WITHDRAW), OWN),
        **dict.fromkeys(("together.when", "together.latest", "together.confirm"), OWN),
        PROPOSED: SHARED,
        "together.room": Need(Certainty.RECOGNISED),
        **dict.fromkeys(("together.shall_it_be", "together.other_time"), SHARED),
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        PROPOSE: Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.propose")),
        PROPOSED: READS,
        WITHDRAW: Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.withdraw")),
    }

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Go on with the question that is open, or propose, tell or take back; without a link, plan for oneself."""
        if turn.awaiting is not None and turn.awaiting.topic == self.topic:
            reply = _asked(turn, work)
            if reply is not None:
                return reply
        if turn.heard == PROPOSE:
            if work.shared_talks.couple(turn.person) is None:
                return plan_talk(turn, work, turn.phrase("together.for_you"))
            return proposing.propose_talk(turn, work)
        if turn.heard == PROPOSED:
            return offering.tell_proposed(turn, work)
        return proposing.withdraw(turn, work) if turn.heard == WITHDRAW else None


def _asked(turn: Turn, work: Work) -> Reply | None:
    """Answer what was said to a question of ours."""
    if turn.is_open("together.room"):
        return offering.heard_room(turn, work)
    if turn.is_open("together.shall_it_be") or turn.is_open("together.other_time"):
        return offering.heard_answer(turn, work)
    if turn.heard in proposing.TIMES:
        return proposing.heard_time(turn, work)
    if turn.is_open("together.latest"):
        return proposing.heard_latest(turn, work)
    if turn.is_open("together.confirm"):
        return proposing.heard_confirmation(turn, work)
    if turn.is_open("together.when") and turn.heard in DECLINES:
        return turn.tell(turn.phrase("together.as_it_was"))
    return None
