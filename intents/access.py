"""The one place where it is enforced who may hear what: each conversation declares its needs, this holds them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from intents.dialog.turn import NO, YES, Awaiting, Conversation, Reply, Turn
from intents.dialog.wish import carried, wished_for
from intents.identity.identify import ask_who
from intents.identity.room import room_said
from intents.identity.voice_pin import ask_for_pin, can_prove
from skill.domain.certainty import ANYBODY, NOBODY, Certainty, Hearers, Need
from skill.domain.room import Room

ASKED_FIRST = "room.first"
"""The question who is there, asked before an answer that needs to know; what was wished for waits in its payload.

Its slots wait there too: what Alexa has just sent goes back to it once. Free words never do (a promise test)."""


class Gate:
    """Holds what was declared.

    Args:
        conversations: every conversation; what none of them declares is answered to nobody.
    """

    def __init__(self, conversations: Iterable[Conversation]) -> None:
        self.needs: Mapping[str, Need] = {name: need for one in conversations for name, need in one.needs.items()}
        self._topics = {one.topic for one in conversations}

    def need(self, turn: Turn) -> Need:
        """Return what the answer to what was heard needs, as its conversation declares it."""
        if turn.heard in (YES, NO):
            return ANYBODY
        asked = turn.awaiting
        if (
            asked is not None
            and asked.topic == "opening"
            and asked.elicit is not None
            and turn.heard == asked.elicit[0]
        ):
            # Whoever may be asked by the first start may answer it: it adds what is missing and changes nothing.
            return self.needs.get(asked.question, NOBODY)
        return self.needs.get(turn.heard, NOBODY)

    def enter(self, turn: Turn) -> Turn:
        """Return the turn as it may be answered.

        Whoever said who is there goes back to what was wished for; a question that was asked of somebody surer, or of
        somebody alone, is open no longer.
        """
        if not turn.certainty.reaches(Certainty.CLAIMED) and turn.heard == "OpeningNameIntent":
            # Whoever is not known and says a name says who it is; it renames nobody.
            turn = replace(turn, heard="WhoNameIntent")
        asked = turn.awaiting
        if asked is None:
            return turn
        if asked.question == ASKED_FIRST and (room := room_said(turn)) is not None:
            return replace(wished_for(turn), room=room)
        need = self.needs.get(asked.question, NOBODY if asked.topic in self._topics else ANYBODY)
        return turn if need.is_met(turn.certainty, turn.room) else replace(turn, awaiting=None)

    def hold(self, turn: Turn) -> Reply | None:
        """Return what is said instead where the need is not met, in the same words whatever is kept; else None."""
        need = self.need(turn)
        if need.is_met(turn.certainty, turn.room):
            return None
        proves = can_prove(turn, need)
        if turn.room is Room.UNKNOWN and need.hearers is not Hearers.ANYBODY:
            if proves or turn.certainty.reaches(need.least):
                return _ask_who_is_there(turn)
        elif proves and need.is_met(need.least, turn.room):
            return ask_for_pin(turn)
        return self.refuse(turn)

    def refuse(self, turn: Turn) -> Reply:
        """Say the one neutral sentence; an unknown voice is asked who it is instead.

        A name on a local speaker hears what would make it surer, in the same words whatever is kept and whether a PIN
        is set.
        """
        if turn.certainty is Certainty.NONE:
            return ask_who(turn)
        is_name_here = turn.is_by_name and turn.ids.local is not None
        return turn.tell(turn.phrase("by_name.needs_pin" if is_name_here else "courtesy.nothing_for_now"))


def _ask_who_is_there(turn: Turn) -> Reply:
    return turn.ask(turn.phrase("room.alone_or_company"), awaiting=Awaiting(ASKED_FIRST, carried(turn)))
