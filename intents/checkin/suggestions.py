"""What a kind of day may lead to: offered once, begun after a yes, left after a no."""

from collections.abc import Mapping
from uuid import UUID

from intents.checkin.questions import AskedSuggestion
from intents.dialog.handover import AskForCommitment, BeginBreathing, BeginGrounding, BeginReflection, Handover
from intents.dialog.turn import Reply, Turn
from skill.domain.checkin import SUGGESTIONS, Suggestion
from skill.storage.unit_of_work import UnitOfWork

BEGINS: Mapping[Suggestion, Handover] = {
    Suggestion.BREATH: BeginBreathing(minutes=1),
    Suggestion.GROUNDING: BeginGrounding(),
    Suggestion.REFLECTION: BeginReflection(),
    Suggestion.COMMITMENT: AskForCommitment(),
}


def suggest(turn: Turn, family: str, *before: str, row: UUID) -> Reply:
    """Offer what fits a kind of day, or leave it at that.

    Args:
        row: id of the check-in, for what may still be said of it.
    """
    said = turn.phrase(f"checkin.offer_{family}")
    if SUGGESTIONS[family] is Suggestion.NOTHING:
        return turn.tell(*before, said)
    return turn.ask(*before, said, awaiting=AskedSuggestion(row, family))


def take_up(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Begin what was offered; None for an offer that there is not."""
    asked = turn.asked(AskedSuggestion)
    begun = BEGINS.get(SUGGESTIONS.get(asked.family, Suggestion.NOTHING)) if asked is not None else None
    return turn.hand_over(begun) if begun is not None else None
