"""On one account, a no of one to Alexa's ringing is no no of the other."""

import json
from typing import Any

from support.echo import Echo
from support.local_speaker import LocalSpeakerApp

from intents.alexa.handler import SkillHandler
from intents.dialog.defaults import Defaults
from intents.dialog.turn import Reply, Turn
from intents.router import answer
from skill.alexa.api.endpoints import ApiEndpoints
from skill.domain.account import Region
from skill.domain.person import Person
from skill.speech.catalog import Catalog
from skill.storage.unit_of_work import UnitOfWork

MARA, JONAS = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS"
ASKED, DECLINED = "Should it do that", "That's fine. I won't ask again for a while."


class RingingEcho(Echo):
    """An Echo whose requests let us ask Amazon to ring."""

    def send(self, request: dict[str, Any]) -> Any:
        """Send a request with what an Echo adds to it."""
        request["context"]["System"] |= {"apiEndpoint": "https://api.amazonalexa.com", "apiAccessToken": "token"}
        return super().send(request)


def both(app: LocalSpeakerApp, hears: Any = answer) -> RingingEcho:
    """Let Mara and Jonas live on one account, each with a known voice."""
    addresses = ApiEndpoints(None, dict.fromkeys(Region, "https://api.amazonalexa.com"))
    home = Defaults("America/New_York", None, 7500, addresses)
    voice = SkillHandler(
        app.application.database, Catalog.load(), app.clock, answer=hears, defaults=home, skill_id=None
    )
    echo = RingingEcho(lambda body: voice.hear_batch([json.loads(body)])[0], app.clock.now, voice=MARA)
    echo.move_in("Mara")
    echo.as_voice(JONAS).move_in_beside("Jonas")
    echo.hang_up()
    return echo


def hears_of_it(echo: RingingEcho, voice: str, time: str) -> bool:
    """Set an evening time as this voice; is it offered that Alexa rings?"""
    echo.as_voice(voice).hang_up()
    return ASKED in echo.say("ScheduleEveningIntent", time=time).words


def test_her_no_silences_the_offer_for_her_alone(app: LocalSpeakerApp) -> None:
    echo = both(app)
    assert hears_of_it(echo, MARA, "20:30")
    assert echo.say("AMAZON.NoIntent").words == DECLINED
    assert not hears_of_it(echo, MARA, "20:40")
    assert hears_of_it(echo, JONAS, "21:00")


def test_a_no_that_counts_for_the_whole_account_is_noticed(app: LocalSpeakerApp) -> None:
    def for_everybody(turn: Turn, work: UnitOfWork) -> Reply:
        """Planted: a no is kept for everybody behind the account."""
        replied = answer(turn, work)
        behind: list[Person] = [one.person for one in work.people.at(turn.ids.user_id)]
        latest = max((one.declined_at for one in behind if one.declined_at is not None), default=None)
        for one in behind:
            one.declined_at = latest
        return replied

    echo = both(app, for_everybody)
    assert hears_of_it(echo, MARA, "20:30")
    echo.say("AMAZON.NoIntent")
    assert not hears_of_it(echo, JONAS, "21:00")
