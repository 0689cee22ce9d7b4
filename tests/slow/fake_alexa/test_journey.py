"""A whole autumn with a skill of a few lines: asked by voice, rung over the clock change, changed, taken back, left."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from support.fake_alexa import ACCEPTED, LOST, MARA, MESSAGING, REMIND, RESET, TRUNCATED, Amazon, Fault, status

NEW_YORK = ZoneInfo("America/New_York")
GIVEN, ANSWERED = "Messaging.MessageReceived", "Connections.Response"
ASK = {
    "type": "Connections.SendRequest",
    "name": "AskFor",
    "token": "evening",
    "payload": {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "2",
        "permissionScopes": [{"permissionScope": REMIND, "consentLevel": "ACCOUNT"}],
    },
}


def evening(hour: int) -> dict[str, Any]:
    """Return a reminder for every evening."""
    rule = f"FREQ=DAILY;BYHOUR={hour};BYMINUTE=30;BYSECOND=0;INTERVAL=1;"
    return {
        "requestTime": "2026-10-30T18:00:00.000",
        "trigger": {
            "type": "SCHEDULED_ABSOLUTE",
            "timeZoneId": "America/New_York",
            "recurrence": {"startDateTime": "2026-10-30T00:00:00.000", "recurrenceRules": [rule]},
        },
        "alertInfo": {"spokenInfo": {"content": [{"locale": "en-US", "text": "your evening pause"}]}},
        "pushNotification": {"status": "DISABLED"},
    }


class SmallSkill:
    """Asks for reminders at launch, makes one on a yes, and moves it when a message says so; tries each call twice."""

    def __init__(self, client: httpx.Client, bearer: Callable[[str], dict[str, str]]) -> None:
        self.client, self.bearer = client, bearer
        self.hour = 20
        self.alert = ""

    def hear(self, request: dict[str, Any]) -> None:
        """Do what a request asks for, before it is answered."""
        kind, token = request["request"]["type"], request["context"]["System"].get("apiAccessToken", "")
        if kind == ANSWERED and request["request"]["payload"]["status"] == ACCEPTED:
            self.call("POST", "", token)
            listed = self.client.get("/v1/alerts/reminders", headers=self.bearer(token)).json()
            self.alert = listed["alerts"][0]["alertToken"]
        elif kind == GIVEN:
            self.call("PUT", f"/{self.alert}", token)

    def call(self, method: str, at: str, token: str) -> None:
        """Make or move the reminder; what failed is tried once more, unless the work turns out to be done."""
        for _ in range(2):
            try:
                to = f"/v1/alerts/reminders{at}"
                answer = self.client.request(method, to, json=evening(self.hour), headers=self.bearer(token))
                if answer.status_code == 200 and json.loads(answer.content):
                    return
            except (httpx.TransportError, ValueError):
                listed = self.client.get("/v1/alerts/reminders", headers=self.bearer(token)).json()
                if method == "POST" and listed["totalCount"] == "1":
                    return


@pytest.fixture
def skill(
    amazon: Amazon, listener: Any, client: httpx.Client, bearer: Callable[[str], dict[str, str]]
) -> Iterator[SmallSkill]:
    """The small skill at our endpoint, on the evening of 30 October."""
    amazon.clock.set(datetime(2026, 10, 30, 22, 0, tzinfo=UTC))  # type: ignore[attr-defined]
    small = SmallSkill(client, bearer)
    listener.meanwhile = small.hear
    listener.answers["LaunchRequest"] = {"version": "1.0", "response": {"directives": [ASK]}}
    return small


FAULTS: list[Fault | None] = [None, status(500), status(503), status(429, retry_after=1), RESET, LOST, TRUNCATED]


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: "none" if one is None else one.how)
def test_an_autumn(
    amazon: Amazon,
    skill: SmallSkill,
    server_token: Callable[[str], str],
    listener: Any,
    fault: Fault | None,
    method: str,
) -> None:
    if fault is not None:
        amazon.fail_next(f"{method} /v1/alerts/reminders*", fault)
    assert amazon.open(MARA).asks_for == (REMIND,)
    amazon.answer_consent(MARA, ACCEPTED)
    assert len(amazon.alerts(MARA)) == 1
    amazon.advance_to(datetime(2026, 11, 3, 3, 0, tzinfo=UTC))

    skill.hour = 21
    headers = skill.bearer(server_token(MESSAGING))
    sent = skill.client.post(f"/v1/skillmessages/users/{MARA}", json={"data": {"id": "17"}}, headers=headers)
    assert sent.status_code == 202
    amazon.advance_to(datetime(2026, 11, 5, 3, 0, tzinfo=UTC))

    walls = [one.at.astimezone(NEW_YORK).strftime("%a %H:%M %z") for one in amazon.rang]
    assert walls == [
        *("Fri 20:30 -0400", "Sat 20:30 -0400", "Sun 20:30 -0500", "Mon 20:30 -0500"),
        *("Tue 21:30 -0500", "Wed 21:30 -0500"),
    ]
    amazon.disable(MARA)
    assert amazon.advance(timedelta(days=2)) == []
    assert amazon.complaints == []
    assert amazon.cloud.faults.waiting == []
    assert listener.kinds().count("Reminders.ReminderStarted") == len(walls)
