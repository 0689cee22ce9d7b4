"""The first start in steps of their own: what is still missing, and how often it may still be asked for."""

from enum import StrEnum

from skill.domain.person import Person


class FirstStartStep(StrEnum):
    """What the first start asks for, in this order."""

    NAME = "name"
    EVENING = "evening"
    CITY = "city"


def next_step(person: Person, *, has_name: bool, has_evening: bool) -> FirstStartStep | None:
    """Return what is missing and may still be asked for, or None."""
    known = {
        FirstStartStep.NAME: has_name,
        FirstStartStep.EVENING: has_evening,
        FirstStartStep.CITY: person.zone is not None,
    }
    return next((step for step in FirstStartStep if not known[step] and _asks(person, step) > 0), None)


def is_walked(person: Person) -> bool:
    """Is there nothing left that the first start may ask for?"""
    return not any(_asks(person, step) for step in FirstStartStep)


def count_asking(person: Person, step: FirstStartStep) -> None:
    """Note that this was asked for once."""
    _set(person, step, max(0, _asks(person, step) - 1))


def settle(person: Person, *steps: FirstStartStep) -> None:
    """Ask for these no more: they were answered or declined."""
    for step in steps:
        _set(person, step, 0)


def _asks(person: Person, step: FirstStartStep) -> int:
    return {
        FirstStartStep.NAME: person.name_asks,
        FirstStartStep.EVENING: person.evening_asks,
        FirstStartStep.CITY: person.city_asks,
    }[step]


def _set(person: Person, step: FirstStartStep, number: int) -> None:
    match step:
        case FirstStartStep.NAME:
            person.name_asks = number
        case FirstStartStep.EVENING:
            person.evening_asks = number
        case FirstStartStep.CITY:
            person.city_asks = number
