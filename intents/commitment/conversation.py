"""The life of a commitment in one conversation: who answers what is heard, in the order in which it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.commitment.claiming import claim
from intents.commitment.confirming import confirm_drop, confirm_end, confirm_move, confirm_outcome, confirm_skip
from intents.commitment.listing import list_open
from intents.commitment.making import confirm, made_with_time, make, make_towards, proposed, without_time
from intents.commitment.moving import move
from intents.commitment.outcome import kept, missed, rests
from intents.commitment.repair import ask_again, make_smaller, own, repair
from intents.commitment.withdrawing import drop, end, skip, today_answered
from intents.dialog.turn import ADDS, DECLINES, NO, READS, YES, Reply, Stake, Turn
from intents.safety.courtesy import CANCEL
from skill.domain.certainty import OWN, OWN_TOLD, WRITE, Need
from skill.domain.risk import Risk
from skill.storage.unit_of_work import Work

KEPT = frozenset({YES, "CommitmentKeptIntent"})
MISSED = frozenset({NO, "CommitmentMissedIntent"})
LEAVES = DECLINES | {CANCEL}
NOT_UNDERSTOOD = "AMAZON.FallbackIntent"
SOUNDS_LIKE_SOME_TIME = "HardTalkPauseIntent"
"""What "some time" is heard as: it is near "time out"."""

Answer = Callable[[Turn, Work], Reply]
SAID: dict[str, Answer] = {
    "CommitmentIntent": make,
    "CommitmentTowardsIntent": make_towards,
    "CommitmentListIntent": list_open,
    "CommitmentTimeIntent": lambda turn, work: made_with_time(turn, work) or move(turn, work),
    "CommitmentMoveIntent": lambda turn, work: made_with_time(turn, work) or move(turn, work),
    "CommitmentDropIntent": drop,
    "CommitmentSkipIntent": skip,
    "CommitmentEndIntent": end,
    "CommitmentOwnIntent": own,
    "CommitmentRepairIntent": repair,
    "CommitmentSmallerIntent": make_smaller,
}
"""What is understood whatever question is open."""


@dataclass(frozen=True)
class CommitmentConversation:
    """ "I promise to be home by six on weekdays", "what did I promise", "I kept it", "I'll be late, seven instead"."""

    topic: str = "commitment"
    hears: frozenset[str] = frozenset(SAID) | {"CommitmentKeptIntent", "CommitmentMissedIntent"}
    needs: ClassVar[Mapping[str, Need]] = {
        "CommitmentIntent": WRITE,
        "CommitmentTowardsIntent": WRITE,
        "CommitmentTimeIntent": WRITE,
        "CommitmentListIntent": OWN_TOLD,
        "CommitmentKeptIntent": WRITE,
        "CommitmentMissedIntent": WRITE,
        "CommitmentMoveIntent": WRITE,
        "CommitmentDropIntent": WRITE,
        "CommitmentSkipIntent": WRITE,
        "CommitmentEndIntent": WRITE,
        "CommitmentOwnIntent": OWN,
        "CommitmentRepairIntent": OWN,
        "CommitmentSmallerIntent": OWN,
        "commitment.what": WRITE,
        "commitment.when": WRITE,
        "commitment.confirm": WRITE,
        "commitment.proposed": WRITE,
        "commitment.move": WRITE,
        "commitment.due": WRITE,
        "commitment.again": OWN,
        "commitment.own": OWN,
        "commitment.repair": OWN,
        "commitment.today": OWN,
        "commitment.which": OWN,
        "commitment.which_series": OWN,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        **dict.fromkeys(("CommitmentIntent", "CommitmentTowardsIntent", "CommitmentOwnIntent"), ADDS),
        **dict.fromkeys(("CommitmentListIntent", "CommitmentRepairIntent", "CommitmentSmallerIntent"), READS),
        **dict.fromkeys(("CommitmentTimeIntent", "CommitmentMoveIntent"), Stake(Risk.CHANGES, confirm_move)),
        "CommitmentDropIntent": Stake(Risk.DESTROYS, confirm_drop),
        "CommitmentSkipIntent": Stake(
            Risk.CHANGES, confirm_skip, frozenset({"promise", "plan", "can't", "won't", "not", "leave", "skip"})
        ),
        "CommitmentEndIntent": Stake(Risk.DESTROYS, confirm_end, frozenset({"promise", "plan"})),
        **dict.fromkeys(("CommitmentKeptIntent", "CommitmentMissedIntent"), Stake(Risk.DESTROYS, confirm_outcome)),
    }

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Go on with the question that is open; or make, list, confirm, move, make good or take back."""
        reply = claim(turn, work) or self._to_question(turn, work)
        if reply is not None:
            return reply
        if turn.heard in SAID:
            return SAID[turn.heard](turn, work)
        asked = turn.is_open("commitment.due")
        if turn.heard in KEPT and (asked or turn.heard == "CommitmentKeptIntent"):
            return kept(turn, work)
        if turn.heard in MISSED and (asked or turn.heard == "CommitmentMissedIntent"):
            return missed(turn, work)
        is_ours = turn.awaiting is not None and turn.awaiting.topic == self.topic
        return turn.tell(turn.phrase("commitment.left")) if is_ours and turn.heard in DECLINES else None

    def _to_question(self, turn: Turn, work: Work) -> Reply | None:
        """Answer what only the open question gives its meaning; None for what means the same at any time."""
        heard = turn.heard
        if turn.is_open("commitment.confirm") and heard in (YES, NO):
            return confirm(turn, work)
        if turn.is_open("commitment.when") and heard in (YES, NOT_UNDERSTOOD, SOUNDS_LIKE_SOME_TIME):
            return without_time(turn)
        if turn.is_open("commitment.proposed") and heard in LEAVES | {YES, NOT_UNDERSTOOD}:
            return proposed(turn, work)
        if turn.is_open("commitment.today") and heard in (YES, NO):
            return today_answered(turn, work)
        if turn.is_open("commitment.own") or turn.is_open("commitment.again"):
            return self._after_missed(turn, work)
        if turn.is_open("commitment.which") and heard in DECLINES | {YES}:
            return turn.tell(turn.phrase("commitment.stays"))
        was_denied = turn.is_open("commitment.move") and turn.datum("denied") is True
        if (was_denied or turn.is_open("commitment.confirm")) and heard in LEAVES:
            return drop(turn, work, only_this=True)
        return None

    def _after_missed(self, turn: Turn, work: Work) -> Reply | None:
        """One sentence or none, then: made good, made smaller, or let rest."""
        is_owning = turn.is_open("commitment.own")
        if is_owning and turn.heard == YES:
            return own(turn, work)
        if is_owning and turn.heard in (NO, "CommitmentMissedIntent"):
            return ask_again(turn, work)
        if turn.heard == YES:
            return repair(turn, work)
        return rests(turn, work) if turn.heard in LEAVES else None
