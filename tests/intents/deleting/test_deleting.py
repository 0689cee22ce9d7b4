"""Deleting and leaving by voice: one thing at once; what a name alone said waits; all of it silent to the other."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Table, func, select
from support.echo import NO, YES, Echo
from support.local_speaker import Heard, LocalSpeakerApp
from support.sampling import slow_but
from support.sql import sql
from support.two_people import Two, worlds_of_two

from intents.router import ACCESS
from skill.domain.commitment import CommitmentState
from skill.domain.confidence import Confidence
from skill.domain.person import Person
from skill.domain.room import Room
from skill.storage.tables.couples import couples
from skill.storage.tables.people import checkins, commitment_series, commitments, hard_talks, private_words, reflections

NOTHING_JUST_NOW = Heard(
    "There's nothing from the last fifteen minutes. You can say: delete my last check-in, or delete what I said today.",
    False,
)
NOTHING = Heard("I have nothing to tell you right now.", False)
WAITS = "I'll hold on to it for now. It starts once you confirm it somewhere I can tell it's really you."
MARA, JONAS = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS"


def number(app: LocalSpeakerApp, table: Table) -> int:
    with app.application.database.work() as work:
        return sql(work).scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("said", "deletes", "table"),
    [
        (["I feel hurt", "rest"], "delete my last check in", checkins),
        (["I feel hurt", "rest"], "delete that", checkins),
        (["I promise to mend the fern by nine", "yes"], "delete my last promise", commitments),
        (["I promise to mend the fern by nine", "yes"], "delete that", commitments),
        (["I promise to mend the fern every day at noon", "yes"], "delete my promise", commitment_series),
        (["I promise to mend the fern every day at noon", "yes"], "delete that", commitment_series),
        (["plan a talk tomorrow at noon", "yes", "no"], "delete my planned talk", hard_talks),
        (["plan a talk tomorrow at noon", "yes", "no"], "delete that", hard_talks),
        (["keep a few words", "nobody needs to know", "keep it"], "delete my last words", private_words),
        (["keep a few words", "nobody needs to know", "keep it"], "delete that", private_words),
    ],
)
def test_one_thing_is_deleted_named_and_nothing_of_it_rings(
    mara: LocalSpeakerApp, said: list[str], deletes: str, table: Table
) -> None:
    mara.say("stop reminding me")
    mara.say("start again")
    for words in said:
        mara.say(words)
    assert number(mara, table) == 1
    heard = mara.say(deletes)
    if deletes == "delete that":
        # Said without its object it is asked, with its kind and its time and not a word of it.
        assert heard.is_open and heard.words.startswith("Your ")
        assert not any(word in heard.words for word in ("hurt", "fern", "nobody"))
        assert number(mara, table) == 1
        heard = mara.say("yes")
    assert not heard.is_open
    assert " gone. I don't tell anyone." in heard.words or "are gone." in heard.words
    assert number(mara, table) == number(mara, commitments) == 0
    heard = " ".join(one.words for one in mara.wait(timedelta(days=2)))
    assert "plan" not in heard and "noon" not in heard


def test_what_was_said_today_goes_after_one_question_and_yesterday_stays(mara: LocalSpeakerApp) -> None:
    for words in ("I feel hurt", "rest"):
        mara.say(words)
    mara.wait(timedelta(hours=20))
    for words in ("I feel sad", "rest", "keep a few words", "nobody needs to know", "keep it"):
        mara.say(words)
    mara.say("forget what I said today")
    assert mara.say("no").words == "That's fine. It stays."
    assert (number(mara, checkins), number(mara, private_words)) == (2, 1)
    mara.say("forget what I said today")
    assert mara.say("yes") == Heard("I've deleted one check-in, and some words. I don't tell anyone.", False)
    assert (number(mara, checkins), number(mara, private_words)) == (1, 0)


def test_the_words_of_an_evening_question_go_and_the_question_is_not_asked_anew(mara: LocalSpeakerApp) -> None:
    mara.wait(timedelta(hours=2, minutes=31))
    for words in ("alone", "keep it", "what I noticed is that it rains"):
        mara.say(words)
    with mara.application.database.work() as work:
        before = sql(work).execute(select(reflections.c.kept, reflections.c.sealed_words)).one()
    assert before[0] and before[1] is not None
    assert mara.say("delete that").words.startswith("Your words on the evening question from eight thirty")
    assert mara.say("yes").words.startswith("Your words on the evening question from eight thirty")
    with mara.application.database.work() as work:
        assert tuple(sql(work).execute(select(reflections.c.kept, reflections.c.sealed_words)).one()) == (
            False,
            None,
        )
    assert mara.say("delete that") == NOTHING_JUST_NOW


@pytest.fixture
def both(app: LocalSpeakerApp) -> Echo:
    """Mara and Jonas on one account, each with a recognised voice."""
    app.begin(move_in_on_one_account)
    return Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now, voice=JONAS)


def move_in_on_one_account(app: LocalSpeakerApp) -> None:
    """Let Mara move in, and Jonas beside her."""
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)
    echo.as_voice(MARA).move_in("Mara")
    echo.hang_up()
    echo.as_voice(JONAS)
    echo.move_in_beside("Jonas")


def named(echo: Echo, name: str) -> Echo:
    """Let somebody whose voice is not recognised say a name."""
    echo.as_voice(None).hang_up()
    echo.say("WhoNameIntent", name=name)
    return echo


def under_her_name(echo: Echo) -> str:
    """Let somebody promise and check in under Mara's name; return what was heard."""
    heard = [named(echo, "Mara").say("CommitmentIntent", commitment="bring the book by nine this evening").words]
    heard.append(echo.say(YES).words)
    named(echo, "Mara").say("CommitmentIntent", commitment="call every day at noon")
    heard.append(echo.say(YES).words)
    named(echo, "Mara").say("CheckInIntent", mood="hurt")
    echo.hang_up()
    return " ".join(heard)


def states(app: LocalSpeakerApp) -> list[CommitmentState]:
    return [one.state for one in app.commitments()]


def list_as(echo: Echo, voice: str, intent: str) -> Heard:
    """Ask for a list as a recognised voice that says to be alone."""
    echo.as_voice(voice).hang_up()
    heard = echo.say(intent)
    return echo.say("RoomAloneIntent") if heard.words.endswith("or is someone there?") else heard


def test_a_promise_by_name_alone_waits_silently_until_its_person_takes_it_up(app: LocalSpeakerApp, both: Echo) -> None:
    heard = under_her_name(both)
    assert heard.count(WAITS) == 2
    assert states(app) == [CommitmentState.CLAIMED]
    assert "book" not in list_as(both, MARA, "CommitmentListIntent").words
    app.application.tick(app.clock.now())
    told = list_as(both, MARA, "DeletingByNameIntent")
    assert told.words == (
        "Said under your name alone: one check-in, a promise for nine o'clock this evening, and a promise for noon "
        "every day. Keep it, throw it away, or leave it?"
    )
    assert both.say("KeepIntent").words == "Okay, it's yours. I'll ask you about anything you promised."
    assert set(states(app)) == {CommitmentState.PROMISED}
    assert len(states(app)) >= 2, "the recurring one yields its next day"
    assert "book" in list_as(both, MARA, "CommitmentListIntent").words
    assert list_as(both, MARA, "DeletingByNameIntent") == NOTHING


def test_what_a_name_alone_said_is_discarded_by_its_person(app: LocalSpeakerApp, both: Echo) -> None:
    under_her_name(both)
    list_as(both, MARA, "DeletingByNameIntent")
    assert both.say("PrivateWordsDiscardIntent").words == (
        "I've deleted one check-in, a promise for nine o'clock this evening, and a promise for noon every day. "
        "I don't tell anyone."
    )
    assert (states(app), number(app, checkins), number(app, commitment_series)) == ([], 0, 0)
    assert list_as(both, MARA, "DeletingByNameIntent") == NOTHING


def test_left_alone_it_waits_and_nothing_of_it_is_ever_asked(app: LocalSpeakerApp, both: Echo) -> None:
    under_her_name(both)
    list_as(both, MARA, "DeletingByNameIntent")
    assert both.say(NO).words == "That's fine. It stays put, and I won't bring it up."
    app.clock.set(app.clock.now() + timedelta(days=4))
    app.application.tick(app.clock.now())
    assert states(app) == [CommitmentState.CLAIMED]
    with app.application.database.work() as work:
        jonas_or_mara = sql(work).scalars(select(Person)).all()
        assert [one for one in jonas_or_mara if work.commitments.open(one, app.clock.now())] == []


def test_said_again_where_she_is_known_it_stands_once(app: LocalSpeakerApp, both: Echo) -> None:
    under_her_name(both)
    both.as_voice(MARA).hang_up()
    both.say("CommitmentIntent", commitment="bring the book by nine this evening")
    assert both.say(YES).words == "I'll ask you about it afterward."
    assert states(app) == [CommitmentState.PROMISED]


@pytest.mark.parametrize(
    "intent",
    [
        "DeletingThatIntent",
        "DeletingSaidIntent",
        "DeletingCheckInIntent",
        "DeletingCommitmentIntent",
        "DeletingTalkIntent",
        "DeletingTodayIntent",
    ],
)
def test_neither_a_name_alone_nor_the_other_one_deletes_anything_of_hers(
    app: LocalSpeakerApp, both: Echo, intent: str
) -> None:
    both.as_voice(MARA).hang_up()
    both.say("CheckInIntent", mood="hurt")
    both.hang_up()
    both.say("CommitmentIntent", commitment="bring the book by nine this evening")
    both.say(YES)
    assert named(both, "Mara").say(intent) == NOTHING
    both.as_voice(JONAS).hang_up()
    both.say(intent)
    if both.attributes:
        both.say(YES)
    assert (number(app, checkins), states(app)) == (1, [CommitmentState.PROMISED])


def test_what_was_said_under_her_name_is_told_to_nobody_else(both: Echo) -> None:
    under_her_name(both)
    assert list_as(both, JONAS, "DeletingByNameIntent") == NOTHING
    assert named(both, "Mara").say("DeletingByNameIntent") == NOTHING


Act = Callable[[Two], object]


def nothing(two: Two) -> None:
    """Mara does nothing."""


def leave(two: Two) -> None:
    two.act(two.mara, "LinkingLeaveIntent")


def leave_for_good(two: Two) -> None:
    two.act(two.mara, "LinkingLeaveIntent", pin=True)


def mute_and_pause(two: Two) -> None:
    two.act(two.mara, "ScheduleStopIntent")
    two.mara.say("SchedulePauseIntent", duration="P3D")


def erase(two: Two) -> None:
    two.app.application.database.erase(two.person("Mara").id, two.app.clock.now())


def erase_and_tell(two: Two) -> None:
    """A planted leak: with her the couple is taken out of his view."""
    with two.app.application.database.work() as work:
        sql(work).execute(couples.delete())
    erase(two)


HIS_DAYS = [
    "Launch",
    "LinkingInviteIntent",
    "RoomAloneIntent",
    NO,
    "LinkingConfirmIntent",
    "CheckInIntent",
    "CommitmentListIntent",
    "RoomAloneIntent",
    "EvidenceIntent",
    "ScheduleAgendaIntent",
    "DeletingByNameIntent",
    "RoomAloneIntent",
    "LinkingLeaveIntent",
    "LinkingInviteIntent",
    "RoomAloneIntent",
    NO,
]


def his_week(two: Two, act: Act) -> Iterator[object]:
    """Let Mara act, and yield all that Jonas is answered for a week."""
    act(two)
    for _day in range(7):
        for heard in HIS_DAYS:
            two.jonas.say(heard)
            yield two.jonas.answer
        two.later(timedelta(days=1))
        two.app.application.tick(two.app.clock.now())


WORLDS = worlds_of_two(datetime(2026, 11, 23, 23, 0, tzinfo=UTC), his_week)


@pytest.mark.parametrize(
    "act", slow_but([leave, leave_for_good, mute_and_pause, erase], [erase]), ids=lambda act: act.__name__
)
def test_his_world_is_the_same_to_the_byte_whether_she_left_or_not(act: Act) -> None:
    assert any("Your side stands" in one for one in WORLDS.sent(nothing)), "unless he is linked, this proves nothing"
    assert WORLDS.difference(nothing, act) is None


def test_a_planted_erasing_that_takes_the_couple_from_his_view_is_caught() -> None:
    assert WORLDS.difference(nothing, erase_and_tell) is not None


@pytest.mark.parametrize(
    "intent",
    ["SchedulePauseIntent", "ScheduleStopIntent", "LinkingLeaveIntent", "DeletingThatIntent", "DeletingCheckInIntent"],
)
@pytest.mark.parametrize("sure", [Confidence.ACCOUNT, Confidence.VOICE, Confidence.PIN])
def test_leaving_and_deleting_need_no_more_than_ones_own_voice_and_no_question_before(
    intent: str, sure: Confidence
) -> None:
    assert all(ACCESS.requirements[intent].is_met(sure, room) for room in Room)
