"""What "okay" and "thank you" mean: a yes to "Is that right?", anywhere else a courtesy, never a no or a feeling."""

import re
from dataclasses import replace

from intents.dialog.intent_names import CHECK_IN, FALLBACK, OKAY, THANKS
from intents.dialog.turn import YES, Reply, Slot, Turn
from skill.content import moods
from skill.domain.checkin import find_mood
from skill.domain.risk import Sureness

ASKED_PROMISE, TIME = "AskedCommitmentIntent", "TimeIntent"
OKAY_MOODS = frozenset({"okay", "good"})
"""Feelings that, as an answer to something else, are no feeling: Alexa sends "fine" to "Is that right?" as a mood."""
NO_FEELING_ELSEWHERE = frozenset({"sorry", "nothing"})
"""Words of ours that are feelings only where a feeling was asked for."""
ASKS_HOW = frozenset({"checkin", "courtesy", "onboarding", "room"})
"""Topics whose questions a feeling may follow; to any other one "fine" is about what was asked."""
_LAST_QUESTION = re.compile(r"(?:^|(?<=[.!?] ))[^.!?<>]+\?$")


def as_answer(turn: Turn) -> Turn:
    """Return the turn as what it means to the question that is open."""
    asked = turn.awaiting
    heard = _courtesy(turn)
    if asked is None:
        return turn
    if heard == ASKED_PROMISE and asked.topic != "asked" and turn.slot("ask") is None:
        return _plain_yes(turn)
    if (heard == OKAY and asked.question.okay_is_yes) or (heard == THANKS and asked.question.says_back):
        return replace(turn, intent=YES, slots={})
    if heard == OKAY and asked.elicit is not None and asked.elicit[0] == CHECK_IN:
        # Here a feeling was asked for, and "okay" and "fine" are one.
        return replace(turn, intent=CHECK_IN, slots={"mood": Slot("okay", "okay")})
    return replace(turn, intent=heard, slots={}) if heard != turn.intent else turn


def _plain_yes(turn: Turn) -> Turn:
    """Return "yes at eight" and "yes, I promise" as what they mean where nobody asked for a promise: a time, a yes."""
    if turn.sureness is Sureness.NEAR:
        return replace(turn, intent=FALLBACK, slots={})
    return replace(turn, intent=TIME) if turn.slot("time") or turn.slot("day") else replace(turn, intent=YES, slots={})


def _courtesy(turn: Turn) -> str:
    """Return what was heard, a courtesy where it is one that came as a feeling."""
    asked = turn.awaiting
    if turn.intent != CHECK_IN or asked is None or turn.slot("second") or turn.slot("strength"):
        return turn.intent
    if asked.topic in ASKS_HOW and not asked.question.says_back:
        return turn.intent
    said = (turn.slot("mood") or "").lower()
    if said in NO_FEELING_ELSEWHERE:
        return FALLBACK if asked.topic not in ASKS_HOW else turn.intent
    mood = find_mood(moods(), said)
    return OKAY if mood is not None and mood.id in OKAY_MOODS else turn.intent


def courtesy(turn: Turn) -> Reply:
    """Answer "thank you" or "okay" warmly; a question that is open stays open, and nothing is kept or declined."""
    said = turn.phrase("courtesy.any_time" if turn.intent == THANKS else "courtesy.okay")
    asked = turn.awaiting
    if asked is None:
        return turn.tell(said)
    question = _LAST_QUESTION.search(turn.last or "")
    again = [question.group()] if question is not None else []
    return replace(turn.ask(said, *again, awaiting=asked), is_short_lived=True)
