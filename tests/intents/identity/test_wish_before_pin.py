"""What a PIN was wanted for at a local speaker is done once it is given; after anything else in between it is not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from support.local_speaker import NEEDS_PIN, LocalSpeakerApp
from support.sql import sql

from skill.clock import StandingClock
from skill.domain.checkin import CheckIn
from skill.speaker.script import parse, run
from skill.storage.local_pin import Pins

PINS = {"Mara": "4711", "Jonas": "0815"}
FRESH = timedelta(minutes=2)


@pytest.fixture
def shared(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """A speaker that Mara and Jonas share, each with a PIN; Mara has promised to bring the book."""
    app.begin(live_together)
    return app


def live_together(app: LocalSpeakerApp) -> None:
    """Let both move in, and keep a promise and a feeling of Mara's."""
    app.walk_in("Mara", "half past eight")
    for said in ("I promise to bring the book by seven tomorrow", "yes", "I feel sad", "stop"):
        app.say(said)
    for said in ("I'm new here", "Jonas", "no", "stop"):
        app.say(said)
    for name, pin in PINS.items():
        account = app.application.account
        Pins(app.application.database).set(account(name), pin, shared_account=account(""), name=name)


def checkins(app: LocalSpeakerApp) -> int:
    """Return how many check-ins are kept."""
    with app.application.database.work() as work:
        return len(list(sql(work).scalars(select(CheckIn))))


def given(app: LocalSpeakerApp, pin: str) -> str:
    """Give a PIN; return what is said then, "" where nothing is."""
    app.speaker.confirm(pin)
    spoken = app.speaker.go_on()
    return spoken.ssml if spoken is not None else ""


def test_what_a_name_alone_may_not_hear_is_said_once_its_pin_is_given(shared: LocalSpeakerApp) -> None:
    shared.say("this is Mara")
    assert shared.say("what did I promise").words == NEEDS_PIN
    assert shared.speaker.is_one_claimed, "it was just said whose PIN is wanted"
    assert "Just you, or is someone there?" in given(shared, PINS["Mara"])
    assert "bring the book" in shared.say("alone").words


def test_what_was_wished_for_before_the_name_is_said_after_name_and_pin(shared: LocalSpeakerApp) -> None:
    shared.say("what did I promise")
    assert NEEDS_PIN in shared.say("this is Mara").words
    assert "Just you, or is someone there?" in given(shared, PINS["Mara"])
    assert "bring the book" in shared.say("alone").words


def test_who_said_that_nobody_else_is_there_is_not_asked_again(shared: LocalSpeakerApp) -> None:
    for said in ("this is Mara", "I'm alone"):
        shared.say(said)
    assert shared.say("what did I promise").words == NEEDS_PIN
    assert "bring the book" in given(shared, PINS["Mara"])


def test_free_words_wait_in_the_speaker_and_travel_with_no_answer(shared: LocalSpeakerApp) -> None:
    shared.say("this is Mara")
    assert shared.say("I own that I forgot her letters").words == NEEDS_PIN
    assert shared.speaker._session is None
    said = given(shared, PINS["Mara"])
    assert said and NEEDS_PIN not in said


def test_until_the_pin_is_given_nobody_is_taken_for_whoever_was_named(shared: LocalSpeakerApp) -> None:
    shared.say("this is Mara")
    assert shared.say("what did I promise").words == NEEDS_PIN
    assert shared.say("what did I promise").words.startswith("I don't know who this is yet.")


def test_after_a_wrong_pin_the_right_one_goes_on(shared: LocalSpeakerApp) -> None:
    shared.say("this is Mara")
    shared.say("what did I promise")
    assert given(shared, "0000") == ""
    assert "Just you, or is someone there?" in given(shared, PINS["Mara"])


BETWEEN: dict[str, Callable[[LocalSpeakerApp], object]] = {
    "stop": lambda app: app.say("stop"),
    "another sentence": lambda app: app.say("breathe with me"),
    "his name": lambda app: app.say("this is Jonas"),
    "her name again": lambda app: app.say("this is Mara"),
    "another name at the speaker": lambda app: app.speaker.become("Jonas"),
    "switched off": lambda app: app.speaker.leave(),
    "opened anew": lambda app: app.open(),
    "two minutes": lambda app: app.clock.set(app.clock.now() + FRESH),
    "his PIN": lambda app: app.speaker.confirm(PINS["Jonas"]),
}


@pytest.mark.parametrize("between", BETWEEN)
def test_with_anything_in_between_nothing_is_done_by_the_pin_alone(shared: LocalSpeakerApp, between: str) -> None:
    shared.say("this is Mara")
    assert shared.say("delete my last check in").words == NEEDS_PIN
    BETWEEN[between](shared)
    assert shared.speaker.go_on() is None, "no PIN of hers was given"
    if between != "his PIN":
        assert given(shared, PINS["Mara"]) == ""
    assert checkins(shared) == 1


def test_her_check_in_is_deleted_by_her_pin_and_by_no_other(shared: LocalSpeakerApp) -> None:
    shared.say("this is Mara")
    shared.say("delete my last check in")
    assert given(shared, PINS["Jonas"]) == ""
    assert checkins(shared) == 1
    assert "is gone" in given(shared, PINS["Mara"])
    assert checkins(shared) == 0


def test_a_script_goes_on_after_its_pin_line(shared: LocalSpeakerApp) -> None:
    lines = parse(f"this is Mara\nwhat did I promise\n/pin {PINS['Mara']}\nalone\n", shared.speaker._zone)
    assert isinstance(shared.clock, StandingClock)
    told = [
        one.ssml
        for _, said in run(lines, speaker=shared.speaker, clock=shared.clock, tick=shared.application.tick)
        for one in said
    ]
    assert NEEDS_PIN in told[1]
    assert "Just you, or is someone there?" in told[2]
    assert "bring the book" in told[3]
