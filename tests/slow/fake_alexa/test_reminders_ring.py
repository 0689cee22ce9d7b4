"""What was accepted rings at its wall time, whatever the clocks do, and all of it is reported."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from support.fake_alexa import MARA, Amazon, Rules

EVENING = "FREQ=DAILY;BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=1;"
JONAS = "amzn1.ask.account.JONAS"
Body = Callable[..., dict[str, Any]]
Bearer = Callable[[str], dict[str, str]]
Token = Callable[..., str]
Code = Callable[[httpx.Response], tuple[int, Any]]


def rules(*texts: Any, **said: Any) -> dict[str, Any]:
    """Return a recurrence of the newer form."""
    return {"startDateTime": "2026-11-23T00:00:00.000", "recurrenceRules": list(texts), **said}


def test_a_disabled_skill_reaches_nothing_and_nothing_rings(
    shelf: Any, reminder: Body, amazon: Amazon, code: Code
) -> None:
    shelf.make(reminder())
    amazon.disable(MARA)
    assert code(shelf.call("GET")) == (401, "INVALID_BEARER_TOKEN")
    assert amazon.advance(timedelta(days=1)) == []


def test_once_rings_once_says_its_words_and_is_over(shelf: Any, reminder: Body, amazon: Amazon, listener: Any) -> None:
    made = shelf.make(reminder()).json()["alertToken"]
    listener.heard.clear()
    [rang] = amazon.advance(timedelta(days=2))
    assert (rang.at, rang.user) == (datetime(2026, 11, 24, 1, 30, tzinfo=UTC), MARA)
    assert (rang.text, rang.token) == ("your evening pause", made)
    said = [(one["request"]["type"], one["request"]["body"]) for one in listener.heard]
    assert said == [
        ("Reminders.ReminderCreated", {"alertToken": made, "status": "ON"}),
        ("Reminders.ReminderStarted", {"alertToken": made, "status": "ON"}),
        ("Reminders.ReminderStatusChanged", {"alertToken": made, "status": "COMPLETED"}),
    ]


def test_completed_stays_three_days_to_be_read(
    shelf: Any, reminder: Body, amazon: Amazon, session_token: Token, bearer: Bearer, code: Code
) -> None:
    alert = shelf.make(reminder()).json()["alertToken"]
    amazon.advance(timedelta(days=3))
    shelf.headers = bearer(session_token())
    assert shelf.call("GET", alert).json()["status"] == "COMPLETED"
    amazon.advance(timedelta(hours=3))
    shelf.headers = bearer(session_token())
    assert code(shelf.call("GET", alert)) == (404, "ALERT_NOT_FOUND")


def test_relative_counts_from_the_request(shelf: Any, reminder: Body, amazon: Amazon) -> None:
    assert shelf.make(reminder(type="SCHEDULED_RELATIVE", offsetInSeconds=900)).status_code == 200
    [rang] = amazon.advance(timedelta(hours=1))
    assert rang.at == datetime(2026, 11, 23, 23, 15, tzinfo=UTC)


def test_without_a_zone_the_device_s_counts(shelf: Any, reminder: Body, amazon: Amazon, code: Code) -> None:
    amazon.account(MARA).zone = "America/Denver"
    body = reminder()
    del body["trigger"]["timeZoneId"]
    assert shelf.make(body).status_code == 200
    amazon.account(MARA).zone = None
    assert code(shelf.make(body)) == (400, Rules().bad_field_code)
    [rang] = amazon.advance(timedelta(days=1))
    assert rang.at == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "trigger",
    [
        {"recurrence": rules(EVENING, startDateTime="2027-03-12T00:00:00.000")},
        {"scheduledTime": "2027-03-12T20:30:00.000", "recurrence": {"freq": "DAILY"}},
        {
            "scheduledTime": "2027-03-12T20:30:00.000",
            "recurrence": {"freq": "WEEKLY", "byDay": ["FR", "SA", "SU", "MO"]},
        },
    ],
    ids=["by rule", "daily", "by days"],
)
def test_a_daily_one_rings_at_the_same_wall_time_over_the_clock_change(
    shelf: Any, reminder: Body, amazon: Amazon, listener: Any, trigger: dict[str, Any]
) -> None:
    made = shelf.make(reminder(type="SCHEDULED_ABSOLUTE", **trigger))
    assert made.status_code == 200
    amazon.advance_to(datetime(2027, 3, 16, 3, 0, tzinfo=UTC))
    walls = [one.at.astimezone(ZoneInfo("America/New_York")).strftime("%a %H:%M %z") for one in amazon.rang]
    assert walls == ["Fri 20:30 -0500", "Sat 20:30 -0500", "Sun 20:30 -0400", "Mon 20:30 -0400"]
    assert listener.kinds().count("Reminders.ReminderStarted") == 4
    assert "Reminders.ReminderStatusChanged" not in listener.kinds()


def test_the_newer_form_goes_before_the_older_beside_it(shelf: Any, reminder: Body, amazon: Amazon) -> None:
    both = {**rules(EVENING), "freq": "HOURLY", "byDay": ["XX"]}
    assert shelf.make(reminder(type="SCHEDULED_ABSOLUTE", scheduledTime="long ago", recurrence=both)).status_code == 200
    assert len(amazon.advance(timedelta(days=2))) == 2


def test_a_recurrence_that_ends_is_completed(shelf: Any, reminder: Body, amazon: Amazon, listener: Any) -> None:
    shelf.make(reminder(type="SCHEDULED_ABSOLUTE", recurrence=rules(EVENING, endDateTime="2026-11-24T23:00:00")))
    assert len(amazon.advance(timedelta(days=5))) == 2
    assert listener.kinds()[-1] == "Reminders.ReminderStatusChanged"


def test_whatever_happens_to_a_reminder_is_reported(shelf: Any, reminder: Body, amazon: Amazon, listener: Any) -> None:
    alert = shelf.make(reminder()).json()["alertToken"]
    shelf.call("PUT", alert, reminder())
    amazon.remove(alert)
    other = shelf.make(reminder()).json()["alertToken"]
    amazon.complete(other)
    said = [one["request"] for one in listener.heard if one["request"]["type"].startswith("Reminders.")]
    assert [one["type"].removeprefix("Reminders.Reminder") for one in said] == [
        "Created",
        "Updated",
        "Deleted",
        "Created",
        "StatusChanged",
    ]
    assert said[2]["body"] == {"alertTokens": [alert]}
    assert amazon.advance(timedelta(days=1)) == []
