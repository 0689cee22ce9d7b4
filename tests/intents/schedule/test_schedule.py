"""The rhythm: when the evening speaks, when it is quiet, where one lives; every change one sentence, any time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.local_speaker import Heard, LocalSpeakerApp

from skill.domain.rule import PromptKind

Send = Callable[..., dict[str, Any]]


def evening(app: LocalSpeakerApp) -> int | None:
    """Return the minute of the day of the evening minute."""
    person = app.person()
    with app.application.database.work() as work:
        rule = work.calendar.daily(person, PromptKind.REFLECTION)
        return rule.minute if rule is not None else None


def ssml(answered: dict[str, Any]) -> str:
    return str(answered["response"]["outputSpeech"]["ssml"])


def test_the_evening_time_is_changed_and_rings_at_the_new_time(mara: LocalSpeakerApp) -> None:
    said = mara.say("set my evening time to quarter past seven")
    assert said == Heard(("Okay. Your evening minute is at quarter past seven in the evening from now on."), False)
    assert mara.wait(timedelta(minutes=70)) == []
    assert mara.wait(timedelta(minutes=10))[0] == Heard("Your evening minute.", False)
    assert evening(mara) == 19 * 60 + 15


def test_a_time_that_does_not_exist_is_asked_for_and_nothing_changes(mara: LocalSpeakerApp, send: Send) -> None:
    for time in ("?", "25:00", "<speak>", "\U0001f600", "x" * 400, "99"):
        assert "What time works in the evening?" in ssml(send("ScheduleEveningIntent", time=time)), time
    assert evening(mara) == 20 * 60 + 30


def test_a_time_inside_the_quiet_hours_is_asked_for_again(mara: LocalSpeakerApp) -> None:
    assert mara.say("set my evening time to eleven").words.startswith("That's inside your quiet hours")
    assert mara.say("nine in the evening").words.startswith("Okay. Your evening minute is at nine")
    assert evening(mara) == 21 * 60


def test_quiet_hours_are_asked_for_one_after_the_other(mara: LocalSpeakerApp, send: Send) -> None:
    first = send("ScheduleQuietIntent")
    assert "When should quiet hours start?" in ssml(first)
    second = send("ScheduleQuietIntent", first["sessionAttributes"], start="21:00")
    assert "And when should they end?" in ssml(second)
    third = send("ScheduleQuietIntent", second["sessionAttributes"], end="08:00")
    assert "Okay. I'll be quiet from nine o'clock in the evening until eight o'clock in the morning." in ssml(third)
    assert (mara.person().quiet_from, mara.person().quiet_until) == (21 * 60, 8 * 60)


def test_quiet_hours_around_the_evening_minute_ask_for_another_time(mara: LocalSpeakerApp) -> None:
    heard = mara.say("quiet from eight to seven")
    assert heard.words.endswith("Your evening minute falls inside that, so I wouldn't say it.")
    assert heard.is_open
    assert mara.wait(timedelta(hours=5)) == []


def test_a_city_that_is_not_known_is_asked_for_again_and_a_known_one_moves_the_clock(
    mara: LocalSpeakerApp, send: Send
) -> None:
    assert "I don't know that city." in ssml(send("ScheduleZoneIntent", city="Atlantis <speak>"))
    assert mara.person().zone == "America/New_York"
    assert mara.say("I live in paris") == Heard("Got it. It's midnight where you are.", False)
    assert mara.person().zone == "Europe/Paris"


@pytest.mark.parametrize(("duration", "days"), [("P3D", 3), ("P2W", 14), ("P99M", 90)])
def test_a_pause_is_silent_for_its_time_and_no_longer(
    mara: LocalSpeakerApp, send: Send, duration: str, days: int
) -> None:
    assert "stay quiet for" in ssml(send("SchedulePauseIntent", duration=duration))
    assert mara.person().paused_until == mara.clock.now() + timedelta(days=days)
    assert mara.wait(timedelta(hours=4)) == []


def test_a_pause_of_no_length_asks_how_long_and_pauses_nothing(mara: LocalSpeakerApp, send: Send) -> None:
    for duration in ("", "?", "P0D", "PT", "soon", "\U0001f600", "<speak>"):
        # Asked first whether everything is meant, and `send` says that it is.
        assert "For how long?" in ssml(send("SchedulePauseIntent", duration=duration)), duration
    assert mara.person().paused_until is None


@pytest.mark.parametrize("leave", ["stop reminding me", "pause everything for three days"])
def test_being_left_in_peace_is_one_sentence_and_so_is_coming_back(mara: LocalSpeakerApp, leave: str) -> None:
    assert not mara.say(leave).is_open
    assert mara.wait(timedelta(hours=4)) == []
    assert mara.say("what is coming up").words.startswith("Everything's paused right now.")
    assert mara.say("start again").words == "Okay, I'm back. Your evening minute and my questions are on again."
    assert mara.wait(timedelta(days=1))[0].words == "Your evening minute."


def test_tonight_is_skipped_and_tomorrow_is_not(mara: LocalSpeakerApp) -> None:
    assert mara.say("skip tonight") == Heard("Okay, I'll skip tonight.", False)
    assert mara.wait(timedelta(hours=4)) == []
    assert mara.wait(timedelta(hours=23))[0].words == "Your evening minute."


def test_what_is_coming_up_is_told_by_labels_alone(mara: LocalSpeakerApp) -> None:
    assert mara.say("what is coming up").words == "Your evening minute, half past eight this evening."
    mara.say("I promise to bring the book by seven in the evening")
    mara.say("yes")
    heard = mara.say("what is coming up").words
    assert heard == "Your seven o'clock plan, today. Your evening minute, half past eight this evening."


def test_with_nothing_coming_up_that_is_said(mara: LocalSpeakerApp) -> None:
    mara.say("stop reminding me")
    mara.say("start again")
    mara.say("skip tonight")
    assert "half past eight tomorrow evening" in mara.say("what is coming up").words


QUESTIONS = ("set my evening time", "pause everything", "set my evening time to eleven", "change my time zone")


@pytest.mark.parametrize("answer", ["no thanks", "not now", "stop"])
def test_every_question_about_the_rhythm_may_be_left_as_it_was(mara: LocalSpeakerApp, answer: str) -> None:
    for before in QUESTIONS:
        assert mara.say(before).is_open, before
        assert not mara.say(answer).is_open, before
    person = mara.person()
    assert (person.zone, person.paused_until, person.quiet_from) == ("America/New_York", None, 22 * 60)
    assert evening(mara) == 20 * 60 + 30
