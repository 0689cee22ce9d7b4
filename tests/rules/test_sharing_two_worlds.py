"""Two worlds: whatever Mara does with what is hers, Jonas is sent the same bytes; every planted leak is caught."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slow.proof.faulty_turns import a_voice_is_a_pin, every_voice_counts, everybody_is_alone
from sqlalchemy import delete, select
from support.echo import NO, YES
from support.local_speaker import LocalSpeakerApp
from support.sampling import slow_but
from support.sql import sql
from support.two_people import ALONE, Two, two_in

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
Act = Callable[[Two], None]


def nothing(two: Two) -> None:
    """Mara does nothing."""


def says_how_she_is(two: Two) -> None:
    """A check-in, private words and a promise, all her own."""
    two.sad()
    two.act(two.mara, "PrivateWordsKeepIntent", words="I saw the letters")
    two.mara.say("KeepIntent")
    two.act(two.mara, "CommitmentIntent", commitment="call by seven tomorrow evening")
    two.mara.say(YES)


def shares_and_takes_back(two: Two) -> None:
    """A day and a promise, shared, seen by nobody, taken back one by one."""
    says_how_she_is(two)
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.act(two.mara, "SharingUndoIntent")
    two.act(two.mara, "SharingCommitmentIntent", pin=True)
    two.act(two.mara, "SharingUndoIntent")


def shares_and_stops(two: Two) -> None:
    """Everything there is, shared and stopped."""
    two.act(two.mara, "SharingStandingIntent", pin=True)
    two.later(timedelta(days=2, hours=20))
    says_how_she_is(two)
    for wish in ("SharingWordIntent", "SharingCommitmentIntent", "SharingStopIntent"):
        two.act(two.mara, wish, pin=True)


def shares_and_it_ends(two: Two) -> None:
    """A day whose time is over."""
    two.sad()
    two.act(two.mara, "SharingWordIntent", pin=True)


def shares_and_deletes(two: Two) -> None:
    """What was shared is deleted."""
    two.later(timedelta(days=2, hours=20))
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    with two.app.application.database.work() as work:
        sql(work).execute(delete(CheckIn))


def shares_and_leaves(two: Two) -> None:
    """She leaves while a day, a word and days to come are shared."""
    two.later(timedelta(days=2, hours=20))
    says_how_she_is(two)
    for wish in ("SharingStandingIntent", "SharingWordIntent", "SharingCommitmentIntent"):
        two.act(two.mara, wish, pin=True)
    two.act(two.mara, "LinkingLeaveIntent")


def leaves_for_good(two: Two) -> None:
    """She leaves for good."""
    two.act(two.mara, "LinkingEndIntent", pin=True)


def misses_and_mutes(two: Two) -> None:
    """A promise of her own is missed, another left out, everything muted, a PIN refused."""
    says_how_she_is(two)
    two.act(two.mara, "CommitmentMissedIntent")
    two.act(two.mara, "SharingDayIntent")
    two.act(two.mara, "ScheduleStopIntent")


WORLDS = [
    says_how_she_is,
    shares_and_takes_back,
    shares_and_stops,
    shares_and_it_ends,
    shares_and_deletes,
    shares_and_leaves,
    leaves_for_good,
    misses_and_mutes,
]


def world(folder: Path, act: Act, hears: Router = answer) -> str:
    """Let Mara act, then return every byte that Jonas is sent, whatever he asks."""
    with LocalSpeakerApp(folder, BEGIN) as app:
        two = two_in(app, hears)
        act(two)
        app.clock.set(ASKED_AT)
        ids = {name: str(two.person(name).id) for name in ("Mara", "Jonas")}
        sent = two.whole()
    assert ids["Mara"] not in sent
    return sent.replace(ids["Jonas"], "JONAS")


@pytest.mark.parametrize(
    "act", slow_but(WORLDS, [shares_and_takes_back, shares_and_leaves, leaves_for_good, misses_and_mutes])
)
def test_jonas_is_sent_the_same_bytes_whatever_mara_does_with_what_is_hers(tmp_path: Path, act: Act) -> None:
    assert world(tmp_path / "one", nothing) == world(tmp_path / "other", act)


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


LEAKS: dict[str, tuple[Router, Act]] = {
    "says that she left": (instead(_left), shares_and_leaves),
    "says that she left for good": (instead(_left), leaves_for_good),
    "counts her check-ins": (instead(lambda turn, work: f"{len(hers(turn, work))}"), says_how_she_is),
    "says when she was here": (
        instead(lambda turn, work: " ".join(f"{one.said_at}" for one in hers(turn, work))),
        shares_and_it_ends,
    ),
    "says what was missed": (instead(_missed), misses_and_mutes),
    "forgets that a share ends": (instead(_ended), shares_and_it_ends),
}


@pytest.mark.parametrize("leak", slow_but(LEAKS, ["says that she left", "says what was missed"]))
def test_every_planted_leak_makes_two_worlds_differ(tmp_path: Path, leak: str) -> None:
    hears, act = LEAKS[leak]
    assert world(tmp_path / "one", nothing, hears) != world(tmp_path / "other", act, hears)


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


def asked_of_her(folder: Path, said: tuple[str, ...] | None, hears: Router = answer) -> str:
    """Let Jonas ask for a walk and Mara answer so, or hear nothing; then return every byte that Jonas is sent."""

    def act(two: Two) -> None:
        two.act(two.jonas, "SharingAskIntent", ask="walk")
        if said is None:
            return
        two.ask(two.mara)
        for intent in said:
            two.mara.say(intent, **({"time": "21:00"} if intent == "AskedCommitmentIntent" else {}))

    return world(folder, act, hears)


@pytest.mark.parametrize(
    "said", slow_but(ANSWERS, ["says no", "not this week, for herself", "not this week, and hangs up", "promises it"])
)
def test_who_asked_cannot_tell_an_answer_from_an_ask_that_was_not_heard(tmp_path: Path, said: str) -> None:
    assert asked_of_her(tmp_path / "one", ANSWERS[said]) == asked_of_her(tmp_path / "other", None)


def test_who_asked_hears_not_this_week_where_she_said_yes_to_that(tmp_path: Path) -> None:
    assert "Their answer: not this week." in asked_of_her(tmp_path / "one", (NOT_THIS_WEEK, YES))


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


@pytest.mark.parametrize(
    ("hears", "said"), [(every_answer_is_heard, NO), (every_answer_is_heard, NOT_THIS_WEEK), (hearing_is_seen, None)]
)
def test_a_planted_answer_without_her_yes_and_a_planted_seen_are_caught(
    tmp_path: Path, hears: Router, said: str | None
) -> None:
    told = asked_of_her(tmp_path / "one", (said,) if said is not None else (), hears)
    assert told != asked_of_her(tmp_path / "other", None, hears)


def test_a_promise_to_him_does_not_tell_him_how_it_goes(tmp_path: Path) -> None:
    def shares(two: Two) -> None:
        two.act(two.mara, "CommitmentTowardsIntent", commitment="call by nine in the evening on friday")
        two.mara.say(YES)
        two.act(two.mara, "SharingCommitmentIntent", pin=True)

    def shares_and_misses(two: Two) -> None:
        shares(two)
        two.act(two.mara, "CommitmentMissedIntent")
        two.mara.say(NO)
        two.act(two.mara, "ScheduleStopIntent")

    one = world(tmp_path / "one", shares)
    assert "They promised you to call" in one
    assert world(tmp_path / "three", shares_and_misses) == one


def moves(*then: str) -> Act:
    """Return what Mara does: share a promise, move it, confirm the new time and go on so."""

    def act(two: Two) -> None:
        two.act(two.mara, "CommitmentTowardsIntent", commitment="call by nine in the evening on friday")
        two.mara.say(YES)
        two.act(two.mara, "SharingCommitmentIntent", pin=True)
        two.act(two.mara, "CommitmentMoveIntent", time="22:00")
        for intent in then:
            two.mara.say(intent)

    return act


def shares_and_unshares(two: Two) -> None:
    """Share the same promise and take it back."""
    two.act(two.mara, "CommitmentTowardsIntent", commitment="call by nine in the evening on friday")
    two.mara.say(YES)
    two.act(two.mara, "SharingCommitmentIntent", pin=True)
    two.act(two.mara, "SharingUndoIntent")


NOT_SAID = [(), (YES,), (YES, NO), (YES, "NotTodayIntent"), (YES, "AMAZON.StopIntent"), (NO,)]


@pytest.mark.parametrize("then", slow_but(NOT_SAID, [(), (YES, NO)]))
def test_a_moved_promise_without_her_yes_is_like_one_that_was_taken_back(tmp_path: Path, then: tuple[str, ...]) -> None:
    assert world(tmp_path / "one", moves(*then)) == world(tmp_path / "other", shares_and_unshares)


def test_with_her_yes_he_hears_the_new_time(tmp_path: Path) -> None:
    assert "They promised you to call. That's for ten o'clock" in world(tmp_path / "one", moves(YES, YES))


def moving_shares_anew(turn: Turn, work: UnitOfWork) -> Reply:
    """Planted: the new time of a moved promise is heard without her yes."""
    reply = answer(turn, work)
    couple = work.shares.couple_of(turn.person)
    if reply.waits_for(AskedShareNewTime) and couple is not None:
        for one in work.commitments.open(turn.person, turn.now):
            work.shares.share_commitment(couple, one, turn.now)
    return reply


def test_a_planted_new_time_without_her_yes_is_caught(tmp_path: Path) -> None:
    told = world(tmp_path / "one", moves(YES, NO), moving_shares_anew)
    assert told != world(tmp_path / "other", shares_and_unshares)
