"""Where nobody knows where a person's clock stands, no time of day is ever said: the city is asked for first."""

import json
import re

from rules.test_first_word import INTENTS, plausible
from support.echo import NO, YES, Echo
from support.local_speaker import LocalSpeakerApp

from intents.dialog.intent_names import ELICIT_CITY

TIME = re.compile(r"o'clock|half past|quarter (?:past|to)|\bnoon\b|midnight|on (?:\w+)day\b")
"""Words for a clock time or a weekday; "tonight" and "tomorrow" also stand in questions that know no clock."""
NO_TIME_OF_DAY = re.compile(r"(?:Say:|You could say|for instance)[^.?!]*")
"""Examples of what one may say."""
CITY = "Which larger city has the same clock as you?"


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
        for answer in ("RoomAloneIntent", YES):
            if echo.attributes and CITY not in heard[-1]:
                heard.append(echo.say(answer).words)
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
    assert said.startswith("It is quiet from half past ten at night until six o'clock in the morning.")
