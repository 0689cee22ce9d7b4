"""Mood check-in: one word is enough, it is kept once, sealed, and the answer never repeats it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from support.local_speaker import MISSED_TWICE, LocalSpeakerApp
from support.sql import sql

from skill.content import families, moods
from skill.domain.checkin import BROAD, SUGGESTIONS, CheckIn, Mood, MoodEntry, Suggestion, confirmable
from skill.domain.feeling import LONGEST

Send = Callable[..., dict[str, Any]]


def kept(app: LocalSpeakerApp) -> list[MoodEntry]:
    """Return every check-in of the person of the house, the oldest first."""
    person = app.person()
    with app.application.database.work() as work:
        rows = list(sql(work).scalars(select(CheckIn).order_by(CheckIn.said_at)))  # type: ignore[arg-type]
        return [work.checkins.word(person, one) for one in rows]


def test_one_word_is_enough_and_the_evening_ends(mara: LocalSpeakerApp) -> None:
    heard = mara.say("I feel calm")
    assert heard.words == "Sounds like a steady day. Thank you for telling me. That's all for now."
    assert not heard.is_open
    assert kept(mara) == [MoodEntry("calm", None, "calm")]


def test_a_strength_said_with_the_word_is_kept_with_it(mara: LocalSpeakerApp) -> None:
    mara.say("I feel angry, strength four")
    assert kept(mara) == [MoodEntry("angry", 4, "rage")]


def test_a_strength_said_within_a_quarter_of_an_hour_still_belongs_to_the_word(mara: LocalSpeakerApp) -> None:
    mara.say("I feel calm")
    mara.wait(timedelta(minutes=14))
    assert mara.say("strength four").words == "Okay, got it."
    assert kept(mara) == [MoodEntry("calm", 4, "calm")]


def test_a_strength_said_an_hour_later_asks_for_a_word_first(mara: LocalSpeakerApp) -> None:
    mara.say("I feel calm")
    mara.wait(timedelta(hours=1))
    assert mara.say("strength four").is_open
    assert kept(mara) == [MoodEntry("calm", None, "calm")]


def test_a_strength_that_does_not_exist_is_left_out(mara: LocalSpeakerApp, send: Send) -> None:
    for strength in ("0", "6", "44", "-1", "four", "²", "<speak>"):
        answered = send("CheckInIntent", mood="calm", strength=strength)
        assert "steady day" in answered["response"]["outputSpeech"]["ssml"], strength
    assert {word.strength for word in kept(mara)} == {None}


def test_a_misheard_word_is_corrected_and_not_kept_twice(mara: LocalSpeakerApp) -> None:
    assert mara.say("I feel hurt").words.endswith("Did I get that right?")
    assert mara.say("no").words == "Sorry. What is it, then?"
    assert mara.say("heard").words.startswith("Sounds like a warm day. Thank you for telling me.")
    assert [word.mood for word in kept(mara)] == ["heard"]


def test_a_broad_word_gets_one_closed_question_and_never_a_second(mara: LocalSpeakerApp) -> None:
    broad = next(one for one in moods() if one.family == BROAD)
    assert mara.say(f"I feel {broad.word}").words.endswith("Is it more like angry, sad, numb, or unsure?")
    second = mara.say(f"I feel {broad.word}")
    assert "more like" not in second.words
    assert not second.is_open


def test_a_word_that_is_not_ours_is_kept_as_it_is_with_the_kind_that_one_question_finds(mara: LocalSpeakerApp) -> None:
    first = mara.say("I feel discombobulated")
    assert first.words == "Thank you. I've kept that in your words. Is it more like angry, sad, numb, or unsure?"
    assert mara.say("angry").words.startswith("Sounds like a stormy day. Thank you for telling me.")
    assert kept(mara) == [MoodEntry("angry", None, "rage", own="discombobulated")]


def test_no_word_that_is_not_ours_is_asked_about_twice(mara: LocalSpeakerApp, send: Send) -> None:
    first = send("CheckInIntent", mood="wobbly \U0001f600 <speak>" * 40)
    second = send("CheckInIntent", first["sessionAttributes"], mood="frayed")
    assert second["response"]["shouldEndSession"] is True
    assert "Thank you" in second["response"]["outputSpeech"]["ssml"]
    assert len(kept(mara)) == 1
    only = kept(mara)[0]
    assert only.family is None
    assert only.own is not None
    assert only.own.startswith("wobbly")
    assert only.own.endswith("frayed")
    assert len(only.own) <= 2 * LONGEST


def test_whoever_answers_no_kind_at_all_has_still_said_it(mara: LocalSpeakerApp) -> None:
    mara.say("I feel frazzled")
    assert mara.say("no").words.startswith("Thank you")
    assert kept(mara) == [MoodEntry(None, None, None, own="frazzled")]


def test_alone_is_a_mood_when_a_mood_was_asked_for(mara: LocalSpeakerApp) -> None:
    mara.say("check in")
    mara.say("alone")
    assert [word.mood for word in kept(mara)] == ["lonely"]


def test_not_now_is_as_good_an_answer_as_a_word(mara: LocalSpeakerApp) -> None:
    mara.say("check in")
    heard = mara.say("not now")
    assert (heard.words, heard.is_open) == ("That's fine. I'm here when you want.", False)
    assert kept(mara) == []


def test_silence_ends_the_question_without_a_word(mara: LocalSpeakerApp) -> None:
    mara.say("check in")
    assert mara.wait(timedelta(minutes=45)) == []
    assert not mara.speaker.is_open
    assert kept(mara) == []


def test_a_question_is_asked_again_once_and_then_closes_kindly(mara: LocalSpeakerApp) -> None:
    mara.say("check in")
    assert mara.say("purple monkey dishwasher").words.endswith("Can you say it another way?")
    assert mara.say("colourless green ideas").words == MISSED_TWICE.words
    assert not mara.speaker.is_open


@pytest.mark.parametrize("ready", [("check in",), ("I feel hurt",), ("I feel angry",), ("I feel overwhelmed",)])
def test_stop_ends_every_question_of_a_checkin(mara: LocalSpeakerApp, ready: tuple[str, ...]) -> None:
    for words in ready:
        mara.say(words)
    heard = mara.say("stop")
    assert (heard.words, heard.is_open) == ("Okay.", False)


def test_another_wish_in_the_middle_of_the_question_is_answered(mara: LocalSpeakerApp) -> None:
    mara.say("I feel hurt")
    assert mara.say("I promise to call by nine in the evening").words.startswith("Okay, nine o'clock")
    assert [word.mood for word in kept(mara)] == ["hurt"]


def test_several_words_a_day_are_all_kept(mara: LocalSpeakerApp) -> None:
    for words in ("I feel calm", "I feel calm", "I feel hopeful"):
        mara.say(words)
        mara.wait(timedelta(minutes=5))
    assert [word.mood for word in kept(mara)] == ["calm", "calm", "hopeful"]


def giveaways(answers: dict[Mood, str]) -> list[str]:
    """Return the words whose answer tells more than their kind of day: it must be that of every word of the family."""
    found: list[str] = []
    usual: dict[tuple[str, bool, bool], str] = {}
    for mood, heard in answers.items():
        kind = (mood.family, mood.family == BROAD, confirmable(mood, moods()) is not None)
        if f"ounds like {families()[mood.family].aloud}." not in heard or usual.setdefault(kind, heard) != heard:
            found.append(mood.id)
    return found


def test_every_word_is_kept_and_its_answer_tells_no_more_than_the_kind_of_day(mara: LocalSpeakerApp) -> None:
    answers: dict[Mood, str] = {}
    for mood in moods():
        answers[mood] = mara.say(f"I feel {mood.word}").words
        mara.say("stop")
    assert giveaways(answers) == []
    assert [word.mood for word in kept(mara)] == [mood.id for mood in moods()]


def test_a_word_that_is_said_back_is_caught() -> None:
    hurt = next(one for one in moods() if one.id == "hurt")
    grief = next(one for one in moods() if one.id == "grieving")
    lonely = next(one for one in moods() if one.id == "lonely")
    day = f"ounds like {families()['sorrow'].aloud}."
    assert giveaways({hurt: "Okay."}) == ["hurt"]
    assert giveaways({grief: day, lonely: f"So you are lonely. {day}"}) == ["lonely"]


def test_what_is_offered_is_begun_after_a_yes_and_left_after_a_no(mara: LocalSpeakerApp) -> None:
    begun = {
        Suggestion.BREATH: "quiet minute",
        Suggestion.GROUNDING: "five things",
        Suggestion.REFLECTION: "or is someone there?",
    }
    begun[Suggestion.COMMITMENT] = "What do you want to promise?"
    for family, offer in SUGGESTIONS.items():
        mood = next(one for one in moods() if one.family == family)
        mara.say(f"I feel {mood.word}")
        if confirmable(mood, moods()):
            mara.say("yes")
        if offer is Suggestion.NOTHING:
            mara.say("stop")
            continue
        assert begun[offer] in mara.say("yes").words, family
        mara.say("stop")
