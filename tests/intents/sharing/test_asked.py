"""An ask is answered by voice or by no word; whoever asked hears an answer only where it is to be heard."""

from datetime import timedelta

import pytest
from support.echo import NO, YES
from support.local_speaker import Heard, LocalSpeakerApp
from support.two_people import COMPANY, Two, two_in, two_of

from skill.domain.share import Ask, asked_for

NOTHING = Heard("I have nothing to tell you right now.", False)
ASKED = "Here's something you've been asked for: a walk. It's up to you. Yes, another time, or not this week?"
NO_WORD = Heard("Okay. I don't tell anyone.", False)
NOT_THIS_WEEK = "AskedNotThisWeekIntent"


@pytest.fixture
def two(app: LocalSpeakerApp) -> Two:
    """Mara and Jonas, linked; he has asked her for a walk."""
    app.begin(ask_for_a_walk)
    return two_of(app)


def ask_for_a_walk(app: LocalSpeakerApp) -> None:
    """Let Jonas, linked with Mara, ask for a walk."""
    two = two_in(app)
    two.act(two.jonas, "SharingAskIntent", ask="walk")


def words_of(two: Two) -> list[str]:
    """Return the promises that Mara keeps, in her words."""
    with two.app.application.database.work() as work:
        mara = two.person("Mara")
        return [work.commitments.words(mara, one) for one in work.commitments.open(mara, two.app.clock.now())]


def test_a_yes_asks_for_the_time_and_makes_a_promise_of_her_own_that_nobody_hears(two: Two) -> None:
    assert two.ask(two.mara) == Heard(ASKED, True)
    assert two.mara.say(YES) == Heard(
        (
            "This one's just yours for now. You can say share this promise later. "
            "What time? Say it like six, or six thirty."
        ),
        True,
    )
    assert two.app.commitments() == []
    said = two.mara.say("TimeIntent", time="18:00")
    assert said.words.startswith("Okay, six o'clock")
    two.mara.say(YES)
    assert words_of(two) == ["take a walk"]
    assert two.ask() == NOTHING, "her promise is her own until she shares it"
    assert two.ask(two.mara) == NOTHING, "what she promised is not asked for again"
    two.act(two.mara, "SharingCommitmentIntent", pin=True)
    assert two.ask().words.startswith("Promised to you: to take a walk.")


def test_a_yes_without_a_time_promises_nothing_and_the_ask_waits(two: Two) -> None:
    two.ask(two.mara)
    two.mara.say(YES)
    two.mara.say(NO)
    assert two.app.commitments() == []
    assert two.ask(two.mara).words == ASKED


@pytest.mark.parametrize(
    ("intent", "slots"),
    [
        ("TimeIntent", {"time": "18:00"}),
        ("AskedCommitmentIntent", {"ask": "walk", "time": "18:00"}),
        ("AskedCommitmentIntent", {"time": "18:00"}),
    ],
)
def test_a_time_said_at_once_is_a_yes_with_its_time(two: Two, intent: str, slots: dict[str, str]) -> None:
    two.ask(two.mara)
    assert "Okay, six o'clock" in two.mara.say(intent, **slots).words
    assert words_of(two) == [slots.get("ask", "take a walk")]
    assert two.ask(two.mara) == NOTHING


def test_another_time_leaves_it_for_the_next_time_she_asks(two: Two) -> None:
    two.ask(two.mara)
    assert two.mara.say("NotTodayIntent") == Heard("Okay. You'll hear it again when you ask me.", False)
    assert two.ask(two.mara).words == ASKED
    assert two.ask() == NOTHING


def test_a_no_is_heard_by_nobody_and_not_asked_again(two: Two) -> None:
    two.ask(two.mara)
    assert two.mara.say(NO) == NO_WORD
    assert two.ask(two.mara) == NOTHING
    assert two.ask() == NOTHING


@pytest.mark.parametrize("then", [NO, "NotTodayIntent", "DoneIntent", "AMAZON.StopIntent", None])
def test_not_this_week_is_heard_by_nobody_without_her_yes(two: Two, then: str | None) -> None:
    two.ask(two.mara)
    assert two.mara.say(NOT_THIS_WEEK) == Heard("Okay. Should they hear that?", True)
    if then is not None:
        two.mara.say(then)
    assert two.ask() == NOTHING
    assert two.ask(two.mara) == NOTHING, "she is not asked again"


def test_not_this_week_is_heard_in_a_fixed_sentence_after_her_yes_and_can_be_taken_back(two: Two) -> None:
    two.ask(two.mara)
    two.mara.say(NOT_THIS_WEEK)
    told = two.mara.say(YES)
    assert told.words == "Okay. When they ask me, they hear: not this week. To take it back, say unshare that."
    assert two.ask().words == "You asked for a walk. Their answer: not this week."
    assert two.ask(two.nora) == NOTHING
    listed = two.ask(two.mara, "SharingListIntent").words
    assert "That you said not this week to an ask, for a week at most." in listed
    two.act(two.mara, "SharingUndoIntent")
    assert two.ask() == NOTHING


def test_an_answer_goes_with_the_ask_and_a_new_ask_is_asked_anew(two: Two) -> None:
    two.ask(two.mara)
    two.mara.say(NOT_THIS_WEEK)
    two.mara.say(YES)
    two.act(two.jonas, "SharingAskIntent", ask="call")
    assert two.ask() == NOTHING
    assert "a call during the day" in two.ask(two.mara).words
    two.later(timedelta(days=7))
    assert two.ask(two.mara) == NOTHING


def test_leaving_ends_an_answer(two: Two) -> None:
    two.ask(two.mara)
    two.mara.say(NOT_THIS_WEEK)
    two.mara.say(YES)
    two.act(two.mara, "LinkingLeaveIntent")
    assert two.ask() == NOTHING


def test_in_company_she_hears_no_ask_and_not_this_week_said_to_nothing_does_nothing(two: Two) -> None:
    two.act(two.mara, "SharingHearIntent")
    assert two.mara.say(COMPANY) == NOTHING
    two.act(two.mara, NOT_THIS_WEEK)
    assert [one.kind.value for one in two.rows()] == ["ask"]
    assert two.ask(two.mara).words == ASKED


@pytest.mark.parametrize("words", ["ten minutes of listening tonight at eight", "to listen to you tonight at eight"])
def test_a_promise_to_the_other_one_of_what_was_asked_is_the_answer_and_no_new_ask(two: Two, words: str) -> None:
    two.act(two.jonas, "SharingAskIntent", ask="listening")
    said = two.act(two.mara, "CommitmentTowardsIntent", commitment=words)
    assert said.words.startswith(
        "This one's just yours for now. You can say share this promise later. Okay, eight o'clock"
    )
    assert [one.kind.value for one in two.rows() if one.person_id == two.person("Mara").id] == ["answer"]
    two.mara.say(YES)
    assert two.ask(two.mara) == NOTHING
    assert two.ask() == NOTHING


def test_the_same_promise_in_the_conversation_in_which_the_ask_was_told_is_the_answer(two: Two) -> None:
    two.ask(two.mara)
    two.mara.say("CommitmentIntent", commitment="go for a walk tonight at eight")
    two.mara.say(YES)
    assert words_of(two) == ["go for a walk"]
    assert two.ask(two.mara) == NOTHING


@pytest.mark.parametrize("words", ["call my mother tonight at eight", "walk the dog tonight at eight"])
def test_a_promise_of_something_else_answers_no_ask_and_sounds_alike(two: Two, words: str) -> None:
    said = two.act(two.mara, "CommitmentTowardsIntent", commitment=words)
    assert said.words.startswith(
        "This one's just yours for now. You can say share this promise later. Okay, eight o'clock"
    )
    two.mara.say(YES)
    assert two.ask(two.mara).words == ASKED


def test_a_voice_that_is_not_known_answers_no_ask(two: Two) -> None:
    voice, two.mara.voice = two.mara.voice, None
    two.act(two.mara, "CommitmentTowardsIntent", commitment="take a walk tonight at eight")
    two.mara.say(YES)
    two.mara.voice = voice
    assert two.ask(two.mara).words == ASKED


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        ("call", Ask.CALL),
        ("call you at noon", Ask.CALL),
        ("a phone call tomorrow", Ask.CALL),
        ("call my mother", None),
        ("a message when plans change", Ask.MESSAGE),
        ("text you when plans change", Ask.MESSAGE),
        ("text the bank", None),
        ("ten minutes of listening", Ask.LISTENING),
        ("listen for ten minutes tonight", Ask.LISTENING),
        ("listen to the radio", None),
        ("take a walk", Ask.WALK),
        ("that walk on Sunday", Ask.WALK),
        ("walk the dog", None),
        ("an evening without screens", Ask.EVENING),
        ("a quiet evening", Ask.EVENING),
        ("be home this evening", None),
        ("a walk and a phone call", None),
        ("be home by six", None),
    ],
)
def test_what_a_promise_is_about_is_taken_from_the_list_or_left(words: str, ask: Ask | None) -> None:
    assert asked_for(words) is ask


@pytest.mark.parametrize(
    "said",
    [
        "I promise my partner ten minutes of listening tonight at eight",
        "I promise ten minutes of listening tonight at eight",
        "I promise him ten minutes of listening tonight at eight",
    ],
)
def test_said_to_a_speaker_it_is_a_promise_and_never_an_ask(app: LocalSpeakerApp, said: str) -> None:
    app.move_in()
    told = app.say(said)
    assert told.words.startswith(
        "This one's just yours for now. You can say share this promise later. Okay, eight o'clock"
    )
    app.say("yes")
    assert len(app.commitments()) == 1


def test_a_yes_with_a_time_to_another_question_is_what_it_says(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.say("I promise to call")
    assert app.say("yes at eight").words.startswith("Okay, eight o'clock")
    assert app.say("yes I promise").words == "I'll ask you about it afterward."
    assert len(app.commitments()) == 1


@pytest.mark.parametrize("said", ["yes", "yes at eight", "i'd love to", "yes i promise"])
def test_said_to_a_speaker_before_anything_was_asked_a_yes_promises_nothing(app: LocalSpeakerApp, said: str) -> None:
    app.move_in()
    app.say(said)
    assert app.commitments() == []
