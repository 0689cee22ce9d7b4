"""Help, repeat, stop, silence and "I need help": always there, never in the way, and nothing to Nora of Mara."""

from datetime import timedelta

import pytest
from support.local_speaker import MISSED_TWICE, Heard, LocalSpeakerApp

QUESTIONS = ("check in", "I feel hurt", "I promise to call", "four corners", "tonight's question", "pause everything")
"""What leads to an open question of each conversation."""
SAID = ("bring the book", "book", "seven", "wednesday", "half past eight", "mara", "heavy", "hurt", "o'clock")
"""What Nora might overhear of Mara's evening, in lower case."""
NORAS = (
    "what did I promise", "alone", "what is coming up", "repeat", "I kept it", "what is coming up", "move it to nine",
    "what did I promise", "company", "take it back", "help", "repeat", "yes", "again", "strength four",
)  # fmt: skip


@pytest.mark.parametrize("opening", QUESTIONS)
@pytest.mark.parametrize("end", ["stop", "cancel", "go home"])
def test_an_end_ends_any_question_at_once(mara: LocalSpeakerApp, opening: str, end: str) -> None:
    assert mara.say(opening).is_open
    assert mara.say(end) == Heard("Okay.", False)


@pytest.mark.parametrize("opening", QUESTIONS)
def test_i_need_help_works_in_the_middle_of_any_question(mara: LocalSpeakerApp, opening: str) -> None:
    mara.say(opening)
    heard = mara.say("I need help")
    assert "nine one one" in heard.words
    assert not heard.is_open


@pytest.mark.parametrize("opening", QUESTIONS)
def test_help_in_the_middle_of_a_question_comes_back_to_it(mara: LocalSpeakerApp, opening: str) -> None:
    asked = mara.say(opening)
    assert mara.say("help").words.startswith("You can tell me how you are")
    assert mara.say("repeat") == asked


@pytest.mark.parametrize("opening", QUESTIONS)
def test_what_is_not_understood_is_asked_once_more_and_then_left_kindly(mara: LocalSpeakerApp, opening: str) -> None:
    asked = mara.say(opening)
    once_more = mara.say("purple monkey dishwasher")
    left = mara.say("colourless green ideas")
    if opening == "I promise to call":
        # A time that was asked for is asked for once more in the same words, and then let go
        # (intents/commitment/conversation.py).
        assert (once_more, left.is_open) == (asked, False)
        return
    assert once_more == Heard("Sorry, I missed that. Can you say it another way?", True)
    assert left == MISSED_TWICE


def test_repeat_says_the_question_again_to_the_letter_and_not_the_misunderstanding(mara: LocalSpeakerApp) -> None:
    asked = mara.say("I promise to call")
    mara.say("purple monkey dishwasher")
    assert mara.say("repeat") == asked


def test_with_nothing_said_there_is_nothing_to_repeat(mara: LocalSpeakerApp) -> None:
    assert mara.say("repeat").words.startswith("I haven't said anything yet.")


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_yes_or_no_to_nothing_is_not_understood_and_does_no_harm(mara: LocalSpeakerApp, answer: str) -> None:
    assert mara.say(answer).words.startswith("Sorry, I missed that.")
    assert mara.commitments() == []


def test_good_night_ends_the_evening(mara: LocalSpeakerApp) -> None:
    assert mara.say("good night") == Heard("Okay.", False)


def test_words_of_danger_inside_a_promise_leave_the_script_and_are_not_kept(mara: LocalSpeakerApp) -> None:
    heard = mara.say("I promise to kill myself by seven in the evening")
    assert heard.words.startswith("I'm glad you told me.")
    assert mara.commitments() == []


@pytest.mark.parametrize("before", ["help", "repeat", "purple monkey dishwasher"])
def test_after_what_would_you_like_every_wish_is_heard(mara: LocalSpeakerApp, before: str) -> None:
    assert mara.say(before).words.endswith("What would you like?")
    assert mara.say("I feel calm").words.startswith("Sounds like a steady day. Thank you for telling me.")


@pytest.mark.parametrize("before", ["help", "company"])
def test_who_would_like_nothing_may_say_no(mara: LocalSpeakerApp, before: str) -> None:
    assert mara.say(before).words.endswith("What would you like?")
    assert not mara.say("no thanks").is_open


def noras_evening(app: LocalSpeakerApp) -> list[str]:
    """Let Nora speak on the same speaker, first a stranger and then at home in it; return what she hears."""
    app.speaker.become("Nora")
    heard = [app.open().words, app.say("no thanks").words, app.say("no thanks").words, app.say("stop").words]
    for words in NORAS:
        heard.append(app.say(words).words)
    return heard + [one.words for one in app.wait(timedelta(hours=5))]


def overheard(said: list[str]) -> list[str]:
    """Return what somebody hears of Mara; the welcome's example of an evening time is nobody's."""
    plain = [one.lower().replace("half past eight, for example", "") for one in said]
    return [word for word in SAID for one in plain if word in one]


def test_nora_hears_nothing_of_mara_on_the_same_speaker(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to bring the book on wednesday by seven in the evening")
    mara.say("yes")
    mara.say("I feel hurt")
    assert overheard(noras_evening(mara)) == []


def test_what_nora_hears_is_the_same_whatever_mara_did(app: LocalSpeakerApp) -> None:
    app.move_in()
    quiet = noras_evening(app)
    with LocalSpeakerApp(app.folder.parent / "other", app.clock.now() - timedelta(hours=5)) as other:
        other.move_in()
        for words in ("I promise to call by seven in the evening", "yes", "I feel panicky", "four corners", "stop"):
            other.say(words)
        assert noras_evening(other) == quiet


@pytest.mark.parametrize("leak", ["Your seven o'clock plan.", "You promised: bring the BOOK.", "Thanks, Mara."])
def test_a_planted_leak_is_caught(leak: str) -> None:
    assert overheard(["I have nothing to tell you right now.", leak])


@pytest.mark.parametrize(
    ("kept", "asked"),
    [("I promise to call by seven in the evening", ""), ("I feel panicky", "four corners")],
    ids=["the time of a plan", "a word of fear"],
)
def test_whoever_says_maras_name_hears_nothing_that_depends_on_what_she_kept(
    app: LocalSpeakerApp, kept: str, asked: str
) -> None:
    with LocalSpeakerApp(app.folder.parent / "other", app.clock.now()) as other:
        answers = [claimed(app, kept, asked), claimed(other, "I feel calm", asked)]
    assert answers[0] == answers[1]


def claimed(app: LocalSpeakerApp, kept: str, asked: str) -> Heard:
    """Let Mara keep something on a speaker that knows Jonas too; return what is heard by whoever says her name."""
    for name in ("Jonas", "Mara"):
        app.speaker.become(name)
        app.move_in(name)
    app.say(kept)
    app.speaker.become("Jonas")
    app.wait(timedelta(minutes=65))
    app.speaker.become("Mara")
    return app.say(asked) if asked else app.open()
