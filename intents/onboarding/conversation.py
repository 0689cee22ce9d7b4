"""The opening: at first who this is and what is kept where; later straight to what was last prompted."""

import re
from dataclasses import replace

from intents.checkin.conversation import begin_checkin
from intents.commitment.outcome import begin_commitment
from intents.dialog.conversation import Conversation, Heard
from intents.dialog.turn import DECLINES, DONE, LAUNCH, Reply, Slot, Stake, Turn
from intents.hard_talk.afterwards import ask_afterwards
from intents.hard_talk.answering_proposal import ask_proposed
from intents.hard_talk.holding import come_to_talk
from intents.identity.by_name_told import begin_stopped
from intents.identity.recognition import begin_new_door
from intents.onboarding.questions import AskedFirstCity, AskedFirstEvening, AskedFirstName, AskedRenamed
from intents.onboarding.start_steps import (
    ask_step,
    facts,
    is_afterwards_question,
    missing_step,
    move_in,
    start_question,
)
from intents.reflection.conversation import begin_reflection
from intents.safety.courtesy import missed, not_understood
from intents.schedule.alexa_reminders import offer_reminder
from intents.schedule.settings import ask_outside_quiet, evening_minute
from intents.sharing.listing import begin_notice
from skill.content import moods
from skill.domain.confidence import OWN_LABELS, WRITE_ONLY
from skill.domain.feeling import read_feeling
from skill.domain.first_start import FirstStartStep, settle
from skill.domain.person import is_within
from skill.domain.risk import Risk
from skill.domain.rule import PromptKind
from skill.speech.names import name_in
from skill.speech.spoken import clock_and_part
from skill.storage.unit_of_work import UnitOfWork

NOT_THIS = DECLINES - {DONE}
"""A no to one question of the first start; after "good night" and "that is all" no other is asked either."""
_I_FEEL = re.compile(r"^(?:i feel|i'm feeling|i am feeling|feeling|i'm|i am)\s+(?:so |very |a bit )?", re.I)
LONGEST_NAME = 40
"""Characters of a name that are kept."""
_BEGINNING = re.compile(r"(?<![^\s-])\w")


def _name_said(turn: Turn, work: UnitOfWork) -> Reply:
    name = said_name(turn)
    if not name:
        return not_understood(turn)
    work.people.rename(turn.person, name)
    settle(turn.person, FirstStartStep.NAME)
    return _go_on(turn, work, turn.phrase("onboarding.thanks_name", name=name))


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
    name = said_name(turn)
    if not name:
        return turn.ask(turn.phrase("onboarding.what_name"), awaiting=AskedRenamed())
    work.people.rename(turn.person, name)
    settle(turn.person, FirstStartStep.NAME)
    if turn.person.welcomed_at is None:
        return begin_with_name(turn, work, name)
    return turn.tell(turn.phrase("onboarding.renamed", name=name))


def _come_back(turn: Turn, work: UnitOfWork) -> Reply:
    if turn.person.welcomed_at is None:
        return welcome(turn, work)
    asked = begin_new_door(turn, work) or begin_stopped(turn, work) or ask_again(turn, work)
    asked = asked or _ask_missing(turn, work) or ask_proposed(turn, work) or ask_afterwards(turn, work)
    return asked or begin_notice(turn, work) or begin_checkin(turn)


def _ask_missing(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go straight to where the first start was broken off; nothing to who only says a name, or after danger."""
    is_left_in_peace = not turn.may_hear_own or turn.light_evenings.is_light(turn.person, turn.now)
    step = missing_step(turn, work) if not is_left_in_peace else None
    return ask_step(turn, step) if step is not None else None


def ask_again(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go straight to what was last prompted, or to what is due and not answered; None when there is neither.

    Whoever only says a name hears nothing that depends on rows, unless the speaker has just said the label aloud.
    """
    if not turn.may_hear_own and not turn.announced:
        return None
    waiting = work.calendar.current_prompt(turn.person, turn.now)
    is_evening = waiting is not None and waiting.kind is PromptKind.REFLECTION
    if not (is_evening and turn.announced) and (talking := come_to_talk(turn, work)) is not None:
        return talking
    if is_evening:
        return begin_reflection(turn, work)
    return begin_commitment(turn, work)


def welcome(turn: Turn, work: UnitOfWork) -> Reply:
    """Say what this is and where words are kept, and ask for what is missing first."""
    return _go_on(turn, work, *facts(turn))


def begin_with_name(turn: Turn, work: UnitOfWork, name: str) -> Reply:
    """Say what this is and where words are kept to somebody who said a name already, and go on."""
    settle(turn.person, FirstStartStep.NAME)
    return _go_on(turn, work, *facts(turn), turn.phrase("onboarding.thanks_name", name=name))


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
    return turn.tell(*before) if is_afterwards else begin_checkin(turn, *before)


def _confirm_name(turn: Turn) -> str | None:
    name = said_name(turn)
    return turn.phrase("meant.name", name=name) if name else None


def said_name(turn: Turn) -> str | None:
    """Return the name as it was said; one without any capital, as an ear that hears none sends it, gets them.

    A sentence is no name.
    """
    name = name_in((turn.slot("name") or "").strip()[:LONGEST_NAME])
    if not name:
        return None
    has_capitals = name != name.lower() or name == name.upper()
    return name if has_capitals else _BEGINNING.sub(lambda first: first[0].title(), name)


def as_meant(turn: Turn) -> Turn:
    """Take a feeling for one where a name was asked for: an Echo puts what it hears into the slot it listens for."""
    if turn.asked(AskedFirstName) is None or turn.intent != "OnboardingNameIntent":
        return turn
    said = _I_FEEL.sub("", turn.slot("name") or "")
    if not read_feeling(moods(), [said]).moods:
        return turn
    return replace(turn, intent="CheckInIntent", slots={"mood": Slot(said)})


_UNANSWERED = dict.fromkeys((LAUNCH, "OnboardingNameIntent"), missed)
"""What is not understood while the first start asks for something else."""

ONBOARDING = Conversation(
    "onboarding",
    intents={
        LAUNCH: Heard(WRITE_ONLY, _come_back),
        "OnboardingNameIntent": Heard(
            OWN_LABELS, _rename, Stake(Risk.CHANGES, lambda turn, _work: _confirm_name(turn))
        ),
    },
    questions={
        AskedFirstName: {**_UNANSWERED, **dict.fromkeys(NOT_THIS, _no_name), "OnboardingNameIntent": _name_said},
        AskedFirstEvening: {
            **_UNANSWERED,
            **dict.fromkeys(NOT_THIS, _no_evening),
            "ScheduleEveningIntent": _evening_said,
        },
        AskedFirstCity: {
            **_UNANSWERED,
            **dict.fromkeys(NOT_THIS, _without_city),
            DONE: _done_without_city,
            "ScheduleZoneIntent": _city_said,
        },
        AskedRenamed: {},
    },
)
""" "Open Steady Ground", "call me Mara"."""
