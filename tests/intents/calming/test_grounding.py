"""Grounding in the senses: five turns with silence, by itself or at a word; nothing that is named is kept or judged."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from support.local_speaker import Heard, LocalSpeakerApp
from support.sql import sql

from skill.domain.grounding import SENSES
from skill.speech.ssml import LONGEST_BREAK, plain, timeline
from skill.storage.tables.people import mapper

Send = Callable[..., dict[str, Any]]
TURNS = ("five things you can see", "Four things you can feel", "Three sounds", "Two things you can smell", "One slow")
REST = Heard("Okay. Stay here as long as you like.", False)


def rows(app: LocalSpeakerApp) -> str:
    """Return every row of every table."""
    with app.application.database.work() as work:
        return repr([sql(work).execute(select(table)).all() for table in mapper.metadata.sorted_tables])


def strays(heard: list[Heard]) -> list[str]:
    """Return the turns that are not the senses in their order, each open for the next."""
    return [
        one.words
        for one, turn in zip(heard, TURNS, strict=True)
        if turn.lower() not in one.words.lower() or not one.is_open
    ]


@pytest.mark.parametrize(
    "said",
    ["ground me", "I'm panicking", "I'm having a flashback", "I feel like I'm not here", "help me come back"],
)
def test_whoever_is_not_here_is_led_through_the_senses(mara: LocalSpeakerApp, said: str) -> None:
    heard = [mara.say(said), mara.say("next"), mara.say("yes"), mara.say("next please"), mara.say("next")]
    assert strays(heard) == []
    assert heard[-1].words.endswith("Again, some breathing, or rest?")
    assert mara.say("rest") == REST


def test_a_turn_that_is_left_out_or_closed_is_caught(mara: LocalSpeakerApp) -> None:
    heard = [mara.say("ground me"), *(mara.say("next") for _ in range(4))]
    assert strays([*heard[1:], heard[0]])
    assert strays([Heard(one.words, False) for one in heard])


@pytest.mark.parametrize(
    "named",
    [
        "the lamp and my blue cup",
        "I feel my sleeve",
        "I feel furious",
        "my wife is here",
        "I promise to be home by six",
        "it is nine o'clock",
        "alone",
        "I kept it",
        "keep it",
    ],
)
def test_what_is_named_aloud_goes_on_and_is_neither_kept_nor_judged(mara: LocalSpeakerApp, named: str) -> None:
    mara.say("ground me")
    before = rows(mara)
    heard = [mara.say(named).words for _ in range(3)]
    assert [turn.lower() in one.lower() for turn, one in zip(TURNS[1:4], heard, strict=True)] == [True] * 3
    assert rows(mara) == before
    assert not any(word in " ".join(heard) for word in ("stormy", "kept", "Thank you", "Thanks"))


@pytest.mark.parametrize("turns", range(5))
def test_stop_ends_it_at_once_in_every_turn(mara: LocalSpeakerApp, turns: int) -> None:
    mara.say("ground me")
    for _ in range(turns):
        mara.say("next")
    assert mara.say("stop") == Heard("Okay.", False)


@pytest.mark.parametrize("enough", ["no", "that's all", "rest"])
def test_enough_is_enough_in_the_middle_too(mara: LocalSpeakerApp, enough: str) -> None:
    mara.say("ground me")
    assert mara.say(enough) == REST


def test_danger_named_in_between_leaves_it(mara: LocalSpeakerApp) -> None:
    mara.say("ground me")
    assert mara.say("I want to die").words.endswith("Are you safe right now?")


def test_breath_is_given_to_who_asks_for_it_instead(mara: LocalSpeakerApp) -> None:
    mara.say("ground me")
    assert "longer breath out" in mara.say("breathe with me").words
    mara.say("ground me")
    for _ in range(4):
        mara.say("next")
    assert "longer breath out" in mara.say("breathe with me").words


def test_once_more_begins_again(mara: LocalSpeakerApp) -> None:
    mara.say("ground me")
    for _ in range(4):
        mara.say("next")
    assert "five things" in mara.say("again").words


def test_each_turn_is_silent_long_enough_and_goes_on_to_the_end_by_itself(mara: LocalSpeakerApp, send: Send) -> None:
    answered = send("GroundingIntent")
    for at, sense in enumerate(SENSES):
        response = answered["response"]
        assert longest_silence(response["outputSpeech"]["ssml"]) == sense.silence
        if at + 1 < len(SENSES):
            by_itself = plain(response["reprompt"]["outputSpeech"]["ssml"])
            left = [turn for turn in TURNS if turn.lower() in by_itself.lower()]
            assert left == list(TURNS[at + 1 :])
            assert by_itself.endswith("You're here. That's enough.")
        answered = send("AMAZON.NextIntent", answered["sessionAttributes"])


def longest_silence(ssml: str) -> float:
    """Return the longest silence, seconds; pauses in a row are one. No single pause is longer than Alexa allows."""
    longest = lasting = 0.0
    for cue in timeline(ssml):
        assert cue.text or cue.length <= LONGEST_BREAK
        lasting = 0.0 if cue.text else lasting + cue.length
        longest = max(longest, lasting)
    return longest


def test_next_means_nothing_where_nothing_goes_on(mara: LocalSpeakerApp) -> None:
    assert mara.say("next").words.startswith("Sorry, I missed that.")


def test_a_stranger_in_panic_is_not_welcomed_first(app: LocalSpeakerApp) -> None:
    assert "five things" in app.say("I'm panicking").words


def test_no_breath_is_held_on_an_evening_of_panic(mara: LocalSpeakerApp) -> None:
    mara.say("I'm panicking")
    mara.say("stop")
    mara.say("alone")
    assert mara.say("four corners").words.startswith("No holding this time.")


def test_a_sense_that_no_session_can_have_is_no_trouble(mara: LocalSpeakerApp, send: Send) -> None:
    attributes = send("GroundingIntent")["sessionAttributes"]
    for odd in (99, -4, "five", None, 2.5):
        attributes["awaiting"]["data"] = {"sense": odd}
        assert "Something went wrong" not in send("AMAZON.NextIntent", attributes)["response"]["outputSpeech"]["ssml"]
