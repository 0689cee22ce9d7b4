"""What is answered to "are you alone, or in company?", whichever conversation asks."""

from intents.dialog.intent_names import ALONE, COMPANY
from intents.dialog.turn import NO, YES, Turn
from skill.domain.room import Room


def room_said(turn: Turn) -> Room | None:
    """Return who is there as an answer to "are you alone, or in company?"; None for anything else.

    A bare yes or no does not say which of the two it means: it counts as company, everywhere alike.
    """
    if turn.intent == ALONE:
        return Room.ALONE
    return Room.COMPANY if turn.intent in (COMPANY, YES, NO) else None
