"""Courtesy: help, repeat, stop, "I did not understand", and plain "I need help" that always works."""

from dataclasses import replace

from intents.dialog.assent import courtesy
from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.help_lines import lines_to_call
from intents.dialog.intent_names import ENDS, MISHEARD, NOT_MEANT, OKAY, THANKS
from intents.dialog.not_understood import missed
from intents.dialog.questions import AskedAnything
from intents.dialog.turn import DECLINES, DONE, NO, READS, Reply, Turn
from intents.safety.questions import COUNTRY, AskedCountry
from skill.domain.confidence import ANYBODY
from skill.domain.support import EMERGENCY
from skill.storage.unit_of_work import UnitOfWork


def _thanked(turn: Turn, _work: UnitOfWork) -> Reply:
    return courtesy(turn)


def _leave_undone(turn: Turn, _work: UnitOfWork) -> Reply:
    """Do nothing of it; the question that is open stays open."""
    said = turn.phrase("courtesy.misheard" if turn.intent == MISHEARD else "courtesy.not_meant")
    return turn.ask(said, awaiting=turn.awaiting or AskedAnything())


def _help(turn: Turn, _work: UnitOfWork) -> Reply:
    from_here = turn.awaiting
    said = turn.phrase("courtesy.help")
    if from_here is None:
        return turn.ask(said, turn.phrase("courtesy.what_now"), awaiting=AskedAnything())
    return replace(turn.ask(said, turn.phrase("courtesy.what_now"), awaiting=from_here), is_short_lived=True)


def _repeat(turn: Turn, _work: UnitOfWork) -> Reply:
    if turn.last is None or turn.awaiting is None:
        nothing = turn.phrase("courtesy.nothing_said")
        return turn.ask(nothing, turn.phrase("courtesy.what_now"), awaiting=AskedAnything())
    return turn.ask(turn.last, awaiting=turn.awaiting)


def support(turn: Turn, work: UnitOfWork) -> Reply:
    """Say whom one can call; of what was said nothing is stored.

    Where the country is not known, it is asked for after numbers were said: once of each person, and always of whoever
    is not known. Otherwise the question that is missing would tell that somebody here asked for help before.
    """
    is_known = turn.may_hear_own
    if turn.country is not None or (is_known and work.countries.was_asked(turn.ids.place, turn.person.id)):
        return turn.tell(turn.phrase("courtesy.support"), *lines_to_call(turn))
    if is_known:
        work.countries.ask(turn.ids.place, turn.person.id)
    said = turn.phrase("courtesy.support"), *lines_to_call(turn, (EMERGENCY, "crisis"))
    return turn.ask(*said, turn.phrase("courtesy.which_country"), awaiting=AskedCountry())


def _country_said(turn: Turn, work: UnitOfWork) -> Reply:
    """Name the numbers of the country that was said, and keep it: for this device, or as an answer for who gave it.

    What is said unasked is the device's; where one is known already, only somebody who is known changes it: the others
    here would hear the wrong numbers. What answers the question that follows "I need help" is kept for whoever is known
    alone, and else not at all.
    """
    country = turn.slot_id("country")
    if country is None:
        return turn.tell(*lines_to_call(turn, (EMERGENCY, "crisis")))
    if turn.asked(AskedCountry) is not None:
        if turn.may_hear_own:
            work.countries.keep_answer(turn.ids.place, turn.person.id, country)
    elif turn.country is None or turn.may_hear_own:
        work.countries.keep(turn.ids.place, country)
    return turn.tell(*lines_to_call(replace(turn, find_country=lambda: country)))


_ENDED = tells("courtesy.stop")

COURTESY = Conversation(
    "courtesy",
    intents={
        **dict.fromkeys((*ENDS, DONE), Heard(ANYBODY, _ENDED, READS)),
        **dict.fromkeys((THANKS, OKAY), Heard(ANYBODY, _thanked, READS)),
        **dict.fromkeys((NOT_MEANT, MISHEARD), Heard(ANYBODY, _leave_undone, READS)),
        "AMAZON.HelpIntent": Heard(ANYBODY, _help, READS),
        "AMAZON.RepeatIntent": Heard(ANYBODY, _repeat, READS),
        "AMAZON.FallbackIntent": Heard(ANYBODY, missed, READS),
        "CourtesySupportIntent": Heard(ANYBODY, support, READS),
        COUNTRY: Heard(ANYBODY, _country_said, READS),
    },
    questions={
        AskedAnything: {NO: _ENDED},
        AskedCountry: dict.fromkeys(DECLINES, tells("courtesy.no_country")),
    },
)
"""Help, repeat, stop, and the number of somebody who listens."""
