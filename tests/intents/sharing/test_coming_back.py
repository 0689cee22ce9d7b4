"""Coming back after leaving: one fresh invitation by either, and nothing that tells whether the other one has left."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.echo import NO, YES, Echo, link
from support.local_speaker import Heard, LocalSpeakerApp
from support.two_people import ALONE, Two, two_in, worlds_of_two
from support.two_worlds import answers

from intents.dialog.turn import Reply, Turn
from intents.identity import linking
from intents.router import answer
from skill.storage.unit_of_work import UnitOfWork

Act = Callable[[Two], object]
BEGIN = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
YOUR_SIDE = (
    "Your side stands as you left it. A new invitation can be made at any time, and this is one. Here's your code: "
)
STANDS = "You linked here, and your side stands as you left it. A new invitation can be made at any time."
STATE_LEFT = "You left, and nothing of yours is shared."
STATE_NONE = "You aren't linked with anyone here."
YOU_LEFT = "You left, so nothing is shared. To come back, one of you can invite the other again."
SHE_DOES: dict[str, Act] = {
    "shares nothing": lambda two: None,
    "leaves": lambda two: two.act(two.mara, "LinkingLeaveIntent"),
    "leaves for good": lambda two: two.act(two.mara, "LinkingEndIntent", pin=True),
    "mutes": lambda two: two.act(two.mara, "ScheduleStopIntent"),
    "stops sharing": lambda two: two.act(two.mara, "SharingStopIntent"),
}
SHARES = (
    "SharingDayIntent",
    "SharingWordIntent",
    "SharingStandingIntent",
    "SharingCommitmentIntent",
    "SharingKeptIntent",
)


def invites(two: Two, echo: Echo) -> Heard:
    """Let one invite the other, alone and without fear."""
    two.act(echo, "LinkingInviteIntent")
    echo.say(ALONE)
    return echo.say(NO)


def state(two: Two, echo: Echo) -> str:
    """Return what somebody hears who asks, alone, whether there is a link."""
    return two.ask(echo, "LinkingStateIntent").words


def what_he_hears(two: Two, act: str) -> Iterator[object]:
    """Let her act; yield all that Jonas is sent when he asks, invites, shares and lists."""
    SHE_DOES[act](two)
    yield from two.whole()
    for wish in ("LinkingStateIntent", "LinkingConfirmIntent", "LinkingHelpIntent"):
        yield from answers(two.jonas, wish, ALONE)
    yield from answers(two.jonas, "LinkingInviteIntent", ALONE, NO)
    yield from answers(two.jonas, "CheckInIntent", YES, mood="sad")
    for wish in SHARES:
        two.later(timedelta(seconds=5))
        two.act(two.jonas, wish, pin=True)
        yield two.jonas.answer
    yield from two.whole()


WORLDS = worlds_of_two(BEGIN, what_he_hears)


@pytest.mark.parametrize("act", [one for one in SHE_DOES if one != "shares nothing"])
def test_whoever_was_left_hears_the_same_to_the_byte_whatever_the_other_one_did(act: str) -> None:
    assert any(YOUR_SIDE in one for one in WORLDS.sent("shares nothing")), "unless he is linked, this proves nothing"
    assert WORLDS.difference("shares nothing", act) is None


def test_a_planted_invitation_that_tells_an_open_link_from_one_that_was_left_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Planted: the invitation is refused while the link is open, as it was, and given once the other one has left."""
    as_it_is = linking._invite

    def while_open(turn: Turn, work: UnitOfWork) -> Reply:
        couple = work.couples.of(turn.person)
        is_open = couple is not None and couple.is_open
        return turn.tell("You are linked already.") if is_open else as_it_is(turn, work)

    monkeypatch.setattr(linking, "_invite", while_open)
    assert worlds_of_two(BEGIN, what_he_hears).difference("shares nothing", "leaves") is not None


def test_a_planted_state_that_looks_at_both_sides_is_caught() -> None:
    """Planted: "am I linked" affirms a link that is open on both sides alone."""

    def hears(turn: Turn, work: UnitOfWork) -> Reply:
        reply = answer(turn, work)
        couple = work.couples.of(turn.person) if "your side stands" in reply.speech else None
        return replace(reply, speech="You are linked.") if couple is not None and couple.is_open else reply

    assert worlds_of_two(BEGIN, what_he_hears, hears).difference("shares nothing", "leaves") is not None


def test_each_hears_where_the_own_side_stands(app: LocalSpeakerApp) -> None:
    two = two_in(app)
    assert state(two, two.mara).startswith(STANDS)
    assert state(two, two.nora).startswith(STATE_NONE)
    two.act(two.mara, "LinkingLeaveIntent")
    assert state(two, two.mara).startswith(STATE_LEFT)
    assert state(two, two.jonas).startswith(STANDS), "the one who was left hears nothing that tells"
    two.act(two.mara, "LinkingEndIntent", pin=True)
    assert state(two, two.mara).startswith(STATE_NONE)
    assert state(two, two.jonas).startswith(STANDS)


def test_where_the_own_side_stands_is_told_to_nobody_in_company(app: LocalSpeakerApp) -> None:
    two = two_in(app)
    two.act(two.mara, "LinkingStateIntent")
    assert two.mara.say("RoomCompanyIntent").words == "I have nothing to tell you right now."


def test_whoever_left_hears_the_way_back_and_either_can_take_it(app: LocalSpeakerApp) -> None:
    two = two_in(app)
    for inviter, invitee in ((two.mara, two.jonas), (two.jonas, two.mara)):
        two.act(two.mara, "LinkingLeaveIntent")
        two.sad()
        assert two.act(two.mara, "SharingDayIntent", pin=True).words == YOU_LEFT
        link(inviter, invitee)
        two.sad()
        assert two.act(two.mara, "SharingDayIntent", pin=True).words.startswith("Okay, shared: a heavy day.")
        assert two.ask().words.endswith("a heavy day.")


def test_whoever_never_linked_hears_that_and_no_way_back(app: LocalSpeakerApp) -> None:
    two = two_in(app)
    two.act(two.nora, "CheckInIntent", mood="sad")
    two.nora.say(YES)
    assert two.act(two.nora, "SharingDayIntent", pin=True).words == (
        "You're not linked with anyone, so nothing is shared."
    )
    assert invites(two, two.nora).words.startswith("Here's your code: ")


def after_linking_anew(two: Two, act: str) -> Iterator[object]:
    """Let Jonas share before she acts, link anew by his invitation, and yield what he hears of his shares then."""
    two.act(two.jonas, "SharingStandingIntent", pin=True)
    two.jonas.hang_up()
    SHE_DOES[act](two)
    link(two.jonas, two.mara)
    yield from two.whole()


def test_linking_anew_begins_with_nothing_shared_and_does_not_tell_whether_she_had_left() -> None:
    worlds = worlds_of_two(BEGIN, after_linking_anew)
    assert any("You're not sharing anything." in one for one in worlds.sent("shares nothing"))
    assert worlds.difference("shares nothing", "leaves") is None


def test_a_link_with_somebody_else_is_none_by_a_fresh_code(app: LocalSpeakerApp) -> None:
    two = two_in(app)
    two.act(two.mara, "LinkingLeaveIntent")
    two.mara.hang_up()
    assert two.nora.say_code(*two.mara.invite()).words.startswith("Thanks. Now the person")
    two.act(two.mara, "LinkingConfirmIntent")
    assert two.mara.say(YES).words == "I have nothing to tell you right now."
