"""The steps of the first start: the facts, what is missing, the question for it, and the end."""

from collections.abc import Callable, Mapping

from intents.dialog.turn import Reply, Turn
from intents.onboarding.questions import AskedFirstCity, AskedFirstEvening, AskedFirstName
from skill.domain.first_start import FirstStartStep, count_asking, is_walked, next_step, settle
from skill.domain.rule import PromptKind
from skill.storage.unit_of_work import UnitOfWork

StartQuestion = AskedFirstName | AskedFirstEvening | AskedFirstCity
_QUESTIONS: Mapping[FirstStartStep, Callable[[bool], StartQuestion]] = {
    FirstStartStep.NAME: AskedFirstName,
    FirstStartStep.EVENING: AskedFirstEvening,
    FirstStartStep.CITY: AskedFirstCity,
}
_ASKED_IN = {
    FirstStartStep.NAME: "onboarding.what_name",
    FirstStartStep.EVENING: "onboarding.which_evening",
    FirstStartStep.CITY: "schedule.which_city",
}


def facts(turn: Turn) -> tuple[str, str]:
    """Say once what this is and where words are kept; nothing is kept of anybody before that was said."""
    turn.person.welcomed_at = turn.now
    return turn.phrase("onboarding.welcome"), turn.phrase("onboarding.voice_history")


def missing_step(turn: Turn, work: UnitOfWork) -> FirstStartStep | None:
    """Return what the first start still misses and may still ask for, or None."""
    if is_walked(turn.person):
        return None
    if turn.person.sealed_wish is not None and turn.person.zone is None and turn.person.city_asks > 0:
        return FirstStartStep.CITY  # a wish waits for it
    has_evening = work.calendar.daily(turn.person, PromptKind.REFLECTION) is not None
    return next_step(turn.person, has_name=turn.person.sealed_name is not None, has_evening=has_evening)


def ask_step(turn: Turn, step: FirstStartStep, *before: str, is_afterwards: bool = False) -> Reply:
    """Ask for one thing of the first start.

    Args:
        is_afterwards: does it follow the end of another conversation? Then no check-in comes after it.
    """
    count_asking(turn.person, step)
    asked = start_question(step, is_afterwards=is_afterwards)
    return turn.ask(*before, turn.phrase(_ASKED_IN[step]), awaiting=asked)


def ask_step_again(turn: Turn, asked: StartQuestion, *before: str) -> Reply:
    """Ask the open question of the first start again, after something else was said and done."""
    step = next(one for one, kind in _QUESTIONS.items() if kind is type(asked))
    return turn.ask(*before, turn.phrase(_ASKED_IN[step]), awaiting=asked)


def start_question(step: FirstStartStep, *, is_afterwards: bool) -> StartQuestion:
    """Return the question for one thing of the first start."""
    return _QUESTIONS[step](is_afterwards)


def open_step(turn: Turn) -> StartQuestion | None:
    """Return the question of the first start that is open, or None."""
    return turn.asked(AskedFirstName) or turn.asked(AskedFirstEvening) or turn.asked(AskedFirstCity)


def is_afterwards_question(turn: Turn) -> bool:
    """Does the open question of the first start follow the end of another conversation?"""
    asked = open_step(turn)
    return asked is not None and asked.afterwards


def move_in(turn: Turn) -> None:
    """The first start is at its end: nothing of it is asked any more."""
    turn.person.onboarded_at = turn.person.onboarded_at or turn.now
    settle(turn.person, *FirstStartStep)
