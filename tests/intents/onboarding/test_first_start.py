"""The first start never eats a wish: it is done at once, and what is missing is asked for later, once."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from support.echo import NO, YES, Echo
from support.local_speaker import Heard, LocalSpeakerApp
from support.sql import sql

from skill.domain.occurrence import Occurrence
from skill.domain.person import Person
from skill.domain.rule import PromptKind

WELCOME = "Hi. This is Steady Ground"
NAME = "What should I call you?"
EVENING = "Say eight thirty, or no thanks."
CITY = "Which big city is in your time zone?"
CHICAGO = "America/Chicago"


@pytest.fixture
def echo(app: LocalSpeakerApp) -> Echo:
    """An Echo on which nobody has spoken yet; nobody knows where its clock stands."""
    return Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)


def person(app: LocalSpeakerApp, echo: Echo) -> Person:
    with app.application.database.work() as work:
        found = work.people.by_account(echo.account)
    assert found is not None
    return found


def evening(app: LocalSpeakerApp, one: Person) -> int | None:
    with app.application.database.work() as work:
        rule = work.calendar.daily(one, PromptKind.REFLECTION)
        return rule.minute if rule is not None else None


def name(app: LocalSpeakerApp, one: Person) -> str | None:
    with app.application.database.work() as work:
        return work.people.name(one)


def test_the_tried_evening_keeps_the_feeling_and_the_promise_and_has_one_welcome(app: LocalSpeakerApp) -> None:
    heard = [app.open()]
    heard += [app.say("my name is Mara"), app.say("I feel kind of shattered today"), app.say("no thanks")]
    heard += [app.say("I promise to be home by six"), app.say("yes"), app.open()]
    assert [WELCOME in one.words for one in heard] == [True, *[False] * 6]
    assert heard[3].words.endswith(EVENING)
    assert heard[4].words.startswith("Okay, six o'clock")
    assert heard[4].words.endswith("Is that right?")
    assert not heard[5].is_open, "the evening was asked for twice, and never again"
    assert heard[6].words == "How are you doing right now? One word is plenty."
    assert [one.mood or one.own for one in app.words_of_checkins()] == ["heartbroken"]
    assert len(app.commitments()) == 1
    assert name(app, app.person()) == "Mara"


def test_the_first_word_without_opening_is_done_and_brings_the_facts_before_any_question(app: LocalSpeakerApp) -> None:
    heard = app.say("I promise to be home by six")
    assert heard.words.startswith(WELCOME)
    assert "voice history" in heard.words
    assert heard.words.endswith("Is that right?")
    assert len(app.commitments()) == 1
    assert app.say("yes").words.endswith(NAME)
    assert app.say("call me Mara").words.endswith(EVENING)
    assert app.say("nine") == Heard("Okay. Your evening minute is at nine o'clock in the evening.", False)
    assert evening(app, app.person()) == 21 * 60


def test_a_no_at_a_quiet_point_lets_that_question_go_and_the_rest_comes_another_time(app: LocalSpeakerApp) -> None:
    app.say("I promise to be home by six")
    app.say("yes")
    assert app.say("no thanks") == Heard("That's fine. You don't need a name here.", False)
    assert app.say("what is coming up").words.endswith(EVENING)
    app.say("no")
    assert not app.say("what is coming up").is_open


def test_a_question_without_an_answer_comes_back_once(app: LocalSpeakerApp) -> None:
    app.open()
    app.wait(timedelta(hours=1))
    assert app.open() == Heard(NAME, True)
    app.wait(timedelta(hours=1))
    assert app.open().words.endswith(EVENING)
    app.wait(timedelta(hours=1))
    assert app.open().words.endswith(EVENING)
    app.wait(timedelta(hours=1))
    assert app.open().words == "How are you doing right now? One word is plenty."


@pytest.mark.parametrize("said", ["stop", "good night", "I need help", "I want to die", "breathe with me"])
def test_nothing_is_asked_after_a_stop_danger_a_breath_or_a_good_night(app: LocalSpeakerApp, said: str) -> None:
    app.open()
    heard = [app.say(said)]
    while heard[-1].is_open:
        heard.append(app.say("no"))
    assert not any(question in one.words for one in heard for question in (NAME, EVENING))


def test_after_danger_the_evening_asks_for_nothing_that_the_start_misses(app: LocalSpeakerApp) -> None:
    app.say("I feel sad")
    app.say("I want to die")
    app.say("yes")
    assert not app.say("what is coming up").is_open
    assert app.open().words == "How are you doing right now? One word is plenty."


@pytest.mark.parametrize("said", ["I feel sad", "sad", "I am so tired", "not good"])
def test_a_feeling_is_no_name(app: LocalSpeakerApp, said: str) -> None:
    app.open()
    assert app.say(said).words.startswith("Sounds like")
    assert len(app.words_of_checkins()) == 1
    assert name(app, app.person()) is None


@pytest.mark.parametrize("said", ["half past eight", "at nine", "I don't know", "hi", "why"])
def test_a_time_or_half_a_sentence_is_no_name(app: LocalSpeakerApp, said: str) -> None:
    app.open()
    assert app.say(said) == Heard("Sorry, I missed that. Can you say it another way?", True)
    assert app.say("it's Mara").words.startswith("Thanks, Mara.")


@pytest.mark.parametrize(
    ("said", "kept"), [("i feel sad", ["sad"]), ("half past eight", []), ("i am tired", ["exhausted"])]
)
def test_what_an_echo_puts_into_the_name_is_told_apart(
    app: LocalSpeakerApp, echo: Echo, said: str, kept: list[str]
) -> None:
    echo.open()
    echo.say("OnboardingNameIntent", name=said)
    mara = person(app, echo)
    assert name(app, mara) is None
    with app.application.database.work() as work:
        found = work.checkins.latest(mara, app.clock.now() - timedelta(hours=1))
    assert ([found.mood] if found is not None else []) == kept


def test_a_promise_at_the_evening_question_is_a_promise(app: LocalSpeakerApp) -> None:
    app.open()
    app.say("no")
    assert app.say("I promise to be home by six").words.startswith("Okay, six")
    assert evening(app, app.person()) is None
    assert len(app.commitments()) == 1


@pytest.mark.parametrize(
    ("intent", "slots", "done"),
    [
        ("CommitmentIntent", {"commitment": "be home by six in the evening"}, "Okay, six o'clock"),
        ("CommitmentTowardsIntent", {"commitment": "be home by six in the evening"}, "Okay, six o'clock"),
        (
            "HardTalkPlanIntent",
            {"plan": "tomorrow at seven in the evening about the summer"},
            "Okay, seven o'clock tomorrow evening",
        ),
        (
            "ScheduleEveningIntent",
            {"time": "21:00"},
            "Okay. Your evening minute is at nine o'clock in the evening from now on.",
        ),
        ("ScheduleAgendaIntent", {}, "I have nothing to tell you right now."),
    ],
)
def test_a_wish_that_needs_the_clock_is_done_once_the_city_is_said(
    app: LocalSpeakerApp, echo: Echo, intent: str, slots: dict[str, str], done: str
) -> None:
    asked = echo.say(intent, **slots)
    assert asked.words.startswith(WELCOME)
    assert asked.words.endswith(CITY)
    assert all(value not in json.dumps(echo.attributes) for value in slots.values()), "no free words in the session"
    assert done in echo.say("ScheduleZoneIntent", city=CHICAGO).words
    mara = person(app, echo)
    assert (mara.zone, mara.sealed_wish, mara.onboarded_at is not None) == (CHICAGO, None, True)
    assert all(one.zone == CHICAGO for one in app.commitments())


@pytest.mark.parametrize("no", [NO, "DoneIntent", "NotTodayIntent"])
def test_without_a_city_it_is_said_kindly_and_nothing_is_kept_half(app: LocalSpeakerApp, echo: Echo, no: str) -> None:
    echo.say("CommitmentIntent", commitment="be home by six")
    heard = echo.say(no)
    assert heard.words.startswith("That's fine. Without a city I don't know what time it is where you are")
    assert not heard.is_open
    assert (app.commitments(), person(app, echo).sealed_wish) == ([], None)
    echo.hang_up()
    assert echo.say("ScheduleZoneIntent", city=CHICAGO).words.startswith("Got it. It's")
    assert app.commitments() == []


def test_a_wish_that_waits_for_a_city_outlasts_another_sentence_and_a_silence(app: LocalSpeakerApp, echo: Echo) -> None:
    echo.say("CommitmentIntent", commitment="be home by nine in the evening")
    assert echo.say("CheckInIntent", mood="calm").words.endswith(CITY)
    echo.hang_up()
    app.clock.set(app.clock.now() + timedelta(minutes=30))
    assert echo.say("ScheduleZoneIntent", city=CHICAGO).words.startswith("Okay, nine o'clock")
    assert len(app.commitments()) == 1


def test_a_wish_whose_city_never_comes_is_gone_after_an_hour(app: LocalSpeakerApp, echo: Echo) -> None:
    echo.say("CommitmentIntent", commitment="be home by nine")
    app.clock.set(app.clock.now() + timedelta(hours=1))
    app.application.tick(app.clock.now())
    assert person(app, echo).sealed_wish is None
    echo.hang_up()
    echo.say("ScheduleZoneIntent", city=CHICAGO)
    assert app.commitments() == []


def test_an_evening_time_without_a_city_rings_at_no_hour_that_nobody_named(app: LocalSpeakerApp, echo: Echo) -> None:
    echo.open()
    echo.say(NO)
    assert echo.say("ScheduleEveningIntent", time="20:30").words.endswith(CITY)
    assert echo.say(NO).words.startswith("That's fine. Without a city")
    app.application.tick(app.clock.now() + timedelta(hours=1))
    with app.application.database.work() as work:
        assert sql(work).scalars(select(Occurrence)).all() == []
    echo.say("ScheduleZoneIntent", city=CHICAGO)
    with app.application.database.work() as work:
        [coming] = work.calendar.upcoming(person(app, echo), app.clock.now())[:1]
    assert person(app, echo).local(coming.due_at).hour == 20


def test_a_pause_works_at_once_and_names_no_hour_of_another_clock(echo: Echo) -> None:
    assert echo.say("SchedulePauseIntent", duration="P3D").words.startswith("Okay. I'll stay quiet for three days.")


def test_a_talk_that_is_offered_waits_for_the_city_as_well(app: LocalSpeakerApp, echo: Echo) -> None:
    echo.say("HardTalkReadyIntent")
    assert echo.say(YES).words.endswith(CITY)
    assert echo.say("ScheduleZoneIntent", city=CHICAGO).is_open
    assert echo.say("TimeIntent", day="2026-11-26", time="19:00").words.startswith("Okay,")


def test_a_second_person_on_a_speaker_walks_on_after_a_wish_in_between(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.speaker.become("Jonas")
    app.open()
    app.say("call me Jonas")
    assert app.say("I promise to call my brother by nine in the evening").words.startswith("Okay, nine")
    assert app.say("yes").words.endswith(EVENING)
    app.say("nine")
    jonas = app.person("Jonas")
    assert (name(app, jonas), evening(app, jonas)) == ("Jonas", 21 * 60)
    assert evening(app, app.person()) == 20 * 60 + 30


def test_a_second_person_on_an_echo_has_the_first_wish_done_and_a_name_hears_nothing_later(
    app: LocalSpeakerApp, echo: Echo
) -> None:
    echo.move_in("Mara")
    echo.hang_up()
    echo.say("WhoNewIntent")
    echo.say("OnboardingNameIntent", name="Jonas")
    assert echo.say("CommitmentIntent", commitment="call my brother by nine").words.endswith(CITY)
    assert echo.say("ScheduleZoneIntent", city=CHICAGO).words.startswith("Okay, nine")
    assert len(app.commitments()) == 1
    assert echo.say(YES).words.endswith(EVENING)
    echo.hang_up()
    echo.say("WhoNameIntent", name="jonas")
    assert echo.say("ScheduleAgendaIntent").words == "I have nothing to tell you right now."


def test_a_name_said_before_anything_else_is_kept_and_the_start_goes_on_from_there(app: LocalSpeakerApp) -> None:
    heard = app.say("my name is Mara")
    assert heard.words.startswith(WELCOME)
    assert heard.words.endswith(EVENING)
    assert name(app, app.person()) == "Mara"


def test_another_name_at_the_evening_question_is_taken_and_the_evening_asked_for_again(app: LocalSpeakerApp) -> None:
    app.open()
    app.say("call me Maria")
    heard = app.say("call me Mara")
    assert heard.words.startswith("Okay, Mara.")
    assert heard.words.endswith(EVENING)
    assert app.say("nine").words.startswith("Okay. Your evening minute is at nine")
    assert (name(app, app.person()), evening(app, app.person())) == ("Mara", 21 * 60)


def test_a_name_at_the_city_question_is_taken_and_the_wish_waits_on(app: LocalSpeakerApp, echo: Echo) -> None:
    echo.say("CommitmentIntent", commitment="call my brother by nine")
    heard = echo.say("OnboardingNameIntent", name="Mara")
    assert heard.words.startswith("Okay, Mara.")
    assert heard.words.endswith(CITY)
    assert echo.say("ScheduleZoneIntent", city=CHICAGO).words.startswith("Okay, nine")
    assert (name(app, person(app, echo)), len(app.commitments())) == ("Mara", 1)


def test_a_change_of_name_without_a_name_at_the_evening_question_changes_nothing(app: LocalSpeakerApp) -> None:
    app.open()
    app.say("call me Mara")
    assert app.say("change my name").is_open
    app.say("nine")
    assert (name(app, app.person()), evening(app, app.person())) == ("Mara", 21 * 60)
