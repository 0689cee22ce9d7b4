"""Private words on a real Echo's road: Alexa asks for the voice PIN over signed requests, and brings the wish back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.alexa_app import Kitchen, echo
from support.fake_alexa import ENDPOINTS, MARA, NEW, OLD, Amazon

from skill.clock import StandingClock
from skill.domain.account import Region

VOICE = "amzn1.ask.person.MARA"
SECRET = "I saw the letters"
NOTHING = "I have nothing to tell you right now."


@pytest.fixture
def keeper(clock: StandingClock, amazon: Amazon, tmp_path: Path) -> Iterator[Kitchen]:
    """A kitchen where Alexa knows Mara's voice and its PIN; she has kept words, and was asked for it."""
    with echo(tmp_path / "data", clock, amazon) as opened:
        opened.move_in(voice=VOICE)
        amazon.account(MARA).pin = "1234"
        opened.say("PrivateWordsKeepIntent", words=SECRET)
        opened.say("KeepIntent")
        wish(opened)
        yield opened
        assert amazon.complaints == []


def wish(at: Kitchen) -> None:
    """Ask for the last words, alone, until Alexa asks for the PIN."""
    assert at.say("PrivateWordsReadIntent") == "Just you, or is someone there?"
    said = at.amazon.say(MARA, "RoomAloneIntent")
    assert (said.asks_pin, said.ssml) == (True, "")


def test_the_pin_opens_the_words_that_were_wished_for(keeper: Kitchen) -> None:
    assert keeper.words(keeper.amazon.answer_pin(MARA, "4321", "1234")) == SECRET
    wish(keeper)  # it counted for that once
    assert keeper.words(keeper.amazon.answer_pin(MARA)) == NOTHING


@pytest.mark.parametrize("said", [["4321", "0000", "1111", "1234"], []])
def test_a_wrong_pin_or_silence_opens_nothing(keeper: Kitchen, said: list[str]) -> None:
    assert keeper.words(keeper.amazon.answer_pin(MARA, *said)) == NOTHING
    assert keeper.amazon.account(MARA).session is None


def test_a_voice_without_a_pin_hears_where_to_switch_it_on(keeper: Kitchen) -> None:
    keeper.amazon.account(MARA).pin = None
    assert "a PIN for your voice" in keeper.words(keeper.amazon.answer_pin(MARA, "1234"))


def test_another_voice_that_gives_its_own_pin_opens_nothing(keeper: Kitchen) -> None:
    keeper.amazon.account(MARA).person = "amzn1.ask.person.NORA"
    assert keeper.words(keeper.amazon.answer_pin(MARA, "1234")) == NOTHING


def test_whoever_speaks_of_something_else_is_heard_and_the_words_stay_closed(keeper: Kitchen) -> None:
    assert SECRET not in keeper.say("CheckInIntent", mood="hurt")
    wish(keeper)


@pytest.mark.parametrize(
    ("endpoint", "region"),
    [
        (ENDPOINTS["EU"][0], Region.EUROPE),
        (ENDPOINTS["FE"][0], Region.FAR_EAST),
        (ENDPOINTS["FE"][1], Region.FAR_EAST),
    ],
)
def test_an_account_of_another_region_is_kept_there_and_its_evening_rings(
    mara: Kitchen, endpoint: str, region: Region
) -> None:
    mara.amazon.account(MARA).endpoint = endpoint
    mara.amazon.consent(MARA)
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.say("ScheduleEveningIntent", time="21:00")
    assert mara.wait(days=1) == ["2026-10-29 21:00 Your evening minute."]
    with mara.application.database.work() as work:
        kept = work.accounts.get(MARA)
        assert kept is not None
        assert kept.region is region


@pytest.mark.parametrize(("headers", "status"), [((OLD, NEW), 200), ((NEW,), 200), ((OLD,), 400)])
def test_only_the_newer_of_amazon_s_two_signatures_is_believed(
    mara: Kitchen, amazon: Amazon, headers: tuple[str, ...], status: int
) -> None:
    amazon.cloud.signed_with = headers
    assert amazon.open(MARA).status == status
