"""The opening: at first who this is and what is kept where; later straight to what was last prompted."""

import re
from collections.abc import Mapping
from dataclasses import replace

from intents.dialog.conversation import Conversation, Handler, Heard, tells
from intents.dialog.evening_time import ask_outside_quiet, evening_minute
from intents.dialog.handover import AskCityFirst, BeginCheckIn, WelcomeNewcomer
from intents.dialog.not_understood import missed, not_understood
from intents.dialog.reminder_offer import offer_reminder
from intents.dialog.turn import DECLINES, DONE, LAUNCH, READS, Reply, Slot, Stake, Turn
from intents.dialog.wish import wish_of
from intents.onboarding.city_first import keep_until_city
from intents.onboarding.questions import AskedCityHere, AskedFirstCity, AskedFirstEvening, AskedFirstName, AskedRenamed
from intents.onboarding.start_steps import (
    ask_step,
    ask_step_again,
    facts,
    is_afterwards_question,
    missing_step,
    move_in,
    open_step,
    start_question,
)
from skill.content import moods
from skill.domain.confidence import OWN_LABELS, WRITE_ONLY
from skill.domain.feeling import read_feeling
from skill.domain.first_start import FirstStartStep, settle
from skill.domain.person import is_within
from skill.domain.risk import Risk
from skill.domain.rule import PromptKind
from skill.speech.names import name_said
from skill.speech.spoken import clock_and_part
from skill.storage.unit_of_work import UnitOfWork

NAME = "OnboardingNameIntent"
NOT_THIS = DECLINES - {DONE}
"""A no to one question of the first start; after "good night" and "that is all" no other is asked either."""
_I_FEEL = re.compile(r"^(?:i feel|i'm feeling|i am feeling|feeling|i'm|i am)\s+(?:so |very |a bit )?", re.I)


def _name_said(turn: Turn, work: UnitOfWork) -> Reply:
    name = name_said(turn.slot("name") or "")
    if not name:
        return not_understood(turn)
    _take_name(turn, work, name)
    return _go_on(turn, work, turn.phrase("onboarding.thanks_name", name=name))


def _name_between(turn: Turn, work: UnitOfWork) -> Reply:
    """Take another name in the middle of the first start, and ask on for what was asked."""
    name, asked = name_said(turn.slot("name") or ""), open_step(turn)
    if not name or asked is None:
        return not_understood(turn)
    _take_name(turn, work, name)
    return ask_step_again(turn, asked, turn.phrase("onboarding.renamed", name=name))


def _take_name(turn: Turn, work: UnitOfWork, name: str) -> None:
    work.people.rename(turn.person, name)
    settle(turn.person, FirstStartStep.NAME)


def _no_name(turn: Turn, work: UnitOfWork) -> Reply:
    return _declined(turn, work, FirstStartStep.NAME, turn.phrase("onboarding.no_name"))


def _evening_said(turn: Turn, work: UnitOfWork) -> Reply:
    minute, is_afterwards = evening_minute(turn.slot("time")), is_afterwards_question(turn)
    asked = start_question(FirstStartStep.EVENING, is_afterwards=is_afterwards)
    if minute is None:
        return turn.ask(turn.phrase("onboarding.which_evening"), awaiting=asked)
    if is_within(minute, turn.person.quiet_from, turn.person.quiet_until):
        return ask_outside_quiet(turn, asked)
    work.calendar.set_daily(turn.person, PromptKind.REFLECTION, minute, turn.now)
    settle(turn.person, FirstStartStep.EVENING)
    said = turn.phrase("onboarding.evening_set", time=clock_and_part(minute))
    offered = offer_reminder(turn, work, said, kind=PromptKind.REFLECTION, before_checkin=not is_afterwards)
    if offered.awaiting is None:
        return _go_on(turn, work, said)
    move_in(turn)
    return offered


def _no_evening(turn: Turn, work: UnitOfWork) -> Reply:
    return _declined(turn, work, FirstStartStep.EVENING, turn.phrase("onboarding.no_evening"))


def _city_said(turn: Turn, work: UnitOfWork) -> Reply:
    zone, is_afterwards = turn.slot_id("city"), is_afterwards_question(turn)
    if zone is None:
        asked = start_question(FirstStartStep.CITY, is_afterwards=is_afterwards)
        return turn.ask(turn.phrase("schedule.city_not_known"), turn.phrase("schedule.which_city"), awaiting=asked)
    work.schedules.change_time_zone(turn.person, zone, turn.now)
    local = turn.local
    known = turn.phrase("schedule.zone_set", time=clock_and_part(local.hour * 60 + local.minute))
    return _go_on(turn, work, *((known,) if is_afterwards else ()))


def _city_not_known_here(turn: Turn, _work: UnitOfWork) -> Reply | None:
    asked = turn.asked(AskedCityHere)
    if asked is None or turn.slot_id("city") is not None:
        return None  # by now it is surer who speaks, whose own city it is
    return turn.ask(turn.phrase("schedule.city_not_known"), turn.phrase("schedule.which_city"), awaiting=asked)


def _done_without_city(turn: Turn, work: UnitOfWork) -> Reply | None:
    """ "That is all" lets a wish go that waits for the city; where none does, it only ends the conversation."""
    return _without_city(turn, work) if turn.person.sealed_wish is not None else None


def _without_city(turn: Turn, work: UnitOfWork) -> Reply:
    """Say what cannot be done without a city, and keep nothing of a wish that waited for it."""
    settle(turn.person, FirstStartStep.CITY)
    if work.people.wish(turn.person, turn.now) is not None:
        work.people.drop_wish(turn.person)
        return turn.tell(turn.phrase("onboarding.no_clock"), turn.phrase("onboarding.not_kept"))
    move_in(turn)
    if work.calendar.daily(turn.person, PromptKind.REFLECTION) is not None:
        return turn.tell(turn.phrase("onboarding.no_clock"), turn.phrase("onboarding.city_anytime"))
    return turn.tell(turn.phrase("onboarding.city_later"))


def _rename(turn: Turn, work: UnitOfWork) -> Reply:
    name = name_said(turn.slot("name") or "")
    if not name:
        return turn.ask(turn.phrase("onboarding.what_name"), awaiting=AskedRenamed())
    _take_name(turn, work, name)
    if turn.person.welcomed_at is None:
        return begin_with_name(turn, work, name)
    return turn.tell(turn.phrase("onboarding.renamed", name=name))


def _come(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Welcome who is new; what waits for anybody else is looked up by the router (intents/visit.py)."""
    return welcome(turn, work) if turn.person.welcomed_at is None else None


def ask_missing(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go straight to where the first start was broken off; nothing to who only says a name, or after danger."""
    is_left_in_peace = not turn.may_hear_own or turn.light_evenings.is_light(turn.person, turn.now)
    step = missing_step(turn, work) if not is_left_in_peace else None
    return ask_step(turn, step) if step is not None else None


def welcome(turn: Turn, work: UnitOfWork) -> Reply:
    """Say what this is and where words are kept, and ask for what is missing first."""
    return _go_on(turn, work, *facts(turn))


def begin_with_name(turn: Turn, work: UnitOfWork, name: str) -> Reply:
    """Say what this is and where words are kept to somebody who said a name already, and go on."""
    settle(turn.person, FirstStartStep.NAME)
    return _go_on(turn, work, *facts(turn), turn.phrase("onboarding.thanks_name", name=name))


def _welcome_newcomer(turn: Turn, work: UnitOfWork, newcomer: WelcomeNewcomer) -> Reply:
    return replace(begin_with_name(turn, work, newcomer.name), speaker=turn.person.id)


def _ask_city(turn: Turn, work: UnitOfWork, needed: AskCityFirst) -> Reply:
    return keep_until_city(turn, work, replace(wish_of(turn), intent=needed.intent, slots={}))


def _declined(turn: Turn, work: UnitOfWork, step: FirstStartStep, said: str) -> Reply:
    """Let one question go. Between two conversations a no ends it for now; the rest may come another time."""
    settle(turn.person, step)
    if not is_afterwards_question(turn):
        return _go_on(turn, work, said)
    return turn.tell(said)


def _go_on(turn: Turn, work: UnitOfWork, *before: str) -> Reply:
    """Ask for what is missing next; where nothing is, begin the first check-in or end."""
    is_afterwards = is_afterwards_question(turn)
    step = missing_step(turn, work)
    if step is not None:
        return ask_step(turn, step, *before, is_afterwards=is_afterwards)
    move_in(turn)
    return turn.tell(*before) if is_afterwards else turn.hand_over(BeginCheckIn(), *before)


def _confirm_name(turn: Turn) -> str | None:
    name = name_said(turn.slot("name") or "")
    return turn.phrase("meant.name", name=name) if name else None


def as_meant(turn: Turn) -> Turn:
    """Take a feeling for one where a name was asked for: an Echo puts what it hears into the slot it listens for."""
    if turn.asked(AskedFirstName) is None or turn.intent != NAME:
        return turn
    said = _I_FEEL.sub("", turn.slot("name") or "")
    if not read_feeling(moods(), [said]).moods:
        return turn
    return replace(turn, intent="CheckInIntent", slots={"mood": Slot(said)})


_BETWEEN: Mapping[str, Handler] = {LAUNCH: missed, NAME: _name_between}
"""What is said while the first start asks for something else: a name is taken, opening it once more is no answer."""

ONBOARDING = Conversation(
    "onboarding",
    intents={
        LAUNCH: Heard(WRITE_ONLY, _come, READS),
        NAME: Heard(OWN_LABELS, _rename, Stake(Risk.CHANGES, lambda turn, _work: _confirm_name(turn))),
    },
    questions={
        AskedFirstName: {**_BETWEEN, **dict.fromkeys(NOT_THIS, _no_name), NAME: _name_said},
        AskedFirstEvening: {
            **_BETWEEN,
            **dict.fromkeys(NOT_THIS, _no_evening),
            "ScheduleEveningIntent": _evening_said,
        },
        AskedFirstCity: {
            **_BETWEEN,
            **dict.fromkeys(NOT_THIS, _without_city),
            DONE: _done_without_city,
            "ScheduleZoneIntent": _city_said,
        },
        AskedCityHere: {
            **_BETWEEN,
            **dict.fromkeys(DECLINES, tells("onboarding.no_clock")),
            "ScheduleZoneIntent": _city_not_known_here,
        },
        AskedRenamed: {},
    },
    takes_over={WelcomeNewcomer: _welcome_newcomer, AskCityFirst: _ask_city},
)
""" "Open Steady Ground", "call me Mara"."""
