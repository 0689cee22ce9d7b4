"""Where nobody knows where a person's clock stands, no time of day is ever said: the city is asked for first."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rules.test_first_word import INTENTS, plausible
from sqlalchemy import select
from support.echo import NO, YES, Echo
from support.local_speaker import NEW_YORK, LocalSpeakerApp
from support.prepared_folders import open_prepared
from support.sql import sql
from support.wordings import first_wordings

from intents.alexa.turn_handler import Router
from intents.dialog.intent_names import ELICIT_CITY
from intents.dialog.turn import Reply, Turn
from intents.router import answer
from skill.app.bootstrap import Application, bootstrap
from skill.clock import StandingClock
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.person import Person
from skill.settings import Settings
from skill.storage.unit_of_work import UnitOfWork

TIME = re.compile(r"o'clock|half past|quarter (?:past|to)|\bnoon\b|midnight|on (?:\w+)day\b")
"""Words for a clock time or a weekday; "tonight" and "tomorrow" also stand in questions that know no clock."""
NO_TIME_OF_DAY = re.compile(r"(?:Say:|You could say|for instance)[^.?!]*")
"""Examples of what one may say."""
NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""Six in the evening in Paris."""
CITY = "Which big city is in your time zone?"


def without_a_city(app: LocalSpeakerApp) -> Echo:
    """Return an Echo whose person has moved in and did not say a city, twice."""
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)
    echo.open()
    echo.say("OnboardingNameIntent", name="Mara")
    for said in (NO, NO, "AMAZON.StopIntent"):
        echo.say(said)
    echo.hang_up()
    with app.application.database.work() as work:
        person = work.people.by_account(echo.account)
        assert person is not None and person.zone is None
    return echo


def test_no_sentence_says_a_time_before_the_city_is_known(app: LocalSpeakerApp) -> None:
    echo = without_a_city(app)
    wrong, asked = [], 0
    for intent, slots in [(one, slots) for one in INTENTS for slots in plausible(one) if one != ELICIT_CITY[0]]:
        heard = [echo.say(intent, **slots).words]
        for then in ("RoomAloneIntent", YES):
            if echo.attributes and CITY not in heard[-1]:
                heard.append(echo.say(then).words)
        asked += CITY in " ".join(heard)
        wrong += [f"{intent} {slots}: {one}" for one in heard if TIME.search(NO_TIME_OF_DAY.sub("", one))]
        echo.hang_up()
        with app.application.database.work() as work:
            person = work.people.by_account(echo.account)
            assert person is not None
            person.paused_until, person.muted, person.sealed_wish = None, False, None
    assert wrong == []
    assert asked >= 10


def test_what_is_deleted_is_named_without_an_hour_and_with_it_once_the_city_is_known(app: LocalSpeakerApp) -> None:
    echo = without_a_city(app)
    for heard in ("Your last check-in is gone. I don't tell anyone.", "Your check-in from six o'clock is gone."):
        echo.say("CheckInIntent", mood="sad")
        echo.hang_up()
        assert echo.say("DeletingCheckInIntent").words.startswith(heard)
        echo.hang_up()
        echo.say("ScheduleZoneIntent", city="America/New_York")
        echo.hang_up()


def test_quiet_hours_are_kept_once_the_city_is_known(app: LocalSpeakerApp) -> None:
    echo = without_a_city(app)
    assert CITY in echo.say("ScheduleQuietIntent", start="22:30", end="06:00").words
    said = echo.say("ScheduleZoneIntent", city="America/New_York").words
    assert said.startswith("Okay. I'll be quiet from half past ten at night until six o'clock in the morning.")


@contextmanager
def house(folder: Path, hears: Router = answer) -> Iterator[Application]:
    """Open a house whose operator named no time zone, and that Alexa tells none; `hears` answers."""
    built = bootstrap(
        Settings(data=folder), StandingClock(NOW), answer=hears, opens=open_prepared, catalog=first_wordings()
    )
    yield built
    built.close()


@pytest.fixture
def nowhere(tmp_path: Path) -> Iterator[Application]:
    """A house that does not know where it stands."""
    with house(tmp_path / "data") as built:
        yield built


def two_behind(built: Application) -> Echo:
    """Return an Echo behind which Mara (New York) and Jonas (Berlin) live, and that recognises no voice from now on."""
    echo = Echo(lambda body: json.loads(built.hear(body)), built.clock.now, voice="amzn1.ask.person.MARA")
    echo.move_in("Mara")
    echo.as_voice("amzn1.ask.person.JONAS").move_in_beside("Jonas", city="Europe/Berlin")
    echo.as_voice(None).hang_up()
    return echo


def as_mara(echo: Echo) -> Echo:
    """Let somebody say Mara's name in a session of its own; nothing else says who speaks."""
    echo.hang_up()
    echo.say("WhoNameIntent", name="Mara")
    return echo


def kept(built: Application) -> tuple[Person, list[Commitment]]:
    """Return Mara as she is kept, and her promises."""
    with built.database.work() as work:
        mara = work.people.by_name(Echo.account, "Mara")
        assert mara is not None
        return mara, [one for one in sql(work).scalars(select(Commitment)) if one.person_id == mara.id]


def times_told(echo: Echo, intents: Iterable[str]) -> tuple[list[str], int]:
    """Say each of these under Mara's name; return every answer with a time of day, and how often a city was asked."""
    wrong, asked = [], 0
    for intent, slots in [(one, slots) for one in intents for slots in plausible(one) if one != ELICIT_CITY[0]]:
        heard = [as_mara(echo).say(intent, **slots).words]
        for then, more in (("RoomAloneIntent", {}), (YES, {}), ("TimeIntent", {"time": "21:00"})):
            if echo.attributes and CITY not in heard[-1]:
                heard.append(echo.say(then, **more).words)
        asked += CITY in heard[-1]
        wrong += [f"{intent} {slots}: {one}" for one in heard if TIME.search(NO_TIME_OF_DAY.sub("", one))]
    return wrong, asked


def test_whoever_only_says_a_name_hears_no_time_where_nobody_knows_the_clock(nowhere: Application) -> None:
    wrong, asked = times_told(two_behind(nowhere), INTENTS)
    assert wrong == []
    assert asked >= 4
    mara, promises = kept(nowhere)
    assert promises == []
    assert (mara.zone, mara.sealed_wish) == (NEW_YORK, None)


def by_greenwich(turn: Turn, work: UnitOfWork) -> Reply:
    """Planted as it was: a clock that nobody knows is taken for that of Greenwich."""
    return answer(replace(turn, zone_here=turn.zone_here or "UTC"), work)


def test_a_planted_clock_of_greenwich_is_heard(tmp_path: Path) -> None:
    with house(tmp_path / "data", by_greenwich) as built:
        wrong, asked = times_told(two_behind(built), ["CommitmentIntent", "HardTalkPlanIntent"])
    assert wrong != []
    assert asked == 0


def test_a_promise_under_a_name_waits_for_the_city_and_is_taken_down_by_its_clock(nowhere: Application) -> None:
    echo = as_mara(two_behind(nowhere))
    assert echo.say("CommitmentIntent", commitment="water the quillonias by nine").words == CITY
    assert "quillonia" not in json.dumps(echo.answer)
    said = echo.say("ScheduleZoneIntent", city="Europe/Paris").words
    assert said == "Okay, nine o'clock this evening. Is that right?"
    # The clock holds for what is said in this session; another is asked again, and no row knows of it.
    assert echo.say("TimeIntent", time="22:00").words == "Okay, now it's ten o'clock tonight. Is that right?"
    mara, [promise] = kept(nowhere)
    assert (promise.state, promise.due_at) == (CommitmentState.CLAIMED, NOW.replace(hour=21))
    assert (mara.zone, mara.sealed_wish) == (NEW_YORK, None)
    assert as_mara(echo).say("CommitmentIntent", commitment="call the plumber by nine").words == CITY


def test_a_city_that_is_not_known_is_asked_for_again_and_a_no_lets_the_wish_go(nowhere: Application) -> None:
    echo = as_mara(two_behind(nowhere))
    echo.say("CommitmentIntent", commitment="water the quillonias by nine")
    assert echo.say("ScheduleZoneIntent").words == f"I don't know that city. {CITY}"
    assert echo.say(NO).words.startswith("That's fine. Without a city I don't know what time it is where you are")
    assert kept(nowhere)[1] == []


def test_a_voice_that_is_known_by_now_answers_for_its_own_city(nowhere: Application) -> None:
    echo = as_mara(two_behind(nowhere))
    echo.say("CommitmentIntent", commitment="water the quillonias by nine")
    echo.as_voice("amzn1.ask.person.MARA").say("ScheduleZoneIntent", city="Europe/Paris")
    mara, promises = kept(nowhere)
    assert (mara.zone, promises) == ("Europe/Paris", [])
