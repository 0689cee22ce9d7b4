"""Grounding in the senses: five short turns with silence, for panic, flashbacks, numbness; nothing said is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.dialog.turn import DECLINES, LAUNCH, NEXT, READS, YES, Awaiting, Reply, Stake, Turn
from skill.domain.confidence import ANYBODY, Requirement
from skill.domain.grounding import SENSES
from skill.speech.ssml import pause
from skill.storage.unit_of_work import UnitOfWork

ONE_S_OWN = frozenset(
    {
        LAUNCH,
        "AMAZON.HelpIntent",
        "AMAZON.RepeatIntent",
        "AMAZON.CancelIntent",
        "BreathingIntent",
        "PrivateWordsLetOutIntent",
    }
)
"""Wishes that are heard in between; whatever else is said aloud is a thing that was noticed, and goes on."""


@dataclass(frozen=True)
class GroundingConversation:
    """ "Ground me", "I'm panicking", "I'm having a flashback", "help me come back"."""

    topic: str = "grounding"
    hears: frozenset[str] = frozenset({"GroundingIntent", NEXT})
    needs: ClassVar[Mapping[str, Requirement]] = {
        "GroundingIntent": ANYBODY,
        NEXT: ANYBODY,
        "grounding.next": ANYBODY,
        "grounding.after": ANYBODY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = dict.fromkeys(hears, READS)

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Begin, go on with the next sense, or rest; what is named in between is neither kept nor judged."""
        if turn.is_open("grounding.next"):
            return self._go_on(turn)
        if turn.is_open("grounding.after"):
            if turn.intent in (YES, NEXT, "AgainIntent"):
                return begin_grounding(turn)
            if turn.intent in DECLINES:
                return turn.tell(turn.phrase("grounding.enough"))
        return begin_grounding(turn) if turn.intent == "GroundingIntent" else None

    def _go_on(self, turn: Turn) -> Reply | None:
        if turn.intent in DECLINES:
            return turn.tell(turn.phrase("grounding.enough"))
        if turn.intent in ONE_S_OWN:
            return None
        at = turn.datum("sense")
        return _sense(turn, min(max(at, 0), len(SENSES) - 1) if isinstance(at, int) else 0)


def begin_grounding(turn: Turn, *before: str) -> Reply:
    """Begin with what can be seen; the rest of this evening stays light (rules.md R18).

    Whoever asks for it may be in panic. That is remembered in this process and written down nowhere, like danger.
    """
    turn.light_evenings.mark(turn.person, turn.now)
    return _sense(turn, 0, *before, turn.phrase("grounding.intro"))


def _sense(turn: Turn, at: int, *before: str) -> Reply:
    """Say one sense and be silent; if nothing is said then, the reprompt goes on to the end by itself.

    An Echo says a reprompt after eight seconds and then closes the microphone, so that all that is left stands in it.
    """
    said = _with_silence(turn, at)
    if at + 1 == len(SENSES):
        asked = Awaiting("grounding.after")
        return turn.ask(*before, said, turn.phrase("grounding.end"), turn.phrase("grounding.after"), awaiting=asked)
    rest = [_with_silence(turn, later) for later in range(at + 1, len(SENSES))]
    return turn.ask(
        *before,
        said,
        awaiting=Awaiting("grounding.next", {"sense": at + 1}),
        reprompt=" ".join((*rest, turn.phrase("grounding.end"))),
    )


def _with_silence(turn: Turn, at: int) -> str:
    sense = SENSES[at]
    return f'<prosody rate="slow">{turn.phrase(f"grounding.{sense.name}")}</prosody>{pause(sense.silence)}'
