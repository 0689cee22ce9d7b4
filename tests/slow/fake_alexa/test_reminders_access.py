"""Who may do what at the Reminders API: consent, tokens, sessions, devices, limits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.fake_alexa import MARA, MESSAGING, REMIND, Amazon, Rules

PATH = "/v1/alerts/reminders"
JONAS = "amzn1.ask.account.JONAS"
Body = Callable[..., dict[str, Any]]
Bearer = Callable[[str], dict[str, str]]
Token = Callable[..., str]
Code = Callable[[httpx.Response], tuple[int, Any]]


METHODS = ["POST", "GET", "PUT", "DELETE"]


@pytest.mark.parametrize("method", METHODS)
def test_without_consent_nothing_goes(
    session_token: Token, reminder: Body, method: str, code: Code, shelf_of: Callable[[str], Any]
) -> None:
    shelf = shelf_of(session_token(consents=False))
    answer = shelf.call(method, "" if method == "POST" else "some", reminder())
    assert code(answer) == (Rules().without_consent[method], "UNAUTHORIZED")


@pytest.mark.parametrize("method", METHODS)
def test_consent_that_is_taken_back_closes_the_door_at_once(
    shelf: Any, reminder: Body, amazon: Amazon, method: str, code: Code
) -> None:
    alert = shelf.make(reminder()).json()["alertToken"]
    amazon.revoke(MARA)
    answer = shelf.call(method, "" if method == "POST" else alert, reminder())
    assert code(answer) == (Rules().without_consent[method], "UNAUTHORIZED")


def test_a_token_from_before_the_consent_does_not_have_it(
    session_token: Token, reminder: Body, amazon: Amazon, shelf_of: Callable[[str], Any]
) -> None:
    early = session_token(consents=False)
    amazon.consent(MARA)
    assert shelf_of(early).make(reminder()).status_code == 403
    assert shelf_of(session_token()).make(reminder()).status_code == 200


@pytest.mark.parametrize("token", ["eyJmade-up", "Bearer"])
def test_a_token_that_is_none_is_refused(
    reminder: Body, token: str, code: Code, shelf_of: Callable[[str], Any]
) -> None:
    assert code(shelf_of(token).make(reminder())) == (401, "INVALID_BEARER_TOKEN")


def test_no_token_at_all_is_refused(client: httpx.Client, code: Code) -> None:
    assert code(client.get(PATH)) == (401, "INVALID_BEARER_TOKEN")


def test_a_token_of_login_with_amazon_is_the_wrong_kind(
    server_token: Callable[[str], str], reminder: Body, code: Code, shelf_of: Callable[[str], Any]
) -> None:
    assert code(shelf_of(server_token(MESSAGING)).make(reminder())) == (401, "INVALID_BEARER_TOKEN")


def test_a_token_ends_after_sixty_minutes(shelf: Any, reminder: Body, amazon: Amazon, code: Code) -> None:
    amazon.advance(timedelta(minutes=59, seconds=59))
    assert shelf.make(reminder()).status_code == 200
    amazon.advance(timedelta(seconds=1))
    assert code(shelf.make(reminder())) == (401, "INVALID_BEARER_TOKEN")


def test_a_message_s_token_may_read_change_and_delete_but_never_make(
    shelf: Any,
    reminder: Body,
    amazon: Amazon,
    listener: Any,
    server_token: Callable[[str], str],
    bearer: Bearer,
    code: Code,
) -> None:
    alert = shelf.make(reminder()).json()["alertToken"]
    headers = bearer(server_token(MESSAGING))
    shelf.client.post(f"/v1/skillmessages/users/{MARA}", json={"data": {"id": "17"}}, headers=headers)
    amazon.settle()
    shelf.headers = bearer(listener.token())
    assert code(shelf.make(reminder())) == (Rules().out_of_session_status, "UNAUTHORIZED")
    assert shelf.call("GET").json()["totalCount"] == "1"
    assert shelf.call("PUT", alert, reminder()).status_code == 200
    assert shelf.call("DELETE", alert).status_code == 200


def test_another_account_s_reminder_is_not_there(
    shelf: Any, reminder: Body, amazon: Amazon, listener: Any, code: Code, shelf_of: Callable[[str], Any]
) -> None:
    alert = shelf.make(reminder()).json()["alertToken"]
    amazon.enable(JONAS)
    amazon.consent(JONAS)
    amazon.open(JONAS)
    theirs = shelf_of(listener.token())
    assert theirs.call("GET").json()["totalCount"] == "0"
    assert code(theirs.call("DELETE", alert)) == (404, "ALERT_NOT_FOUND")


def test_the_simulator_has_no_reminders(shelf: Any, reminder: Body, amazon: Amazon, code: Code) -> None:
    amazon.account(MARA).can_remind = False
    assert code(shelf.make(reminder())) == (403, "DEVICE_NOT_SUPPORTED")


def test_there_is_an_end_of_reminders(shelf: Any, reminder: Body, code: Code) -> None:
    for _ in range(Rules().reminders_per_device):
        assert shelf.make(reminder()).status_code == 200
    assert code(shelf.make(reminder())) == (403, "MAX_REMINDERS_EXCEEDED")


def test_consent_is_for_the_scope_that_was_asked(amazon: Amazon, shelf: Any, reminder: Body) -> None:
    amazon.revoke(MARA)
    amazon.consent(MARA, "alexa::profile:email:read")
    assert shelf.make(reminder()).status_code == 403
    assert REMIND not in amazon.account(MARA).consents
