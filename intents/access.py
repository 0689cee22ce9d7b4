"""The one place where it is enforced who may hear what: each conversation declares its needs, this holds them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from intents.dialog.conversation import Conversation
from intents.dialog.room_answer import room_said
from intents.dialog.turn import DONE, NO, YES, Reply, Turn
from intents.dialog.wish import may_wait, wish_of, wished_for, write_wish
from intents.identity.identify import ask_who
from intents.identity.questions import AskedWhoIsThere
from intents.identity.voice_pin import ask_for_pin, can_prove
from skill.domain.confidence import ANYBODY, NEVER, Audience, Confidence, Requirement
from skill.domain.room import Room


class AccessControl:
    """Holds what was declared.

    Args:
        conversations: every conversation; what none of them declares is answered to nobody.
    """

    def __init__(self, conversations: Iterable[Conversation]) -> None:
        self.requirements: Mapping[str, Requirement] = {
            name: need for one in conversations for name, need in one.needs.items()
        }
        self._topics = {one.topic for one in conversations}

    def requirement(self, turn: Turn) -> Requirement:
        """Return what the answer to what was heard needs, as its conversation declares it."""
        if turn.intent in (YES, NO):
            return ANYBODY
        asked = turn.awaiting
        if (
            asked is not None
            and asked.topic == "onboarding"
            and asked.elicit is not None
            and turn.intent == asked.elicit[0]
        ):
            # Whoever may be asked by the first start may answer it: it adds what is missing and changes nothing.
            return self.requirements.get(asked.key, NEVER)
        return self.requirements.get(turn.intent, NEVER)

    def resume(self, turn: Turn) -> Turn:
        """Return the turn as it may be answered.

        Whoever said who is there goes back to what was wished for; a question that was asked of somebody surer, or of
        somebody alone, is open no longer.
        """
        if not turn.confidence.reaches(Confidence.ACCOUNT) and turn.intent == "OnboardingNameIntent":
            # Whoever is not known and says a name says who it is; it renames nobody.
            turn = replace(turn, intent="WhoNameIntent")
        asked = turn.awaiting
        if asked is None:
            return turn
        waiting = turn.asked(AskedWhoIsThere)
        if waiting is not None and (room := room_said(turn)) is not None:
            return replace(wished_for(turn, waiting.wish), room=room)
        need = self.requirements.get(asked.key, NEVER if asked.topic in self._topics else ANYBODY)
        return turn if need.is_met(turn.confidence, turn.room) else replace(turn, awaiting=None)

    def check(self, turn: Turn) -> Reply | None:
        """Return what is said instead where the need is not met, in the same words whatever is kept; else None."""
        need = self.requirement(turn)
        if need.is_met(turn.confidence, turn.room):
            return None
        proves = can_prove(turn, need)
        if turn.room is Room.UNKNOWN and need.audience is not Audience.ANYBODY:
            if proves or turn.confidence.reaches(need.least):
                return _ask_who_is_there(turn)
        elif proves and need.is_met(need.least, turn.room):
            return ask_for_pin(turn)
        return self.deny(turn)

    def deny(self, turn: Turn) -> Reply:
        """Say the one neutral sentence; an unknown voice is asked who it is instead.

        A name on a local speaker hears what would make it surer, in the same words whatever is kept and whether a PIN
        is set.
        """
        if turn.confidence is Confidence.UNKNOWN:
            is_wish = turn.intent in self.requirements and turn.intent not in ("WhoNameIntent", NO, DONE)
            return ask_who(turn, wish_of(turn) if is_wish and may_wait(turn) else None)
        is_name_here = turn.is_by_name and turn.ids.local is not None
        denied = turn.tell(turn.phrase("by_name.needs_pin" if is_name_here else "courtesy.nothing_for_now"))
        if turn.ids.local is None or turn.intent not in self.requirements or self._is_sure_enough(turn):
            return denied
        return replace(denied, after_pin=write_wish(wish_of(turn)) if may_wait(turn) else "")

    def _is_sure_enough(self, turn: Turn) -> bool:
        return turn.confidence.reaches(self.requirement(turn).least)


def _ask_who_is_there(turn: Turn) -> Reply:
    return turn.ask(turn.phrase("room.alone_or_company"), awaiting=AskedWhoIsThere(wish_of(turn)))
