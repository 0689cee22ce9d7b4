"""The life of a commitment in one conversation: who answers what is heard, in the order in which it is asked."""

from dataclasses import dataclass

from intents.commitment_list import list_open, listed_in_room
from intents.commitment_making import confirm, made_with_time, make
from intents.commitment_moving import drop, move
from intents.commitment_outcome import again, kept, missed
from intents.courtesy import CANCEL
from intents.turn import DECLINES, NO, YES, Reply, Turn
from skill.storage.store import Work

KEPT = frozenset({YES, "CommitmentKeptIntent"})
MISSED = frozenset({NO, "CommitmentMissedIntent"})


@dataclass(frozen=True)
class CommitmentConversation:
    """ "I promise to be home by six", "what did I promise", "I kept it", "move it to seven"."""

    topic: str = "commitment"
    hears: frozenset[str] = frozenset(
        {
            "CommitmentIntent",
            "CommitmentTimeIntent",
            "CommitmentListIntent",
            "CommitmentKeptIntent",
            "CommitmentMissedIntent",
            "CommitmentMoveIntent",
            "CommitmentDropIntent",
        }
    )

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Make, list, confirm, move or take back; or go on with the question that is open."""
        if turn.heard == "CommitmentIntent":
            return make(turn, work)
        if turn.heard == "CommitmentListIntent":
            return list_open(turn, work)
        if turn.heard in ("CommitmentTimeIntent", "CommitmentMoveIntent"):
            return made_with_time(turn, work) or move(turn, work)
        if turn.heard == "CommitmentDropIntent":
            return drop(turn, work)
        if turn.is_open("commitment.room"):
            return listed_in_room(turn, work)
        if turn.is_open("commitment.confirm") and turn.heard in (YES, NO):
            return confirm(turn, work)
        if turn.is_open("commitment.again") and turn.heard in DECLINES | {YES}:
            return again(turn, work)
        asked = turn.is_open("commitment.due")
        if turn.heard in KEPT and (asked or turn.heard == "CommitmentKeptIntent"):
            return kept(turn, work)
        if turn.heard in MISSED and (asked or turn.heard == "CommitmentMissedIntent"):
            return missed(turn, work)
        was_denied = turn.is_open("commitment.move") and turn.datum("denied") is True
        if (was_denied or turn.is_open("commitment.confirm")) and turn.heard in DECLINES | {CANCEL}:
            return drop(turn, work)
        is_ours = turn.awaiting is not None and turn.awaiting.topic == self.topic
        return turn.tell(turn.phrase("commitment.left")) if is_ours and turn.heard in DECLINES else None
