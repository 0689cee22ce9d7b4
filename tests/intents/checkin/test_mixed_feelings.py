"""Several feelings at once and what set them off: all of it kept, none weighed, nobody asked, nothing said back."""

from datetime import timedelta

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.content import families, prompts
from skill.domain.checkin import BELONGS, MoodEntry
from skill.domain.reflection import LIGHT

HURT_AND_HOPEFUL = MoodEntry("hurt", None, "sorrow", (("hopeful", "hope"),))


@pytest.mark.parametrize("said", ["I feel hurt but hopeful", "hopeful and hurt", "I'm hopeful but also hurt"])
def test_both_are_kept_and_the_answer_goes_by_the_one_that_asks_for_care(mara: LocalSpeakerApp, said: str) -> None:
    heard = mara.say(said)
    day = families()["sorrow"].aloud
    assert heard.words == f"More than one thing can be true. It sounds like {day}. Did I get that right?"
    assert mara.words_of_checkins() == [HURT_AND_HOPEFUL]


def test_two_of_one_kind_are_answered_like_one(mara: LocalSpeakerApp) -> None:
    assert mara.say("I feel lonely and heartbroken").words == mara.say("I feel grieving").words
    assert mara.words_of_checkins()[0] == MoodEntry("lonely", None, "sorrow", (("heartbroken", "sorrow"),))


def test_a_misheard_word_among_two_is_taken_out_and_the_other_stays(mara: LocalSpeakerApp) -> None:
    mara.say("I feel hurt but hopeful")
    assert "heavy" not in mara.say("no").words
    assert mara.words_of_checkins() == [MoodEntry("hopeful", None, "hope")]


def test_a_word_of_ours_beside_one_that_is_not_needs_no_question(mara: LocalSpeakerApp) -> None:
    assert "more like" not in mara.say("I feel unmoored and lonely").words
    assert mara.words_of_checkins() == [MoodEntry("lonely", None, "sorrow", own="unmoored")]


def test_a_broad_word_beside_a_lighter_one_is_asked_about_once_and_gives_way(mara: LocalSpeakerApp) -> None:
    assert mara.say("I feel bad but hopeful").words.endswith("Is it more like angry, sad, numb, or unsure?")
    mara.say("numb")
    assert mara.words_of_checkins() == [MoodEntry("numb", None, "numbness", (("hopeful", "hope"),))]


def test_a_strength_said_afterwards_takes_nothing_away(mara: LocalSpeakerApp) -> None:
    mara.say("I feel calm but curious because of a letter")
    mara.say("strength four")
    only = mara.words_of_checkins()[0]
    assert (only.strength, only.set_off, only.families) == (4, "a letter", {"calm", "hope"})


def test_what_set_it_off_is_kept_in_the_same_sentence_or_some_minutes_later(mara: LocalSpeakerApp) -> None:
    mara.say("I feel lonely because of a song")
    mara.say("stop")
    mara.say("I feel calm")
    mara.wait(BELONGS - timedelta(minutes=1))
    assert mara.say("it was the phone ringing that brought it up").words == "Okay. I've kept that with it."
    mara.say("I feel furious, an old photograph set it off")
    assert [one.set_off for one in mara.words_of_checkins()] == ["a song", "the phone ringing", "an old photograph"]


def test_later_than_that_it_begins_a_check_in_of_its_own(mara: LocalSpeakerApp) -> None:
    mara.say("I feel calm")
    mara.wait(BELONGS + timedelta(minutes=1))
    assert mara.say("a song set it off").words.endswith("One word is plenty.")
    mara.say("lonely")
    assert mara.words_of_checkins()[1:] == [MoodEntry("lonely", None, "sorrow", set_off="a song")]


@pytest.mark.parametrize("said", ["a song set it off", "strength four"])
def test_to_a_name_alone_it_sounds_the_same_whether_something_was_kept_under_it_or_not(
    mara: LocalSpeakerApp, said: str
) -> None:
    nora = mara.application.speaker("Nora")
    for words in ("hello", "no", "no", "stop"):
        nora.hear(words)
    nothing_kept = nora.hear(said).ssml
    for words in ("stop", "I feel calm"):
        nora.hear(words)
    assert nora.hear(said).ssml == nothing_kept


def test_an_open_question_is_asked_on_after_what_set_it_off(mara: LocalSpeakerApp) -> None:
    for said, question in (("I feel hurt", "Did I get that right?"), ("I feel bad", "numb, or unsure?")):
        mara.say(said)
        assert mara.say("a song set it off").words.endswith(question)
        mara.say("stop")


@pytest.mark.parametrize(
    "said", ["I feel hopeful", "I feel sad and angry", "I feel wobbly", "I feel panicky", "I feel bad", "check in"]
)
def test_nobody_is_asked_what_set_it_off(mara: LocalSpeakerApp, said: str) -> None:
    heard = [mara.say(said).words, mara.say("yes").words, mara.say("numb").words]
    assert not any(asked(one) for one in heard), heard


def asked(words: str) -> bool:
    """Does it ask for a cause?"""
    return any(one in words.lower() for one in ("why", "what set", "what brought", "because", "what happened"))


def test_a_planted_question_for_the_cause_is_caught() -> None:
    assert asked("Okay. What brought it up?")


@pytest.mark.parametrize("said", ["I feel hurt because of Quillonia", "I feel quillonian", "Quillonia set it off"])
def test_what_is_ones_own_is_never_said_back(mara: LocalSpeakerApp, said: str) -> None:
    heard = [mara.say(said).words]
    for answer in ("yes", "numb", "how have these weeks been", "alone", "repeat"):
        heard.append(mara.say(answer).words)
    assert not any("quillon" in one.lower() for one in heard)


@pytest.mark.parametrize(
    "said",
    [
        ("I feel calm but furious",),
        ("I feel hopeful and scared",),
        ("I feel frazzled", "angry"),
        ("I'm panicking",),
        ("I'm having a flashback", "yes"),
    ],
)
def test_after_rage_fear_or_panic_in_any_dress_the_evening_stays_light(
    mara: LocalSpeakerApp, said: tuple[str, ...]
) -> None:
    weight = {prompt.text: prompt.weight for prompt in prompts()}
    for one in (*said, "stop", "I feel calm"):
        mara.say(one)
    mara.wait(timedelta(hours=2, minutes=35))
    heard = [mara.say("alone").words, *(mara.say("another one").words for _ in range(5))]
    asked_tonight = [text for text in weight if any(one.startswith(text) for one in heard)]
    assert asked_tonight
    assert {weight[text] for text in asked_tonight} == {LIGHT}


def test_a_word_that_was_never_placed_is_no_kind_of_day_when_looking_back(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call by seven in the evening")
    mara.say("yes")
    mara.say("I feel frazzled")
    mara.say("no")
    mara.wait(timedelta(days=14))
    mara.say("I feel calm but furious")
    mara.say("stop")
    mara.say("how have these weeks been")
    assert mara.say("alone").words.endswith("The days you told me about: one stormy day.")
