"""Amazon's own SDK, an independent reader, understands what the stand-in answers and sends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope
from ask_sdk_model.services import ApiConfiguration, AuthenticationConfiguration
from ask_sdk_model.services.api_client import ApiClient
from ask_sdk_model.services.api_client_response import ApiClientResponse
from ask_sdk_model.services.lwa import LwaClient
from ask_sdk_model.services.proactive_events import ProactiveEventsServiceClient, SkillStage
from ask_sdk_model.services.reminder_management import AlertInfo, ReminderManagementServiceClient
from ask_sdk_model.services.service_exception import ServiceException
from ask_sdk_model.services.skill_messaging import SkillMessagingServiceClient
from ask_sdk_model.services.ups import UpsServiceClient
from support.fake_alexa import MARA, MESSAGING, PROACTIVE, REMIND, Amazon

SPOKEN = "ask_sdk_model.services.reminder_management.spoken_info.SpokenInfo"
"""The module that the SDK names for it does not exist (rules.md X3)."""


class OverHttpx(ApiClient):  # type: ignore[misc]
    """The SDK's calls over httpx."""

    def invoke(self, request: Any) -> Any:
        body = request.body if isinstance(request.body, str | None) else DefaultSerializer().serialize(request.body)
        if isinstance(body, dict | list):
            body = httpx.Request("POST", "http://x", json=body).content.decode()
        with httpx.Client(trust_env=False, verify=False) as client:
            answer = client.request(request.method, request.url, content=body, headers=dict(request.headers))
        return ApiClientResponse(headers=list(answer.headers.items()), status_code=answer.status_code, body=answer.text)


@pytest.fixture
def configured(amazon: Amazon) -> Callable[[str], Any]:
    """Returns the SDK's configuration with a token."""
    return lambda token: ApiConfiguration(
        serializer=DefaultSerializer(), api_client=OverHttpx(), authorization_value=token, api_endpoint=amazon.url
    )


def test_reminders(
    amazon: Amazon,
    configured: Callable[[str], Any],
    session_token: Callable[..., str],
    reminder: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(AlertInfo.deserialized_types, "spoken_info", SPOKEN)
    api = ReminderManagementServiceClient(configured(session_token()))
    made = api.create_reminder(reminder())
    assert (made.status.value, made.version, made.created_time) == ("ON", "1", "2026-11-23T23:00:00.000Z")
    read = api.get_reminder(made.alert_token)
    assert read.alert_info.spoken_info.content[0].text == "your evening pause"
    assert read.trigger.time_zone_id == "America/New_York"
    assert api.update_reminder(made.alert_token, reminder()).version == "2"
    assert api.get_reminders().total_count == "1"
    assert api.delete_reminder(made.alert_token) is None
    with pytest.raises(ServiceException) as refused:
        api.update_reminder(made.alert_token, reminder())
    assert (refused.value.status_code, refused.value.body.code) == (404, "ALERT_NOT_FOUND")
    amazon.revoke(MARA)
    with pytest.raises(ServiceException) as refused:
        api.create_reminder(reminder())
    assert refused.value.status_code == 403


def test_the_time_zone(amazon: Amazon, configured: Callable[[str], Any], session_token: Callable[..., str]) -> None:
    api = UpsServiceClient(configured(session_token()))
    assert api.get_system_time_zone(amazon.account(MARA).device) == "America/New_York"


def test_messages_and_notifications(
    amazon: Amazon, configured: Callable[[str], Any], server_token: Callable[[str], str], listener: Any
) -> None:
    class Lwa:
        """The SDK's own one does not encode the secret; this one hands out what was fetched."""

        def get_access_token_for_scope(self, scope: str) -> str:
            return server_token(scope)

    keys = AuthenticationConfiguration(client_id=amazon.client_id, client_secret=amazon.client_secret)
    messages = SkillMessagingServiceClient(configured(""), keys, lwa_client=Lwa())
    messages.send_skill_message(MARA, {"data": {"id": "17"}, "expiresAfterSeconds": 60})
    amazon.settle()
    assert listener.heard[-1]["request"]["message"] == {"id": "17"}
    amazon.subscribe(MARA)
    state = {"status": "UNREAD", "freshness": "NEW"}
    event = {
        "timestamp": "2026-11-23T23:00:00Z",
        "referenceId": "checkin~17",
        "expiryTime": "2026-11-24T05:00:00Z",
        "event": {
            "name": "AMAZON.MessageAlert.Activated",
            "payload": {"state": state, "messageGroup": {"creator": {"name": "localizedattribute:who"}, "count": 1}},
        },
        "localizedAttributes": [{"locale": "en-US", "who": "your evening pause"}],
        "relevantAudience": {"type": "Unicast", "payload": {"user": MARA}},
    }
    events = ProactiveEventsServiceClient(configured(""), keys, lwa_client=Lwa())
    events.create_proactive_event(event, SkillStage.DEVELOPMENT)
    assert len(amazon.notifications(MARA)) == 1


@pytest.mark.parametrize("scope", [MESSAGING, PROACTIVE])
def test_the_sdk_s_own_token_client_fails_for_the_reason_it_fails_at_amazon(
    amazon: Amazon, configured: Callable[[str], Any], scope: str
) -> None:
    """It does not encode the client's secret (rules.md X16)."""
    keys = AuthenticationConfiguration(client_id=amazon.client_id, client_secret=amazon.client_secret)
    lwa = LwaClient(configured(""), keys)
    with pytest.raises(ServiceException) as refused:
        lwa.get_access_token_for_scope(scope)
    assert refused.value.status_code in (400, 401)


def test_every_request_and_event_can_be_read(
    amazon: Amazon,
    listener: Any,
    client: httpx.Client,
    session_token: Callable[..., str],
    reminder: Callable[..., Any],
    bearer: Callable[[str], dict[str, str]],
) -> None:
    headers = bearer(session_token())
    made = client.post("/v1/alerts/reminders", json=reminder(), headers=headers).json()["alertToken"]
    client.put(f"/v1/alerts/reminders/{made}", json=reminder(), headers=headers)
    amazon.say(MARA, "CheckInIntent", mood="hurt")
    amazon.advance(timedelta(hours=3))
    amazon.remove(made)
    amazon.subscribe(MARA)
    amazon.link(MARA)
    amazon.consent(MARA, "alexa::profile:email:read")
    amazon.revoke(MARA, REMIND)
    amazon.end(MARA)
    amazon.disable(MARA)
    amazon.enable("amzn1.ask.account.JONAS")
    kinds = set()
    for body, _ in listener.letters:
        read = DefaultSerializer().deserialize(body.decode(), RequestEnvelope)
        assert read.context.system.application.application_id
        kinds.add(read.request.object_type)
    assert kinds >= {
        *("LaunchRequest", "IntentRequest", "SessionEndedRequest", "AlexaSkillEvent.SkillEnabled"),
        *("AlexaSkillEvent.SkillDisabled", "AlexaSkillEvent.SkillPermissionAccepted"),
        *("AlexaSkillEvent.SkillPermissionChanged", "AlexaSkillEvent.ProactiveSubscriptionChanged"),
        *("AlexaSkillEvent.SkillAccountLinked", "Reminders.ReminderCreated", "Reminders.ReminderUpdated"),
        *("Reminders.ReminderStarted", "Reminders.ReminderStatusChanged", "Reminders.ReminderDeleted"),
    }
