"""Feelings in words that no list holds: sent as Alexa sends them; sentences about something else are refused."""

from datetime import date
from pathlib import Path

import pytest

from skill.speaker.understanding.intent_matcher import FALLBACK, IntentMatcher

TODAY = date(2026, 11, 23)
ASKED = ("CheckInIntent", "mood")


@pytest.fixture(scope="module")
def ear() -> IntentMatcher:
    return IntentMatcher.load(Path(__file__).parents[2] / "interaction_models" / "en-US.json")


@pytest.mark.parametrize(
    ("said", "mood", "second"),
    [
        ("I feel wobbly", "wobbly", None),
        ("I feel a bit unmoored today", "unmoored", None),
        ("I'm feeling frayed inside", "frayed inside", None),
        ("I feel wobbly but hopeful", "wobbly", "hopeful"),
        ("I feel hurt because of a song", "hurt because of a song", None),
    ],
)
def test_a_new_word_after_i_feel_is_sent_without_an_id(
    ear: IntentMatcher, said: str, mood: str, second: str | None
) -> None:
    heard = ear.hear(said, elicit=None, today=TODAY)
    assert heard.intent == "CheckInIntent"
    assert heard.slots["mood"].value == mood
    assert heard.slots["mood"].id is None
    assert ("second" in heard.slots) == (second is not None)
    assert second is None or heard.slots["second"].id == second


def test_a_word_of_ours_said_differently_is_still_ours(ear: IntentMatcher) -> None:
    heard = ear.hear("I'm feeling pretty numb tonight", elicit=None, today=TODAY)
    assert heard.slots["mood"].id == "numb"


def test_where_a_feeling_was_asked_for_a_new_word_is_enough(ear: IntentMatcher) -> None:
    heard = ear.hear("wobbly", elicit=ASKED, today=TODAY)
    assert (heard.intent, heard.slots["mood"].value, heard.slots["mood"].id) == ("CheckInIntent", "wobbly", None)


@pytest.mark.parametrize("said", ["I feel like a pizza", "wobbly", "I feel that this is a long film", "how tall is it"])
def test_what_says_no_feeling_is_refused_where_none_was_asked_for(ear: IntentMatcher, said: str) -> None:
    assert ear.hear(said, elicit=None, today=TODAY).intent == FALLBACK


@pytest.mark.parametrize("said", ["what time is it", "purple monkey dishwasher", "I don't know", "the red one"])
def test_what_is_no_word_for_a_feeling_is_refused_even_then(ear: IntentMatcher, said: str) -> None:
    assert ear.hear(said, elicit=ASKED, today=TODAY).intent == FALLBACK


@pytest.mark.parametrize("said", ["stop", "help", "not now", "I want to die"])
def test_stop_help_and_danger_are_never_taken_for_a_feeling(ear: IntentMatcher, said: str) -> None:
    assert ear.hear(said, elicit=ASKED, today=TODAY).intent != "CheckInIntent"
