"""A planted fault happens once, at the call it was planted for, as it would happen over a wire."""

import contextlib
from collections.abc import Callable

import httpx
import pytest
from support.fake_alexa import LOST, RESET, TRUNCATED, Amazon, Fault, slow, status

ZONES = "GET /v2/devices/*"
FILE = "/echo.api/steady.pem"
Reach = Callable[[], httpx.Response]


@pytest.fixture
def make(
    client: httpx.Client,
    session_token: Callable[..., str],
    bearer: Callable[[str], dict[str, str]],
    reminder: Callable[..., object],
) -> Reach:
    """Makes a reminder for Mara."""
    headers = bearer(session_token())
    return lambda: client.post("/v1/alerts/reminders", json=reminder(), headers=headers)


@pytest.mark.parametrize("number", [400, 401, 403, 404, 409, 429, 432, 500, 502, 503, 504])
def test_a_status_comes_once_instead_of_the_work(make: Reach, amazon: Amazon, number: int) -> None:
    amazon.fail_next("POST /v1/alerts/reminders", status(number, retry_after=7))
    answer = make()
    assert (answer.status_code, answer.headers["retry-after"]) == (number, "7")
    assert amazon.alerts() == []
    assert answer.headers["content-type"] == ("text/html" if number >= 500 else "application/json")
    assert make().status_code == 200
    assert amazon.cloud.faults.waiting == []


def test_a_reset_does_no_work(make: Reach, amazon: Amazon) -> None:
    amazon.fail_next("POST *", RESET)
    with pytest.raises(httpx.ReadError):
        make()
    assert amazon.alerts() == []
    assert make().status_code == 200


def test_a_lost_answer_has_done_the_work(make: Reach, amazon: Amazon) -> None:
    amazon.fail_next("POST *", LOST)
    with pytest.raises(httpx.RemoteProtocolError):
        make()
    assert len(amazon.alerts()) == 1
    assert amazon.calls[-1].status == 0


def test_a_truncated_answer_has_done_the_work_and_ends_half_way(make: Reach, amazon: Amazon) -> None:
    amazon.fail_next("POST *", TRUNCATED)
    with pytest.raises(httpx.RemoteProtocolError, match="complete message"):
        make()
    assert len(amazon.alerts()) == 1


def test_an_answer_without_a_body_can_be_truncated_too(
    client: httpx.Client, amazon: Amazon, server_token: Callable[[str], str], bearer: Callable[[str], dict[str, str]]
) -> None:
    headers = bearer(server_token("alexa:skill_messaging"))
    amazon.fail_next("POST /v1/skillmessages/*", TRUNCATED)
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/v1/skillmessages/users/amzn1.ask.account.MARA", json={"data": {}}, headers=headers)
    assert len(amazon.post.waiting) == 1


def test_a_slow_answer_outlasts_who_does_not_wait(client: httpx.Client, amazon: Amazon) -> None:
    amazon.fail_next(f"GET {FILE}", slow(30))
    with pytest.raises(httpx.ReadTimeout):
        client.get(FILE, timeout=0.2)
    amazon.service.release.set()  # whoever is kept waiting is let go, here and when the stand-in ends
    amazon.fail_next(f"GET {FILE}", slow(30))
    assert client.get(FILE).content == amazon.authority.chain()


@pytest.mark.parametrize(
    ("fault", "expected"), [(status(404), 404), (status(503), 503), (RESET, 0), (LOST, 0), (TRUNCATED, 0)]
)
def test_a_certificate_file_can_fail_in_every_way(
    client: httpx.Client, amazon: Amazon, fault: Fault, expected: int
) -> None:
    amazon.fail_next(f"GET {FILE}", fault)
    found = 0
    with contextlib.suppress(httpx.TransportError):
        found = client.get(FILE).status_code
    assert found == expected
    assert client.get(FILE).content == amazon.authority.chain()


def test_a_fault_hits_its_own_call_only_and_as_often_as_planted(client: httpx.Client, amazon: Amazon) -> None:
    amazon.fail_next(ZONES, status(429), times=2)
    assert client.get(FILE).status_code == 200
    to = "/v2/devices/KITCHEN/settings/System.timeZone"
    assert [client.get(to).status_code for _ in range(3)] == [429, 429, 401]


def test_what_is_not_there_is_said(client: httpx.Client) -> None:
    assert client.get("/v3/everything").status_code == 404
    assert client.get("/echo.api/other.pem").status_code == 404
    assert client.put("/v1/alerts/reminders", json={}).status_code == 405


def test_a_body_without_a_length_is_refused_and_the_next_call_is_heard(client: httpx.Client) -> None:
    assert client.post("/auth/o2/token", content=iter([b"grant_type=client_credentials"])).status_code == 411
    assert client.get(FILE).status_code == 200
