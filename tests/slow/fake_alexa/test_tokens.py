"""Login with Amazon gives a token for the right words only, and what it gave ends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from support.fake_alexa import MARA, MESSAGING, PROACTIVE, Amazon

from skill.clock import StandingClock

AFTERNOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
GOOD = {"grant_type": "client_credentials", "scope": MESSAGING}


@pytest.fixture
def form(amazon: Amazon) -> dict[str, str]:
    """A good form."""
    return {**GOOD, "client_id": amazon.client_id, "client_secret": amazon.client_secret}


def test_a_good_form_gives_a_bearer_token_for_an_hour(client: httpx.Client, form: dict[str, str]) -> None:
    answer = client.post("/auth/o2/token", data=form)
    said = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert said.keys() == {"access_token", "scope", "token_type", "expires_in"}
    assert (said["scope"], said["token_type"], said["expires_in"]) == (MESSAGING, "bearer", 3600)


def test_the_path_of_the_sdk_with_a_capital_letter_is_the_same(client: httpx.Client, form: dict[str, str]) -> None:
    assert client.post("/auth/O2/token", data=form).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"grant_type": "authorization_code"}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "invalid_request"),
        ({"client_id": None}, 400, "invalid_request"),
        ({"client_secret": ""}, 400, "invalid_request"),
        ({"scope": None}, 400, "invalid_request"),
        ({"client_id": "somebody"}, 401, "invalid_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"scope": "alexa::all"}, 400, "invalid_scope"),
        ({"scope": f"{MESSAGING} alexa::all"}, 400, "invalid_scope"),
    ],
)
def test_whatever_is_wrong_has_its_own_word(
    client: httpx.Client, form: dict[str, str], change: dict[str, str | None], status: int, error: str
) -> None:
    wrong = {name: value for name, value in {**form, **change}.items() if value is not None}
    answer = client.post("/auth/o2/token", data=wrong)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_secret_that_is_not_encoded_is_a_wrong_one(client: httpx.Client, form: dict[str, str]) -> None:
    raw = "&".join(f"{name}={value}" for name, value in form.items())
    answer = client.post("/auth/o2/token", content=raw, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.json()["error"] in ("invalid_client", "invalid_request")


def test_json_is_no_form(client: httpx.Client, form: dict[str, str]) -> None:
    assert client.post("/auth/o2/token", json=form).json()["error"] == "invalid_request"


def test_without_publications_there_is_no_token_for_proactive_events() -> None:
    with Amazon(StandingClock(AFTERNOON), publications=()) as amazon:
        form = {"grant_type": "client_credentials", "client_id": amazon.client_id, "scope": PROACTIVE}
        answer = httpx.post(f"{amazon.url}/auth/o2/token", data={**form, "client_secret": amazon.client_secret})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_a_token_ends_after_its_hour_and_a_scope_is_no_other(
    amazon: Amazon,
    client: httpx.Client,
    server_token: Callable[[str], str],
    bearer: Callable[[str], dict[str, str]],
) -> None:
    def send(token: str) -> int:
        to = f"/v1/skillmessages/users/{MARA}"
        return client.post(to, json={"data": {}}, headers=bearer(token)).status_code

    token = server_token(MESSAGING)
    assert send(token) == 202
    assert send(server_token(PROACTIVE)) == 403
    amazon.advance(timedelta(minutes=59, seconds=59))
    assert send(token) == 202
    amazon.advance(timedelta(seconds=1))
    assert send(token) == 403
