"""The opening: who this is and what is kept where, once; later straight to what was last prompted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.local_speaker import MISSED_TWICE, Heard, LocalSpeakerApp

from skill.domain.rule import PromptKind

Send = Callable[..., dict[str, Any]]


def name(app: LocalSpeakerApp) -> str | None:
    """Return what the person of the house wants to be called."""
    person = app.person()
    with app.application.database.work() as work:
        return work.people.name(person)


def evening(app: LocalSpeakerApp) -> int | None:
    """Return the minute of the day of the evening minute."""
    person = app.person()
    with app.application.database.work() as work:
        rule = work.calendar.daily(person, PromptKind.REFLECTION)
        return rule.minute if rule is not None else None


def ssml(answered: dict[str, Any]) -> str:
    return str(answered["response"]["outputSpeech"]["ssml"])


def test_the_first_word_says_what_it_is_and_where_words_stay_and_asks_for_a_name(app: LocalSpeakerApp) -> None:
    heard = app.open()
    assert heard.words.startswith("Hi. This is Steady Ground")
    assert "voice history" in heard.words
    assert heard.words.endswith("What should I call you?")


def test_a_name_and_an_evening_time_are_kept_and_a_first_checkin_follows(app: LocalSpeakerApp) -> None:
    app.open()
    assert app.say("call me mara").words.startswith("Thanks, Mara.")
    heard = app.say("half past eight")
    assert heard.words.startswith("Okay. Your evening minute is at half past eight in the evening.")
    assert "One word is plenty." in heard.words
    assert (name(app), evening(app)) == ("Mara", 20 * 60 + 30)


def test_neither_a_name_nor_an_evening_time_is_needed(app: LocalSpeakerApp) -> None:
    app.open()
    assert app.say("no").words.startswith("That's fine. You don't need a name here.")
    assert app.say("no thanks").words.startswith("Okay, no evening question.")
    assert (name(app), evening(app)) == (None, None)
    assert app.person().onboarded_at is not None


def test_a_time_inside_the_quiet_hours_is_asked_for_again(app: LocalSpeakerApp) -> None:
    app.open()
    app.say("no")
    heard = app.say("at eleven at night")
    assert heard.words.startswith("That's inside your quiet hours")
    app.say("nine in the evening")
    assert evening(app) == 21 * 60


@pytest.mark.parametrize("said", ["yes", "no", "purple monkey"])
def test_a_stranger_who_wishes_for_nothing_is_welcomed(app: LocalSpeakerApp, said: str) -> None:
    heard = app.say(said)
    assert heard.words.startswith("Hi. This is Steady Ground")
    assert heard.words.endswith("What should I call you?")


def test_a_stranger_may_breathe_before_anything_else(app: LocalSpeakerApp) -> None:
    assert "Breathe in" in app.say("breathe").words


@pytest.mark.parametrize("step", [[], ["no"], ["no", "no"]])
def test_stop_at_any_question_of_the_first_start_ends_it(app: LocalSpeakerApp, step: list[str]) -> None:
    app.open()
    for words in step:
        app.say(words)
    assert app.say("stop") == Heard("Okay.", False)


def test_a_first_start_that_was_left_goes_on_where_it_stopped_and_keeps_what_was_said(app: LocalSpeakerApp) -> None:
    app.open()
    app.say("call me Mara")
    app.wait(timedelta(hours=1))
    assert app.open().words.startswith("I can ask you one quiet question each evening.")
    assert name(app) == "Mara"


def test_two_misunderstandings_end_the_first_start_kindly(app: LocalSpeakerApp) -> None:
    app.open()
    app.say("purple monkey dishwasher jumps over")
    assert app.say("colourless green ideas sleep furiously") == MISSED_TWICE


@pytest.mark.parametrize("said", ["<speak>&", "\U0001f600", "x" * 400, "Mara " * 90, '"><break time="9s"/>'])
def test_a_name_of_any_characters_is_kept_short_and_said_safely(mara: LocalSpeakerApp, send: Send, said: str) -> None:
    answered = send("OnboardingNameIntent", name=said)
    assert "<break" not in ssml(answered)
    assert len(name(mara) or "") <= 40
    assert (name(mara) or "").lower().startswith(said[:4].lower())


def test_a_name_that_is_missing_is_asked_for(mara: LocalSpeakerApp, send: Send) -> None:
    assert "What should I call you?" in ssml(send("OnboardingNameIntent"))
    assert name(mara) == "Mara"


def test_whoever_returns_is_asked_how_it_is(mara: LocalSpeakerApp) -> None:
    assert "One word is plenty." in mara.open().words


def test_whoever_returns_after_a_label_comes_straight_to_it(mara: LocalSpeakerApp) -> None:
    mara.wait(timedelta(hours=2, minutes=35))
    mara.say("stop")
    assert mara.open().words == "I have a quiet question for tonight. Just you, or is someone there?"


def test_a_promise_that_is_due_is_named_by_its_time_alone(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to bring the book by seven in the evening")
    mara.say("stop")
    mara.clock.set(mara.clock.now() + timedelta(minutes=65))
    assert mara.open() == Heard("About your seven o'clock plan: did it happen?", True)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_yes_or_no_to_a_question_that_fell_silent_brings_it_back(mara: LocalSpeakerApp, answer: str) -> None:
    mara.say("I promise to bring the book by seven in the evening")
    mara.say("stop")
    mara.clock.set(mara.clock.now() + timedelta(minutes=65))
    assert mara.say(answer) == Heard("About your seven o'clock plan: did it happen?", True)


def test_whoever_is_asked_for_another_name_may_keep_the_old_one(mara: LocalSpeakerApp, send: Send) -> None:
    asked = send("OnboardingNameIntent")
    answered = send("AMAZON.NoIntent", asked["sessionAttributes"])
    assert "I missed" not in ssml(answered)
