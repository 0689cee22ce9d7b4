"""Private words on an Echo: Alexa asks for its voice PIN, and only that person's own voice opens them, alone."""

import json
from typing import Any

import pytest
from support.echo import YES, Echo
from support.local_speaker import Heard, LocalSpeakerApp

MARA, JONAS, GUEST = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS", "amzn1.ask.person.GUEST"
POLICY = {"level": 400, "customPolicy": {"policyName": "VOICE_PIN"}}
SECRET = "I saw the letters"
NOTHING = Heard("I have nothing to tell you right now.", False)
ALONE_OR_NOT = Heard("Just you, or is someone there?", True)


@pytest.fixture
def echo(app: LocalSpeakerApp) -> Echo:
    """An Echo where Mara lives, whose voice Alexa recognises; she has kept words."""
    one = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now, voice=MARA)
    one.move_in("Mara")
    one.say("PrivateWordsKeepIntent", words=SECRET)
    one.say("KeepIntent")
    return one


def connection(echo: Echo) -> dict[str, Any]:
    """Return the task that the last answer hands to Alexa."""
    [directive] = echo.answer["response"]["directives"]
    assert "shouldEndSession" not in echo.answer["response"]
    assert "outputSpeech" not in echo.answer["response"]
    return dict(directive)


def ask(echo: Echo, room: str = "RoomAloneIntent") -> Heard:
    """Ask for the last words, and say who is there."""
    assert echo.say("PrivateWordsReadIntent") == ALONE_OR_NOT
    return echo.say(room)


def come_back(echo: Echo, status: str = "ACHIEVED", *, token: str = "", level: int = 400) -> Heard:
    """Let Alexa come back from asking for the PIN."""
    told = echo.answer["response"].get("directives") or [{"token": token}]
    cause = {"type": "ConnectionCompleted", "token": token or told[0]["token"], "result": {"status": status}}
    return echo.resume(cause, level=level)


def test_alexa_is_asked_for_the_pin_and_then_they_are_read(echo: Echo) -> None:
    assert ask(echo) == Heard("", False)
    assert connection(echo) == {
        "type": "Connections.StartConnection",
        "uri": "connection://AMAZON.VerifyPerson/2",
        "onCompletion": "RESUME_SESSION",
        "token": "verify|PrivateWordsReadIntent|alone",
        "input": {
            "requestedAuthenticationConfidenceLevel": {"level": 400, "customPolicy": {"policyName": "VOICE_PIN"}}
        },
    }
    assert come_back(echo) == Heard(SECRET, False)
    assert ask(echo) == Heard("", False), "it counts for that turn"


def test_it_sounds_the_same_where_nothing_is_kept(app: LocalSpeakerApp, echo: Echo) -> None:
    nora = Echo(echo.hear, echo.now, "amzn1.ask.account.NORA", GUEST, device="amzn1.ask.device.NORA")
    nora.move_in("Nora")
    assert ask(nora) == ask(echo)
    assert nora.answer == echo.answer
    assert come_back(nora) == NOTHING
    assert come_back(echo, "NOT_ACHIEVED", level=300) == NOTHING


def test_in_company_the_pin_is_not_even_asked_for(echo: Echo) -> None:
    assert ask(echo, "RoomCompanyIntent") == NOTHING


@pytest.mark.parametrize("status", ["NOT_ACHIEVED", "ACHIEVED", "", "?"])
def test_what_alexa_says_of_it_opens_nothing_without_its_confidence(echo: Echo, status: str) -> None:
    ask(echo)
    assert come_back(echo, status, level=300) == NOTHING


def test_without_a_voice_code_it_is_said_where_to_switch_it_on(echo: Echo) -> None:
    ask(echo)
    assert come_back(echo, "NOT_ENABLED", level=300).words.startswith("For that, Alexa needs a PIN for your voice.")


@pytest.mark.parametrize("voice", [GUEST, None])
def test_the_pin_of_another_voice_opens_nothing(echo: Echo, voice: str | None) -> None:
    ask(echo)
    assert come_back(echo.as_voice(voice)) == NOTHING


def test_a_partner_who_moved_in_opens_his_own_and_not_hers(echo: Echo) -> None:
    echo.as_voice(JONAS).move_in_beside("Jonas")
    ask(echo)
    assert come_back(echo) == NOTHING


def test_where_no_voice_is_recognised_on_an_account_of_one_the_pin_is_asked_for(echo: Echo) -> None:
    ask(echo.as_voice(None))
    assert connection(echo)["uri"].endswith("VerifyPerson/2")
    assert come_back(echo.as_voice(MARA)) == Heard(SECRET, False)


@pytest.mark.parametrize(
    "token", ["", "verify", "verify|PrivateWordsReadIntent", "verify||alone", "verify|Nothing|alone", "x|y"]
)
def test_a_token_that_is_none_of_ours_opens_nothing(echo: Echo, token: str) -> None:
    assert SECRET not in come_back(echo, token=token or "|").words


def test_leaving_for_good_asks_for_the_pin_as_well(echo: Echo) -> None:
    assert echo.say("LinkingEndIntent") == Heard("", False)
    assert connection(echo)["token"] == "verify|LinkingEndIntent|unknown"
    assert come_back(echo).words == "It's ended for good. I don't tell anyone."


def test_a_yes_where_it_is_asked_who_is_there_counts_as_company(echo: Echo) -> None:
    assert ask(echo, YES) == Heard("I have nothing to tell you right now.", False)
