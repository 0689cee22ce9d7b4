"""Two worlds: whatever Mara does with what is hers, Jonas is sent the same bytes; every planted leak is caught."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from slow.proof.faulty_turns import a_voice_is_a_pin, every_voice_counts, everybody_is_alone
from sqlalchemy import delete, select
from support.echo import NO, YES
from support.local_speaker import LocalSpeakerApp
from support.sampling import slow_but
from support.sql import sql
from support.two_people import ALONE, Two, two_in, worlds_of_two
from support.two_worlds import Worlds

from intents.alexa.turn_handler import Router
from intents.dialog.questions import AskedAnswer
from intents.dialog.turn import Reply, Turn
from intents.identity.questions import AskedWhoIsThere
from intents.router import answer
from intents.sharing.questions import AskedShareNewTime
from skill.domain.checkin import CheckIn
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.share import Share, ShareKind, ShareLevel
from skill.storage.unit_of_work import UnitOfWork

BEGIN = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
ASKED_AT = BEGIN + timedelta(days=3)
"""When Jonas asks, in every world: a promise for the third evening is still to come."""
Act = Callable[[Two], object]


def says(*wishes: str, pin: bool = False) -> Act:
    """Return what Mara says, each in a session of its own."""
    return lambda two: [two.act(two.mara, wish, pin=pin) for wish in wishes]


def shares(*wishes: str) -> Act:
    """Return what she says with her PIN."""
    return says(*wishes, pin=True)


def does(*acts: Act) -> Act:
    """Return one act after the other."""
    return lambda two: [act(two) for act in acts]


def nothing(two: Two) -> None:
    """Mara does nothing."""


def waits(two: Two) -> None:
    """Mara waits until shortly before Jonas asks."""
    two.later(timedelta(days=2, hours=20))


def says_how_she_is(two: Two) -> None:
    """A check-in, private words and a promise, all her own."""
    two.sad()
    two.act(two.mara, "PrivateWordsKeepIntent", words="I saw the letters")
    two.mara.say("KeepIntent")
    two.act(two.mara, "CommitmentIntent", commitment="call by seven tomorrow evening")
    two.mara.say(YES)


def deletes(two: Two) -> None:
    """What was shared is deleted."""
    with two.app.application.database.work() as work:
        sql(work).execute(delete(CheckIn))


SHARES_AND_LEAVES = "leaves while a day, a word and days to come are shared"
WORLDS: dict[str, Act] = {
    "says how she is": says_how_she_is,
    "shares and takes back": does(
        says_how_she_is,
        *(shares("SharingDayIntent"), says("SharingUndoIntent")),
        *(shares("SharingCommitmentIntent"), says("SharingUndoIntent")),
    ),
    "shares all and stops": does(
        *(shares("SharingStandingIntent"), waits, says_how_she_is),
        shares("SharingWordIntent", "SharingCommitmentIntent", "SharingStopIntent"),
    ),
    "shares and it ends": does(Two.sad, shares("SharingWordIntent")),
    "shares and deletes": does(waits, Two.sad, shares("SharingDayIntent"), deletes),
    SHARES_AND_LEAVES: does(
        *(waits, says_how_she_is, shares("SharingStandingIntent", "SharingWordIntent", "SharingCommitmentIntent")),
        says("LinkingLeaveIntent"),
    ),
    "leaves for good": shares("LinkingEndIntent"),
    "misses, has no PIN and mutes": does(
        says_how_she_is, says("CommitmentMissedIntent", "SharingDayIntent", "ScheduleStopIntent")
    ),
}
KEPT = {"shares and takes back", SHARES_AND_LEAVES, "leaves for good", "misses, has no PIN and mutes"}


def lives(two: Two, act: Act) -> Iterator[object]:
    """Let Mara act, and Jonas ask for everything three days later."""
    act(two)
    two.app.clock.set(ASKED_AT)
    yield from two.whole()


def planted(hears: Router) -> Worlds[Two, Act]:
    """Return worlds in which `hears` answers."""
    return worlds_of_two(BEGIN, lives, hears)


HONEST = planted(answer)


@pytest.mark.parametrize("act", slow_but(WORLDS, KEPT))
def test_jonas_is_sent_the_same_bytes_whatever_mara_does_with_what_is_hers(act: str) -> None:
    assert HONEST.difference(nothing, WORLDS[act]) is None


def hers(turn: Turn, work: UnitOfWork) -> list[CheckIn]:
    """Return every check-in that is not his who asks."""
    found = sql(work).scalars(select(CheckIn))
    return [one for one in found if one.person_id != turn.person.id]


def instead(words: Callable[[Turn, UnitOfWork], str]) -> Router:
    """Plant words into the answer to "how is my partner"."""

    def hears(turn: Turn, work: UnitOfWork) -> Reply:
        reply = answer(turn, work)
        was_asked = turn.intent == "SharingHearIntent" or turn.asked(AskedWhoIsThere) is not None
        return replace(reply, speech=f"{reply.speech} {words(turn, work)}") if was_asked else reply

    return hears


def _left(turn: Turn, work: UnitOfWork) -> str:
    couple = work.couples.of(turn.person)
    return "" if couple is not None and couple.is_open else "It has ended."


def _missed(turn: Turn, work: UnitOfWork) -> str:
    found = sql(work).scalars(select(Commitment))
    return "One was missed." if any(one.state is CommitmentState.MISSED_OWNED for one in found) else ""


def _ended(turn: Turn, work: UnitOfWork) -> str:
    with_her = work.couples.of(turn.person)
    her = work.people.get(with_her.other(turn.person.id)) if with_her is not None else None
    old = work.shares.of(her, BEGIN + timedelta(hours=1)) if her is not None else []
    return "Once there was something." if old else ""


def heard_by_the_wrong(two: Two) -> bool:
    """Does somebody hear what Mara shared who should not, or is something shared that she did not confirm?"""
    two.sad()
    two.act(two.mara, "SharingDayIntent")
    unconfirmed = "a heavy day" in two.ask().words
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.act(two.jonas, "SharingHearIntent")
    in_company = (
        "a heavy day" in two.jonas.say("RoomCompanyIntent").words + two.act(two.jonas, "SharingHearIntent").words
    )
    two.jonas.voice = None
    unknown = "a heavy day" in two.ask().words
    nora = "a heavy day" in two.act(two.nora, "SharingHearIntent").words + two.nora.say(ALONE).words
    return unconfirmed or in_company or unknown or nora


def test_nobody_but_jonas_known_and_alone_hears_what_she_confirmed(app: LocalSpeakerApp) -> None:
    assert not heard_by_the_wrong(two_in(app))


@pytest.mark.parametrize(
    "leak", slow_but([a_voice_is_a_pin, everybody_is_alone, every_voice_counts], [a_voice_is_a_pin])
)
def test_every_planted_hole_in_the_gate_is_caught(app: LocalSpeakerApp, leak: Router) -> None:
    assert heard_by_the_wrong(two_in(app, leak))


NOT_THIS_WEEK = "AskedNotThisWeekIntent"
ANSWERS: dict[str, tuple[str, ...]] = {
    "hears it": (),
    "says no": (NO,),
    "another time": ("NotTodayIntent",),
    "not this week, for herself": (NOT_THIS_WEEK, NO),
    "not this week, and hangs up": (NOT_THIS_WEEK,),
    "not this week, and stops": (NOT_THIS_WEEK, "AMAZON.StopIntent"),
    "promises it": ("AskedCommitmentIntent", YES),
}
"""What she may say to an ask, in order, that he must not be able to tell from an ask that she never heard."""


@cache
def is_asked(*said: str, hears_it: bool = True) -> Act:
    """Return a life in which Jonas asks for a walk, and Mara hears it and answers so, or does not hear it."""

    def act(two: Two) -> None:
        two.act(two.jonas, "SharingAskIntent", ask="walk")
        if hears_it:
            two.ask(two.mara)
        for intent in said:
            two.mara.say(intent, **({"time": "21:00"} if intent == "AskedCommitmentIntent" else {}))

    return act


NOT_HEARD = is_asked(hears_it=False)


@pytest.mark.parametrize(
    "said", slow_but(ANSWERS, ["says no", "not this week, for herself", "not this week, and hangs up", "promises it"])
)
def test_who_asked_cannot_tell_an_answer_from_an_ask_that_was_not_heard(said: str) -> None:
    assert HONEST.difference(NOT_HEARD, is_asked(*ANSWERS[said])) is None


def test_who_asked_hears_not_this_week_where_she_said_yes_to_that() -> None:
    assert any("Their answer: not this week." in one for one in HONEST.sent(is_asked(NOT_THIS_WEEK, YES)))


def every_answer_is_heard(turn: Turn, work: UnitOfWork) -> Reply:
    """Planted: what she answers reaches him without her yes."""
    for one in sql(work).scalars(select(Share)):
        if one.kind is ShareKind.ANSWER:
            one.level = ShareLevel.WHOLE
    return answer(turn, work)


def hearing_is_seen(turn: Turn, work: UnitOfWork) -> Reply:
    """Planted: that she heard it is noted as seen."""
    reply = answer(turn, work)
    if reply.waits_for(AskedAnswer):
        work.shares.see(turn.person, turn.now)
    return reply


def shares_a_promise(two: Two) -> None:
    """Promise him something, and let him hear it."""
    two.act(two.mara, "CommitmentTowardsIntent", commitment="call by nine in the evening on friday")
    two.mara.say(YES)
    two.act(two.mara, "SharingCommitmentIntent", pin=True)


TAKES_BACK = does(shares_a_promise, says("SharingUndoIntent"))


@cache
def moves(*then: str) -> Act:
    """Return a life in which she shares a promise, moves it and goes on so."""

    def act(two: Two) -> None:
        shares_a_promise(two)
        two.act(two.mara, "CommitmentMoveIntent", time="22:00")
        for intent in then:
            two.mara.say(intent)

    return act


def test_a_promise_to_him_does_not_tell_him_how_it_goes() -> None:
    assert any("Promised to you: to call" in one for one in HONEST.sent(shares_a_promise))
    misses = does(shares_a_promise, says("CommitmentMissedIntent"), lambda two: two.mara.say(NO))
    assert HONEST.difference(shares_a_promise, does(misses, says("ScheduleStopIntent"))) is None


NOT_SAID = [(), (YES,), (YES, NO), (YES, "NotTodayIntent"), (YES, "AMAZON.StopIntent"), (NO,)]


@pytest.mark.parametrize("then", slow_but(NOT_SAID, [(), (YES, NO)]))
def test_a_moved_promise_without_her_yes_is_like_one_that_was_taken_back(then: tuple[str, ...]) -> None:
    assert HONEST.difference(TAKES_BACK, moves(*then)) is None


def test_with_her_yes_he_hears_the_new_time() -> None:
    told = "Promised to you: to call. That's for ten o'clock"
    assert any(told in one for one in HONEST.sent(moves(YES, YES)))


def moving_shares_anew(turn: Turn, work: UnitOfWork) -> Reply:
    """Planted: the new time of a moved promise is heard without her yes."""
    reply = answer(turn, work)
    couple = work.shares.couple_of(turn.person)
    if reply.waits_for(AskedShareNewTime) and couple is not None:
        for one in work.commitments.open(turn.person, turn.now):
            work.shares.share_commitment(couple, one, turn.now)
    return reply


LEAKS: dict[str, tuple[Router, Act, Act]] = {
    "says that she left": (instead(_left), nothing, WORLDS[SHARES_AND_LEAVES]),
    "says that she left for good": (instead(_left), nothing, WORLDS["leaves for good"]),
    "counts her check-ins": (instead(lambda turn, work: f"{len(hers(turn, work))}"), nothing, says_how_she_is),
    "says when she was here": (
        *(instead(lambda turn, work: f"{[one.said_at for one in hers(turn, work)]}"), nothing),
        WORLDS["shares and it ends"],
    ),
    "says what was missed": (instead(_missed), nothing, WORLDS["misses, has no PIN and mutes"]),
    "forgets that a share ends": (instead(_ended), nothing, WORLDS["shares and it ends"]),
    "tells a no": (every_answer_is_heard, NOT_HEARD, is_asked(NO)),
    "tells a not this week without her yes": (every_answer_is_heard, NOT_HEARD, is_asked(NOT_THIS_WEEK)),
    "tells that it was heard": (hearing_is_seen, NOT_HEARD, is_asked()),
    "tells the new time without her yes": (moving_shares_anew, TAKES_BACK, moves(YES, NO)),
}
"""What is planted, and two lives that it tells apart."""


KINDS = ("says that she left", "says what was missed", "tells a no", "tells that it was heard")


@pytest.mark.parametrize("leak", slow_but(LEAKS, [*KINDS, "tells the new time without her yes"]))
def test_every_planted_leak_makes_two_worlds_differ(leak: str) -> None:
    hears, kept, act = LEAKS[leak]
    assert planted(hears).difference(kept, act) is not None
