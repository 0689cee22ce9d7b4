"""Planning a talk: said back, never near the night, moved and put off without a reason, and named neutrally."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.local_speaker import NEEDS_PIN, Heard, LocalSpeakerApp

from skill.domain.hard_talk import HardTalk

Send = Callable[..., dict[str, Any]]
TOMORROW = "plan a talk tomorrow at seven about the summer"


def talks(app: LocalSpeakerApp) -> list[HardTalk]:
    """Return the talks that stand, the earliest first."""
    person = app.person()
    with app.application.database.work() as work:
        return work.hard_talks.standing(person, app.clock.now())


def starts(app: LocalSpeakerApp) -> list[str]:
    """Return when they start, by the clock of the house."""
    return [f"{one.local_start():%d %H:%M}" for one in talks(app)]


def topics(app: LocalSpeakerApp) -> list[str | None]:
    person, standing = app.person(), talks(app)
    with app.application.database.work() as work:
        return [work.hard_talks.topic(person, one) for one in standing]


def test_a_talk_is_said_back_with_its_time_and_length_and_kept_with_its_topic(mara: LocalSpeakerApp) -> None:
    said = mara.say(TOMORROW)
    assert said == Heard("Okay, seven o'clock tomorrow evening, for thirty minutes. Is that right?", True)
    assert mara.say("yes") == Heard(
        ("If you have a local speaker on, it'll give you a quiet heads-up ten minutes before."), False
    )
    assert (starts(mara), topics(mara)) == (["24 19:00"], ["the summer"])


def test_what_is_missing_is_asked_for_and_the_day_is_remembered(mara: LocalSpeakerApp) -> None:
    assert mara.say("plan a talk on thursday about the move").words == "When? Give me a day and a time."
    assert mara.say("at six in the evening").words.startswith("Okay, six o'clock on Thursday evening")
    assert (starts(mara), topics(mara)) == (["26 18:00"], ["the move"])


@pytest.mark.parametrize(
    ("said", "day", "start"),
    [
        ("plan a talk on friday morning", "", "27 11:00"),
        ("plan a talk on friday before lunch about the move", "", "27 11:00"),
        ("plan a talk", "friday morning", "27 11:00"),
        ("plan a talk about the move", "on friday", "27 18:00"),
    ],
)
def test_a_part_of_a_day_tells_which_hour_is_meant(mara: LocalSpeakerApp, said: str, day: str, start: str) -> None:
    for one in filter(None, (said, day)):
        assert mara.say(one).words == "When? Give me a day and a time."
    mara.say("at 11" if start.endswith("11:00") else "at six")
    assert starts(mara) == [start]


def test_the_topic_may_be_said_afterwards_or_not_at_all(mara: LocalSpeakerApp) -> None:
    mara.say("plan a talk tomorrow at seven")
    assert mara.say("yes").words.startswith("Want to say what it's about, just for you?")
    heard = mara.say("it is about the phone bill")
    assert heard == Heard(
        (
            "I've kept that, just for you. If you have a local speaker on, it'll "
            "give you a quiet heads-up ten minutes before."
        ),
        False,
    )
    mara.say("plan a talk on friday at seven")
    mara.say("yes")
    assert mara.say("no").words == "If you have a local speaker on, it'll give you a quiet heads-up ten minutes before."
    assert topics(mara) == ["the phone bill", None]


@pytest.mark.parametrize("late", ["tonight at nine", "tonight at eleven", "tomorrow at three in the morning"])
def test_close_to_the_night_it_refuses_kindly_and_offers_the_latest_start(mara: LocalSpeakerApp, late: str) -> None:
    heard = mara.say(f"plan a talk {late} about the summer")
    assert heard.words.startswith("That's close to your bedtime. The latest I can start is half past eight")
    assert talks(mara) == []
    assert mara.say("yes").words.startswith("Okay, half past eight")
    assert (starts(mara), topics(mara)) == (["23 20:30"], ["the summer"])


def test_an_offered_start_may_be_answered_with_another_time_or_none(mara: LocalSpeakerApp) -> None:
    mara.say("plan a talk tonight at eleven")
    assert mara.say("no") == Heard("That's fine. Nothing's planned.", False)
    mara.say("plan a talk tonight at eleven about the summer")
    mara.say("tomorrow at seven in the evening")
    assert (starts(mara), topics(mara)) == (["24 19:00"], ["the summer"])


@pytest.mark.parametrize(
    ("said", "answer", "start"),
    [
        ("on friday at ten at night", "no, at 6", "27 18:00"),
        ("on friday at five in the morning", "at seven in the evening", "27 19:00"),
        ("tonight at eleven", "at eight", "23 20:00"),
        ("tomorrow at eleven at night", "no at six", "24 18:00"),
    ],
)
def test_another_time_than_the_offered_one_is_of_the_day_that_was_said(
    mara: LocalSpeakerApp, said: str, answer: str, start: str
) -> None:
    assert mara.say(f"plan a talk {said}").words.startswith("That's close to your bedtime.")
    assert mara.say(answer).words.startswith("Okay,")
    assert starts(mara) == [start]


def test_a_day_that_a_talk_is_moved_to_without_a_time_is_remembered(mara: LocalSpeakerApp) -> None:
    mara.say(TOMORROW)
    mara.say("yes")
    assert mara.say("move the talk to friday").words == "When? Give me a day and a time."
    assert mara.say("at six").words.startswith("Okay, moved to six o'clock on Friday evening")
    assert starts(mara) == ["27 18:00"]
    mara.say("yes")
    mara.say("no")
    assert mara.say("move the talk to saturday morning").words == "When? Give me a day and a time."
    assert mara.say("at eleven").words.startswith("Okay, moved to eleven o'clock on Saturday morning")


def test_a_time_that_was_misheard_must_not_ring_where_only_the_offered_one_is_refused(mara: LocalSpeakerApp) -> None:
    mara.say(TOMORROW)
    mara.say("no")
    assert mara.say("at ten at night").words.startswith("That's close to your bedtime.")
    assert mara.say("no").words == "Okay, your seven o'clock is off."
    assert talks(mara) == []


def test_pausing_everything_is_asked_about_while_a_talk_is_planned(mara: LocalSpeakerApp) -> None:
    for said, asked in (
        ("time out for ten minutes", "Pause everything for ten minutes?"),
        ("pause for a week", "Pause everything for seven days?"),
    ):
        mara.say("plan a talk")
        assert mara.say(said).words == asked
        assert mara.say("no").words == "Okay, I left it as it was."
        assert not mara.person().is_paused(mara.clock.now())


def test_a_talk_is_an_hour_at_most(mara: LocalSpeakerApp) -> None:
    heard = mara.say("plan a talk tomorrow at seven for two hours about the summer")
    assert heard.words.startswith(
        "I keep these to an hour at most. Okay, seven o'clock tomorrow evening, for sixty minutes."
    )
    assert mara.say("make it forty five minutes long").words.startswith("Okay, seven o'clock tomorrow evening, for")
    assert [one.minutes for one in talks(mara)] == [45]


def test_a_time_that_was_misheard_is_asked_again_and_must_not_ring_if_nothing_comes(mara: LocalSpeakerApp) -> None:
    mara.say(TOMORROW)
    assert mara.say("no").words == "What time works?"
    assert mara.say("tomorrow at six in the evening").words.startswith("Okay, moved to six o'clock tomorrow evening")
    mara.say("no")
    assert mara.say("no").words == "Okay, your six o'clock is off."
    assert talks(mara) == []


@pytest.mark.parametrize("put_off", ["no talk today", "not today"])
def test_not_today_asks_for_another_time_and_no_reason(mara: LocalSpeakerApp, put_off: str) -> None:
    mara.say("plan a talk tonight at eight about the summer")
    mara.say("yes")
    assert mara.say(put_off) == Heard("That's fine. What time would work instead?", True)
    assert mara.say("tomorrow at seven in the evening").words.startswith(
        "Okay, moved to seven o'clock tomorrow evening"
    )
    assert (starts(mara), topics(mara)) == (["24 19:00"], ["the summer"])


def test_it_can_be_moved_and_cancelled_at_any_time(mara: LocalSpeakerApp) -> None:
    mara.say(TOMORROW)
    mara.say("yes")
    assert mara.say("move the talk to eight").words.startswith("Okay, moved to eight o'clock tomorrow evening")
    assert mara.say("cancel the talk").words == "Okay, your eight o'clock is off."
    assert mara.say("cancel the talk").words == "Nothing's planned right now."
    assert mara.wait(timedelta(days=2))[0].words == "Your evening minute."


def test_in_company_and_where_nobody_said_only_the_time_is_told(mara: LocalSpeakerApp) -> None:
    mara.say(TOMORROW)
    mara.say("yes")
    assert "Your seven o'clock, tomorrow." in mara.say("what is coming up").words
    assert mara.say("when is my talk").words == "Just you, or is someone there?"
    assert mara.say("in company").words == "Your seven o'clock is tomorrow."
    mara.say("when is my talk")
    alone = "You have a talk at seven o'clock tomorrow evening, for thirty minutes. It's about: the summer."
    assert mara.say("alone").words == alone


def test_two_on_one_speaker_each_known_by_name_only_hear_nothing_of_a_plan(mara: LocalSpeakerApp) -> None:
    mara.say(TOMORROW)
    mara.say("yes")
    mara.speaker.become("Jonas")
    mara.move_in("Jonas")
    mara.speaker.become("")
    for said in ("when is my talk", "move the talk to eight", "cancel the talk", "no talk today", "what is coming up"):
        assert mara.say(said) in (Heard(NEEDS_PIN, False), Heard("I have nothing to tell you right now.", False))
    assert starts(mara) == ["24 19:00"]


def test_a_name_hears_the_same_whether_a_talk_is_kept_under_it_or_not(mara: LocalSpeakerApp) -> None:
    mara.speaker.become("Jonas")
    mara.move_in("Jonas")
    said = ("we are ready", "next", "change", "end the talk", "the same", "pause", "it is about the summer")
    heard: list[list[Heard]] = []
    for name in ("Jonas", ""):
        mara.speaker.become(name)
        heard.append([mara.say(one) for one in said])
        mara.say("plan a talk tonight at five past six about the summer")
        mara.say("stop")
        heard.append([mara.say(one) for one in said])
    assert heard == [heard[0]] * 4


def test_danger_in_what_it_is_about_leaves_the_script_and_plans_nothing(mara: LocalSpeakerApp) -> None:
    heard = mara.say("plan a talk tomorrow at seven about how he hit me")
    assert heard.words.startswith("I'm glad you told me.")
    assert talks(mara) == []


def test_a_talk_that_is_near_begins_with_a_breath_at_once(mara: LocalSpeakerApp) -> None:
    mara.say("plan a talk in twelve minutes about the summer")
    assert mara.say("yes").words.startswith("Your six twelve is coming up.")
