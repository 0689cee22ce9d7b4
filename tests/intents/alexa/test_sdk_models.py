"""Envelopes: ours is built as the SDK builds it, and what no device of today sends is answered or passed over."""

import json
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Intent, RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.interfaces.connections import SendRequestDirective
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SsmlOutputSpeech
from support.local_speaker import LocalSpeakerApp

from intents.alexa.handler import ASKED, ENVELOPE
from intents.alexa.sdk_models import as_json, build
from skill.app.bootstrap import LOCAL_SKILL
from skill.speaker.alexa_request import Sender, SessionSent, intent, launch, session_ended
from skill.speaker.understanding.slots import SlotHeard

SENDER = Sender(LOCAL_SKILL, "amzn1.ask.account.MARA", "amzn1.ask.device.KITCHEN")
SENT = SessionSent("session", is_new=False, attributes={"version": 1, "room": "alone", "deep": {"a": [1, None]}})
MOVE = {"day": SlotHeard("2026-11-24"), "time": SlotHeard("18:00")}
MOOD = {"mood": SlotHeard("hurt", "hurt"), "strength": SlotHeard("4")}
STAMP = "2026-11-23T23:00:00Z"


def corpus(app: LocalSpeakerApp) -> list[dict[str, Any]]:
    """Return envelopes of the kinds that Alexa sends to this skill."""
    now = app.clock.now()
    bodies = [
        launch(SENDER, SENT, request_id="1", now=now),
        launch(Sender(LOCAL_SKILL, "MARA", None, "de-DE"), SENT, request_id="2", now=now),
        intent(SENDER, SENT, "CommitmentMoveIntent", slots=MOVE, request_id="3", now=now),
        intent(SENDER, SENT, "CheckInIntent", slots=MOOD, request_id="4", now=now),
        intent(SENDER, SENT, "AMAZON.YesIntent", slots={}, request_id="5", now=now),
        *(session_ended(SENDER, SENT, why, request_id="6", now=now) for why in ("USER_INITIATED", "ERROR")),
    ]
    first = json.loads(bodies[0])
    return [json.loads(body) for body in bodies] + [_with_request(first, one) for one in (*EVENTS, *COMES_BACK)]


SCOPE = {"permissionScope": "alexa::alerts:reminders:skill:readwrite", "consentLevel": "ACCOUNT"}
CONSENT = {
    "@type": "AskForPermissionsConsentResult",
    "@version": "2",
    "status": "ACCEPTED",
    "permissionScopes": [SCOPE],
}
COMES_BACK: list[dict[str, Any]] = [
    {"type": "Connections.Response", "name": "AskFor", "token": "t", "status": {"code": "200"}, "payload": CONSENT},
    {
        "type": "SessionResumedRequest",
        "cause": {"type": "ConnectionCompleted", "token": "t", "status": {"code": "200"}},
    },
]
"""What Alexa comes back with from a question of its own."""

EVENTS: list[dict[str, Any]] = [
    {
        "type": "AlexaSkillEvent.SkillPermissionChanged",
        "body": {"acceptedPermissions": [], "acceptedPersonPermissions": []},
    },
    {"type": "AlexaSkillEvent.ProactiveSubscriptionChanged", "body": {"subscriptions": [{"eventName": "AMAZON.X"}]}},
    {"type": "AlexaSkillEvent.SkillAccountLinked", "body": {"accessToken": "t"}},
    {"type": "Reminders.ReminderCreated", "body": {"alertToken": "a", "status": "ON"}},
    {"type": "Reminders.ReminderStarted", "body": {"alertToken": "a", "status": "ON"}},
    {"type": "Reminders.ReminderStatusChanged", "body": {"alertToken": "a", "status": "COMPLETED"}},
    {"type": "Reminders.ReminderDeleted", "body": {"alertTokens": ["a", "b"]}},
    {"type": "AlexaSkillEvent.SkillEnabled", "eventCreationTime": STAMP, "eventPublishingTime": STAMP},
    {"type": "AlexaSkillEvent.SkillDisabled", "body": {"userInformationPersistenceStatus": "NOT_PERSISTED"}},
    {"type": "AlexaSkillEvent.SkillPermissionAccepted", "body": {"acceptedPermissions": [{"scope": "alexa::x"}]}},
    {"type": "Messaging.MessageReceived", "message": {"about": "a reminder"}},
    {"type": "System.ExceptionEncountered", "error": {"type": "INVALID_RESPONSE", "message": "no"}},
    {"type": "SessionEndedRequest", "reason": "ERROR", "error": {"type": "INTERNAL_SERVICE_ERROR", "message": "x"}},
]


def _with_request(envelope: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    return {**envelope, "request": {"requestId": "e", "timestamp": STAMP, "locale": "en-US", **request}}


def test_an_envelope_is_built_as_the_sdk_builds_it(app: LocalSpeakerApp) -> None:
    for envelope in corpus(app):
        theirs = DefaultSerializer().deserialize(json.dumps(envelope), RequestEnvelope)
        ours = build(ENVELOPE, envelope)
        assert type(ours.request) is type(theirs.request)
        assert ours.to_dict() == theirs.to_dict()


def test_an_object_is_written_as_the_sdk_writes_it(app: LocalSpeakerApp) -> None:
    for envelope in corpus(app):
        theirs = DefaultSerializer().deserialize(json.dumps(envelope), RequestEnvelope)
        assert as_json(theirs) == DefaultSerializer().serialize(theirs)
    consent = SendRequestDirective(name="AskFor", payload=dict(ASKED), token="row")
    asks = Response(directives=[consent], card=AskForPermissionsConsentCard(permissions=[SCOPE["permissionScope"]]))
    assert as_json(asks) == DefaultSerializer().serialize(asks)
    ask = ElicitSlotDirective(slot_to_elicit="mood", updated_intent=Intent(name="CheckInIntent"))
    speech = SsmlOutputSpeech(ssml="<speak>How is it?</speak>")
    response = Response(output_speech=speech, reprompt=Reprompt(speech), directives=[ask], should_end_session=False)
    written = as_json(ResponseEnvelope(version="1.0", session_attributes={"a": [1, None]}, response=response))
    assert written == DefaultSerializer().serialize(
        ResponseEnvelope(version="1.0", session_attributes={"a": [1, None]}, response=response)
    )
    assert written["response"]["directives"][0]["updatedIntent"]["name"] == "CheckInIntent"


UNKNOWN: list[dict[str, Any]] = [
    {"type": "Tomorrow.NewRequest"},
    {"type": "CanFulfillIntentRequest", "intent": {"name": "CheckInIntent"}},
    {"type": "Connections.Response", "name": "Buy", "payload": {}, "status": {"code": "200"}, "token": "t"},
    {"type": "AudioPlayer.PlaybackStarted"},
    {"type": "SessionEndedRequest", "reason": "A_NEW_REASON", "error": {"type": "A_NEW_ERROR"}},
    {"type": "SessionEndedRequest"},
    {"type": "AlexaSkillEvent.Unheard", "body": []},
    {"type": None},
    {"type": ["LaunchRequest"]},
    {},
]


@pytest.mark.parametrize("request_", [*EVENTS, *UNKNOWN], ids=lambda one: str(one.get("type")))
def test_what_is_not_speech_is_answered_with_silence(app: LocalSpeakerApp, request_: dict[str, Any]) -> None:
    envelope = _with_request(corpus(app)[0], {"type": None, **request_})
    assert answer(app, envelope)["response"] == {}


def answer(app: LocalSpeakerApp, envelope: dict[str, Any]) -> dict[str, Any]:
    """Send an envelope in and return the answer."""
    return json.loads(app.application.hear(json.dumps(envelope).encode()))  # type: ignore[no-any-return]


def welcomed(answered: dict[str, Any]) -> bool:
    return answered["response"].get("outputSpeech", {}).get("ssml", "").startswith("<speak>Welcome to Steady Ground")


@pytest.mark.parametrize(
    "device",
    [None, {}, {"deviceId": None}, {"deviceId": 7}, {"deviceId": "d", "supportedInterfaces": {"New": {}}}, "x"],
)
def test_a_device_may_be_missing_or_of_a_kind_to_come(app: LocalSpeakerApp, device: Any) -> None:
    envelope = corpus(app)[0]
    envelope["context"]["System"]["device"] = device
    assert welcomed(answer(app, envelope))


def test_a_request_without_a_session_is_answered_and_remembers_nothing(app: LocalSpeakerApp) -> None:
    envelope = corpus(app)[0]
    del envelope["session"]
    answered = answer(app, envelope)
    assert welcomed(answered)
    assert not answered.get("sessionAttributes")


@pytest.mark.parametrize("user", [None, {}, {"userId": None}, {"userId": 7}, {"userId": ["a"]}, "MARA"])
def test_whoever_cannot_be_told_apart_is_told_nothing(app: LocalSpeakerApp, user: Any) -> None:
    envelope = corpus(app)[0]
    envelope["context"]["System"]["user"] = user
    assert "outputSpeech" not in answer(app, envelope)["response"]


def _open(question: Any, **data: Any) -> dict[str, Any]:
    return {"version": 1, "awaiting": {"question": question, "data": data, "misses": 0, "elicit": None}}


GARBAGE: list[Any] = [
    None, [], "attributes", 17, {"version": 1}, {"version": 2, "awaiting": "what"}, _open(None), _open(17), _open(""),
    _open("nothing.known"), _open("commitment.due", id="no uuid"), _open("commitment.when", text=17),
    _open("checkin.confirm", mood="zzz", other=None), _open("checkin.offer", family="zzz"),
    _open("breathing.gate", pattern="zzz", minutes=True), _open("breathing.after", slower_by=1e300),
    _open("reflection.heard", id="0" * 5000), {"version": 1, "awaiting": {"question": "checkin.mood", "misses": "x"}},
    {"version": 1, "awaiting": {"question": "checkin.mood", "elicit": [1], "data": []}, "last": 17, "announced": "x"},
]  # fmt: skip
CRASHING: list[Any] = [
    {"version": 1, "room": ["alone"]},
    _open("breathing.next"),
    _open("breathing.next", pattern="even", chapter=-99),
]


def heard_in(app: LocalSpeakerApp, attributes: Any) -> list[str]:
    """Return what is said to a few intents in a session with these attributes."""
    said = []
    for name in ("AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.RepeatIntent", "CheckInIntent", "BreathingIntent"):
        envelope = json.loads(intent(SENDER, SENT, name, slots={}, request_id="7", now=app.clock.now()))
        envelope["session"]["attributes"] = attributes
        said.append(answer(app, envelope)["response"]["outputSpeech"]["ssml"])
    return said


@pytest.mark.parametrize("attributes", GARBAGE, ids=lambda one: str(one)[:50])
def test_attributes_that_are_not_ours_are_passed_over(app: LocalSpeakerApp, attributes: Any) -> None:
    assert not any("Something did not work" in one for one in heard_in(app, attributes))


@pytest.mark.parametrize("attributes", CRASHING, ids=lambda one: str(one)[:50])
def test_attributes_of_an_odd_form_are_passed_over(app: LocalSpeakerApp, attributes: Any) -> None:
    assert not any("Something did not work" in one for one in heard_in(app, attributes))
