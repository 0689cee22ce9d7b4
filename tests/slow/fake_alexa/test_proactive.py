"""A proactive event is a template for who subscribed: checked field by field, once a reference, and not too many."""

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.fake_alexa import MARA, MESSAGING, PROACTIVE, Amazon, Rules

Send = Callable[..., httpx.Response]
DEVELOPMENT, LIVE = "/v1/proactiveEvents/stages/development", "/v1/proactiveEvents/"
EVENT: dict[str, Any] = {
    "timestamp": "2026-11-23T23:00:00Z",
    "referenceId": "checkin~0017~20261123",
    "expiryTime": "2026-11-24T05:00:00Z",
    "event": {
        "name": "AMAZON.MessageAlert.Activated",
        "payload": {
            "state": {"status": "UNREAD", "freshness": "NEW"},
            "messageGroup": {"creator": {"name": "localizedattribute:who"}, "count": 1},
        },
    },
    "localizedAttributes": [{"locale": "en-US", "who": "your evening pause"}],
    "relevantAudience": {"type": "Unicast", "payload": {"user": MARA}},
}


def event(**changes: Any) -> dict[str, Any]:
    """Return an event with other values at dotted paths; None takes one away."""
    body = copy.deepcopy(EVENT)
    for path, value in changes.items():
        *way, last = path.split("__")
        inner = body
        for one in way:
            inner = inner[one]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    return body


@pytest.fixture
def send(client: httpx.Client, server_token: Callable[[str], str], bearer: Callable[[str], dict[str, str]]) -> Send:
    """Sends an event."""

    def sent(body: Any, *, to: str = DEVELOPMENT, scope: str = PROACTIVE) -> httpx.Response:
        return client.post(to, json=body, headers=bearer(server_token(scope)))

    return sent


def test_who_subscribed_is_shown_it_until_it_expires(send: Send, amazon: Amazon) -> None:
    amazon.subscribe(MARA)
    assert send(event()).status_code == 202
    [shown] = amazon.notifications(MARA)
    assert shown.words == "1 new messages from your evening pause"
    amazon.advance(timedelta(hours=5, minutes=59))
    assert len(amazon.notifications(MARA)) == 1
    amazon.advance(timedelta(minutes=1))
    assert amazon.notifications(MARA) == []


def test_who_did_not_subscribe_or_no_longer_does_is_shown_nothing(send: Send, amazon: Amazon) -> None:
    assert send(event()).status_code == 202
    amazon.subscribe(MARA)
    amazon.unsubscribe(MARA)
    assert send(event(referenceId="other")).status_code == 202
    assert amazon.notifications(MARA) == []


def test_each_stage_reaches_its_own(send: Send, amazon: Amazon) -> None:
    live = "amzn1.ask.account.LIVE"
    amazon.enable(live, stage="live")
    for user in (MARA, live):
        amazon.subscribe(user)
    everybody = event(relevantAudience={"type": "Multicast", "payload": {}})
    assert send(everybody, to=LIVE).status_code == 202
    assert [len(amazon.notifications(one)) for one in (MARA, live)] == [0, 1]
    assert send(everybody).status_code == 202
    assert [len(amazon.notifications(one)) for one in (MARA, live)] == [1, 1]


def test_the_sdk_leaves_the_last_slash_out(send: Send) -> None:
    assert send(event(), to=LIVE.rstrip("/")).status_code == 202


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": None},
        {"timestamp": "2026-11-23T18:00:00-05:00"},
        {"timestamp": "today"},
        {"expiryTime": None},
        {"expiryTime": "2026-11-23T23:04:59Z"},
        {"expiryTime": "2026-11-24T23:00:01Z"},
        {"expiryTime": "2026-02-30T23:00:00Z"},
        {"referenceId": None},
        {"referenceId": ""},
        {"referenceId": "with-hyphen"},
        {"referenceId": "with_underscore"},
        {"referenceId": "x" * 101},
        {"event": None},
        {"event__name": "AMAZON.Something.Else"},
        {"event__name": "AMAZON.WeatherAlert.Activated"},
        {"event__payload": None},
        {"event__payload__extra": "words of our own"},
        {"event__payload__state": None},
        {"event__payload__state__status": "READ"},
        {"event__payload__state__freshness": "OLD"},
        {"event__payload__messageGroup": None},
        {"event__payload__messageGroup__creator": None},
        {"event__payload__messageGroup__creator__name": ""},
        {"event__payload__messageGroup__count": 0},
        {"event__payload__messageGroup__count": "1"},
        {"event__payload__messageGroup__urgency": "LOW"},
        {"localizedAttributes": None},
        {"localizedAttributes": []},
        {"localizedAttributes": [{"locale": "english", "who": "x"}]},
        {"localizedAttributes": [{"locale": "en-US"}]},
        {"localizedAttributes": [{"locale": "en-US", "who": "x"}, {"locale": "de-DE"}]},
        {"relevantAudience": None},
        {"relevantAudience": {"type": "Unicast", "payload": {}}},
        {"relevantAudience": {"type": "Everybody", "payload": {"user": MARA}}},
        {"relevantAudience": {"type": "Multicast", "payload": {"user": MARA}}},
    ],
    ids=str,
)
def test_whatever_is_wrong_in_the_event_is_refused(send: Send, amazon: Amazon, change: dict[str, Any]) -> None:
    amazon.subscribe(MARA)
    assert send(event(**change)).status_code == 400
    assert amazon.notifications(MARA) == []


def test_the_bounds_of_expiry_are_within(send: Send) -> None:
    assert send(event(expiryTime="2026-11-23T23:05:00Z")).status_code == 202
    assert send(event(referenceId="other", expiryTime="2026-11-24T23:00:00Z")).status_code == 202


def test_another_scope_or_no_token_is_refused(send: Send, client: httpx.Client) -> None:
    assert send(event(), scope=MESSAGING).status_code == 403
    assert client.post(DEVELOPMENT, json=event()).status_code == 403


def test_the_same_reference_is_a_duplicate_and_with_a_newer_time_an_update(send: Send, amazon: Amazon) -> None:
    amazon.subscribe(MARA)
    assert send(event()).status_code == 202
    assert send(event()).status_code == 409
    newer = event(timestamp="2026-11-23T23:00:01Z", event__payload__messageGroup__count=2)
    assert send(newer).status_code == 202
    assert [one.words for one in amazon.notifications(MARA)] == ["2 new messages from your evening pause"]


def test_a_live_customer_is_not_told_without_end(send: Send, amazon: Amazon) -> None:
    live = "amzn1.ask.account.LIVE"
    amazon.enable(live, stage="live")
    to_live = {"type": "Unicast", "payload": {"user": live}}
    numbers = range(Rules().proactive_per_day + 1)
    answers = [send(event(referenceId=f"n{one}", relevantAudience=to_live), to=LIVE).status_code for one in numbers]
    assert answers == [202] * Rules().proactive_per_day + [432]
    assert all(send(event(referenceId=f"d{one}")).status_code == 202 for one in numbers)
