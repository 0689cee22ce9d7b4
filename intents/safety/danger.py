"""Danger: the script stops; one calm sentence, the numbers, one question, silence. Nothing of it is stored."""

from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.handover import BeginGrounding
from intents.dialog.help_lines import lines_to_call
from intents.dialog.turn import DECLINES, NEXT, READS, YES, Reply, Turn
from intents.safety.questions import AskedBreathInDanger, AskedHeavy, AskedSafe, LineForDanger
from skill.content import danger_words
from skill.domain.confidence import ANYBODY
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


def _heavy_confirmed(turn: Turn, work: UnitOfWork) -> Reply:
    return danger(turn, work, "crisis")


def _breath_wanted(turn: Turn, _work: UnitOfWork) -> Reply:
    return turn.hand_over(BeginGrounding())


def _breath_declined(turn: Turn, _work: UnitOfWork) -> Reply:
    return turn.tell(turn.phrase("danger.breath_again"), *lines_to_call(turn, (EMERGENCY,)))


def _safe(turn: Turn, _work: UnitOfWork) -> Reply:
    return turn.tell(turn.phrase("danger.safe" if turn.may_hear_own else "danger.safe_by_name"))


def _not_safe(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Whatever is no clear yes hears the numbers again."""
    asked = turn.asked(AskedSafe)
    if asked is None:
        return None
    return turn.tell(turn.phrase("danger.not_safe"), *lines_to_call(turn, (EMERGENCY, asked.line)))


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


def danger(turn: Turn, work: UnitOfWork, line: LineForDanger) -> Reply:
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
    return turn.ask(*said, awaiting=AskedSafe(line))


def no_breath(turn: Turn) -> Reply:
    """Say the emergency number first, since it may be the body, and offer the senses at once, since it may be panic."""
    turn.light_evenings.mark(turn.person, turn.now)
    numbers = lines_to_call(turn, (EMERGENCY,))
    offered = turn.phrase("danger.look_around")
    return turn.ask(*numbers, turn.phrase("danger.breath"), offered, awaiting=AskedBreathInDanger())


def heavy(turn: Turn) -> Reply:
    """Ask one kind question about a heavy word before anything else is said."""
    turn.light_evenings.mark(turn.person, turn.now)
    return turn.ask(turn.phrase("danger.heavy"), turn.phrase("danger.more_than_you_can_carry"), awaiting=AskedHeavy())


DANGER_WORDS = Conversation(
    "danger",
    intents=dict.fromkeys((DANGER, AFRAID, HEAVY, BREATH), Heard(ANYBODY, leave_the_script, READS)),
    questions={
        AskedHeavy: {
            **dict.fromkeys(DECLINES, tells("danger.heavy_day")),
            **dict.fromkeys({YES, *UNCLEAR}, _heavy_confirmed),
        },
        AskedSafe: {**dict.fromkeys(DECLINES | UNCLEAR, _not_safe), YES: _safe},
        AskedBreathInDanger: {
            **dict.fromkeys(DECLINES | {"AMAZON.FallbackIntent"}, _breath_declined),
            **dict.fromkeys((YES, NEXT), _breath_wanted),
        },
    },
)
"""Words of harm to oneself, of being afraid of someone, of harming someone, and of no air."""
