"""Alexa asks for the voice PIN, and brings the session back with what came of it."""

from dataclasses import replace
from typing import Any

import pytest
from slow.fake_alexa.answered import closing, handing, verify
from support.fake_alexa import ENDPOINTS, MARA, Amazon

VOICE = "amzn1.ask.person.MARA"
RESUMED = "SessionResumedRequest"


@pytest.fixture
def asked(amazon: Amazon, listener: Any) -> Amazon:
    """Amazon, which asks Mara for her PIN: her voice is known, and her PIN is 1234."""
    account = amazon.account(MARA)
    account.person, account.pin = VOICE, "1234"
    listener.answers["IntentRequest"] = handing(verify())
    listener.answers[RESUMED] = closing()
    said = amazon.say(MARA, "PrivateWordsReadIntent")
    assert (said.asks_pin, said.ssml, said.is_open) == (True, "", False)
    return amazon


@pytest.mark.parametrize(
    ("said", "status", "level"),
    [
        (["1234"], "ACHIEVED", 400),
        (["4321", "0000", "1234"], "ACHIEVED", 400),
        (["4321", "0000", "1111", "1234"], "NOT_ACHIEVED", 300),
        ([], "NOT_ACHIEVED", 300),
    ],
)
def test_what_came_of_the_pin_is_told_with_our_token_in_the_same_session(
    asked: Amazon, listener: Any, said: list[str], status: str, level: int
) -> None:
    answered = asked.answer_pin(MARA, *said)
    wish, resumed = listener.heard[-2:]
    assert resumed["request"]["type"] == RESUMED
    assert resumed["request"]["cause"] == {
        "type": "ConnectionCompleted",
        "token": "notes",
        "status": {"code": "200", "message": "OK"},
        "result": {"status": status},
    }
    person = {"personId": VOICE, "authenticationConfidenceLevel": {"level": level}}
    assert resumed["context"]["System"]["person"] == person
    session = resumed["session"]
    assert (session["sessionId"], session["new"]) == (wish["session"]["sessionId"], False)
    assert session["attributes"] == {}, "nobody may rely on them"
    assert answered.ssml
    assert asked.complaints == []


@pytest.mark.parametrize("lacks", ["person", "pin"])
def test_whose_voice_or_pin_is_not_set_up_comes_back_at_once(asked: Amazon, listener: Any, lacks: str) -> None:
    setattr(asked.account(MARA), lacks, None)
    asked.answer_pin(MARA, "1234")
    assert listener.heard[-1]["request"]["cause"]["result"] == {"status": "NOT_ENABLED"}


def test_the_pin_counts_for_the_request_that_brings_it(asked: Amazon, listener: Any) -> None:
    asked.answer_pin(MARA, "1234")
    asked.open(MARA)
    assert listener.heard[-1]["context"]["System"]["person"]["authenticationConfidenceLevel"] == {"level": 300}
    with pytest.raises(ValueError, match="asked for no PIN"):
        asked.answer_pin(MARA, "1234")


def test_whoever_speaks_of_something_else_begins_anew(asked: Amazon, listener: Any) -> None:
    before = listener.heard[-1]["session"]["sessionId"]
    asked.say(MARA, "CheckInIntent", mood="hurt")
    assert listener.heard[-1]["session"]["new"]
    assert listener.heard[-1]["session"]["sessionId"] != before


def test_attributes_come_back_where_a_test_wants_them(amazon: Amazon, listener: Any) -> None:
    amazon.cloud.rules = replace(amazon.cloud.rules, resumes_with_attributes=True)
    listener.answers["IntentRequest"] = handing(verify())
    amazon.say(MARA, "PrivateWordsReadIntent")
    amazon.answer_pin(MARA)
    assert listener.heard[-1]["session"]["attributes"] == {"step": 1}


def test_an_answer_after_the_pin_is_read_like_every_other(asked: Amazon, listener: Any) -> None:
    listener.answers[RESUMED] = closing(shouldEndSession="no")
    assert asked.answer_pin(MARA, "1234").ssml == ""
    assert asked.complaints == [f"{RESUMED}: response.shouldEndSession is no boolean"]


@pytest.mark.parametrize("endpoint", [one for addresses in ENDPOINTS.values() for one in addresses])
def test_an_account_is_served_in_its_own_region(amazon: Amazon, listener: Any, endpoint: str) -> None:
    amazon.enable("amzn1.ask.account.JONAS", endpoint=endpoint)
    amazon.open("amzn1.ask.account.JONAS")
    assert {one["context"]["System"]["apiEndpoint"] for one in listener.heard} == {endpoint}
