"""Walks to every question that the conversations ask, with slots with which they go on."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from support.prepared_folders import open_copy
from support.sampling import a_part
from support.wordings import first_wordings
from support.written_requests import HEARD, Caller, asked_by, city, faults

from intents.dialog.turn import LAUNCH
from skill.app.bootstrap import Application, bootstrap
from skill.clock import StandingClock
from skill.domain.checkin import MoodEntry
from skill.domain.claim import ClaimKind

GOOD: dict[str, tuple[dict[str, str], ...]] = {
    "CheckInIntent": (
        *({"mood": mood} for mood in ("angry", "hurt", "overwhelmed", "wobbly", "hurt because of a song")),
        {"mood": "sad", "second": "relieved"},
        {"mood": "wobbly", "second": "frayed"},
    ),
    "CheckInNotIntent": ({"mood": "angry"}, {"mood": "angry but sad"}),
    "CheckInOtherIntent": ({"mood": "angry"},),
    "CheckInCorrectIntent": ({"mood": "heard"}, {"mood": "heard", "wrong": "hurt"}),
    "CheckInSetOffIntent": ({"set_off": "a song"}, {"set_off": "i feel hurt a song"}),
    "CommitmentIntent": (
        {"commitment": "call by seven in the evening"},
        {"commitment": "call before dinner"},
        {"commitment": "call every day by nine"},
        {"commitment": "call on weekdays by eight"},
    ),
    "CommitmentOwnIntent": ({"words": "I left too late"},),
    "TimeIntent": ({"time": "19:00"},),
    "CommitmentMoveIntent": ({"time": "19:00"},),
    "BreathingIntent": ({"pattern": "box"}, {"pattern": "sigh"}, {"pattern": "even", "minutes": "5"}),
    "ReflectionWordsIntent": ({"words": "I slept"},),
    "ScheduleEveningIntent": ({"time": "20:30"}, {"time": "23:30"}),
    "ScheduleQuietIntent": ({"start": "22:00", "end": "07:00"}, {"start": "22:00"}, {"start": "20:00", "end": "07:00"}),
    "SchedulePauseIntent": ({"duration": "P3D"},),
    "OnboardingNameIntent": ({"name": "mara"},),
    "AskedCommitmentIntent": ({"ask": "walk"}, {"ask": "walk", "time": "19:00"}, {"time": "19:00"}),
    "LinkingCodeIntent": ({"first": "2341", "second": "5678"},),
    "WhoNameIntent": ({"name": "jonas"}, {"name": "mara"}),
    "PrivateWordsKeepIntent": ({"words": "it rained"},),
    "HardTalkPlanIntent": ({"plan": "tomorrow at noon about the summer"}, {"plan": "tonight at eleven"}),
    "HardTalkTopicIntent": ({"topic": "the summer"},),
    "HardTalkMoveIntent": ({"time": "13:00"},),
    "HardTalkPauseIntent": ({"length": "PT30M"},),
    "JointTalkProposeIntent": ({"plan": "tomorrow at noon about the summer"}, {"plan": "tonight at eleven"}),
}
"""Slots with which the conversations go on; every intent is driven without slots as well."""


EVENING = ("ScheduleEveningIntent", {"time": {"name": "time", "value": "20:30"}})


def good(heard: str) -> Iterator[dict[str, Any]]:
    """Yield slots with which a conversation goes on."""
    yield {}
    for slots in GOOD.get(heard, ()):
        yield {name: {"name": name, "value": value} for name, value in slots.items()}


def walked(application: Application, clock: StandingClock, nth: int) -> dict[str, dict[str, Any]]:
    """Drive one in `nth` of all intents from every question that is found; return the attributes with which each opens.

    Without an open question every intent is driven.
    """
    found: dict[str, dict[str, Any]] = {}
    strangers = (
        Caller(application, f"stranger {number}", is_local=number % 2 == 0, means_it=False)
        for number in itertools.count()
    )
    newcomers = (Caller(application, f"newcomer {number}", means_it=False) for number in itertools.count())
    mara = Caller(application, "mara", means_it=False).move_in()
    waiting: list[dict[str, Any] | None] = [None]

    def note(answered: dict[str, Any]) -> None:
        question = asked_by(answered)
        assert faults(answered) == []
        if question is not None and question not in found:
            found[question] = answered["sessionAttributes"]
            waiting.append(answered["sessionAttributes"])

    every = [(heard, slots) for heard in HEARD for slots in good(heard)]
    while waiting:
        attributes = waiting.pop()
        question = attributes["awaiting"]["question"] if attributes is not None else ""
        for heard, slots in a_part(every, nth if question else 1, question):
            # Whoever answers "who" may move in beside her, and she would be one of two from then on.
            is_who = question.startswith("who")
            note((next(newcomers).move_in() if is_who else mara).hear(heard, slots, attributes))
            if not question or question.startswith("onboarding"):
                note(next(strangers).hear(heard, slots, attributes))
        clock.set(clock.now() + timedelta(hours=3))
    found |= _offered(application) | _under_a_name(application, clock)
    found |= _of_two(application) | _without_a_zone(application) | _doors(application)
    found |= _sharing(application, clock) | _answering(application, clock)
    found |= _talk(Caller(application, "talking").move_in(), clock)
    found |= _senses(mara)
    found |= _breath(mara) | _read_back(mara) | _recurring(Caller(application, "nora").move_in(), clock)
    return found | _due(Caller(application, "jonas").move_in(), clock)


def _under_a_name(application: Application, clock: StandingClock) -> dict[str, dict[str, Any]]:
    """Let a word be kept that was said under a name alone; return the question about it."""
    ada = Caller(application, "under a name").move_in()
    with application.database.work() as work:
        person = work.people.by_account(ada.user_id)
        assert person is not None
        work.checkins.keep(person, MoodEntry("hurt", None, "sorrow"), clock.now(), by_name=True)
        work.claims.add(person, ClaimKind.REMINDERS_STOPPED, clock.now())
    answers = [ada.hear(LAUNCH), ada.hear(LAUNCH, attributes={"room": "alone"})]
    answers.append(ada.hear("DeletingByNameIntent", attributes={"room": "alone"}))
    return {str(asked_by(one)): one["sessionAttributes"] for one in answers}


def _without_a_zone(application: Application) -> dict[str, dict[str, Any]]:
    """Let a name alone promise something at the Echo of `_of_two`, once nobody knows what time it is there."""
    settings = application.settings.model_copy(update={"time_zone": None})
    built = bootstrap(
        settings,
        application.clock,
        opens=open_copy,
        catalog=first_wordings(),
    )
    echo = Caller(built, "kitchen", is_local=False)
    named = echo.hear("WhoNameIntent", {"name": {"name": "name", "value": "jonas"}})
    promise = {"commitment": {"name": "commitment", "value": "call by nine"}}
    asked = echo.hear("CommitmentIntent", promise, named["sessionAttributes"])
    built.close()
    return {str(asked_by(asked)): asked["sessionAttributes"]}


def _doors(application: Application) -> dict[str, dict[str, Any]]:
    """Open a new way in to somebody with a key; return what is asked at the old one."""
    ida = Caller(application, "at an old door").move_in()
    with application.database.work() as work:
        person = work.people.by_account(ida.user_id)
        assert person is not None
        work.people.add_external_id(person, "at a new door", now=application.clock.now(), is_new=True)
    ida.prove()
    answers = [ida.hear(LAUNCH)]
    answers.append(ida.hear("RoomAloneIntent", attributes=answers[0]["sessionAttributes"]))
    answers.append(ida.prove().hear("RecognitionForgetIntent", attributes={"room": "alone"}))
    return {str(asked_by(one)): one["sessionAttributes"] for one in answers}


def _talk(mara: Caller, clock: StandingClock) -> dict[str, dict[str, Any]]:
    """Plan a talk that is near, hold it, pause it, come back, end it and be asked; return every question on the way."""
    clock.set(clock.now().replace(hour=10))
    found: dict[str, dict[str, Any]] = {}
    memory: dict[str, Any] | None = None

    def hear(heard: str, **slots: Any) -> None:
        nonlocal memory
        answered = mara.hear(heard, {name: {"name": name, "value": value} for name, value in slots.items()}, memory)
        assert faults(answered) == []
        memory = answered.get("sessionAttributes") or None
        if (question := asked_by(answered)) is not None:
            found[question] = answered["sessionAttributes"]

    for heard in ("HardTalkReadyIntent", "AMAZON.YesIntent", "AMAZON.NoIntent"):
        hear(heard)
    hear("HardTalkPlanIntent", plan="tonight at eleven")
    hear("TimeIntent", span="PT26H")
    hear("AMAZON.NoIntent")
    memory = None
    hear("HardTalkListIntent")
    memory = None
    hear("HardTalkPlanIntent", plan="tomorrow at two in the afternoon")
    hear("AMAZON.YesIntent")
    memory = None
    hear("HardTalkPlanIntent", plan="in twelve minutes")
    for heard in ("AMAZON.YesIntent", "AMAZON.YesIntent", "AMAZON.YesIntent", "HardTalkReadyIntent"):
        hear(heard)
    for heard in ("HardTalkNextIntent", "HardTalkPauseIntent"):
        hear(heard)
    clock.set(clock.now() + timedelta(minutes=31))
    for heard in (LAUNCH, "AMAZON.NoIntent", "HardTalkReadyIntent"):
        hear(heard)
    hear("HardTalkEndIntent")
    for heard in (LAUNCH, "RoomAloneIntent"):
        hear(heard)
    answered = mara.hear("HardTalkAfterwardsIntent", _resolved("after", "heavier"), memory)
    return found | {str(asked_by(answered)): answered["sessionAttributes"]}


def _of_two(application: Application) -> dict[str, dict[str, Any]]:
    """Let two share an account, so that it is asked who speaks; let two others link, up to the last question."""
    echo = Caller(application, "kitchen", is_local=False).move_in()
    name = {"name": {"name": "name", "value": "jonas"}}
    steps = [echo.hear("WhoNewIntent")]
    steps.append(echo.hear("WhoNameIntent", name, steps[-1]["sessionAttributes"]))
    for heard, slots in (("AMAZON.NoIntent", None), ("ScheduleZoneIntent", city())):
        steps.append(echo.hear(heard, slots, steps[-1]["sessionAttributes"]))
    steps.append(echo.hear(LAUNCH))
    steps.append(echo.hear("WhoNameIntent", {"name": {"name": "name", "value": "nora"}}))
    ben, ada = (Caller(application, one).move_in() for one in ("ben", "ada"))
    steps += [ben.hear("LinkingCodeIntent", attributes={"room": "alone"})]
    steps.append(ben.hear("AMAZON.NoIntent", attributes=steps[-1]["sessionAttributes"]))
    steps.append(ada.hear("LinkingInviteIntent", attributes={"room": "alone"}))
    with application.database.work() as work:
        inviter, invitee = (work.people.by_account(one.user_id) for one in (ada, ben))
        assert inviter is not None
        assert invitee is not None
        code = work.couples.code_hash(work.couples.invite(inviter, application.clock.now()))
        assert work.couples.say(code, invitee, ben.user_id, application.clock.now())
    steps.append(ada.hear("LinkingConfirmIntent"))
    ada.hear("AMAZON.YesIntent", attributes=steps[-1]["sessionAttributes"])
    steps += _together(ada, ben)
    return {question: one["sessionAttributes"] for one in steps if (question := asked_by(one)) is not None}


def _offered(application: Application) -> dict[str, dict[str, Any]]:
    """Set an evening time on an Echo."""
    answered = Caller(application, "echo", is_local=False, is_echo=True).move_in().hear(*EVENING)
    return {str(asked_by(answered)): answered["sessionAttributes"]}


def _together(ada: Caller, ben: Caller) -> Iterator[dict[str, Any]]:
    """Let one of two who are linked propose a talk, and the other, with the PIN, be asked; yield every answer."""
    yield ada.hear("JointTalkProposeIntent")
    for plan in ("tomorrow at eleven in the evening", "tomorrow at noon"):
        yield ada.hear("JointTalkProposeIntent", {"plan": {"name": "plan", "value": plan}})
    ben.prove()
    answered: dict[str, Any] = {}
    for heard in (LAUNCH, "RoomAloneIntent", "NotTodayIntent"):
        answered = ben.hear(heard, attributes=answered.get("sessionAttributes"))
        yield answered


def _linked(application: Application, clock: StandingClock, *names: str) -> tuple[Caller, Caller]:
    """Let two move in and link."""
    first, second = (Caller(application, one).move_in() for one in names)
    with application.database.work() as work:
        inviter, invitee = (work.people.by_account(one.user_id) for one in (first, second))
        assert inviter is not None
        assert invitee is not None
        code = work.couples.code_hash(work.couples.invite(inviter, clock.now()))
        assert work.couples.say(code, invitee, second.user_id, clock.now())
        said = work.couples.said(inviter, clock.now())
        assert said is not None
        assert work.link(inviter, said.id, clock.now()) is not None
    return first, second


def _sharing(application: Application, clock: StandingClock) -> dict[str, dict[str, Any]]:
    """Let two who are linked share for a month, until it is said how much it is; and ask for a promise."""
    cleo, _ = _linked(application, clock, "cleo", "dan")
    with application.database.work() as work:
        person = work.people.by_account(cleo.user_id)
        assert person is not None
        couple = work.couples.of(person)
        assert couple is not None
        couple.tell(person.id, clock.now() - timedelta(days=30))
    steps = [cleo.prove().hear("SharingAskIntent")]
    cleo.prove().hear("CommitmentTowardsIntent", {"commitment": {"value": "call by nine tomorrow evening"}})
    for heard in ("SharingDayIntent", "SharingWordIntent", "SharingCommitmentIntent", "SharingKeptIntent"):
        assert faults(cleo.prove().hear(heard)) == []
    assert faults(cleo.prove().hear("SharingStandingIntent")) == []
    steps.append(cleo.prove().hear(LAUNCH))
    steps.append(cleo.hear("RoomAloneIntent", attributes=steps[-1]["sessionAttributes"]))
    return {str(asked_by(one)): one["sessionAttributes"] for one in steps}


def _resolved(name: str, value: str) -> dict[str, Any]:
    """Return a slot whose value Alexa resolved to an id of the same name."""
    authority = {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"id": value}}]}
    return {name: {"name": name, "value": value, "resolutions": {"resolutionsPerAuthority": [authority]}}}


def _answering(application: Application, clock: StandingClock) -> dict[str, dict[str, Any]]:
    """Let one of two ask for a walk and the other answer; share a word said in anger, and move a shared promise."""
    eve, finn = _linked(application, clock, "eve", "finn")
    with application.database.work() as work:
        person = work.people.by_account(eve.user_id)
        assert person is not None
        work.checkins.keep(person, MoodEntry("furious", None, "rage"), clock.now())
    alone = {"room": "alone"}
    assert faults(eve.prove().hear("SharingAskIntent", _resolved("ask", "walk"))) == []
    steps = [finn.prove().hear("SharingHearIntent", attributes=alone)]
    steps.append(finn.hear("AskedNotThisWeekIntent", attributes=steps[-1]["sessionAttributes"]))
    steps.append(eve.prove().hear("SharingWordIntent", attributes=alone))
    steps.append(eve.hear("AMAZON.YesIntent", attributes=steps[-1]["sessionAttributes"]))
    made = eve.prove().hear("CommitmentIntent", {"commitment": {"value": "call by nine tomorrow evening"}})
    eve.hear("AMAZON.YesIntent", attributes=made["sessionAttributes"])
    assert faults(eve.prove().hear("SharingCommitmentIntent")) == []
    moved = eve.prove().hear("CommitmentMoveIntent", {"time": {"name": "time", "value": "20:00"}}, alone)
    steps.append(eve.hear("AMAZON.YesIntent", attributes=moved["sessionAttributes"]))
    return {str(asked_by(one)): one["sessionAttributes"] for one in steps}


def _breath(mara: Caller) -> dict[str, dict[str, Any]]:
    """Ask for another prompt until none is left; then a breath is offered instead."""
    answered = mara.hear("ReflectionIntent", attributes={"room": "company"})
    while asked_by(answered) == "reflection.heard":
        answered = mara.hear("ReflectionAnotherIntent", attributes=answered["sessionAttributes"])
    return {str(asked_by(answered)): answered["sessionAttributes"]}


def _senses(mara: Caller) -> dict[str, dict[str, Any]]:
    """Go from sense to sense to the end."""
    answered = mara.hear("GroundingIntent")
    while asked_by(answered) == "grounding.next":
        answered = mara.hear("AMAZON.NextIntent", attributes=answered["sessionAttributes"])
    return {str(asked_by(answered)): answered["sessionAttributes"]}


def _read_back(mara: Caller) -> dict[str, dict[str, Any]]:
    """Keep words, prove who it is, and ask for them."""
    answered = mara.hear("PrivateWordsKeepIntent", {"words": {"name": "words", "value": "it rained"}})
    mara.hear("KeepIntent", attributes=answered["sessionAttributes"])
    answered = mara.prove().hear("PrivateWordsReadIntent")
    return {str(asked_by(answered)): answered["sessionAttributes"]}


def _recurring(nora: Caller, clock: StandingClock) -> dict[str, dict[str, Any]]:
    """Promise something for every evening; in the morning leave it out, take it back, and end one of two."""
    for said in ("call every evening at nine", "walk every evening at ten"):
        nora.hear("CommitmentIntent", {"commitment": {"name": "commitment", "value": said}})
    clock.set((clock.now() + timedelta(days=1)).replace(hour=10))
    nora.application.tick(clock.now())
    answers = [nora.hear(one) for one in ("NotTodayIntent", "CommitmentDropIntent", "CommitmentEndIntent")]
    return {str(asked_by(one)): one["sessionAttributes"] for one in answers}


def _due(jonas: Caller, clock: StandingClock) -> dict[str, dict[str, Any]]:
    """Promise something and come back after its time."""
    jonas.hear("CommitmentIntent", next(itertools.islice(good("CommitmentIntent"), 1, None)))
    clock.set(clock.now() + timedelta(days=2))
    answered = jonas.hear(LAUNCH)
    return {str(asked_by(answered)): answered["sessionAttributes"]}
