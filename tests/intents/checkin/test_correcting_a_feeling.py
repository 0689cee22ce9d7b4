"""A no to what was named stores nothing; a correction changes the same row; "okay" and "thanks" are no feelings."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.domain.checkin import MoodEntry

Send = Callable[..., dict[str, Any]]
WHAT = "Sorry. What is it, then?"
THANKS = ("thanks", "thank you", "thanks a lot", "that works", "sounds good", "got it", "perfect", "that's fine")
OKAYS = ("okay", "ok", "okay thanks", "okay then", "fine", "alright", "all right", "okay fine")
WARM = ("Of course.", "Anytime.", "Sure.", "Okay.", "Okay.")


@pytest.mark.parametrize("no", ["no", "not really", "that's wrong", "no it isn't"])
@pytest.mark.parametrize("mood", ["hurt", "heard", "sad"])
def test_a_bare_no_stores_nothing_and_asks_what_it_is(mara: LocalSpeakerApp, mood: str, no: str) -> None:
    mara.say(f"I feel {mood}")
    heard = mara.say(no)
    assert (heard.words, heard.is_open) == (WHAT, True)
    assert mara.words_of_checkins() == []
    mara.say("lonely")
    assert mara.words_of_checkins() == [MoodEntry("lonely", None, "sorrow")]


@pytest.mark.parametrize("leaves", ["stop", "not now", "no"])
def test_who_walks_away_after_a_no_has_kept_nothing_wrong(mara: LocalSpeakerApp, leaves: str) -> None:
    mara.say("I feel hurt")
    mara.say("no")
    assert not mara.say(leaves).is_open
    assert mara.words_of_checkins() == []


def test_what_was_said_beside_the_wrong_word_stays_in_the_one_row(mara: LocalSpeakerApp) -> None:
    mara.say("I feel hurt but hopeful")
    assert mara.say("no").words == WHAT
    assert mara.words_of_checkins() == [MoodEntry("hopeful", None, "hope")]
    assert mara.say("heard").words.endswith(
        "It sounds like a hopeful day. If you want, take a second to notice what helped."
    )
    assert mara.words_of_checkins() == [MoodEntry("hopeful", None, "hope", (("heard", "connected"),))]


def test_the_strength_said_with_the_wrong_word_belongs_to_the_right_one(mara: LocalSpeakerApp) -> None:
    mara.say("I feel hurt strength four")
    mara.say("no")
    assert mara.words_of_checkins() == []
    assert "Did I get" not in mara.say("heard").words
    assert mara.words_of_checkins() == [MoodEntry("heard", 4, "connected")]


@pytest.mark.parametrize(
    ("said", "correction", "mood"),
    [
        ("I feel hurt", "no, I said mad", "angry"),
        ("I feel hurt", "no, sad", "sad"),
        ("I feel hurt", "not hurt, heard", "heard"),
        ("I feel hurt", "I said heard", "heard"),
        ("I feel hurt", "it's more like in grief", "grieving"),
        ("I feel hurt", "heard", "heard"),
        ("I feel hurt", "I'm not hurt I'm angry", "angry"),
        ("I feel heard", "no I meant hurt", "hurt"),
        ("I feel sad", "no, safe", "safe"),
        ("I feel angry", "no, I said numb", "numb"),
        ("I feel calm", "no I said tense", "stressed"),
        ("I feel bad", "no I said mad", "angry"),
    ],
)
def test_a_correction_changes_the_same_row(mara: LocalSpeakerApp, said: str, correction: str, mood: str) -> None:
    mara.say(said)
    heard = mara.say(correction)
    assert "Did I get" not in heard.words
    assert [one.feelings[0][0] for one in mara.words_of_checkins()] == [mood]
    assert len(mara.words_of_checkins()[0].feelings) == 1


def test_a_correction_much_later_is_a_check_in_of_its_own(mara: LocalSpeakerApp) -> None:
    mara.say("I feel calm")
    mara.wait(timedelta(minutes=16))
    mara.say("no I said mad")
    assert [one.mood for one in mara.words_of_checkins()] == ["calm", "angry"]


def test_what_another_feeling_is_told_apart_from_leaves_an_earlier_check_in_alone(mara: LocalSpeakerApp) -> None:
    mara.say("I feel calm")
    mara.wait(timedelta(minutes=5))
    mara.say("I'm not sad I'm angry")
    assert [one.mood for one in mara.words_of_checkins()] == ["calm", "angry"]


@pytest.mark.parametrize("yes", [*THANKS, *OKAYS, "yes thanks", "good", "great"])
def test_okay_and_thanks_are_a_yes_to_is_that_right(mara: LocalSpeakerApp, yes: str) -> None:
    mara.say("I feel hurt")
    assert mara.say(yes).words == "Would you like a question to sit with, or would you rather rest?"
    mara.say("stop")
    assert mara.words_of_checkins() == [MoodEntry("hurt", None, "sorrow")]
    mara.say("I promise to call by nine in the evening")
    assert "ask you about it" in mara.say(yes).words
    mara.say("stop")
    mara.say("plan a talk tomorrow at seven in the evening")
    assert mara.say(yes).words.startswith("Want to say what it's about")
    mara.say("stop")
    assert mara.words_of_checkins() == [MoodEntry("hurt", None, "sorrow")]
    assert len(mara.commitments()) == 1


@pytest.mark.parametrize("mood", ["okay", "fine", "good", "great", "alright"])
def test_what_alexa_sends_as_a_feeling_is_a_yes_to_is_that_right(mara: LocalSpeakerApp, send: Send, mood: str) -> None:
    first = send("CommitmentIntent", commitment="call by nine in the evening")
    assert "Is that right?" in json.dumps(first)
    second = send("CheckInIntent", first["sessionAttributes"], mood=mood)
    assert "ask you about it" in json.dumps(second)
    assert mara.words_of_checkins() == []


@pytest.mark.parametrize("said", [*THANKS, *(one for one in OKAYS if one != "okay then")])
def test_without_a_question_it_is_answered_warmly_and_does_nothing(mara: LocalSpeakerApp, said: str) -> None:
    heard = mara.say(said)
    assert not heard.is_open
    assert heard.words in WARM
    assert mara.words_of_checkins() == []


@pytest.mark.parametrize("said", [*THANKS, "okay", "fine"])
@pytest.mark.parametrize("question", ["tonight's question", "keep a few words", "I promise to call"])
def test_in_the_middle_of_another_question_it_declines_nothing(mara: LocalSpeakerApp, question: str, said: str) -> None:
    assert mara.say(question).is_open
    assert mara.say(said).is_open
    assert mara.words_of_checkins() == []


@pytest.mark.parametrize("said", ["okay", "thanks", "fine"])
def test_whether_somebody_is_safe_takes_only_a_clear_yes(mara: LocalSpeakerApp, said: str) -> None:
    mara.say("I want to die")
    assert "You can say I need help anytime" not in mara.say(said).words


@pytest.mark.parametrize("said", ["okay", "thanks", "fine"])
def test_a_promise_is_kept_by_no_courtesy(mara: LocalSpeakerApp, said: str) -> None:
    mara.say("I promise to call by seven in the evening")
    mara.say("yes")
    mara.wait(timedelta(minutes=65))
    mara.open()
    mara.say(said)
    assert [one.state.value for one in mara.commitments()] != ["kept"]


@pytest.mark.parametrize(("said", "is_gone"), [("okay", True), ("thanks", False), ("got it", False)])
def test_what_deletes_takes_an_okay_and_no_thanks(mara: LocalSpeakerApp, said: str, is_gone: bool) -> None:
    mara.say("I feel calm")
    mara.say("forget what I said today")
    mara.say(said)
    assert (mara.words_of_checkins() == []) == is_gone


@pytest.mark.parametrize("word", ["okay", "fine", "alright", "ok"])
def test_okay_is_a_feeling_where_one_was_asked_for(mara: LocalSpeakerApp, word: str) -> None:
    mara.say("check in")
    assert "a steady day" in mara.say(word).words
    assert mara.words_of_checkins() == [MoodEntry("okay", None, "calm")]


@pytest.mark.parametrize(("word", "mood"), [("sorry", "remorseful"), ("nothing", "numb")])
def test_sorry_and_nothing_are_feelings_only_where_one_was_asked_for(
    mara: LocalSpeakerApp, word: str, mood: str
) -> None:
    mara.say(word)
    mara.say("stop")
    mara.say("I promise to call by nine in the evening")
    mara.say(word)
    assert mara.words_of_checkins() == []
    mara.say("stop")
    mara.say("check in")
    mara.say(word)
    assert [one.mood for one in mara.words_of_checkins()] == [mood]


@pytest.mark.parametrize("said", ["not myself", "not quite right", "no energy", "can't sleep"])
def test_words_of_ones_own_with_a_denial_are_kept_as_they_are(mara: LocalSpeakerApp, send: Send, said: str) -> None:
    assert "more like" in json.dumps(send("CheckInIntent", mood=said))
    assert mara.words_of_checkins() == [MoodEntry(None, None, None, own=said)]


@pytest.mark.parametrize("said", ["not my happy self", "no calm in me", "can't be near him and calm"])
def test_words_of_ones_own_with_a_denial_hold_no_feeling_of_ours(mara: LocalSpeakerApp, send: Send, said: str) -> None:
    assert "more like" in json.dumps(send("CheckInIntent", mood=said))
    assert mara.words_of_checkins() == []


def test_a_second_denial_after_the_one_question_lets_it_rest(mara: LocalSpeakerApp) -> None:
    mara.say("I'm not okay")
    heard = mara.say("not sad")
    assert (heard.words.startswith("That's okay."), heard.is_open) == (True, False)
    assert mara.words_of_checkins() == []


def test_after_the_feeling_of_somebody_else_ones_own_is_kept_alone(mara: LocalSpeakerApp) -> None:
    mara.say("my husband is furious")
    mara.say("numb")
    assert mara.words_of_checkins() == [MoodEntry("numb", None, "numbness")]


@pytest.mark.parametrize("denial", ["I'm not hurt", "not hurt", "I don't feel hurt", "not hurt at all"])
def test_to_deny_what_was_just_heard_is_a_no_to_it(mara: LocalSpeakerApp, denial: str) -> None:
    mara.say("I feel hurt")
    assert mara.say(denial).words == WHAT
    assert mara.words_of_checkins() == []
    mara.say("numb")
    assert mara.words_of_checkins() == [MoodEntry("numb", None, "numbness")]


def test_to_deny_what_was_heard_a_moment_ago_is_a_no_to_it_while_something_is_offered(mara: LocalSpeakerApp) -> None:
    mara.say("I feel angry")
    assert mara.say("I'm not angry").words == WHAT
    assert mara.words_of_checkins() == []


@pytest.mark.parametrize("said", ["check in", "he is angry", "I'm not calm"])
def test_what_is_said_after_an_offer_is_a_check_in_of_its_own(mara: LocalSpeakerApp, said: str) -> None:
    mara.say("I feel angry")
    mara.say(said)
    mara.say("numb")
    assert [one.feelings for one in mara.words_of_checkins()] == [(("angry", "rage"),), (("numb", "numbness"),)]


def test_a_greeting_in_the_middle_of_the_question_leaves_it_as_it_was(mara: LocalSpeakerApp) -> None:
    mara.say("I feel frazzled")
    assert mara.say("good morning").words.endswith("One word is plenty.")
    mara.say("angry")
    assert mara.words_of_checkins() == [MoodEntry("angry", None, "rage", own="frazzled")]
