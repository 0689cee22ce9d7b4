"""What a request's own token may read of the device and the account, and say while the request is open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.fake_alexa import MARA, MESSAGING, Amazon, Rules

Bearer = Callable[[str], dict[str, str]]
Token = Callable[..., str]
EMAIL = "alexa::profile:email:read"


def zone_of(device: str) -> str:
    """Return the path of a device's time zone."""
    return f"/v2/devices/{device}/settings/System.timeZone"


def test_the_time_zone_is_a_name_and_needs_no_consent(
    amazon: Amazon, client: httpx.Client, session_token: Token, bearer: Bearer
) -> None:
    mine = bearer(session_token(consents=False))
    device = amazon.account(MARA).device
    answer = client.get(zone_of(device), headers=mine)
    assert (answer.status_code, answer.json()) == (200, "America/New_York")
    amazon.account(MARA).zone = None
    answer = client.get(zone_of(device), headers=mine)
    assert (answer.status_code, answer.content) == (204, b"")


def test_other_settings_are_there_or_are_not(
    amazon: Amazon, client: httpx.Client, session_token: Token, bearer: Bearer
) -> None:
    mine, device = bearer(session_token()), amazon.account(MARA).device
    assert client.get(f"/v2/devices/{device}/settings/System.distanceUnits", headers=mine).json() == "IMPERIAL"
    answer = client.get(f"/v2/devices/{device}/settings/System.mood", headers=mine)
    assert (answer.status_code, answer.json()["code"]) == (404, "INVALID_KEY")


def test_another_device_another_kind_of_token_or_an_old_one_is_refused(
    amazon: Amazon,
    client: httpx.Client,
    session_token: Token,
    server_token: Callable[[str], str],
    bearer: Bearer,
) -> None:
    mine, device = bearer(session_token()), amazon.account(MARA).device
    assert client.get(zone_of("amzn1.ask.device.NEXTDOOR"), headers=mine).status_code == 403
    assert client.get(zone_of(device)).status_code == 401
    assert client.get(zone_of(device), headers=bearer(server_token(MESSAGING))).status_code == 401
    amazon.advance(timedelta(hours=1))
    assert client.get(zone_of(device), headers=mine).json()["code"] == "INVALID_TOKEN"


def test_a_name_needs_a_consent_and_may_be_unknown(
    amazon: Amazon, client: httpx.Client, session_token: Token, bearer: Bearer
) -> None:
    to = "/v2/accounts/~current/settings/Profile.email"
    amazon.account(MARA).profile["email"] = "mara@example.org"
    assert client.get(to, headers=bearer(session_token())).status_code == 403
    amazon.consent(MARA, EMAIL)
    mine = bearer(session_token())
    assert client.get(to, headers=mine).json() == "mara@example.org"
    amazon.account(MARA).profile.clear()
    assert client.get(to, headers=mine).status_code == 204
    assert client.get("/v2/accounts/~current/settings/Profile.age", headers=mine).status_code == 404


@pytest.fixture
def speak(amazon: Amazon, client: httpx.Client, bearer: Bearer, listener: Any) -> Callable[..., list[int]]:
    """Opens the skill, sends progressive responses while the request is open, and returns their statuses."""

    def spoken(*speeches: Any, request_id: str = "", is_late: bool = False) -> list[int]:
        found: list[int] = []

        def send(request: dict[str, Any]) -> None:
            for speech in speeches:
                directive = {"type": "VoicePlayer.Speak", "speech": speech}
                body = {"header": {"requestId": request_id or request["request"]["requestId"]}, "directive": directive}
                token = bearer(request["context"]["System"]["apiAccessToken"])
                found.append(client.post("/v1/directives", json=body, headers=token).status_code)

        if not is_late:
            listener.meanwhile = send
        amazon.open(MARA)
        if is_late:
            send(listener.heard[-1])
        return found

    return spoken


def test_words_are_said_while_the_answer_is_awaited(speak: Callable[..., list[int]], amazon: Amazon) -> None:
    assert speak("One moment.", "<speak>Still here.</speak>") == [204, 204]
    assert amazon.cloud.settings.said_meanwhile == [(MARA, "One moment."), (MARA, "<speak>Still here.</speak>")]


@pytest.mark.parametrize("speech", ["", " ", None, 7, "you & me", "<speak>you & me</speak>", "<p>no</p>"])
def test_words_that_cannot_be_said_are_refused(speak: Callable[..., list[int]], speech: Any) -> None:
    assert speak(speech) == [400]


def test_a_request_has_so_many_and_no_more(speak: Callable[..., list[int]]) -> None:
    most = Rules().progressive_per_request
    assert speak(*["One moment."] * (most + 1)) == [204] * most + [400]


def test_another_request_or_one_that_is_answered_is_refused(speak: Callable[..., list[int]]) -> None:
    assert speak("One moment.", request_id="amzn1.echo-api.request.other") == [403]
    assert speak("One moment.", is_late=True) == [403]


def test_a_directive_without_a_token_or_a_shape_is_refused(
    client: httpx.Client, session_token: Token, bearer: Bearer
) -> None:
    assert client.post("/v1/directives", json={}).status_code == 401
    assert client.post("/v1/directives", json={}, headers=bearer(session_token())).status_code == 400
