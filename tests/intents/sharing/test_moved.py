"""A shared promise that is moved beforehand stays to be heard only where its owner says so."""

import pytest
from support.echo import NO, YES
from support.local_speaker import Heard, LocalSpeakerApp
from support.two_people import Two, two_in

NOTHING = Heard("I have nothing to tell you right now.", False)
ASKED = "I'll ask you about it afterward. Should they hear the new time?"


@pytest.fixture
def two(app: LocalSpeakerApp) -> Two:
    """Mara and Jonas, linked; she has shared a promise with him."""
    two = two_in(app)
    two.act(two.mara, "CommitmentTowardsIntent", commitment="bring the green book by seven tomorrow evening")
    two.mara.say(YES)
    two.act(two.mara, "SharingCommitmentIntent", pin=True)
    assert two.ask().words.endswith("seven o'clock tomorrow evening.")
    return two


def moved(two: Two, time: str = "20:00") -> Heard:
    """Let Mara move it and confirm the new time."""
    two.act(two.mara, "CommitmentMoveIntent", time=time)
    return two.mara.say(YES)


def test_a_yes_lets_the_new_time_be_heard_until_then(two: Two) -> None:
    assert moved(two) == Heard(ASKED, True)
    assert two.mara.say(YES).words == (
        "Okay. When they ask me, they hear the new time. To take it back, say unshare that."
    )
    assert two.ask().words == "Promised to you: to bring the green book. That's for eight o'clock tomorrow evening."
    two.act(two.mara, "SharingUndoIntent")
    assert two.ask() == NOTHING


@pytest.mark.parametrize("then", [NO, "NotTodayIntent"])
def test_a_no_ends_the_share_and_tells_nobody(two: Two, then: str) -> None:
    moved(two)
    assert two.mara.say(then) == Heard("Okay. It isn't shared now. I don't tell anyone.", False)
    assert two.ask() == NOTHING
    assert [one.kind.value for one in two.rows()] == []


@pytest.mark.parametrize("then", ["AMAZON.StopIntent", "BreathingIntent", None])
def test_anything_else_ends_the_share_too(two: Two, then: str | None) -> None:
    moved(two)
    if then is not None:
        two.mara.say(then)
    assert two.ask() == NOTHING


def test_a_time_that_was_heard_wrong_is_asked_again_before_anything_is_heard(two: Two) -> None:
    two.act(two.mara, "CommitmentMoveIntent", time="20:00")
    two.mara.say(NO)
    two.mara.say("TimeIntent", time="21:00")
    assert two.ask() == NOTHING
    two.act(two.mara, "SharingCommitmentIntent", pin=True)
    two.act(two.mara, "CommitmentMoveIntent", time="20:00")
    two.mara.say(NO)
    two.mara.say("TimeIntent", time="21:00")
    assert two.mara.say(YES) == Heard(ASKED, True), "it is still known that it was shared"
    two.mara.say(YES)
    assert two.ask().words.endswith("nine o'clock tomorrow evening.")


def test_a_promise_that_was_not_shared_is_moved_without_that_question(two: Two) -> None:
    two.act(two.mara, "SharingUndoIntent")
    assert "Should they hear" not in moved(two).words
    assert two.ask() == NOTHING


def test_a_voice_that_is_not_known_is_not_asked_and_shares_nothing(two: Two) -> None:
    two.mara.voice = None
    assert "Should they hear" not in moved(two).words
    assert two.ask() == NOTHING
