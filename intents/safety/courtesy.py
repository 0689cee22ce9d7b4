"""Courtesy: help, repeat, stop, "I did not understand", and plain "I need help" that always works."""

from collections.abc import Collection
from dataclasses import replace

from intents.dialog.assent import OKAY, THANKS, courtesy
from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.turn import DECLINES, DONE, NO, Reply, Turn
from intents.safety.questions import COUNTRY, AskedAnything, AskedCountry
from skill.content import help_lines
from skill.domain.confidence import ANYBODY
from skill.domain.support import EMERGENCY, EUROPE, OF_THE_LANGUAGE, SPOKEN_KINDS, HelpLine, digits, spoken_lines
from skill.storage.unit_of_work import UnitOfWork

MISSES_AT_MOST = 2
CANCEL = "AMAZON.CancelIntent"
NOT_MEANT, MISHEARD = "CourtesyNotMeantIntent", "CourtesyMisheardIntent"
ENDS = frozenset({"AMAZON.StopIntent", CANCEL, "AMAZON.NavigateHomeIntent"})


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


def lines_to_call(turn: Turn, kinds: Collection[str] = SPOKEN_KINDS) -> list[str]:
    """Return the numbers of these kinds as sentences, by the country of the device; never none at all."""
    lines = _fit(turn, turn.country, kinds) if turn.country else []
    said = [
        turn.phrase(f"courtesy.line_{line.kind}", name=line.name, number=digits(line.number or ""), who=line.whom())
        for line in lines
    ]
    return said or [*_without_country(turn, kinds), turn.phrase("courtesy.local_number")]


def _without_country(turn: Turn, kinds: Collection[str]) -> list[str]:
    """Return the numbers of the countries that speak this language, and Europe's, each with its place.

    None for who is hurt by somebody: Canada has no such number, and all of them together are too long to hear.
    """
    europe = digits(_fit(turn, EUROPE, (EMERGENCY,))[0].number or "")
    said: list[str] = []
    for line in _fit(turn, OF_THE_LANGUAGE, {EMERGENCY, "crisis"} & set(kinds)):
        values = {"europe": europe} if line.kind == EMERGENCY else {}
        said.append(turn.phrase(f"courtesy.elsewhere_{line.kind}", number=digits(line.number or ""), **values))
    return said


def _fit(turn: Turn, country: str, kinds: Collection[str]) -> list[HelpLine]:
    lines = spoken_lines(help_lines(country), today=turn.local.date())
    return [line for line in lines if line.kind in kinds]


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


def not_understood(turn: Turn) -> Reply:
    """Say so without blame; ask the open question again, and after a second miss close kindly."""
    asked = turn.awaiting
    if asked is None:
        return turn.ask(
            turn.phrase("courtesy.not_understood"), turn.phrase("courtesy.what_now"), awaiting=AskedAnything()
        )
    if asked.misses + 1 >= MISSES_AT_MOST:
        return turn.tell(turn.phrase("courtesy.missed_twice"))
    again = turn.phrase("courtesy.once_more")
    return replace(turn.ask(again, awaiting=replace(asked, misses=asked.misses + 1)), is_short_lived=True)


def missed(turn: Turn, _work: UnitOfWork) -> Reply:
    """Answer what was heard as not understood."""
    return not_understood(turn)


_ENDED = tells("courtesy.stop")

COURTESY = Conversation(
    "courtesy",
    intents={
        **dict.fromkeys((*ENDS, DONE), Heard(ANYBODY, _ENDED)),
        **dict.fromkeys((THANKS, OKAY), Heard(ANYBODY, _thanked)),
        **dict.fromkeys((NOT_MEANT, MISHEARD), Heard(ANYBODY, _leave_undone)),
        "AMAZON.HelpIntent": Heard(ANYBODY, _help),
        "AMAZON.RepeatIntent": Heard(ANYBODY, _repeat),
        "AMAZON.FallbackIntent": Heard(ANYBODY, missed),
        "CourtesySupportIntent": Heard(ANYBODY, support),
        COUNTRY: Heard(ANYBODY, _country_said),
    },
    questions={
        AskedAnything: {NO: _ENDED},
        AskedCountry: dict.fromkeys(DECLINES, tells("courtesy.no_country")),
    },
)
"""Help, repeat, stop, and the number of somebody who listens."""
