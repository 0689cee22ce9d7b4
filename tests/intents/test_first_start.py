"""The first start never eats a wish: it is done at once, and what is missing is asked for later, once."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from support.echo import NO, YES, Echo
from support.local_speaker import Heard, House

from skill.domain.occurrence import Occurrence
from skill.domain.person import Person
from skill.domain.rule import Kind

WELCOME = "Welcome to Steady Ground"
NAME = "What may I call you?"
EVENING = "Half past eight, for example, or say no."
CITY = "Which larger city has the same clock as you?"
CHICAGO = "America/Chicago"


@pytest.fixture
def echo(house: House) -> Echo:
    """An Echo on which nobody has spoken yet; nobody knows where its clock stands."""
    return Echo(lambda body: json.loads(house.ground.hear(body)), house.clock.now)


def person(house: House, echo: Echo) -> Person:
    with house.ground.store.work() as work:
        found = work.people.by_account(echo.account)
    assert found is not None
    return found


def evening(house: House, one: Person) -> int | None:
    with house.ground.store.work() as work:
        rule = work.calendar.daily(one, Kind.REFLECTION)
        return rule.minute if rule is not None else None


def name(house: House, one: Person) -> str | None:
    with house.ground.store.work() as work:
        return work.people.name(one)


def test_the_tried_evening_keeps_the_feeling_and_the_promise_and_has_one_welcome(house: House) -> None:
    heard = [house.open()]
    heard += [house.say("my name is Mara"), house.say("I feel kind of shattered today"), house.say("no thanks")]
    heard += [house.say("I promise to be home by six"), house.say("yes"), house.open()]
    assert [WELCOME in one.words for one in heard] == [True, *[False] * 6]
    assert heard[3].words.endswith(EVENING)
    assert heard[4].words.startswith("Noted, for six o'clock")
    assert heard[4].words.endswith("Is that right?")
    assert not heard[5].is_open, "the evening was asked for twice, and never again"
    assert heard[6].words == "How is it with you right now? One word is enough."
    assert [one.mood or one.own for one in house.words_of_checkins()] == ["heartbroken"]
    assert len(house.commitments()) == 1
    assert name(house, house.person()) == "Mara"


def test_the_first_word_without_opening_is_done_and_brings_the_facts_before_any_question(house: House) -> None:
    heard = house.say("I promise to be home by six")
    assert heard.words.startswith(WELCOME)
    assert "voice history" in heard.words
    assert heard.words.endswith("Is that right?")
    assert len(house.commitments()) == 1
    assert house.say("yes").words.endswith(NAME)
    assert house.say("call me Mara").words.endswith(EVENING)
    assert house.say("nine") == Heard("Your evening minute is at nine o'clock in the evening.", False)
    assert evening(house, house.person()) == 21 * 60


def test_a_no_at_a_quiet_point_lets_that_question_go_and_the_rest_comes_another_time(house: House) -> None:
    house.say("I promise to be home by six")
    house.say("yes")
    assert house.say("no thanks") == Heard("That is fine, no name is needed.", False)
    assert house.say("what is coming up").words.endswith(EVENING)
    house.say("no")
    assert not house.say("what is coming up").is_open


def test_a_question_without_an_answer_comes_back_once(house: House) -> None:
    house.open()
    house.wait(timedelta(hours=1))
    assert house.open() == Heard(NAME, True)
    house.wait(timedelta(hours=1))
    assert house.open().words.endswith(EVENING)
    house.wait(timedelta(hours=1))
    assert house.open().words.endswith(EVENING)
    house.wait(timedelta(hours=1))
    assert house.open().words == "How is it with you right now? One word is enough."


@pytest.mark.parametrize("said", ["stop", "good night", "I need help", "I want to die", "breathe with me"])
def test_nothing_is_asked_after_a_stop_danger_a_breath_or_a_good_night(house: House, said: str) -> None:
    house.open()
    heard = [house.say(said)]
    while heard[-1].is_open:
        heard.append(house.say("no"))
    assert not any(question in one.words for one in heard for question in (NAME, EVENING))


def test_after_danger_the_evening_asks_for_nothing_that_the_start_misses(house: House) -> None:
    house.say("I feel sad")
    house.say("I want to die")
    house.say("yes")
    assert not house.say("what is coming up").is_open
    assert house.open().words == "How is it with you right now? One word is enough."


@pytest.mark.parametrize("said", ["I feel sad", "sad", "I am so tired", "not good"])
def test_a_feeling_is_no_name(house: House, said: str) -> None:
    house.open()
    assert house.say(said).words.startswith("Thank you.")
    assert len(house.words_of_checkins()) == 1
    assert name(house, house.person()) is None


@pytest.mark.parametrize("said", ["half past eight", "at nine", "I don't know", "hi", "why"])
def test_a_time_or_half_a_sentence_is_no_name(house: House, said: str) -> None:
    house.open()
    assert house.say(said) == Heard("I missed that. Could you say it another way?", True)
    assert house.say("it's Mara").words.startswith("Thank you, Mara.")


@pytest.mark.parametrize(
    ("said", "kept"), [("i feel sad", ["sad"]), ("half past eight", []), ("i am tired", ["exhausted"])]
)
def test_what_an_echo_puts_into_the_name_is_told_apart(house: House, echo: Echo, said: str, kept: list[str]) -> None:
    echo.open()
    echo.say("OpeningNameIntent", name=said)
    mara = person(house, echo)
    assert name(house, mara) is None
    with house.ground.store.work() as work:
        found = work.checkins.latest(mara, house.clock.now() - timedelta(hours=1))
    assert ([found.mood] if found is not None else []) == kept


def test_a_promise_at_the_evening_question_is_a_promise(house: House) -> None:
    house.open()
    house.say("no")
    assert house.say("I promise to be home by six").words.startswith("Noted, for six")
    assert evening(house, house.person()) is None
    assert len(house.commitments()) == 1


@pytest.mark.parametrize(
    ("intent", "slots", "done"),
    [
        ("CommitmentIntent", {"commitment": "be home by six in the evening"}, "Noted, for six o'clock"),
        ("CommitmentTowardsIntent", {"commitment": "be home by six in the evening"}, "Noted, for six o'clock"),
        (
            "HardTalkPlanIntent",
            {"plan": "tomorrow at seven in the evening about the summer"},
            "Planned for seven o'clock tomorrow evening",
        ),
        (
            "RhythmEveningIntent",
            {"time": "21:00"},
            "Your evening minute is at nine o'clock in the evening from now on.",
        ),
        ("RhythmAgendaIntent", {}, "Nothing for now."),
    ],
)
def test_a_wish_that_needs_the_clock_is_done_once_the_city_is_said(
    house: House, echo: Echo, intent: str, slots: dict[str, str], done: str
) -> None:
    asked = echo.say(intent, **slots)
    assert asked.words.startswith(WELCOME)
    assert asked.words.endswith(CITY)
    assert all(value not in json.dumps(echo.attributes) for value in slots.values()), "no free words in the session"
    assert done in echo.say("RhythmZoneIntent", city=CHICAGO).words
    mara = person(house, echo)
    assert (mara.zone, mara.sealed_wish, mara.onboarded_at is not None) == (CHICAGO, None, True)
    assert all(one.zone == CHICAGO for one in house.commitments())


@pytest.mark.parametrize("no", [NO, "CourtesyDoneIntent", "ReflectionSkipIntent"])
def test_without_a_city_it_is_said_kindly_and_nothing_is_kept_half(house: House, echo: Echo, no: str) -> None:
    echo.say("CommitmentIntent", commitment="be home by six")
    heard = echo.say(no)
    assert heard.words.startswith("That's fine. Without a city I don't know what time it is where you are")
    assert not heard.is_open
    assert (house.commitments(), person(house, echo).sealed_wish) == ([], None)
    echo.hang_up()
    assert echo.say("RhythmZoneIntent", city=CHICAGO).words.startswith("Then it is")
    assert house.commitments() == []


def test_a_wish_that_waits_for_a_city_outlasts_another_sentence_and_a_silence(house: House, echo: Echo) -> None:
    echo.say("CommitmentIntent", commitment="be home by nine in the evening")
    assert echo.say("CheckInIntent", mood="calm").words.endswith(CITY)
    echo.hang_up()
    house.clock.set(house.clock.now() + timedelta(minutes=30))
    assert echo.say("RhythmZoneIntent", city=CHICAGO).words.startswith("Noted, for nine o'clock")
    assert len(house.commitments()) == 1


def test_a_wish_whose_city_never_comes_is_gone_after_an_hour(house: House, echo: Echo) -> None:
    echo.say("CommitmentIntent", commitment="be home by nine")
    house.clock.set(house.clock.now() + timedelta(hours=1))
    house.ground.tick(house.clock.now())
    assert person(house, echo).sealed_wish is None
    echo.hang_up()
    echo.say("RhythmZoneIntent", city=CHICAGO)
    assert house.commitments() == []


def test_an_evening_time_without_a_city_rings_at_no_hour_that_nobody_named(house: House, echo: Echo) -> None:
    echo.open()
    echo.say(NO)
    assert echo.say("RhythmEveningIntent", time="20:30").words.endswith(CITY)
    assert echo.say(NO).words.startswith("That's fine. Without a city")
    house.ground.tick(house.clock.now() + timedelta(hours=1))
    with house.ground.store.work() as work:
        assert work.session.scalars(select(Occurrence)).all() == []
    echo.say("RhythmZoneIntent", city=CHICAGO)
    with house.ground.store.work() as work:
        [coming] = work.calendar.coming(person(house, echo), house.clock.now())[:1]
    assert person(house, echo).local(coming.due_at).hour == 20


def test_a_pause_works_at_once_and_names_no_hour_of_another_clock(echo: Echo) -> None:
    assert echo.say("RhythmPauseIntent", duration="P3D").words.startswith("Everything is paused for three days.")


def test_a_talk_that_is_offered_waits_for_the_city_as_well(house: House, echo: Echo) -> None:
    echo.say("HardTalkReadyIntent")
    assert echo.say(YES).words.endswith(CITY)
    assert echo.say("RhythmZoneIntent", city=CHICAGO).is_open
    assert echo.say("CommitmentTimeIntent", day="2026-11-26", time="19:00").words.startswith("Planned for")


def test_a_second_person_on_a_speaker_walks_on_after_a_wish_in_between(house: House) -> None:
    house.move_in()
    house.speaker.become("Jonas")
    house.open()
    house.say("call me Jonas")
    assert house.say("I promise to call my brother by nine in the evening").words.startswith("Noted, for nine")
    assert house.say("yes").words.endswith(EVENING)
    house.say("nine")
    jonas = house.person("Jonas")
    assert (name(house, jonas), evening(house, jonas)) == ("Jonas", 21 * 60)
    assert evening(house, house.person()) == 20 * 60 + 30


def test_a_second_person_on_an_echo_has_the_first_wish_done_and_a_name_hears_nothing_later(
    house: House, echo: Echo
) -> None:
    echo.move_in("Mara")
    echo.hang_up()
    echo.say("WhoNewIntent")
    echo.say("OpeningNameIntent", name="Jonas")
    assert echo.say("CommitmentIntent", commitment="call my brother by nine").words.endswith(CITY)
    assert echo.say("RhythmZoneIntent", city=CHICAGO).words.startswith("Noted")
    assert len(house.commitments()) == 1
    assert echo.say(YES).words.endswith(EVENING)
    echo.hang_up()
    echo.say("WhoNameIntent", name="jonas")
    assert echo.say("RhythmAgendaIntent").words == "Nothing for now."


def test_a_name_said_before_anything_else_is_kept_and_the_start_goes_on_from_there(house: House) -> None:
    heard = house.say("my name is Mara")
    assert heard.words.startswith(WELCOME)
    assert heard.words.endswith(EVENING)
    assert name(house, house.person()) == "Mara"
