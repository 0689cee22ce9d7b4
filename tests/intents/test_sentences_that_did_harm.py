"""Sentences that version 0.1.0 half understood and acted on: each is answered rightly, and nothing is lost by it."""

from datetime import timedelta

import pytest
from support.local_speaker import LocalSpeakerApp

from benchmarks.understanding_snapshot import Snapshot, snapshot


@pytest.fixture
def lived_in(mara: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara's speaker with everything on it that a sentence could harm."""
    for visit in (
        "keep a few words|nobody needs to know|keep it",
        "I promise to be home by nine tonight|yes|stop",
        "plan a talk tomorrow at seven in the evening|yes|no",
        "I feel sad|yes|rest",
    ):
        for line in visit.split("|"):
            mara.say(line)
        mara.speaker.leave()
    mara.clock.set(mara.clock.now() + timedelta(minutes=20))
    return mara


def kept(app: LocalSpeakerApp) -> Snapshot:
    return snapshot(app.application.database)


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("I don't see the point any more", "Is it more than you can carry right now?"),
        ("that's not what I said", "Sorry, I got that wrong. What did you mean?"),
        ("don't share the word", "Take back what you shared last?"),
        ("please don't delete my check in", "Okay, I won't. What would you like?"),
        ("don't remind me on Sundays", "What would you like?"),
        ("can we take a break for half an hour", "Pause everything for thirty minutes?"),
        ("delete what I said", "Delete it?"),
        ("leave that", "What would you like?"),
    ],
)
def test_it_is_asked_or_left_and_nothing_is_changed(lived_in: LocalSpeakerApp, said: str, answered: str) -> None:
    before = kept(lived_in)
    heard = lived_in.say(said)
    assert heard.words.endswith(answered), heard.words
    assert heard.is_open
    assert kept(lived_in) == before
    assert lived_in.say("no").words, "a no is answered"
    assert kept(lived_in) == before


@pytest.mark.parametrize("said", ["I have not kept my promise", "done", "I kept it", "I forgot"])
def test_an_outcome_said_before_its_time_is_asked_about_and_settles_nothing(
    lived_in: LocalSpeakerApp, said: str
) -> None:
    before = kept(lived_in)
    assert lived_in.say(said).words == "About your nine o'clock plan: did it happen?"
    assert kept(lived_in) == before


def test_how_to_leave_is_answered_with_help_and_nobody_leaves(lived_in: LocalSpeakerApp) -> None:
    before = kept(lived_in)
    assert "I need help always works" in lived_in.say("how do I leave for good").words
    assert kept(lived_in) == before


def test_no_air_hears_a_number_and_is_asked_for_no_time(lived_in: LocalSpeakerApp) -> None:
    heard = lived_in.say("I can't breathe")
    assert "nine one one" in heard.words
    assert "what time" not in heard.words


def test_not_being_safe_hears_the_numbers_and_keeps_no_feeling(lived_in: LocalSpeakerApp) -> None:
    before = lived_in.words_of_checkins()
    heard = lived_in.say("I don't feel safe")
    assert "nine one one" in heard.words
    assert heard.words.endswith("Are you safe right now?")
    assert lived_in.words_of_checkins() == before


@pytest.mark.parametrize(("said", "mood"), [("I'm not okay", None), ("I'm shaking", "anxious")])
def test_a_feeling_is_kept_as_it_was_meant_or_asked_for(lived_in: LocalSpeakerApp, said: str, mood: str | None) -> None:
    before = len(lived_in.words_of_checkins())
    lived_in.say(said)
    new = [word.mood for word in lived_in.words_of_checkins()[before:]]
    assert new == ([] if mood is None else [mood])


def test_a_no_to_what_was_heard_keeps_no_opposite_and_asks_what_it_is(lived_in: LocalSpeakerApp) -> None:
    before = len(lived_in.words_of_checkins())
    assert lived_in.say("I feel hurt").words.endswith("Did I get that right?")
    assert lived_in.say("no").words == "Sorry. What is it, then?"
    assert "heard" not in [word.mood for word in lived_in.words_of_checkins()[before:]]


def test_a_bare_yes_to_who_is_there_reads_no_promise_aloud(lived_in: LocalSpeakerApp) -> None:
    assert lived_in.say("what did I promise").words == "Just you, or is someone there?"
    assert "home" not in lived_in.say("yes").words
