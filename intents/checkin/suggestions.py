"""What a kind of day may lead to: offered once, begun after a yes, left after a no."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from intents.checkin.questions import AskedSuggestion
from intents.dialog.handover import AskForCommitment, BeginBreathing, BeginGrounding, BeginReflection, Handover
from intents.dialog.turn import Reply, Turn
from skill.storage.unit_of_work import UnitOfWork


class Suggestion(StrEnum):
    """What a kind of day may lead to, if the person likes."""

    BREATH = "breath"
    GROUNDING = "grounding"
    REFLECTION = "reflection"
    COMMITMENT = "commitment"
    NOTHING = "nothing"


SUGGESTIONS = {
    "rage": Suggestion.BREATH,
    "sorrow": Suggestion.REFLECTION,
    "numbness": Suggestion.GROUNDING,
    "doubt": Suggestion.REFLECTION,
    "fear": Suggestion.GROUNDING,
    "shame": Suggestion.NOTHING,
    "guilt": Suggestion.COMMITMENT,
    "remorse": Suggestion.COMMITMENT,
    "hope": Suggestion.NOTHING,
    "calm": Suggestion.NOTHING,
    "connected": Suggestion.NOTHING,
    "unspecified": Suggestion.NOTHING,
}
"""What is offered after which family (rules.md M1). Numbness and fear get the senses rather than a breath:
counting breaths can worsen panic, and whoever feels nothing finds the way back by seeing and feeling first."""


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
