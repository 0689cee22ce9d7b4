"""The numbers of "I need help": always some, of the country that the device stands in, whoever moves where."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.echo import NO, Echo
from support.local_speaker import LocalSpeakerApp

from skill.speech.ssml import speaking_seconds

SIX = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
MARA, JONAS, GUEST = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS", "amzn1.ask.person.GUEST"
ASKED = "Which country are you in?"


@pytest.fixture
def anywhere(tmp_path: Path) -> Iterator[LocalSpeakerApp]:
    """A speaker of which nobody knows where it stands."""
    with LocalSpeakerApp(tmp_path / "data", SIX, zone="Etc/UTC") as app:
        app.move_in()
        yield app


@pytest.fixture
def echo(app: LocalSpeakerApp) -> Echo:
    """An Echo of an account on which nobody has spoken yet."""
    return Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)


def numbers(echo: Echo, voice: str | None) -> str:
    """Let a voice say "I need help"."""
    echo.as_voice(voice).hang_up()
    heard = echo.say("CourtesySupportIntent").words
    echo.hang_up()
    return heard


def test_numbers_come_first_and_then_the_country_is_asked_for_in_under_twenty_seconds(
    anywhere: LocalSpeakerApp,
) -> None:
    heard = anywhere.say("I need help")
    assert "call one one two in Europe, or nine one one in the United States or Canada." in heard.words
    assert heard.words.endswith(ASKED) and heard.is_open
    assert speaking_seconds(heard.words) < 20


@pytest.mark.parametrize("said", ["I want to die", "he hit me", "I can't breathe"])
def test_danger_where_no_country_is_known_names_numbers_in_under_twenty_seconds(
    anywhere: LocalSpeakerApp, said: str
) -> None:
    first, then = anywhere.say(said).words, anywhere.say("no").words
    assert all("nine one one in the United States or Canada" in heard for heard in (first, then))
    assert all(speaking_seconds(heard) < 20 and ASKED not in heard for heard in (first, then))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Canada", "nine one one"),
        ("I'm in Germany", "one one two"),
        ("the UK", "nine nine nine"),
        ("Ireland", "one one two"),
    ],
)
def test_the_country_that_is_said_is_kept_and_its_numbers_are_named_from_then_on(
    anywhere: LocalSpeakerApp, said: str, number: str
) -> None:
    anywhere.say("I need help")
    told = anywhere.say(said)
    assert number in told.words and not told.is_open
    assert "Elsewhere" not in told.words
    again = anywhere.say("I need help")
    assert told.words.split(". ")[0] in again.words and not again.is_open
    assert number in anywhere.say("he hit me").words


@pytest.mark.parametrize("answers", [("no",), ("stop",), ("purple monkey dishwasher", "colourless green ideas"), ()])
def test_it_is_asked_once_even_where_it_is_not_answered(anywhere: LocalSpeakerApp, answers: tuple[str, ...]) -> None:
    anywhere.say("I need help")
    for one in answers:
        anywhere.say(one)
    anywhere.speaker.become("")
    again = anywhere.say("I need help")
    assert "nine one one" in again.words
    assert ASKED not in again.words and not again.is_open
    assert speaking_seconds(again.words) < 20


def test_the_country_is_there_after_a_restart(anywhere: LocalSpeakerApp) -> None:
    anywhere.say("I need help")
    anywhere.say("Australia")
    anywhere.application.close()
    with LocalSpeakerApp(anywhere.folder, anywhere.clock.now(), zone="Etc/UTC") as again:
        assert "zero zero zero" in again.say("I need help").words


def test_the_country_that_is_said_unasked_is_the_speakers_and_holds_for_everybody_at_it(
    anywhere: LocalSpeakerApp,
) -> None:
    anywhere.say("my country is Australia")
    anywhere.speaker.become("Jonas")
    assert "zero zero zero" in anywhere.say("I need help").words


def test_what_mara_answers_after_asking_for_help_changes_nothing_that_jonas_hears(tmp_path: Path) -> None:
    heard = []
    for acts in ((), ("I need help",), ("I need help", "Australia")):
        with LocalSpeakerApp(tmp_path / str(len(acts)), SIX, zone="Etc/UTC") as app:
            app.move_in()
            app.speaker.become("Jonas")
            app.move_in("Jonas")
            app.speaker.become("Mara")
            for one in acts:
                app.say(one)
            app.speaker.become("Jonas")
            heard.append([app.say("I need help"), app.say("stop")])
    assert heard[0] == heard[1] == heard[2]
    assert heard[0][0].words.endswith(ASKED)


def test_whoever_is_known_alone_may_say_another_country(anywhere: LocalSpeakerApp) -> None:
    anywhere.say("my country is Australia")
    assert "nine nine nine" in anywhere.say("my country is England").words
    assert "nine nine nine" in anywhere.say("I need help").words


def test_an_unknown_voice_does_not_change_the_country_of_a_device(app: LocalSpeakerApp, echo: Echo) -> None:
    echo.as_voice(MARA).move_in("Mara")
    echo.say("CourtesyCountryIntent", country="AU")
    echo.as_voice(GUEST).hang_up()
    assert "one one two" in echo.say("CourtesyCountryIntent", country="FR").words
    assert "zero zero zero" in numbers(echo, GUEST)


def test_mara_who_moves_to_paris_changes_nobody_elses_numbers(echo: Echo) -> None:
    echo.as_voice(MARA).move_in("Mara")
    echo.as_voice(JONAS).move_in_beside("Jonas")
    numbers(echo, JONAS)
    before = {voice: numbers(echo, voice) for voice in (None, GUEST, JONAS)}
    echo.as_voice(MARA).hang_up()
    echo.say("ScheduleZoneIntent", city="Europe/Paris")
    assert {voice: numbers(echo, voice) for voice in (None, GUEST, JONAS)} == before
    assert "nine one one" in before[JONAS]


def test_mara_who_lives_alone_moves_her_own_numbers_and_not_those_of_a_guest(echo: Echo) -> None:
    echo.as_voice(MARA).move_in("Mara")
    numbers(echo, GUEST)
    before = numbers(echo, GUEST)
    echo.as_voice(MARA).hang_up()
    echo.say("ScheduleZoneIntent", city="Europe/Paris")
    assert "three one one four" in numbers(echo, MARA)
    assert numbers(echo, GUEST) == before


def test_a_guest_who_says_her_name_does_not_hear_where_mara_moved(echo: Echo) -> None:
    echo.as_voice(MARA).move_in("Mara")

    def by_her_name() -> str:
        echo.as_voice(GUEST).hang_up()
        echo.say("WhoNameIntent", name="Mara")
        return echo.say("CourtesySupportIntent").words

    before = by_her_name()
    echo.as_voice(MARA).hang_up()
    echo.say("ScheduleZoneIntent", city="Europe/Paris")
    assert by_her_name() == before


@pytest.mark.parametrize("voice", [JONAS, GUEST, None])
def test_that_she_asked_for_help_is_not_told_by_a_question_that_is_missing(echo: Echo, voice: str | None) -> None:
    echo.as_voice(MARA).move_in("Mara")
    echo.as_voice(JONAS).move_in_beside("Jonas")
    assert numbers(echo, MARA).endswith(ASKED)
    assert not numbers(echo, MARA).endswith(ASKED), "she was asked before"
    assert numbers(echo, voice).endswith(ASKED)


def test_an_echo_names_the_numbers_of_where_alexa_says_that_it_stands(app: LocalSpeakerApp, echo: Echo) -> None:
    echo.as_voice(MARA).move_in("Mara")
    with app.application.database.work() as work:
        person = work.people.by_account(echo.account)
        assert person is not None
        work.accounts.device_moved(person, echo.device, "Europe/Berlin", app.clock.now())
    assert all("TelefonSeelsorge" in numbers(echo, voice) for voice in (MARA, GUEST, None))


def test_what_the_operator_set_goes_before_anything_that_is_said(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", SIX, zone="Europe/Berlin") as app:
        app.move_in()
        assert "TelefonSeelsorge" in app.say("I need help").words
        app.say("my city is New York")
        assert "TelefonSeelsorge" in app.say("I need help").words


def test_no_to_the_question_is_a_whole_answer(app: LocalSpeakerApp, echo: Echo) -> None:
    echo.as_voice(MARA).move_in("Mara")
    echo.as_voice(GUEST).hang_up()
    assert echo.say("CourtesySupportIntent").is_open
    assert echo.say(NO).words == "That's okay. You can say I need help anytime."
