"""The steps of the first start: the facts, what is missing, the question for it, and the end."""

from intents.dialog.turn import Awaiting, Datum, Reply, Turn
from intents.schedule.questions import ELICIT_CITY, ELICIT_EVENING
from skill.domain.first_start import FirstStartStep, count_asking, is_walked, next_step, settle
from skill.domain.rule import PromptKind
from skill.storage.unit_of_work import UnitOfWork

ELICIT_NAME = ("OnboardingNameIntent", "name")
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


def start_question(step: FirstStartStep, *, is_afterwards: bool) -> Awaiting:
    data: dict[str, Datum] = {"afterwards": True} if is_afterwards else {}
    if step is FirstStartStep.NAME:
        return Awaiting("onboarding.name", data, ELICIT_NAME)
    if step is FirstStartStep.EVENING:
        return Awaiting("onboarding.evening", data, ELICIT_EVENING)
    return Awaiting("onboarding.city", data, ELICIT_CITY)


def is_afterwards_question(turn: Turn) -> bool:
    return turn.datum("afterwards") is True


def move_in(turn: Turn) -> None:
    """The first start is at its end: nothing of it is asked any more."""
    turn.person.onboarded_at = turn.person.onboarded_at or turn.now
    settle(turn.person, *FirstStartStep)
