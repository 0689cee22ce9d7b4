"""Requests are read as the SDK reads them; whatever else they hold is passed over, and no reading fails."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Intent, RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.interfaces.connections import SendRequestDirective
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SsmlOutputSpeech
from hypothesis import given, settings
from hypothesis import strategies as st
from support.local_speaker import LocalSpeakerApp

from intents.alexa.request import read_request
from intents.alexa.response import as_json
from intents.dialog.alexa_tasks import ASKED
from intents.dialog.turn import Slot
from skill.app.bootstrap import LOCAL_SKILL
from skill.speaker.alexa_request import Sender, SessionSent, intent, launch, session_ended
from skill.speaker.understanding.slots import SlotHeard

SENDER = Sender(LOCAL_SKILL, "amzn1.ask.account.MARA", "amzn1.ask.device.KITCHEN")
SENT = SessionSent("session", is_new=False, attributes={"version": 1, "room": "alone", "deep": {"a": [1, None]}})
MOVE = {"day": SlotHeard("2026-11-24"), "time": SlotHeard("18:00")}
MOOD = {"mood": SlotHeard("hurt", "hurt"), "strength": SlotHeard("4")}
STAMP = "2026-11-23T23:00:00Z"
NOW = datetime(2026, 11, 23, 23, tzinfo=UTC)
NAMES = """type request cause token result status payload name intent slots value resolutions resolutionsPerAuthority
code ER_SUCCESS_MATCH values id new attributes version awaiting question data misses checkin.mood commitment.due room
last speaker System user userId person personId authenticationConfidenceLevel level device deviceId permissions scopes
apiEndpoint apiAccessToken application applicationId body message alertToken alertTokens acceptedPermissions scope
subscriptions eventName eventCreationTime 2026-11-23T23:00:00Z 9999-12-31T23:59:59-14:00 job reminder"""
KNOWN = NAMES.split()
KINDS = (
    "LaunchRequest",
    "IntentRequest",
    "Connections.Response",
    "SessionResumedRequest",
    "SessionEndedRequest",
    "AlexaSkillEvent.SkillPermissionChanged",
    "Reminders.ReminderDeleted",
    "Messaging.MessageReceived",
)


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


def test_a_request_is_read_as_the_sdk_reads_it(app: LocalSpeakerApp) -> None:
    """The SDK's own deserialiser says what stands where; ours reads the same, from requests of every kind."""
    slots = 0
    for envelope in corpus(app):
        theirs = DefaultSerializer().deserialize(json.dumps(envelope), RequestEnvelope)
        ours = read_request(envelope, app.clock.now())
        system, request = theirs.context.system, theirs.request
        assert ours.kind == request.object_type
        assert ours.skill_id == system.application.application_id
        assert ours.request_id == request.request_id
        assert (ours.endpoint, ours.token) == (system.api_endpoint, system.api_access_token)
        assert ours.ids is not None
        assert ours.ids.user_id == system.user.user_id
        assert ours.ids.device_id == (system.device.device_id if system.device is not None else None)
        assert ours.is_new is theirs.session.new
        assert ours.session is not None
        assert ours.session.room.value == theirs.session.attributes["room"]
        intent = getattr(request, "intent", None)
        for name, slot in (intent.slots if intent is not None else {}).items():
            resolved = slot.resolutions.resolutions_per_authority if slot.resolutions is not None else ()
            ids = [one.values[0].value.id for one in resolved]
            assert ours.slots[name] == Slot(slot.value, ids[0] if ids else None)
            slots += 1
    assert slots == len(MOVE) + len(MOOD)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(KNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KNOWN), inner, max_size=6),
    max_leaves=20,
)
"""JSON of any form, under the names that requests have."""


@given(ANYTHING, ANYTHING, ANYTHING, st.sampled_from(KINDS))
@settings(max_examples=4 * settings.default.max_examples, deadline=None)
def test_nothing_that_a_request_holds_makes_its_reading_fail(
    request: Any, session: Any, context: Any, kind: str
) -> None:
    said = {**request, "type": kind} if isinstance(request, dict) else request
    read = read_request({"request": said, "session": session, "context": context}, NOW)
    assert read.ids is None or read.ids.user_id
    assert all(slot.value is None or isinstance(slot.value, str) for slot in read.slots.values())
    assert read.event is None or read.event.at <= NOW


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
    return answered["response"].get("outputSpeech", {}).get("ssml", "").startswith("<speak>Hi. This is Steady Ground")


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


@pytest.mark.parametrize("user", [None, {}, {"userId": None}, {"userId": ""}, {"userId": 7}, {"userId": ["a"]}, "MARA"])
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
    assert not any("Something went wrong" in one for one in heard_in(app, attributes))


@pytest.mark.parametrize("attributes", CRASHING, ids=lambda one: str(one)[:50])
def test_attributes_of_an_odd_form_are_passed_over(app: LocalSpeakerApp, attributes: Any) -> None:
    assert not any("Something went wrong" in one for one in heard_in(app, attributes))
