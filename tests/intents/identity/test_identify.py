"""Who is speaking on an Echo: an account alone, a recognised voice, an unknown one, a name that is only said."""

import json
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from support.echo import NO, YES, Echo
from support.local_speaker import NEW_YORK, Heard, LocalSpeakerApp

from skill.domain.pin import CONFIRMED_FOR
from skill.storage.local_pin import Pins

MARA, JONAS, GUEST = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS", "amzn1.ask.person.GUEST"
UNKNOWN = (
    "I don't know who this is yet. Say this is, and your name. Breathe with me, and I need help, work without one."
)
NOTHING = "I have nothing to tell you right now."
BOOK = "bring the book by seven tomorrow evening"


@pytest.fixture
def echo(app: LocalSpeakerApp) -> Echo:
    """An Echo on which nobody has spoken yet."""
    return Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)


@pytest.fixture
def both(app: LocalSpeakerApp, echo: Echo) -> Echo:
    """Mara and Jonas on one account, each with a voice that Alexa recognises; Mara has promised to bring the book."""
    app.begin(promise_and_move_in)
    return echo.as_voice(JONAS)


def promise_and_move_in(app: LocalSpeakerApp) -> None:
    """Let Mara move in and promise to bring the book, and Jonas move in beside her."""
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)
    echo.as_voice(MARA).move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    echo.hang_up()
    move_in(echo.as_voice(JONAS), "Jonas")


def move_in(echo: Echo, name: str) -> None:
    """Let somebody move in by voice beside whoever is here."""
    echo.move_in_beside(name)
    echo.hang_up()


def promises(echo: Echo, voice: str | None, room: str = "RoomAloneIntent", *, named: str = "") -> str:
    """Ask what was promised, as this voice and in this room; return all that was heard."""
    echo.as_voice(voice).hang_up()
    heard = [echo.say("WhoNameIntent", name=named).words] if named else []
    heard += [echo.say("CommitmentListIntent").words]
    if echo.attributes:
        heard.append(echo.say(room).words)
    echo.hang_up()
    return " ".join(heard)


def test_a_recognised_voice_hears_its_own_and_the_other_voice_does_not(both: Echo) -> None:
    assert "bring the book" in promises(both, MARA)
    assert promises(both, JONAS).endswith(NOTHING)


def test_an_unknown_voice_is_asked_who_it_is_and_is_never_taken_for_somebody(both: Echo) -> None:
    wishes = ("CommitmentListIntent", "ScheduleAgendaIntent", "PrivateWordsReadIntent", "Launch")
    for voice, wish in product((GUEST, None), wishes):
        both.as_voice(voice).hang_up()
        assert both.say(wish) == Heard(UNKNOWN, True)


def test_breathing_help_and_the_numbers_are_for_every_voice(both: Echo) -> None:
    both.as_voice(GUEST).hang_up()
    assert "Breathe in" in both.say("BreathingIntent").words
    both.hang_up()
    assert "nine one one" in both.say("CourtesySupportIntent").words
    assert both.say("AMAZON.HelpIntent").is_open


def test_a_name_that_is_said_may_write_and_hears_nothing(app: LocalSpeakerApp, both: Echo) -> None:
    both.as_voice(None).hang_up()
    assert both.say("WhoNameIntent", name="mara") == Heard("Hi, Mara. What would you like?", True)
    assert both.say("CheckInIntent", mood="hurt").words.startswith("Sounds like")
    both.hang_up()
    assert promises(both, None, named="Mara").endswith(NOTHING)
    with app.application.database.work() as work:
        mara = work.people.by_name(both.account, "Mara")
        assert mara is not None
        kept = work.checkins.latest(mara, app.clock.now() - timedelta(hours=1))
    assert kept is not None
    assert kept.mood == "hurt"


def test_an_unknown_voice_is_asked_once_and_then_counts_as_the_name_alone(both: Echo) -> None:
    assert promises(both, GUEST, named="Mara").endswith(NOTHING)
    both.as_voice(GUEST).hang_up()
    assert both.say("CheckInIntent", mood="hurt").words.startswith("Sounds like")
    assert promises(both, GUEST).endswith(NOTHING)


def test_a_recognised_voice_stays_itself_whatever_name_it_says(both: Echo) -> None:
    assert both.as_voice(JONAS).say("WhoNameIntent", name="mara").words.startswith("I'm going by the voice I know.")
    assert "book" not in promises(both, JONAS, named="Mara")


def test_a_second_person_drops_what_the_plain_account_hears(echo: Echo) -> None:
    echo.move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    assert "bring the book" in promises(echo, None)
    move_in(echo, "Jonas")
    assert promises(echo, None).startswith(UNKNOWN)


def test_until_the_second_has_moved_in_nothing_changes_for_the_first(echo: Echo) -> None:
    echo.move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    echo.hang_up()
    echo.say("WhoNewIntent")
    echo.say("OnboardingNameIntent", name="Jonas")
    assert "bring the book" in promises(echo, None)


def test_whoever_moves_in_hears_the_sentence_about_the_voice_history(echo: Echo) -> None:
    echo.move_in("Mara")
    echo.say("WhoNewIntent")
    assert "voice history" in echo.say("OnboardingNameIntent", name="Jonas").words


def test_the_same_name_twice_is_refused(echo: Echo) -> None:
    echo.move_in("Mara")
    echo.say("WhoNewIntent")
    assert echo.say("OnboardingNameIntent", name="mara").words.startswith("Someone here already uses that name.")
    assert "Thanks, Jonas." in echo.say("OnboardingNameIntent", name="jonas").words


def test_a_name_that_nobody_has_here_may_move_in(both: Echo) -> None:
    both.as_voice(GUEST).hang_up()
    asked = both.say("WhoNameIntent", name="nora")
    assert asked == Heard("I don't know that name here. Are you new here?", True)
    assert "Thanks, Nora." in both.say(YES).words


def test_an_unknown_voice_on_an_account_of_one_is_not_taken_for_her(echo: Echo) -> None:
    echo.as_voice(MARA).move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    echo.hang_up()
    assert promises(echo, GUEST).startswith(UNKNOWN)
    assert "bring the book" in promises(echo, None), "where no voice is recognised she is the only one there is"


def test_another_voice_that_says_her_name_writes_and_hears_nothing_where_hers_is_known(echo: Echo) -> None:
    echo.as_voice(MARA).move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    echo.hang_up()
    assert promises(echo, GUEST, named="Mara").endswith(NOTHING)


def test_whoever_moved_in_before_alexa_knew_a_voice_says_its_name_once(echo: Echo) -> None:
    echo.move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    echo.hang_up()
    assert "bring the book" in promises(echo, MARA, named="Mara")
    assert "bring the book" in promises(echo, MARA), "no more than the plain account hears, and asked once"
    echo.as_voice(MARA).hang_up()
    echo.say("PrivateWordsReadIntent")
    echo.say("RoomAloneIntent")
    assert echo.resume(_pin(echo), level=400).words == NOTHING, (
        "a name is no voice: the PIN of this voice opens nothing"
    )


def _pin(echo: Echo) -> dict[str, Any]:
    [task] = echo.answer["response"]["directives"]
    return {"type": "ConnectionCompleted", "token": task["token"], "result": {"status": "ACHIEVED"}}


def test_another_voice_takes_over_neither_question_nor_room_nor_last_words(both: Echo) -> None:
    both.as_voice(MARA).say("RoomAloneIntent")
    both.say("BreathingIntent", pattern="box")
    both.as_voice(JONAS)
    assert both.say("CommitmentListIntent").words == "Just you, or is someone there?"
    both.hang_up()
    both.as_voice(MARA).say("RoomAloneIntent")
    said = both.say("CommitmentIntent", commitment="call my sister by eight tomorrow evening")
    for voice in (JONAS, GUEST, None):
        assert both.as_voice(voice).say("AMAZON.RepeatIntent").words != said.words
    assert both.as_voice(JONAS).say(YES).words != "I'll ask you about it afterward."


def cut_in(both: Echo) -> Heard:
    """Let Mara begin a promise, and a voice that nobody knows answer the question about its time."""
    both.as_voice(MARA).say("CommitmentIntent", commitment="call my sister")
    return both.as_voice(GUEST).say("TimeIntent", time="20:00")


def test_an_unknown_voice_that_cuts_in_is_nobody_and_takes_over_no_question(app: LocalSpeakerApp, both: Echo) -> None:
    before = len(app.commitments())
    assert cut_in(both) == Heard(UNKNOWN, True)
    assert len(app.commitments()) == before


def test_a_voice_that_once_said_her_name_takes_over_no_question_of_hers(app: LocalSpeakerApp, both: Echo) -> None:
    promises(both, GUEST, named="Mara")
    both.hang_up()
    before = len(app.commitments())
    alone = both.as_voice(GUEST).say("TimeIntent", time="20:00")
    both.hang_up()
    assert cut_in(both) == alone, "and nothing tells that she was speaking"
    assert len(app.commitments()) == before


def test_where_whoever_cuts_in_counts_as_the_name_the_check_notices_it(app: LocalSpeakerApp, both: Echo) -> None:
    before = len(app.commitments())
    both.as_voice(MARA).say("CommitmentIntent", commitment="call my sister")
    # Planted: the session forgets that a known voice was speaking, as it did not look at that before.
    session = {**both.answer["sessionAttributes"], "sure": "none"}
    both.answer = {**both.answer, "sessionAttributes": session}
    heard = both.as_voice(GUEST).say("TimeIntent", time="20:00")
    assert heard != Heard(UNKNOWN, True)
    assert len(app.commitments()) > before


def test_a_voice_that_is_missing_for_a_moment_goes_on_as_a_name(app: LocalSpeakerApp, both: Echo) -> None:
    both.as_voice(MARA).say("CommitmentIntent", commitment="call my sister")
    both.as_voice(None)
    assert both.say("TimeIntent", time="20:00").words.startswith("Okay, eight")
    assert both.say("CommitmentListIntent").words == NOTHING


@pytest.mark.parametrize("room", ["RoomAloneIntent", "RoomCompanyIntent", NO])
@pytest.mark.parametrize(("voice", "named"), list(product((MARA, JONAS, GUEST, None), ("", "Mara", "Jonas"))))
def test_speaker_and_room_decide_who_hears_the_words_of_a_promise(
    both: Echo, voice: str | None, named: str, room: str
) -> None:
    heard = promises(both, voice, room, named=named)
    assert ("book" in heard) == (voice == MARA and room == "RoomAloneIntent")


def test_who_was_asked_and_says_no_is_left_in_peace(both: Echo) -> None:
    both.as_voice(None).hang_up()
    both.open()
    assert both.say(NO) == Heard("That's fine. Another time.", False)
    both.open()
    assert both.say("AMAZON.StopIntent") == Heard("Okay.", False)


def test_the_evening_of_each_goes_on_beside_the_other(app: LocalSpeakerApp, both: Echo) -> None:
    both.as_voice(JONAS).say("ScheduleEveningIntent", time="21:00")
    both.as_voice(MARA).hang_up()
    assert "nine o'clock" not in both.say("ScheduleAgendaIntent").words
    both.as_voice(JONAS).hang_up()
    assert "nine o'clock" in both.say("ScheduleAgendaIntent").words


def test_on_a_shared_local_speaker_name_and_pin_of_each_say_who_speaks(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.say("I promise to bring the book by seven tomorrow")
    app.say("yes")
    for words in ("I'm new here", "Jonas", "no", "stop"):
        app.say(words)
    assert app.open().words == UNKNOWN
    pins, account = Pins(app.application.database), app.application.account
    for name, pin in (("Mara", "4711"), ("Jonas", "0815")):
        pins.set(account(name), pin, shared_account=account(""), name=name)
    app.say("stop")
    app.say("this is Jonas")
    assert app.speaker.confirm("0815")
    assert app.say("what did I promise").words == "Just you, or is someone there?"
    assert app.say("alone").words == NOTHING
    app.clock.set(app.clock.now() + CONFIRMED_FOR)
    assert app.say("what did I promise").words == UNKNOWN
    app.say("stop")
    app.say("this is Mara")
    assert app.speaker.confirm("4711")
    app.say("what did I promise")
    assert "bring the book" in app.say("alone").words


def test_whoever_moves_in_at_a_speaker_that_knows_where_it_stands_is_asked_for_no_city(mara: LocalSpeakerApp) -> None:
    for name in ("Jonas", "Zoe", "Bert"):
        for words in ("I'm new here", name, "no", "stop"):
            assert "city" not in mara.say(words).words, name
        with mara.application.database.work() as work:
            found = work.people.by_name(mara.application.account(""), name)
            assert found is not None
            assert found.zone == NEW_YORK
