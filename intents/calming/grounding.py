"""Grounding in the senses: five short turns with silence, for panic, flashbacks, numbness; nothing said is kept."""

from intents.calming.questions import AskedGroundingAgain, AskedNextSense
from intents.dialog.conversation import ANYTHING, Conversation, Heard, tells
from intents.dialog.handover import BeginGrounding
from intents.dialog.turn import DECLINES, LAUNCH, NEXT, READS, YES, Reply, Turn
from skill.domain.confidence import ANYBODY
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


def _begin(turn: Turn, _work: UnitOfWork, _handover: BeginGrounding | None = None) -> Reply:
    """Begin with what can be seen; the rest of this evening stays light (rules.md R18).

    Whoever asks for it may be in panic. That is remembered in this process and written down nowhere, like danger.
    """
    turn.light_evenings.mark(turn.person, turn.now)
    return _sense(turn, 0, turn.phrase("grounding.intro"))


def _sense(turn: Turn, at: int, *before: str) -> Reply:
    """Say one sense and be silent; if nothing is said then, the reprompt goes on to the end by itself.

    An Echo says a reprompt after eight seconds and then closes the microphone, so that all that is left stands in it.
    """
    said = _with_silence(turn, at)
    if at + 1 == len(SENSES):
        asked = AskedGroundingAgain()
        return turn.ask(*before, said, turn.phrase("grounding.end"), turn.phrase("grounding.after"), awaiting=asked)
    rest = [_with_silence(turn, later) for later in range(at + 1, len(SENSES))]
    return turn.ask(
        *before,
        said,
        awaiting=AskedNextSense(at + 1),
        reprompt=" ".join((*rest, turn.phrase("grounding.end"))),
    )


def _with_silence(turn: Turn, at: int) -> str:
    sense = SENSES[at]
    return f'<prosody rate="slow">{turn.phrase(f"grounding.{sense.name}")}</prosody>{pause(sense.silence)}'


def _go_on(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Go on with the next sense; what is named in between is neither kept nor judged."""
    asked = turn.asked(AskedNextSense)
    if asked is None or turn.intent in ONE_S_OWN:
        return None
    return _sense(turn, min(max(asked.sense, 0), len(SENSES) - 1))


def _left(_turn: Turn, _work: UnitOfWork) -> None:
    """Leave "next" to the others where no question of ours is open."""


_ENOUGH = dict.fromkeys(DECLINES, tells("grounding.enough"))

GROUNDING = Conversation(
    "grounding",
    intents={"GroundingIntent": Heard(ANYBODY, _begin, READS), NEXT: Heard(ANYBODY, _left, READS)},
    questions={
        AskedNextSense: {**_ENOUGH, ANYTHING: _go_on},
        AskedGroundingAgain: {**_ENOUGH, **dict.fromkeys((YES, NEXT, "AgainIntent"), _begin)},
    },
    takes_over={BeginGrounding: _begin},
)
""" "Ground me", "I'm panicking", "I'm having a flashback", "help me come back"."""
