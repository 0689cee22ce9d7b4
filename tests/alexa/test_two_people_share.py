"""Sharing through signed requests: on one account with two voices, and on two accounts; by name alone nothing."""

from collections.abc import Callable
from datetime import datetime

import pytest
from support.echo import YES, Echo
from support.fake_alexa import GOOD, SKILL, Door, letter

MARA, JONAS = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS"
NOTHING = "Nothing for now."
Signed = Callable[..., Echo]


@pytest.fixture
def signed(door: Door, now: datetime) -> Signed:
    """An Echo whose requests are signed as Amazon signs them."""

    def of(account: str, voice: str | None = None) -> Echo:
        def hear(body: bytes) -> object:
            answer = door.send(letter(body, GOOD))
            assert answer.status_code == 200
            return answer.json()

        account = f"amzn1.ask.account.{account}.{now:%d%H%M%S}"
        return Echo(hear, door.application.clock.now, account, voice, skill=SKILL)  # type: ignore[arg-type]

    return of


def share_a_day(mara: Echo, jonas: Echo) -> None:
    """Let the two link; she shares the kind of day, he hears it once he is alone; she leaves, and he hears nothing."""
    assert jonas.say_code(*mara.invite()).words.startswith("Thank you. Now")
    mara.say("LinkingConfirmIntent")
    assert mara.say(YES).words.startswith("You two are linked now.")
    before = heard_by(jonas)
    assert NOTHING in before
    mara.say("CheckInIntent", mood="sad")
    mara.say(YES)
    mara.hang_up()
    assert heard_by(jonas) == before, "what she says is hers until she shares it"
    mara.level = 400
    assert mara.say("SharingDayIntent").words.startswith("Shared")
    mara.hang_up()
    assert heard_by(jonas) != before
    mara.say("LinkingLeaveIntent")
    mara.hang_up()
    assert heard_by(jonas) == before


def heard_by(jonas: Echo) -> str:
    """Return what he hears of her, alone."""
    jonas.hang_up()
    jonas.say("SharingHearIntent")
    told = jonas.say("RoomAloneIntent").words
    jonas.hang_up()
    return told


def test_on_two_accounts_a_day_is_heard_while_it_is_shared(signed: Signed) -> None:
    mara, jonas = signed("MARA", MARA), signed("JONAS", JONAS)
    mara.move_in("Mara")
    jonas.move_in("Jonas")
    share_a_day(mara, jonas)


def test_on_one_account_with_two_voices_a_day_is_heard_while_it_is_shared(signed: Signed) -> None:
    mara = signed("KITCHEN", MARA)
    mara.move_in("Mara")
    mara.hang_up()
    jonas = signed("KITCHEN", JONAS)
    jonas.account = mara.account
    jonas.say("WhoNewIntent")
    jonas.say("OnboardingNameIntent", name="Jonas")
    jonas.settle()
    jonas.hang_up()
    share_a_day(mara, jonas)


def test_where_only_the_account_is_known_a_name_hears_and_shares_nothing(signed: Signed) -> None:
    mara = signed("PLAIN")
    mara.move_in("Mara")
    mara.hang_up()
    mara.say("WhoNewIntent")
    mara.say("OnboardingNameIntent", name="Jonas")
    mara.settle()
    for wish in ("SharingHearIntent", "SharingDayIntent", "SharingListIntent"):
        mara.hang_up()
        mara.say("WhoNameIntent", name="Jonas")
        assert mara.say(wish).words == NOTHING
    mara.hang_up()
    mara.say("WhoNameIntent", name="Jonas")
    assert mara.say("SharingStopIntent").words == "Okay. Nothing is shared under that name now."
