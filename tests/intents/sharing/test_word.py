"""The one word is named before it is shared, to who is alone; after rage it waits for a second yes."""

from datetime import timedelta

import pytest
from support.echo import NO, YES
from support.local_speaker import Heard
from support.two_people import Two

NOTHING = Heard("I have nothing to tell you right now.", False)
LEFT = Heard("That's fine. I didn't do anything.", False)
SHARED = "Okay, shared: the one word. It lasts one day. To take it back, say unshare that."
STILL = Heard("You said it on a stormy day. Do you still want them to hear it?", True)
RAGE = ["angry", "furious", "irritated", "resentful", "disgusted", "jealous"]


def shares(two: Two, mood: str, *, alone: bool) -> Heard:
    """Let Mara say how she is and share the word, with her PIN."""
    two.sad(mood)
    two.mara.hang_up()
    two.mara.level = 400
    if alone:
        two.mara.answer = {
            "response": {"shouldEndSession": False},
            "sessionAttributes": {"version": 1, "room": "alone"},
        }
    return two.mara.say("SharingWordIntent")


def test_alone_the_word_is_named_and_shared_after_a_yes(two: Two) -> None:
    assert shares(two, "hurt", alone=True) == Heard("Share the word hurt?", True)
    assert two.ask() == NOTHING
    assert two.mara.say(YES).words == SHARED
    assert two.ask().words == "Shared with you today, one word: hurt."


def test_the_word_that_is_named_is_the_one_that_is_heard(two: Two) -> None:
    assert shares(two, "let_down", alone=True).words == "Share the word let down?"
    two.mara.say(YES)
    assert two.ask().words == "Shared with you today, one word: let down."


@pytest.mark.parametrize("then", [NO, "NotTodayIntent"])
def test_a_no_shares_nothing(two: Two, then: str) -> None:
    shares(two, "hurt", alone=True)
    assert two.mara.say(then) == LEFT
    assert two.ask() == NOTHING


def test_where_somebody_may_hear_the_word_is_not_named(two: Two) -> None:
    assert shares(two, "hurt", alone=False).words == SHARED


@pytest.mark.parametrize("mood", RAGE)
def test_after_rage_it_waits_for_a_second_yes_alone_or_not(two: Two, mood: str) -> None:
    assert shares(two, mood, alone=True) == Heard(f"Share the word {mood}?", True)
    assert two.mara.say(YES) == STILL
    assert two.ask() == NOTHING
    assert two.mara.say(NO) == LEFT
    assert shares(two, mood, alone=False) == STILL
    assert two.ask() == NOTHING
    assert two.mara.say(YES).words == SHARED
    assert two.ask().words == f"Shared with you today, one word: {mood}."


def test_a_yes_without_the_pin_or_too_late_shares_nothing(two: Two) -> None:
    shares(two, "hurt", alone=True)
    two.mara.level = 300
    assert two.mara.say(YES) == NOTHING
    assert two.ask() == NOTHING
    shares(two, "hurt", alone=True)
    two.later(timedelta(minutes=16))
    assert two.mara.say(YES).words == "I don't have a check-in from the last few minutes, so nothing is shared."
    assert two.ask() == NOTHING


def test_the_word_waits_in_no_question(two: Two) -> None:
    shares(two, "furious", alone=True)
    assert list(two.mara.attributes["awaiting"]["data"]) == ["id"]
    two.mara.say(YES)
    assert list(two.mara.attributes["awaiting"]["data"]) == ["id"]
