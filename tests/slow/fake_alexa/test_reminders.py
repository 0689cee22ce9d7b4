"""The Reminders API takes what Amazon documents, and refuses every wrong body by its code."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.fake_alexa import Amazon, Rules

PATH = "/v1/alerts/reminders"
EVENING = "FREQ=DAILY;BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=1;"
JONAS = "amzn1.ask.account.JONAS"
Body = Callable[..., dict[str, Any]]
Code = Callable[[httpx.Response], tuple[int, Any]]


def test_made_read_changed_and_deleted(shelf: Any, reminder: Body, amazon: Amazon) -> None:
    made = shelf.make(reminder()).json()
    assert made.keys() == {"alertToken", "createdTime", "updatedTime", "status", "version", "href"}
    assert (made["status"], made["version"], made["href"]) == ("ON", "1", f"{PATH}/{made['alertToken']}")
    read = shelf.call("GET", made["alertToken"]).json()
    assert read == {
        **{name: made[name] for name in made if name != "href"},
        **{name: value for name, value in reminder().items() if name != "requestTime"},
    }
    listed = shelf.call("GET").json()
    assert (listed["totalCount"], listed["alerts"]) == ("1", [read])
    later = reminder(type="SCHEDULED_ABSOLUTE", scheduledTime="2026-11-23T21:00:00.000")
    assert shelf.call("PUT", made["alertToken"], later).json()["version"] == "2"
    assert amazon.advance(timedelta(hours=2, minutes=59)) == []
    assert len(amazon.advance(timedelta(minutes=1))) == 1


def test_deleted_is_gone_and_never_rings(shelf: Any, reminder: Body, amazon: Amazon, code: Code) -> None:
    alert = shelf.make(reminder()).json()["alertToken"]
    answer = shelf.call("DELETE", alert)
    assert (answer.status_code, answer.content) == (200, b"")
    for method in ("GET", "DELETE", "PUT"):
        assert code(shelf.call(method, alert, reminder() if method == "PUT" else None)) == (404, "ALERT_NOT_FOUND")
    assert amazon.advance(timedelta(days=1)) == []


def wrong_trigger(**trigger: Any) -> Callable[[dict[str, Any]], None]:
    """Change the trigger; None takes a field away."""

    def change(body: dict[str, Any]) -> None:
        body["trigger"] = {name: one for name, one in {**body["trigger"], **trigger}.items() if one is not None}

    return change


def rules(*texts: Any, **said: Any) -> dict[str, Any]:
    """Return a recurrence of the newer form."""
    return {"startDateTime": "2026-11-23T00:00:00.000", "recurrenceRules": list(texts), **said}


def without(name: str) -> Callable[[dict[str, Any]], None]:
    """Take a field of the body away."""
    return lambda body: body.pop(name)


def spoken(**words: Any) -> Callable[[dict[str, Any]], None]:
    """Change what is said."""
    return lambda body: body["alertInfo"]["spokenInfo"]["content"][0].update(words)


NO_RECURRENCE = "UNSUPPORTED_TRIGGER_RECURRENCE"
AUTUMN = "2026-10-01T00:00:00"
FIELD = Rules().bad_field_code
WRONG: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("in the past", wrong_trigger(scheduledTime="2026-11-23T17:59:00.000"), "TRIGGER_SCHEDULED_TIME_IN_PAST"),
    ("this very instant", wrong_trigger(scheduledTime="2026-11-23T18:00:00.000"), "TRIGGER_SCHEDULED_TIME_IN_PAST"),
    ("with a Z", wrong_trigger(scheduledTime="2026-11-24T01:30:00.000Z"), "UNSUPPORTED_SCHEDULED_TIME_FORMAT"),
    ("with an offset", wrong_trigger(scheduledTime="2026-11-23T20:30:00-05:00"), "UNSUPPORTED_SCHEDULED_TIME_FORMAT"),
    ("words", wrong_trigger(scheduledTime="tonight"), "INVALID_TRIGGER_SCHEDULED_TIME_FORMAT"),
    ("a date alone", wrong_trigger(scheduledTime="2026-11-24"), "INVALID_TRIGGER_SCHEDULED_TIME_FORMAT"),
    ("no such date", wrong_trigger(scheduledTime="2026-02-30T20:30:00"), "INVALID_TRIGGER_SCHEDULED_TIME_FORMAT"),
    ("no time", wrong_trigger(scheduledTime=None), "INVALID_TRIGGER_SCHEDULED_TIME_FORMAT"),
    ("no such zone", wrong_trigger(timeZoneId="America/Home"), FIELD),
    ("no such type", wrong_trigger(type="SCHEDULED_SOMETIME"), FIELD),
    ("no trigger", without("trigger"), FIELD),
    ("no request time", without("requestTime"), FIELD),
    ("a request time in words", lambda body: body.update(requestTime="now"), FIELD),
    ("nothing said", without("alertInfo"), FIELD),
    ("no content", lambda body: body["alertInfo"]["spokenInfo"].update(content=[]), FIELD),
    ("no locale", spoken(locale="english"), FIELD),
    ("no text", spoken(text=" "), FIELD),
    ("speech that is not well-formed", spoken(ssml="<speak>you & me</speak>"), FIELD),
    ("speech that is none", spoken(ssml="<p>evening</p>"), FIELD),
    ("push of no kind", lambda body: body.update(pushNotification={"status": "LOUD"}), FIELD),
    ("a relative one without offset", wrong_trigger(type="SCHEDULED_RELATIVE"), FIELD),
    ("a relative one of now", wrong_trigger(type="SCHEDULED_RELATIVE", offsetInSeconds=0), FIELD),
    (
        "a relative one long ago",
        lambda body: (
            wrong_trigger(type="SCHEDULED_RELATIVE", offsetInSeconds=60)(body),
            body.update(requestTime="2026-11-23T17:00:00"),
        ),
        "TRIGGER_SCHEDULED_TIME_IN_PAST",
    ),
    (
        "a relative one that recurs",
        wrong_trigger(type="SCHEDULED_RELATIVE", offsetInSeconds=60, recurrence=rules(EVENING)),
        NO_RECURRENCE,
    ),
    ("no rules", wrong_trigger(recurrence=rules()), NO_RECURRENCE),
    ("a rule that is a number", wrong_trigger(recurrence=rules(7)), NO_RECURRENCE),
    ("every hour", wrong_trigger(recurrence=rules("FREQ=HOURLY;")), NO_RECURRENCE),
    (
        "an end before its start",
        wrong_trigger(recurrence=rules(EVENING, endDateTime="2026-11-22T00:00:00.000")),
        NO_RECURRENCE,
    ),
    (
        "a start with a Z",
        wrong_trigger(recurrence=rules(EVENING, startDateTime="2026-11-23T00:00:00.000Z")),
        "UNSUPPORTED_SCHEDULED_TIME_FORMAT",
    ),
    (
        "a recurrence that is over",
        wrong_trigger(
            recurrence=rules(EVENING, startDateTime="2026-10-01T00:00:00", endDateTime="2026-11-01T00:00:00")
        ),
        "TRIGGER_SCHEDULED_TIME_IN_PAST",
    ),
    ("the older form, monthly", wrong_trigger(recurrence={"freq": "MONTHLY"}), NO_RECURRENCE),
    (
        "the older form, no day",
        wrong_trigger(recurrence={"freq": "WEEKLY", "byDay": ["XX"]}),
        NO_RECURRENCE,
    ),
    (
        "the older form, never",
        wrong_trigger(recurrence={"freq": "DAILY", "interval": 0}),
        NO_RECURRENCE,
    ),
]


@pytest.mark.parametrize(("change", "expected"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
@pytest.mark.parametrize("is_update", [False, True], ids=["made", "changed"])
def test_whatever_is_wrong_in_the_body_has_its_code_and_leaves_nothing(
    shelf: Any, reminder: Body, amazon: Amazon, change: Callable[[Any], Any], expected: str, is_update: bool, code: Code
) -> None:
    alert = shelf.make(reminder()).json()["alertToken"] if is_update else ""
    before = [one.whole() for one in amazon.alerts()]
    body = reminder()
    change(body)
    answer = shelf.call("PUT", alert, body) if is_update else shelf.make(body)
    assert code(answer) == (400, expected)
    assert [one.whole() for one in amazon.alerts()] == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"reminder"'])
def test_a_body_that_is_no_object_is_refused(shelf: Any, content: bytes, code: Code) -> None:
    headers = {**shelf.headers, "Content-Type": "application/json"}
    assert code(shelf.client.post(PATH, content=content, headers=headers)) == (400, FIELD)


def test_a_form_is_refused(shelf: Any, code: Code) -> None:
    assert code(shelf.client.post(PATH, data={"a": "b"}, headers=shelf.headers)) == (400, FIELD)
