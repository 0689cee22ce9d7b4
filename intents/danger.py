"""Danger: the script stops; one calm sentence, the numbers, one question, silence. Nothing of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.courtesy import lines_to_call
from intents.turn import DECLINES, READS, YES, Awaiting, Reply, Stake, Turn
from skill.content import danger_phrases
from skill.domain.certainty import ANYBODY, Need
from skill.domain.danger import AT_HOME, SOFT, danger_in
from skill.domain.support import EMERGENCY
from skill.storage.work import Work

DANGER, AFRAID, HEAVY = "DangerIntent", "DangerAtHomeIntent", "DangerHeavyIntent"


@dataclass(frozen=True)
class DangerConversation:
    """Words of harm to oneself, of being afraid of someone, of harming someone (product.md R23)."""

    topic: str = "danger"
    hears: frozenset[str] = frozenset({DANGER, AFRAID, HEAVY})
    needs: ClassVar[Mapping[str, Need]] = {
        DANGER: ANYBODY,
        AFRAID: ANYBODY,
        HEAVY: ANYBODY,
        "danger.heavy": ANYBODY,
        "danger.safe": ANYBODY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {DANGER: READS, AFRAID: READS, HEAVY: READS}

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Answer danger, or a heavy word, or what was said to the one question about it."""
        if turn.is_open("danger.heavy"):
            return self._heavy_answered(turn)
        if turn.is_open("danger.safe"):
            return self._safe_answered(turn)
        return leave_the_script(turn)

    def _heavy_answered(self, turn: Turn) -> Reply | None:
        if turn.heard == YES:
            return danger(turn, "crisis")
        if turn.heard in DECLINES:
            return turn.tell(turn.phrase("danger.heavy_day"))
        return None

    def _safe_answered(self, turn: Turn) -> Reply | None:
        if turn.heard == YES:
            return turn.tell(turn.phrase("danger.safe"))
        if turn.heard in DECLINES | {"AMAZON.FallbackIntent", "AMAZON.RepeatIntent", "CheckInIntent"}:
            # Whatever is no clear yes hears the numbers again.
            line = str(turn.datum("line"))
            return turn.tell(turn.phrase("danger.not_safe"), *lines_to_call(turn, (EMERGENCY, line)))
        return None


def leave_the_script(turn: Turn) -> Reply | None:
    """Return the reply to danger in what was heard, in any slot of any intent; None where there is none."""
    kinds = {danger_in(slot.value, danger_phrases()) for slot in turn.slots.values() if slot.value is not None} - {None}
    if turn.heard == AFRAID or AT_HOME in kinds:
        return danger(turn, "abuse")
    if turn.heard == DANGER or kinds - {SOFT}:
        return danger(turn, "crisis")
    if turn.heard == HEAVY or kinds:
        return heavy(turn)
    return None


def danger(turn: Turn, line: str) -> Reply:
    """Say whom one can call and ask whether the person is safe; the rest of the evening stays light.

    Args:
        line: the kind of help line that fits, beside the emergency number; more would be too long to hear.
    """
    turn.gentle.be(turn.person, turn.now)
    said = (turn.phrase("danger.calm"), *lines_to_call(turn, (EMERGENCY, line)), turn.phrase("danger.are_you_safe"))
    return turn.ask(*said, awaiting=Awaiting("danger.safe", {"line": line}))


def heavy(turn: Turn) -> Reply:
    """Ask one kind question about a heavy word before anything else is said."""
    turn.gentle.be(turn.person, turn.now)
    return turn.ask(
        turn.phrase("danger.heavy"), turn.phrase("danger.more_than_you_can_carry"), awaiting=Awaiting("danger.heavy")
    )
