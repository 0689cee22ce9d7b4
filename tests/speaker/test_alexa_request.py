"""The requests that the local speaker sends are true ones: Amazon's own SDK reads each of them."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import IntentRequest, LaunchRequest, RequestEnvelope, SessionEndedRequest

from skill.speaker.alexa_request import Sender, SessionSent, intent, launch, session_ended
from skill.speaker.understanding.slots import SlotHeard

NOW = datetime(2026, 11, 24, 1, 29, 7, 123456, tzinfo=UTC)
MARA = Sender("amzn1.ask.skill.test", "home.mara", "local-speaker.home")
OPEN = SessionSent("session-1", is_new=False, attributes={"room": "alone", "awaiting": None})


def read(body: bytes) -> Any:
    return DefaultSerializer().deserialize(body.decode(), RequestEnvelope)


def test_a_launch_is_read_by_the_official_sdk() -> None:
    envelope = read(launch(MARA, SessionSent("s", is_new=True, attributes={}), request_id="r", now=NOW))
    assert isinstance(envelope.request, LaunchRequest)
    assert envelope.session.new is True
    assert envelope.session.session_id == "s"
    assert envelope.context.system.user.user_id == "home.mara"
    assert envelope.context.system.device.device_id == "local-speaker.home"
    assert envelope.context.system.api_access_token == ""


def test_an_intent_carries_its_slots_with_their_resolved_ids() -> None:
    slots = {"mood": SlotHeard("let down", "let_down"), "strength": SlotHeard("4")}
    body = intent(MARA, OPEN, "CheckInIntent", slots=slots, request_id="r", now=NOW)
    heard = read(body)
    assert isinstance(heard.request, IntentRequest)
    mood = heard.request.intent.slots["mood"]
    found = mood.resolutions.resolutions_per_authority[0]
    assert (mood.value, found.status.code.value, found.values[0].value.id) == (
        "let down",
        "ER_SUCCESS_MATCH",
        "let_down",
    )
    assert heard.request.intent.slots["strength"].value == "4"
    assert heard.request.intent.slots["strength"].resolutions is None
    assert json.loads(body)["request"]["intent"]["slots"]["mood"]["slotValue"] == {
        "type": "Simple",
        "value": "let down",
    }


def test_the_end_of_a_session_says_why() -> None:
    heard = read(session_ended(MARA, OPEN, "EXCEEDED_MAX_REPROMPTS", request_id="r", now=NOW))
    assert isinstance(heard.request, SessionEndedRequest)
    assert heard.request.reason.value == "EXCEEDED_MAX_REPROMPTS"


@pytest.mark.parametrize("offset", [0, -5, 10.5])
def test_the_timestamp_is_the_instant_in_utc_whatever_zone_it_came_in(offset: float) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=offset)))
    sent = json.loads(launch(MARA, OPEN, request_id="r", now=local))
    assert sent["request"]["timestamp"] == "2026-11-24T01:29:07Z"


def test_the_attributes_travel_as_they_came() -> None:
    sent = json.loads(launch(MARA, OPEN, request_id="r", now=NOW))
    assert sent["session"]["attributes"] == {"room": "alone", "awaiting": None}


def test_a_request_without_a_device_names_none() -> None:
    sender = Sender("amzn1.ask.skill.test", "home.mara", None)
    assert "device" not in json.loads(launch(sender, OPEN, request_id="r", now=NOW))["context"]["System"]


def test_words_of_any_language_arrive_unchanged() -> None:
    words = 'für 20:30 & "später" <bald> 🌧'
    slots = {"commitment": SlotHeard(words)}
    body = intent(MARA, OPEN, "CommitmentIntent", slots=slots, request_id="r", now=NOW)
    assert read(body).request.intent.slots["commitment"].value == words


def test_the_same_request_is_the_same_bytes() -> None:
    assert launch(MARA, OPEN, request_id="r", now=NOW) == launch(MARA, OPEN, request_id="r", now=NOW)
