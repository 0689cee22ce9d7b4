"""Mara and Jonas through signed requests: one account with two voices, one alone, two accounts, two speakers."""

from collections.abc import Callable
from datetime import datetime

import pytest
from support.echo import NO, YES, Echo
from support.fake_alexa import GOOD, SKILL, Door, letter
from support.local_speaker import NEEDS_PIN

from skill.storage.local_pin import Pins
from skill.storage.pin_proof import DatabasePinProof

MARA, JONAS = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS"
BOOK = "bring the book by seven tomorrow evening"
CONFIRMS = "Thank you. Now the one who invited you confirms it."
NOTHING = "Nothing for now."

Signed = Callable[..., Echo]


@pytest.fixture
def signed(door: Door, now: datetime) -> Signed:
    """An Echo, or a local speaker, whose requests are signed as Amazon signs them."""

    def of(account: str, voice: str | None = None, device: str = "amzn1.ask.device.KITCHEN") -> Echo:
        def hear(body: bytes) -> object:
            answer = door.send(letter(body, GOOD))
            assert answer.status_code == 200
            return answer.json()

        account = f"{account}.{now:%d%H%M%S}"
        return Echo(hear, door.application.clock.now, account, voice, skill=SKILL, device=device)  # type: ignore[arg-type]

    return of


def move_in_beside(echo: Echo, name: str) -> None:
    """Let a second person move in by voice."""
    echo.say("WhoNewIntent")
    assert "voice history" in echo.say("OnboardingNameIntent", name=name).words
    echo.settle()
    echo.hang_up()


def confirm(echo: Echo, name: str) -> str:
    """Confirm what was said, by the one who invited."""
    asked = echo.say("LinkingConfirmIntent").words
    assert asked == f"Your code was said by {name}. Is that the one you invited?"
    return echo.say(YES).words


def test_on_one_account_with_two_voices_they_link_and_each_hears_only_its_own(signed: Signed) -> None:
    echo = signed("amzn1.ask.account.KITCHEN", MARA)
    echo.move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    echo.hang_up()
    move_in_beside(echo.as_voice(JONAS), "Jonas")
    code = echo.as_voice(MARA).invite()
    assert echo.as_voice(JONAS).say_code(*code).words == CONFIRMS
    assert echo.say("LinkingConfirmIntent").words == NOTHING, "Jonas confirms nothing in her place"
    assert confirm(echo.as_voice(MARA), "Jonas").startswith("You two are linked now.")
    for voice, hears in ((MARA, True), (JONAS, False)):
        echo.as_voice(voice).say("CommitmentListIntent")
        assert ("book" in echo.say("RoomAloneIntent").words) == hears
        echo.hang_up()


def test_where_only_the_account_is_known_they_write_by_name_and_cannot_link(signed: Signed) -> None:
    echo = signed("amzn1.ask.account.PLAIN")
    echo.move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    echo.hang_up()
    move_in_beside(echo, "Jonas")
    assert echo.open().words.startswith("I do not know yet who is speaking.")
    for name in ("Mara", "Jonas"):
        echo.hang_up()
        assert echo.say("WhoNameIntent", name=name).words == f"Hello, {name}. What would you like?"
        assert echo.say("CheckInIntent", mood="hurt").words.startswith("Thank you.")
        for wish in ("LinkingInviteIntent", "CommitmentListIntent", "PrivateWordsReadIntent"):
            echo.hang_up()
            echo.say("WhoNameIntent", name=name)
            assert echo.say(wish).words == NOTHING
        echo.hang_up()
        echo.say("WhoNameIntent", name=name)
        assert echo.say("LinkingLeaveIntent").words.startswith("Okay. Nothing is shared or rings under that name now.")


def test_on_two_accounts_they_link(signed: Signed) -> None:
    mara, jonas = signed("amzn1.ask.account.MARA"), signed("amzn1.ask.account.JONAS")
    mara.move_in("Mara")
    jonas.move_in("Jonas")
    assert jonas.say_code(*mara.invite()).words == CONFIRMS
    assert confirm(mara, "Jonas").startswith("You two are linked now.")


def test_on_a_local_speaker_each_they_link(signed: Signed) -> None:
    mara = signed("local-speaker.hers.", device="local-speaker.hers")
    jonas = signed("local-speaker.his.", device="local-speaker.his")
    mara.move_in("Mara")
    jonas.move_in("Jonas")
    assert jonas.say_code(*mara.invite()).words == CONFIRMS
    assert confirm(mara, "Jonas").startswith("You two are linked now.")


def test_on_one_local_speaker_a_name_links_nobody_and_the_pin_of_each_does(door: Door, signed: Signed) -> None:
    names = [signed(f"local-speaker.one.{name}", device="local-speaker.one") for name in ("mara", "jonas")]
    pins = Pins(door.application.database)
    for echo, name in zip(names, ("Mara", "Jonas"), strict=True):
        echo.move_in(name)
    mara, jonas = names
    assert mara.say("LinkingInviteIntent").words == NEEDS_PIN
    for echo in names:
        pins.set(echo.account, "4711")

    def give_pin(echo: Echo) -> Echo:
        echo.hang_up()
        proving = DatabasePinProof(
            door.application.database, door.application.handler.windows, door.application.clock, device_id=echo.device
        )
        echo.window = proving.prove(echo.account, "4711", None) or ""
        return echo

    code = give_pin(mara).invite()
    assert give_pin(jonas).say_code(*code).words == CONFIRMS
    assert confirm(give_pin(mara), "Jonas").startswith("You two are linked now.")


def test_the_pin_of_the_account_opens_her_words_through_a_signed_answer_of_alexa(signed: Signed) -> None:
    echo = signed("amzn1.ask.account.WORDS", MARA)
    echo.move_in("Mara")
    echo.say("PrivateWordsKeepIntent", words="I saw the letters")
    echo.say("KeepIntent")
    echo.say("PrivateWordsReadIntent")
    echo.say("RoomAloneIntent")
    [task] = echo.answer["response"]["directives"]
    resumed = {"type": "ConnectionCompleted", "token": task["token"], "result": {"status": "ACHIEVED"}}
    assert echo.resume(resumed, level=400).words == "I saw the letters"
    assert echo.resume(resumed, level=300).words == NOTHING


def test_a_key_from_a_sure_door_leads_back_after_the_ids_have_changed(signed: Signed) -> None:
    old = signed("amzn1.ask.account.OLD", MARA)
    old.move_in("Mara")
    old.say("CommitmentIntent", commitment=BOOK)
    old.hang_up()
    old.level = 400
    old.say("RecoveryCodeGiveIntent")
    key = old.key_in(old.say("RoomAloneIntent").words)
    new = signed("amzn1.ask.account.NEW", "amzn1.ask.person.MARA-AGAIN")
    assert new.say("RecoveryCodeSayIntent", first="1111", second="1111").words.startswith("That code does not work.")
    assert new.say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words.startswith("Thank you. This is a way in")
    new.say("CommitmentListIntent")
    assert "bring the book" in new.say("RoomAloneIntent").words
    thief = signed("amzn1.ask.account.THIEF")
    assert thief.say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words.startswith("That code does not work.")


def test_a_key_needs_the_pin_and_links_nobody(signed: Signed) -> None:
    mara, jonas = signed("amzn1.ask.account.SURE", MARA), signed("amzn1.ask.account.NOT")
    mara.move_in("Mara")
    jonas.move_in("Jonas")
    mara.say("RecoveryCodeGiveIntent")
    assert mara.say("RoomAloneIntent").words == "", "Alexa asks for the PIN first"
    assert jonas.say("RecoveryCodeGiveIntent").words == "Are you alone, or in company?"
    mara.level = 400
    mara.hang_up()
    mara.say("RecoveryCodeGiveIntent")
    key = mara.key_in(mara.say("RoomAloneIntent").words)
    assert jonas.say_code(*key, fear=NO).words.startswith("That code does not work.")
