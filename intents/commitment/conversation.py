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
from skill.domain.confidence import OWN_LABELS, OWN_LIST, WRITE_ONLY, Requirement
from skill.domain.risk import Risk
from skill.storage.unit_of_work import UnitOfWork

KEPT = frozenset({YES, "CommitmentKeptIntent"})
MISSED = frozenset({NO, "CommitmentMissedIntent"})
LEAVES = DECLINES | {CANCEL}
NOT_UNDERSTOOD = "AMAZON.FallbackIntent"
SOUNDS_LIKE_SOME_TIME = "HardTalkPauseIntent"
"""What "some time" is heard as: it is near "time out"."""

Handler = Callable[[Turn, UnitOfWork], Reply]
SAID: dict[str, Handler] = {
    "CommitmentIntent": make,
    "CommitmentTowardsIntent": make_towards,
    "CommitmentListIntent": list_open,
    "TimeIntent": lambda turn, work: made_with_time(turn, work) or move(turn, work),
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
    needs: ClassVar[Mapping[str, Requirement]] = {
        "CommitmentIntent": WRITE_ONLY,
        "CommitmentTowardsIntent": WRITE_ONLY,
        "TimeIntent": WRITE_ONLY,
        "CommitmentListIntent": OWN_LIST,
        "CommitmentKeptIntent": WRITE_ONLY,
        "CommitmentMissedIntent": WRITE_ONLY,
        "CommitmentMoveIntent": WRITE_ONLY,
        "CommitmentDropIntent": WRITE_ONLY,
        "CommitmentSkipIntent": WRITE_ONLY,
        "CommitmentEndIntent": WRITE_ONLY,
        "CommitmentOwnIntent": OWN_LABELS,
        "CommitmentRepairIntent": OWN_LABELS,
        "CommitmentSmallerIntent": OWN_LABELS,
        "commitment.what": WRITE_ONLY,
        "commitment.when": WRITE_ONLY,
        "commitment.confirm": WRITE_ONLY,
        "commitment.proposed": WRITE_ONLY,
        "commitment.move": WRITE_ONLY,
        "commitment.due": WRITE_ONLY,
        "commitment.again": OWN_LABELS,
        "commitment.own": OWN_LABELS,
        "commitment.repair": OWN_LABELS,
        "commitment.today": OWN_LABELS,
        "commitment.which": OWN_LABELS,
        "commitment.which_series": OWN_LABELS,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        **dict.fromkeys(("CommitmentIntent", "CommitmentTowardsIntent", "CommitmentOwnIntent"), ADDS),
        **dict.fromkeys(("CommitmentListIntent", "CommitmentRepairIntent", "CommitmentSmallerIntent"), READS),
        **dict.fromkeys(("TimeIntent", "CommitmentMoveIntent"), Stake(Risk.CHANGES, confirm_move)),
        "CommitmentDropIntent": Stake(Risk.DESTROYS, confirm_drop),
        "CommitmentSkipIntent": Stake(
            Risk.CHANGES, confirm_skip, frozenset({"promise", "plan", "can't", "won't", "not", "leave", "skip"})
        ),
        "CommitmentEndIntent": Stake(Risk.DESTROYS, confirm_end, frozenset({"promise", "plan"})),
        **dict.fromkeys(("CommitmentKeptIntent", "CommitmentMissedIntent"), Stake(Risk.DESTROYS, confirm_outcome)),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Go on with the question that is open; or make, list, confirm, move, make good or take back."""
        reply = claim(turn, work) or self._to_question(turn, work)
        if reply is not None:
            return reply
        if turn.intent in SAID:
            return SAID[turn.intent](turn, work)
        asked = turn.is_open("commitment.due")
        if turn.intent in KEPT and (asked or turn.intent == "CommitmentKeptIntent"):
            return kept(turn, work)
        if turn.intent in MISSED and (asked or turn.intent == "CommitmentMissedIntent"):
            return missed(turn, work)
        is_ours = turn.awaiting is not None and turn.awaiting.topic == self.topic
        return turn.tell(turn.phrase("commitment.left")) if is_ours and turn.intent in DECLINES else None

    def _to_question(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Answer what only the open question gives its meaning; None for what means the same at any time."""
        heard = turn.intent
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

    def _after_missed(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """One sentence or none, then: made good, made smaller, or let rest."""
        is_owning = turn.is_open("commitment.own")
        if is_owning and turn.intent == YES:
            return own(turn, work)
        if is_owning and turn.intent in (NO, "CommitmentMissedIntent"):
            return ask_again(turn, work)
        if turn.intent == YES:
            return repair(turn, work)
        return rests(turn, work) if turn.intent in LEAVES else None
