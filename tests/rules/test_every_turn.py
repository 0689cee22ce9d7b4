"""Every intent, in every open question, with odd slots: answered in a sentence, never an apology, never a crash."""

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import SecretStr
from support.fake_alexa.answers import complaints
from support.fake_alexa.directives import Asked
from support.fake_alexa.model import load_model, manifest_permissions
from support.local_speaker import LocalSpeakerApp
from support.prepared_folders import open_copy
from support.questions import questions_in_code
from support.sampling import a_part, in_parts

from intents.dialog.speaker import LOCAL_SPEAKER
from intents.dialog.turn import CONNECTED, LAUNCH
from intents.router import CONVERSATIONS
from skill.alexa.verification.rejection import Rejected
from skill.app.bootstrap import LOCAL_SKILL, Application, bootstrap
from skill.clock import StandingClock
from skill.domain.checkin import MoodEntry
from skill.domain.claim import ClaimKind
from skill.speech.catalog import Catalog
from skill.storage.local_pin import Pins
from skill.storage.pin_proof import DatabasePinProof

ROOT = Path(__file__).parents[2]
LANGUAGE = json.loads((ROOT / "interaction_models" / "en-US.json").read_text())["interactionModel"]["languageModel"]
SLOTS = {one["name"]: [slot["name"] for slot in one.get("slots", ())] for one in LANGUAGE["intents"]}
HEARD = [*SLOTS, LAUNCH]
APOLOGIES = tuple(Catalog.load().say(f"courtesy.{key}", "") for key in ("trouble", "not_saved", "not_readable"))
CHARACTERS_AT_MOST = 8000
"""Longest speech that Alexa takes (rules.md X6)."""
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


def odd(heard: str) -> list[Any]:
    """Return what may stand in the place of an intent's slots, from the usual oddities to what no device sends."""
    values: list[Any] = [*("?", "", None, "x " * 2500, 17, ["six"], {"a": 1}, True), *("<speak>", "\U0001f600", "\x00")]
    found: list[Any] = [None, {}, [], "slots", dict.fromkeys(SLOTS.get(heard, ())), dict.fromkeys(SLOTS, "six")]
    found += [{name: {"name": name, "value": value} for name in SLOTS.get(heard, ())} for value in values]
    for code, inner in (("ER_NEW", []), ("ER_SUCCESS_MATCH", []), ("ER_SUCCESS_MATCH", [{"value": {"id": 7}}])):
        authority = {"authority": "a", "status": {"code": code}, "values": inner}
        resolutions = {"resolutionsPerAuthority": [authority, None, "no"]}
        found.append({name: {"value": "sad", "resolutions": resolutions} for name in SLOTS.get(heard, ())})
    return found


class Caller:
    """Sends envelopes written by hand as one account, in whatever session it is told."""

    def __init__(
        self,
        application: Application,
        user_id: str,
        *,
        is_local: bool = True,
        is_echo: bool = False,
        means_it: bool = True,
    ) -> None:
        self.application = application
        self.means_it = means_it
        self.user_id = user_id
        # What lets us ask Amazon for something; the house of these tests has a line to it that leads nowhere.
        self.more = {"apiEndpoint": "https://api.amazonalexa.com", "apiAccessToken": "token"} if is_echo else {}
        # A speaker of one's own: where a second name is known, a name is only claimed and hears less.
        self.device = {"deviceId": f"{LOCAL_SPEAKER if is_local else 'amzn1.ask.device.'}{user_id}"}
        self.window: str | None = None

    def hear(self, heard: str, slots: Any = None, attributes: Any = None) -> dict[str, Any]:
        """Send one intent, and that it was meant where that is asked; return the answer."""
        request = {"type": "IntentRequest", "intent": {"name": heard, "slots": slots}}
        answered = self.send({"type": "LaunchRequest"} if heard == LAUNCH else request, attributes)
        if self.means_it and asked_by(answered) == "meant.first":
            return self.hear("AMAZON.YesIntent", None, answered["sessionAttributes"])
        return answered

    def send(self, request: Any, attributes: Any = None) -> dict[str, Any]:
        """Send a request block and return the answer."""
        if self.window is not None and (attributes is None or isinstance(attributes, dict)):
            attributes = {**(attributes or {}), "window": self.window}
        application = {"applicationId": LOCAL_SKILL}
        user = {"userId": self.user_id}
        envelope = {
            "version": "1.0",
            "session": {"new": False, "sessionId": "s", "application": application, "attributes": attributes},
            "context": {"System": {"application": application, "user": user, "device": self.device, **self.more}},
            "request": request,
        }
        return json.loads(self.application.hear(json.dumps(envelope).encode()))  # type: ignore[no-any-return]

    def prove(self) -> "Caller":
        """Set a PIN and give it, for the next conversation."""
        database, device = self.application.database, self.device["deviceId"]
        Pins(database).set(self.user_id, "4711", given="4711")
        proving = DatabasePinProof(database, self.application.handler.windows, self.application.clock, device_id=device)
        self.window = proving.prove(self.user_id, "4711", None)
        assert self.window is not None
        return self

    def move_in(self) -> "Caller":
        """Walk through the first start without a name."""
        answered = self.hear(LAUNCH)
        for heard, slots in (("AMAZON.NoIntent", None), ("AMAZON.NoIntent", None), ("ScheduleZoneIntent", _city())):
            answered = self.hear(heard, slots, answered["sessionAttributes"])
        return self


def _city() -> dict[str, Any]:
    authority = {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"id": "Europe/Paris"}}]}
    return {"city": {"value": "paris", "resolutions": {"resolutionsPerAuthority": [authority]}}}


def good(heard: str) -> Iterator[dict[str, Any]]:
    """Yield slots with which a conversation goes on."""
    yield {}
    for slots in GOOD.get(heard, ()):
        yield {name: {"name": name, "value": value} for name, value in slots.items()}


def asked_by(answered: dict[str, Any]) -> str | None:
    """Return the question that an answer leaves open."""
    awaiting = (answered.get("sessionAttributes") or {}).get("awaiting")
    return awaiting["question"] if awaiting else None


def faults(answered: dict[str, Any]) -> list[str]:
    """Return what is wrong with an answer to somebody who spoke, and what Alexa would refuse of it."""
    whole = json.dumps(answered).encode()
    return complaints(whole, Asked("LaunchRequest", load_model(), manifest_permissions())) + own_faults(answered)


def own_faults(answered: dict[str, Any]) -> list[str]:
    """Return what is wrong with an answer by our own rules, which are stricter than Alexa's."""
    response = answered.get("response") or {}
    if [one["type"] for one in response.get("directives", ())] == ["Connections.StartConnection"]:
        # Alexa speaks now: no word of ours, and nothing said of the session (rules.md X13).
        return sorted({"outputSpeech", "reprompt", "shouldEndSession"} & set(response))
    ssml = (response.get("outputSpeech") or {}).get("ssml", "")
    found = [f"apologises: {one}" for one in APOLOGIES if one in ssml]
    for said in (ssml, (response.get("reprompt") or {}).get("outputSpeech", {}).get("ssml")):
        try:
            words = "x" if said is None else "".join(ElementTree.fromstring(said).itertext()).strip()
        except ElementTree.ParseError:
            words = ""
        if not words or (said and len(said) > CHARACTERS_AT_MOST):
            found.append("says nothing, no SSML, or too much")
    if any(one["type"] == "Connections.SendRequest" for one in response.get("directives", ())):
        # Alexa herself speaks next; whether the session is open is hers to say.
        return found + [one for one in ("reprompt", "shouldEndSession") if one in response]
    is_open = (response.get("shouldEndSession") is False, "reprompt" in response, asked_by(answered) is not None)
    if len(set(is_open)) > 1 or response.get("shouldEndSession") is None:
        found.append(f"open, with a reprompt, awaiting: {is_open}")
    return found


@pytest.fixture
def application(app: LocalSpeakerApp) -> Iterator[Application]:
    """A house whose answers must be short, so that a long breathing is told in chapters."""
    nowhere = {"client_id": SecretStr("id"), "client_secret": SecretStr("secret"), "amazon_url": "http://127.0.0.1:9"}
    built = bootstrap(app.settings.model_copy(update={"response_limit": 2400, **nowhere}), app.clock, opens=open_copy)
    yield built
    built.close()


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
    found |= _of_two(application) | _doors(application)
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
    for heard, slots in (("AMAZON.NoIntent", None), ("ScheduleZoneIntent", _city())):
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


@in_parts(10)
def test_every_intent_in_every_question_with_odd_slots_is_answered_in_a_sentence(
    app: LocalSpeakerApp, application: Application, nth: int
) -> None:
    questions = walked(application, app.clock, nth)
    missing = sorted(questions_in_code() - set(questions))
    assert missing == [] or (nth > 1 and len(missing) < len(questions)), "these questions were never reached"
    mara = Caller(application, "mara", means_it=False)
    odd_slots = {heard: odd(heard) for heard in HEARD}
    told: list[tuple[str, int, str]] = []
    for turn, heard in enumerate(HEARD):
        told += [(heard, index, "") for index in range(len(odd_slots[heard]))]
        # Every intent in every question; which oddity goes with it is dealt out in turn, so that runs agree.
        many = len(odd_slots[heard])
        told += [(heard, (turn * 7 + step) % many, question) for step, question in enumerate(sorted(questions))]
    found: list[str] = []
    for heard, index, question in a_part(told, nth):
        answered = mara.hear(heard, odd_slots[heard][index], questions[question] if question else None)
        found += [f"{heard} {index} in {question}: {one}" for one in faults(answered)]
    assert found == []


def test_every_intent_is_answered_in_a_sentence_when_alexa_is_offered_to_ring(
    app: LocalSpeakerApp, application: Application
) -> None:
    echo = Caller(application, "echo", is_local=False, is_echo=True).move_in()
    offered = echo.hear(*EVENING)
    assert asked_by(offered) == "reminders.offer"
    found = [
        f"{heard}: {one}" for heard in HEARD for one in faults(echo.hear(heard, None, offered["sessionAttributes"]))
    ]
    assert found == []


@pytest.mark.parametrize("kind", ["Connections.Response", "SessionResumedRequest"])
@pytest.mark.parametrize("payload", [None, {}, [], "ACCEPTED", {"status": 7}, {"status": "ACCEPTED"}, {"a": [None]}])
def test_whatever_alexa_comes_back_with_is_answered_in_a_sentence(
    application: Application, kind: str, payload: Any
) -> None:
    echo = Caller(application, "echo", is_local=False, is_echo=True).move_in()
    for token in (None, "", "no id", 7, "5f0c9f4e-1111-4222-8333-444455556666"):
        came = {"type": kind, "name": "AskFor", "token": token, "payload": payload}
        resumed = {"type": kind, "cause": {"type": "ConnectionCompleted", "token": token, "result": payload}}
        assert faults(echo.send(came if kind == "Connections.Response" else resumed)) == []


@pytest.mark.parametrize(
    ("heard", "slot", "value"),
    [
        ("BreathingIntent", "minutes", "\u00b2"),
        ("OnboardingNameIntent", "name", "\ufffd"),
        ("CommitmentIntent", "commitment", "call \U0001f600 by six"),
        ("ReflectionWordsIntent", "words", "\u202e"),
    ],
)
def test_a_character_that_is_no_digit_or_letter_is_no_trouble(
    application: Application, heard: str, slot: str, value: str
) -> None:
    mara = Caller(application, "mara", means_it=False).move_in()
    mara.hear("ReflectionIntent", attributes={"room": "company"})
    assert faults(mara.hear(heard, {slot: {"name": slot, "value": value}})) == []


def test_a_lone_surrogate_is_rejected(application: Application) -> None:
    mara = Caller(application, "mara", means_it=False).move_in()
    for heard, slot in (("OnboardingNameIntent", "name"), ("ReflectionWordsIntent", "words")):
        with pytest.raises(Rejected):
            mara.hear(heard, {slot: {"name": slot, "value": "\ud800"}})


def test_a_list_of_long_promises_still_fits_into_an_answer(application: Application) -> None:
    mara = Caller(application, "mara", means_it=False).move_in()
    for _ in range(3):
        mara.hear("CommitmentIntent", {"commitment": {"value": "call " * 1000 + "by seven in the evening"}})
    assert faults(mara.hear("CommitmentListIntent", attributes={"room": "alone"})) == []


def test_every_intent_of_the_model_is_heard_and_every_one_that_is_heard_exists() -> None:
    heard = [name for one in CONVERSATIONS for name in one.hears]
    answers = {"AMAZON.YesIntent", "AMAZON.NoIntent"}
    assert set(heard) | answers == {*HEARD, CONNECTED}
    assert len(heard) == len(set(heard))


@pytest.mark.parametrize(
    "planted",
    [
        {"response": {}},
        {"response": {"outputSpeech": {"ssml": f"<speak>{APOLOGIES[0]}</speak>"}, "shouldEndSession": True}},
        {"response": {"outputSpeech": {"ssml": "<speak>a & b</speak>"}, "shouldEndSession": True}},
        {"response": {"outputSpeech": {"ssml": "<speak> </speak>"}, "shouldEndSession": True}},
        {"response": {"outputSpeech": {"ssml": f"<speak>{'x' * 8000}</speak>"}, "shouldEndSession": True}},
        {"response": {"outputSpeech": {"ssml": "<speak>Yes?</speak>"}, "shouldEndSession": False}},
        {"response": {"outputSpeech": {"ssml": "<speak>Yes?</speak>"}, "shouldEndSession": True, "reprompt": {}}},
        {"response": {"outputSpeech": {"ssml": "<speak>Yes?</speak>"}}},
        {"response": {"directives": [{"type": "Connections.StartConnection"}], "shouldEndSession": True}},
    ],
)
def test_a_planted_bad_answer_is_caught(planted: dict[str, Any]) -> None:
    assert own_faults(planted)
    assert faults(planted)
