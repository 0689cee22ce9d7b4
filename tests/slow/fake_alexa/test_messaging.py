"""A skill message is taken for who can be reached, and tried again until it is acknowledged or has expired."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.fake_alexa import MARA, MESSAGING, PROACTIVE, Amazon

Bearer = Callable[[str], dict[str, str]]
Send = Callable[..., httpx.Response]
GIVEN = "Messaging.MessageReceived"


@pytest.fixture
def send(client: httpx.Client, server_token: Callable[[str], str], bearer: Bearer) -> Send:
    """Sends a message to Mara."""

    def sent(body: Any, *, user: str = MARA, scope: str = MESSAGING) -> httpx.Response:
        headers = bearer(server_token(scope))
        return client.post(f"/v1/skillmessages/users/{user}", json=body, headers=headers)

    return sent


def test_a_message_arrives_with_its_data_and_a_token_of_its_own(send: Send, amazon: Amazon, listener: Any) -> None:
    answer = send({"data": {"job": "reminder.update", "id": "17"}, "expiresAfterSeconds": 60})
    assert (answer.status_code, answer.content) == (202, b"")
    assert listener.heard == []
    amazon.settle()
    [heard] = listener.heard
    assert (heard["request"]["type"], heard["request"]["message"]) == (GIVEN, {"job": "reminder.update", "id": "17"})
    assert heard["context"]["System"]["user"] == {"userId": MARA}
    assert heard["context"]["System"]["apiAccessToken"].startswith("eyJ")
    assert "session" not in heard


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"data": {}}, 202),
        ({"data": {"id": "17"}, "expiresAfterSeconds": 60}, 202),
        ({"data": {"id": "17"}, "expiresAfterSeconds": 86_400}, 202),
        ({"data": {"id": "x" * (6 * 1024 - 9)}}, 202),
        ({"data": {"id": "x" * (6 * 1024 - 8)}}, 400),
        ({}, 400),
        ({"data": None}, 400),
        ({"data": ["17"]}, 400),
        ({"data": {"id": 17}}, 400),
        ({"data": {"id": {"deep": "x"}}}, 400),
        ({"data": {}, "expiresAfterSeconds": 59}, 400),
        ({"data": {}, "expiresAfterSeconds": 86_401}, 400),
        ({"data": {}, "expiresAfterSeconds": "3600"}, 400),
        ([], 400),
    ],
)
def test_data_has_strings_and_six_kilobytes_and_a_life_has_bounds(
    send: Send, amazon: Amazon, body: Any, status: int
) -> None:
    assert send(body).status_code == status
    assert len(amazon.post.waiting) == (status == 202)


def test_another_scope_or_none_is_refused(send: Send, client: httpx.Client) -> None:
    assert send({"data": {}}, scope=PROACTIVE).status_code == 403
    assert client.post(f"/v1/skillmessages/users/{MARA}", json={"data": {}}).status_code == 403


def test_who_is_not_there_any_more_is_not_found(send: Send, amazon: Amazon) -> None:
    assert send({"data": {}}, user="amzn1.ask.account.NOBODY").status_code == 404
    amazon.disable(MARA)
    assert send({"data": {}}).status_code == 404


def test_it_is_tried_again_after_30_seconds_and_then_ever_more_slowly_with_the_same_id(
    send: Send, amazon: Amazon, listener: Any
) -> None:
    listener.answers[GIVEN] = 500
    send({"data": {"id": "17"}, "expiresAfterSeconds": 600})
    begun = amazon.clock.now()
    tries: list[float] = []
    listener.meanwhile = lambda request: tries.append((amazon.clock.now() - begun).total_seconds())
    amazon.advance(timedelta(hours=1))
    assert tries == [0, 30, 90, 210, 450]
    assert len({one["request"]["requestId"] for one in listener.heard}) == 1
    assert len({one["context"]["System"]["apiAccessToken"] for one in listener.heard}) == 5
    assert (len(amazon.post.waiting), len(amazon.post.expired)) == (0, 1)


def test_an_acknowledgement_ends_it(send: Send, amazon: Amazon, listener: Any) -> None:
    listener.answers[GIVEN] = 503
    send({"data": {}})
    amazon.settle()
    del listener.answers[GIVEN]
    amazon.advance(timedelta(hours=2))
    assert len(listener.heard) == 2
    assert [one.status for one in amazon.post.sent][-2:] == [503, 200]


def test_an_answer_that_is_lost_makes_amazon_ask_again(send: Send, amazon: Amazon, listener: Any) -> None:
    amazon.post.lose_answers(GIVEN)
    send({"data": {}})
    amazon.advance(timedelta(minutes=1))
    assert len(listener.heard) == 2


def test_an_endpoint_that_is_off_gets_it_when_it_is_back(send: Send, amazon: Amazon, listener: Any) -> None:
    home, amazon.endpoint = amazon.endpoint, "http://127.0.0.1:1/alexa"
    send({"data": {}})
    amazon.advance(timedelta(minutes=2))
    amazon.endpoint = home
    amazon.advance(timedelta(minutes=2))
    assert listener.kinds() == [GIVEN]


def test_a_message_may_not_be_answered_with_speech(send: Send, amazon: Amazon, listener: Any) -> None:
    speech = {"type": "PlainText", "text": "hello"}
    listener.answers[GIVEN] = {"version": "1.0", "response": {"outputSpeech": speech}}
    send({"data": {}})
    amazon.settle()
    assert amazon.complaints == [f"{GIVEN}: outputSpeech is not allowed here"]
