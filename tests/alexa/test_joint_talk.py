"""A talk of two through signed requests: on one account with two voices, and on two accounts."""

from collections.abc import Callable
from datetime import datetime

import pytest
from support.echo import YES, Echo
from support.fake_alexa import GOOD, SKILL, Door, letter

MARA, JONAS = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS"
PROPOSAL = "tomorrow at seven in the evening about the summer"
PLANNED = "Your planned talk is at seven o'clock tomorrow evening, for thirty minutes."
NOTHING = "Nothing for now."


@pytest.fixture
def signed(door: Door, now: datetime) -> Callable[..., Echo]:
    """An Echo whose requests are signed as Amazon signs them."""

    def of(account: str, voice: str) -> Echo:
        def hear(body: bytes) -> object:
            answer = door.send(letter(body, GOOD))
            assert answer.status_code == 200
            return answer.json()

        account = f"{account}.{now:%d%H%M%S}"
        return Echo(hear, door.application.clock.now, account, voice, skill=SKILL)  # type: ignore[arg-type]

    return of


def linked(signed: Callable[..., Echo], *, is_one_account: bool) -> tuple[Echo, Echo]:
    """Mara and Jonas, linked, each with the own voice."""
    names = ("TALK.ONE", "TALK.ONE") if is_one_account else ("TALK.HERS", "TALK.HIS")
    mara, jonas = signed(names[0], MARA), signed(names[1], JONAS)
    mara.move_in("Mara")
    if is_one_account:
        jonas.say("WhoNewIntent")
        jonas.say("OnboardingNameIntent", name="Jonas")
        jonas.settle()
    else:
        jonas.move_in("Jonas")
    jonas.hang_up()
    jonas.say_code(*mara.invite())
    mara.hang_up()
    mara.say("LinkingConfirmIntent")
    assert mara.say(YES).words.startswith("You two are linked now.")
    mara.hang_up()
    jonas.hang_up()
    return mara, jonas


@pytest.mark.parametrize("is_one_account", [True, False], ids=["one account", "two accounts"])
def test_each_proposes_hears_and_agrees_with_the_own_voice_alone(
    signed: Callable[..., Echo], *, is_one_account: bool
) -> None:
    mara, jonas = linked(signed, is_one_account=is_one_account)
    assert mara.say("JointTalkProposeIntent", plan=PROPOSAL).words.startswith("Proposed for seven o'clock tomorrow")
    mara.say(YES)
    for stranger in (None, "amzn1.ask.person.GUEST"):
        jonas.as_voice(stranger).say("JointTalkProposedIntent")
        assert "proposed" not in jonas.say("RoomAloneIntent").words
        jonas.hang_up()
    jonas.as_voice(JONAS).say("JointTalkProposedIntent")
    assert jonas.say("RoomAloneIntent").words.startswith("Something is proposed for seven o'clock tomorrow evening")
    assert jonas.as_voice(MARA).say(YES).words != "", "her voice takes over nothing of his session"
    mara.say("HardTalkListIntent")
    assert mara.say("RoomAloneIntent").words == NOTHING
    jonas.as_voice(JONAS).hang_up()
    jonas.say("JointTalkProposedIntent")
    jonas.say("RoomAloneIntent")
    assert jonas.say(YES).words.startswith("Then it is planned for seven o'clock tomorrow evening.")
    for echo, words in ((mara, f"{PLANNED} It is about: the summer."), (jonas, PLANNED)):
        echo.hang_up()
        echo.say("HardTalkListIntent")
        assert echo.say("RoomAloneIntent").words == words
    mara.hang_up()
    mara.say("LinkingLeaveIntent")
    jonas.hang_up()
    jonas.say("HardTalkListIntent")
    assert jonas.say("RoomAloneIntent").words == NOTHING
