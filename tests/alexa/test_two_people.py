"""Mara and Jonas through signed requests: on one account with two voices, on two, by name alone, on one speaker."""

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
CONFIRMS = "Thanks. Now the person who invited you has to confirm."
NOTHING = "I have nothing to tell you right now."
FOR_A_VOICE = ("LinkingInviteIntent", "CommitmentListIntent", "PrivateWordsReadIntent")
SHARING = ("SharingHearIntent", "SharingDayIntent", "SharingListIntent")
PROPOSAL = "tomorrow at seven in the evening about the summer"
PLANNED = "You have a talk at seven o'clock tomorrow evening, for thirty minutes."

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
    assert asked == f"{name} said your code. Is that who you invited?"
    return echo.say(YES).words


def heard(echo: Echo, wish: str) -> str:
    """Return what is heard of a wish that is asked alone, in a session of its own."""
    echo.hang_up()
    echo.say(wish)
    told = echo.say("RoomAloneIntent").words
    echo.hang_up()
    return told


@pytest.mark.parametrize("is_one_account", [True, False], ids=["one account", "two accounts"])
def test_two_people_link_share_a_day_and_plan_a_talk_each_with_the_own_voice(
    signed: Signed, *, is_one_account: bool
) -> None:
    mara = signed("amzn1.ask.account.HERS", MARA)
    jonas = signed("amzn1.ask.account.HERS" if is_one_account else "amzn1.ask.account.HIS", JONAS)
    mara.move_in("Mara")
    mara.say("CommitmentIntent", commitment=BOOK)
    mara.hang_up()
    if is_one_account:
        move_in_beside(jonas, "Jonas")
    else:
        jonas.move_in("Jonas")
    assert jonas.say_code(*mara.invite()).words == CONFIRMS
    assert jonas.say("LinkingConfirmIntent").words == NOTHING, "Jonas confirms nothing in her place"
    assert confirm(mara, "Jonas").startswith("You two are linked.")
    assert ["book" in heard(one, "CommitmentListIntent") for one in (mara, jonas)] == [True, False]
    hears_of_a_day(mara, jonas)
    plan_a_talk(mara, jonas)
    mara.say("LinkingLeaveIntent")
    mara.hang_up()
    assert NOTHING in heard(jonas, "SharingHearIntent")
    assert heard(jonas, "HardTalkListIntent") == NOTHING


def hears_of_a_day(mara: Echo, jonas: Echo) -> None:
    """She says how she is and shares the kind of day, which he hears once it is shared."""
    before = heard(jonas, "SharingHearIntent")
    assert NOTHING in before
    mara.say("CheckInIntent", mood="sad")
    mara.say(YES)
    mara.hang_up()
    assert heard(jonas, "SharingHearIntent") == before, "what she says is hers until she shares it"
    mara.level = 400
    assert mara.say("SharingDayIntent").words.startswith("Okay, shared")
    mara.level = 300
    assert heard(jonas, "SharingHearIntent") != before


def plan_a_talk(mara: Echo, jonas: Echo) -> None:
    """She proposes a talk; he hears it and agrees with his own voice alone, and hears no word of what it is about."""
    mara.hang_up()
    assert mara.say("JointTalkProposeIntent", plan=PROPOSAL).words.startswith(
        "Okay, I'll propose seven o'clock tomorrow"
    )
    mara.say(YES)
    for stranger in (None, "amzn1.ask.person.GUEST"):
        assert "proposed" not in heard(jonas.as_voice(stranger), "JointTalkProposedIntent")
    jonas.as_voice(JONAS).say("JointTalkProposedIntent")
    assert jonas.say("RoomAloneIntent").words.startswith("There's a talk proposed for seven o'clock tomorrow evening")
    assert jonas.as_voice(MARA).say(YES).words != "", "her voice takes over nothing of his session"
    assert heard(mara, "HardTalkListIntent") == NOTHING
    jonas.as_voice(JONAS).hang_up()
    jonas.say("JointTalkProposedIntent")
    jonas.say("RoomAloneIntent")
    assert jonas.say(YES).words.startswith("Okay, it's planned for seven o'clock tomorrow evening.")
    assert heard(mara, "HardTalkListIntent") == f"{PLANNED} It's about: the summer."
    assert heard(jonas, "HardTalkListIntent") == PLANNED


def test_where_only_the_account_is_known_they_write_by_name_and_nothing_else(
    signed: Signed,
) -> None:
    echo = signed("amzn1.ask.account.PLAIN")
    echo.move_in("Mara")
    echo.say("CommitmentIntent", commitment=BOOK)
    echo.hang_up()
    move_in_beside(echo, "Jonas")
    assert echo.open().words.startswith("I don't know who this is yet.")
    for name in ("Mara", "Jonas"):
        echo.hang_up()
        assert echo.say("WhoNameIntent", name=name).words == f"Hi, {name}. What would you like?"
        assert echo.say("CheckInIntent", mood="hurt").words.startswith("Sounds like")
        for wish in (*FOR_A_VOICE, *(one for one in SHARING if name == "Jonas")):
            echo.hang_up()
            echo.say("WhoNameIntent", name=name)
            assert echo.say(wish).words == NOTHING
        echo.hang_up()
        echo.say("WhoNameIntent", name=name)
        assert echo.say("LinkingLeaveIntent").words.startswith("Okay. Nothing is shared or rings under that name now.")
    echo.hang_up()
    echo.say("WhoNameIntent", name="Jonas")
    assert echo.say("SharingStopIntent").words == "Okay. Nothing is shared under that name now."


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
    assert confirm(give_pin(mara), "Jonas").startswith("You two are linked.")


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
    assert new.say("RecoveryCodeSayIntent", first="1111", second="1111").words.startswith("That code doesn't work.")
    assert new.say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words.startswith(
        "Thanks. This speaker lets you in"
    )
    new.say("CommitmentListIntent")
    assert "bring the book" in new.say("RoomAloneIntent").words
    thief = signed("amzn1.ask.account.THIEF")
    assert thief.say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words.startswith("That code doesn't work.")


def test_a_key_needs_the_pin_and_links_nobody(signed: Signed) -> None:
    mara, jonas = signed("amzn1.ask.account.SURE", MARA), signed("amzn1.ask.account.NOT")
    mara.move_in("Mara")
    jonas.move_in("Jonas")
    mara.say("RecoveryCodeGiveIntent")
    assert mara.say("RoomAloneIntent").words == "", "Alexa asks for the PIN first"
    assert jonas.say("RecoveryCodeGiveIntent").words == "Just you, or is someone there?"
    mara.level = 400
    mara.hang_up()
    mara.say("RecoveryCodeGiveIntent")
    key = mara.key_in(mara.say("RoomAloneIntent").words)
    assert jonas.say_code(*key, fear=NO).words.startswith("That code doesn't work.")
