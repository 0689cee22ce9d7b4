"""Guided breathing: at once, at one's own pace, and no holds before the health question, which only the alone hear."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.local_speaker import MISSED_TWICE, Heard, LocalSpeakerApp

from skill.domain.breathing import PATTERNS
from skill.domain.room import Room

Send = Callable[..., dict[str, Any]]
GATE = "Some patterns hold the breath."
WITHOUT = "No holding this time."
HOLDS = [one for one in PATTERNS.values() if one.holds]


def test_it_begins_at_once_and_ends_with_a_choice(mara: LocalSpeakerApp) -> None:
    heard = mara.say("breathe")
    assert heard.words.startswith("Three quiet minutes, with a longer breath out.")
    assert heard.words.endswith("That's it. Again, or rest?")
    assert mara.say("rest") == Heard("Okay. Stay here as long as you like.", False)


@pytest.mark.parametrize(
    ("said", "begins"), [("one minute of longer out", "One"), ("five minutes of even breath", "Five")]
)
def test_the_length_and_the_pattern_that_were_said_are_taken(mara: LocalSpeakerApp, said: str, begins: str) -> None:
    assert mara.say(said).words.startswith(f"{begins} quiet minute")


@pytest.mark.parametrize(
    ("minutes", "begins"),
    [
        ("0", "One"),
        ("2", "One"),
        ("4", "Three"),
        ("99999", "Five"),
        ("-3", "Three"),
        ("?", "Three"),
        ("\U0001f600", "Three"),
    ],
)
def test_an_odd_length_becomes_the_nearest_there_is(
    mara: LocalSpeakerApp, send: Send, minutes: str, begins: str
) -> None:
    answered = send("BreathingIntent", minutes=minutes)
    assert f"<speak>{begins} quiet minute" in answered["response"]["outputSpeech"]["ssml"]


def test_a_pattern_that_does_not_exist_is_the_usual_one(mara: LocalSpeakerApp, send: Send) -> None:
    answered = send("BreathingIntent", pattern="<speak>" * 60)
    assert "with a longer breath out" in answered["response"]["outputSpeech"]["ssml"]


def test_slower_takes_fewer_breaths_and_faster_brings_them_back(mara: LocalSpeakerApp) -> None:
    first = mara.say("breathe").words
    slower = mara.say("slower").words
    assert slower.count("ut") < first.count("ut")
    assert mara.say("faster").words == first


def test_faster_and_slower_have_an_end(mara: LocalSpeakerApp) -> None:
    mara.say("breathe")
    for words in ("faster", "slower"):
        heard = [mara.say(words).words for _ in range(12)]
        assert heard[-1] == heard[-2]


def test_again_is_the_same_again(mara: LocalSpeakerApp) -> None:
    assert mara.say("one minute of long sigh") == mara.say("again") == mara.say("yes")


@pytest.mark.parametrize("pattern", HOLDS, ids=lambda pattern: pattern.id)
def test_no_breath_is_held_before_the_health_question(mara: LocalSpeakerApp, send: Send, pattern: Any) -> None:
    asked = send("BreathingIntent", pattern=pattern.id)
    assert "Just you, or is someone there?" in asked["response"]["outputSpeech"]["ssml"]
    gate = send("RoomAloneIntent", asked["sessionAttributes"])
    assert GATE in gate["response"]["outputSpeech"]["ssml"]
    breathed = send("AMAZON.NoIntent", gate["sessionAttributes"])
    assert "hold" in breathed["response"]["outputSpeech"]["ssml"]
    assert mara.person().holds_allowed is True


def test_whoever_should_not_hold_breathes_without_and_is_not_asked_again(mara: LocalSpeakerApp) -> None:
    mara.say("four corners")
    mara.say("alone")
    assert mara.say("yes").words.startswith(WITHOUT)
    mara.say("stop")
    assert mara.person().holds_allowed is False
    assert mara.say("four corners").words.startswith(WITHOUT)


@pytest.mark.parametrize("room", ["company", "no"])
def test_in_company_the_health_question_is_not_asked(mara: LocalSpeakerApp, room: str) -> None:
    mara.say("four corners")
    assert mara.say(room).words.startswith(WITHOUT)
    assert mara.person().holds_allowed is None


def test_a_speaker_that_knows_of_company_breathes_without_holds(mara: LocalSpeakerApp) -> None:
    mara.speaker.enter(Room.COMPANY)
    assert mara.say("four corners").words.startswith(WITHOUT)


def test_after_a_word_of_fear_nothing_is_held_for_three_hours(mara: LocalSpeakerApp) -> None:
    mara.say("I feel panicky")
    mara.say("stop")
    assert mara.say("four corners").words.startswith(WITHOUT)
    mara.say("stop")
    mara.clock.set(mara.clock.now() + timedelta(hours=4))
    assert mara.say("four corners").words == "Just you, or is someone there?"


@pytest.mark.parametrize("before", [["breathe"], ["four corners"], ["four corners", "alone"]])
def test_stop_ends_the_breathing_and_its_questions(mara: LocalSpeakerApp, before: list[str]) -> None:
    for words in before:
        mara.say(words)
    assert mara.say("stop") == Heard("Okay.", False)
    assert mara.person().holds_allowed is None


def test_silence_at_the_health_question_decides_nothing(mara: LocalSpeakerApp) -> None:
    mara.say("four corners")
    mara.say("alone")
    mara.wait(timedelta(hours=1))
    assert mara.person().holds_allowed is None
    assert not mara.speaker.is_open


def test_a_feeling_in_the_middle_is_heard(mara: LocalSpeakerApp) -> None:
    mara.say("four corners")
    assert "ounds like a steady day." in mara.say("I feel calm").words


def test_an_unclear_answer_to_the_health_question_is_asked_again_and_holds_nothing(mara: LocalSpeakerApp) -> None:
    mara.say("four corners")
    mara.say("alone")
    assert mara.say("purple monkey dishwasher").is_open
    assert mara.say("colourless green ideas") == MISSED_TWICE
    assert mara.person().holds_allowed is None
