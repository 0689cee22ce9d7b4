"""Danger: the script stops; one calm sentence, the numbers, one question, silence. Nothing of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.calming.grounding import begin_grounding
from intents.dialog.turn import DECLINES, NEXT, READS, YES, Awaiting, Reply, Stake, Turn
from intents.safety.courtesy import lines_to_call
from skill.content import danger_words
from skill.domain.confidence import ANYBODY, Requirement
from skill.domain.danger import AT_HOME, NO_BREATH, SOFT, danger_in
from skill.domain.support import EMERGENCY
from skill.storage.unit_of_work import UnitOfWork

DANGER, AFRAID, HEAVY = "DangerIntent", "DangerAtHomeIntent", "DangerHeavyIntent"
BREATH = "DangerBreathIntent"
UNCLEAR = frozenset(
    {
        "AMAZON.FallbackIntent", "AMAZON.RepeatIntent", "CheckInIntent", "CheckInNotIntent", "CheckInOtherIntent",
        "CheckInCorrectIntent", "CourtesyNotMeantIntent", "CourtesyMisheardIntent", "CourtesyOkayIntent",
        "CourtesyThanksIntent", "RoomCompanyIntent", "RoomAloneIntent",
    }
)  # fmt: skip
"""Answers to a question about danger that are no clear yes, no clear no, and no other wish: the numbers are said."""


@dataclass(frozen=True)
class DangerConversation:
    """Words of harm to oneself, of being afraid of someone, of harming someone, and of no air."""

    topic: str = "danger"
    hears: frozenset[str] = frozenset({DANGER, AFRAID, HEAVY, BREATH})
    needs: ClassVar[Mapping[str, Requirement]] = {
        DANGER: ANYBODY,
        AFRAID: ANYBODY,
        HEAVY: ANYBODY,
        BREATH: ANYBODY,
        "danger.breath": ANYBODY,
        "danger.heavy": ANYBODY,
        "danger.safe": ANYBODY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = dict.fromkeys((DANGER, AFRAID, HEAVY, BREATH), READS)

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Answer danger, or a heavy word, or what was said to the one question about it."""
        if turn.is_open("danger.heavy"):
            return self._heavy_answered(turn, work)
        if turn.is_open("danger.safe"):
            return self._safe_answered(turn)
        if turn.is_open("danger.breath"):
            return self._breath_answered(turn)
        return leave_the_script(turn, work)

    def _heavy_answered(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        if turn.intent == YES or turn.intent in UNCLEAR:
            return danger(turn, work, "crisis")
        if turn.intent in DECLINES:
            return turn.tell(turn.phrase("danger.heavy_day"))
        return None

    def _breath_answered(self, turn: Turn) -> Reply | None:
        if turn.intent in (YES, NEXT):
            return begin_grounding(turn)
        if turn.intent in DECLINES | {"AMAZON.FallbackIntent"}:
            return turn.tell(turn.phrase("danger.breath_again"), *lines_to_call(turn, (EMERGENCY,)))
        return None

    def _safe_answered(self, turn: Turn) -> Reply | None:
        if turn.intent == YES:
            return turn.tell(turn.phrase("danger.safe" if turn.may_hear_own else "danger.safe_by_name"))
        if turn.intent in DECLINES | UNCLEAR:
            # Whatever is no clear yes hears the numbers again.
            line = str(turn.datum("line"))
            return turn.tell(turn.phrase("danger.not_safe"), *lines_to_call(turn, (EMERGENCY, line)))
        return None


def leave_the_script(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Return the reply to danger in what was heard, in any slot of any intent; None where there is none."""
    kinds = {danger_in(slot.value, danger_words()) for slot in turn.slots.values() if slot.value is not None} - {None}
    if turn.intent == AFRAID or AT_HOME in kinds:
        return danger(turn, work, "abuse")
    if turn.intent == DANGER or kinds - {SOFT, NO_BREATH}:
        return danger(turn, work, "crisis")
    if turn.intent == BREATH or NO_BREATH in kinds:
        return no_breath(turn)
    if turn.intent == HEAVY or kinds:
        return heavy(turn)
    return None


def danger(turn: Turn, work: UnitOfWork, line: str) -> Reply:
    """Say whom one can call and ask whether the person is safe; nothing unasked is said for the rest of the evening.

    That is kept as the person's own "skip tonight" is, so that no row tells the one from the other. Whoever is known by
    a name alone, or not at all, changes nobody's rows.

    Args:
        line: the kind of help line that fits, beside the emergency number; more would be too long to hear.
    """
    turn.light_evenings.mark(turn.person, turn.now)
    if turn.may_hear_own:
        work.evenings.skip(turn.person, turn.now)
    said = (turn.phrase("danger.calm"), *lines_to_call(turn, (EMERGENCY, line)), turn.phrase("danger.are_you_safe"))
    return turn.ask(*said, awaiting=Awaiting("danger.safe", {"line": line}))


def no_breath(turn: Turn) -> Reply:
    """Say the emergency number first, since it may be the body, and offer the senses at once, since it may be panic."""
    turn.light_evenings.mark(turn.person, turn.now)
    numbers = lines_to_call(turn, (EMERGENCY,))
    offered = turn.phrase("danger.look_around")
    return turn.ask(*numbers, turn.phrase("danger.breath"), offered, awaiting=Awaiting("danger.breath"))


def heavy(turn: Turn) -> Reply:
    """Ask one kind question about a heavy word before anything else is said."""
    turn.light_evenings.mark(turn.person, turn.now)
    return turn.ask(
        turn.phrase("danger.heavy"), turn.phrase("danger.more_than_you_can_carry"), awaiting=Awaiting("danger.heavy")
    )
