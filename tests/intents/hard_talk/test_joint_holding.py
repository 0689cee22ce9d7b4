"""A talk of two is held, paused and taken up again by both; each is asked apart; one speaker says a label once."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from support.echo import NO, YES, Echo
from support.local_speaker import LocalSpeakerApp
from support.pair import Pair, asked, propose, visit

from skill.domain.hard_talk import Afterwards, HardTalk, TalkState
from skill.storage.open_database import speaker_id

MINUTE = timedelta(minutes=1)
ONE_WORD = "One word for how you're doing, or say next."
FLOOR = "Two minutes for whoever goes first."
NEXT = "HardTalkNextIntent"
ONCE_BOTH = "Thanks. It starts again once you're both ready."


@pytest.fixture(params=[False, True], ids=["an Echo each", "one Echo"])
def near(app: LocalSpeakerApp, request: pytest.FixtureRequest) -> Pair:
    """Mara and Jonas planned a talk for seven; it is ten minutes before."""
    pair = Pair(app, is_one_account=request.param)
    propose(pair.mara, "in sixty minutes")
    asked(pair.jonas)
    assert pair.jonas.say(YES).words.startswith("Okay, it's planned for seven o'clock this evening.")
    later(pair, 50 * MINUTE)
    return pair


@pytest.fixture
def paused(near: Pair) -> Pair:
    """They hold it, and Mara says pause after one turn: back at twenty-five to eight."""
    later(near, 10 * MINUTE)
    visit(near.mara, "HardTalkReadyIntent", NEXT)
    later(near, 4 * MINUTE)
    assert near.mara.say("HardTalkPauseIntent").words.startswith("Okay, a break. Back at seven thirty-four.")
    return near


def later(pair: Pair, span: timedelta) -> None:
    """Let time pass, and the clock do what is due."""
    pair.app.clock.set(pair.app.clock.now() + span)
    pair.app.application.tick(pair.app.clock.now())


def states(pair: Pair) -> list[TalkState]:
    return [one.state for echo in (pair.mara, pair.jonas) for one in pair.talks(echo)]


def door(app: LocalSpeakerApp) -> Callable[[bytes], Mapping[str, Any]]:
    return lambda body: json.loads(app.application.hear(body))


def ended(pair: Pair, echo: Echo) -> HardTalk:
    person = pair.person(echo)
    with pair.app.application.database.work() as work:
        found = work.hard_talks.to_ask_about(person, pair.app.clock.now())
        assert found is not None
        return found


def test_each_is_offered_a_breath_on_the_own_door_ten_minutes_before(near: Pair) -> None:
    for echo in (near.mara, near.jonas):
        said = visit(echo, "Launch")[0].words
        assert said == "Your seven o'clock is coming up. Want three minutes of slow breathing first?"
        assert echo.say(YES).words.startswith("Three quiet minutes")


def test_whoever_opens_it_opens_it_for_both(near: Pair) -> None:
    later(near, 10 * MINUTE)
    assert visit(near.jonas, "HardTalkReadyIntent")[0].words == ONE_WORD
    assert states(near) == [TalkState.OPEN, TalkState.OPEN]
    assert visit(near.mara, "Launch")[0].words == "Something's still open. Keep going, a pause, or the end?"


def test_a_pause_of_one_is_a_pause_of_both_and_each_is_asked_apart(paused: Pair) -> None:
    assert states(paused) == [TalkState.TIMED_OUT, TalkState.TIMED_OUT]
    later(paused, 30 * MINUTE)
    for echo, answer in ((paused.jonas, ONCE_BOTH), (paused.mara, FLOOR)):
        assert visit(echo, "Launch")[0].words == "Your break until seven thirty-four is over. Ready, or another time?"
        assert echo.say("HardTalkReadyIntent").words.startswith(answer)
    assert states(paused) == [TalkState.OPEN, TalkState.OPEN]


def test_one_who_is_ready_twice_is_not_both(paused: Pair) -> None:
    later(paused, 30 * MINUTE)
    for _ in range(2):
        assert visit(paused.jonas, "HardTalkReadyIntent")[0].words == ONCE_BOTH
    assert states(paused) == [TalkState.TIMED_OUT, TalkState.TIMED_OUT]


def test_a_new_time_after_a_pause_is_a_proposal_to_the_other_one(paused: Pair) -> None:
    later(paused, 30 * MINUTE)
    visit(paused.mara, "Launch", "HardTalkPutOffIntent")
    said = paused.mara.say("TimeIntent", time="20:20", day="2026-11-24").words
    assert said.startswith("Okay, I'll propose eight twenty tomorrow evening")
    assert states(paused) == []
    assert asked(paused.jonas).words.startswith("There's a talk proposed for eight twenty tomorrow evening")
    paused.jonas.say(YES)
    assert states(paused) == [TalkState.PLANNED, TalkState.PLANNED]


def test_who_says_change_while_the_other_one_has_paused_waits_for_both(near: Pair) -> None:
    later(near, 10 * MINUTE)
    visit(near.mara, "HardTalkReadyIntent", NEXT)
    visit(near.jonas, "Launch", "HardTalkPauseIntent")
    if near.mara is not near.jonas:
        assert near.mara.say(NEXT).words in (ONCE_BOTH, "Nothing's planned right now.")


def test_a_restart_in_the_middle_of_a_pause_changes_nothing(app: LocalSpeakerApp) -> None:
    pair = Pair(app)
    propose(pair.mara, "in sixty minutes")
    asked(pair.jonas)
    pair.jonas.say(YES)
    later(pair, 60 * MINUTE)
    visit(pair.mara, "HardTalkReadyIntent", NEXT, "HardTalkPauseIntent")
    app.application.database.engine.dispose()
    with LocalSpeakerApp(app.folder, app.clock.now() + 31 * MINUTE) as again:
        again.application.tick(again.clock.now())
        for echo in (pair.mara, pair.jonas):
            echo.hear, echo.now = door(again), again.clock.now
        assert visit(pair.mara, "Launch")[0].words == (
            "Your break until half past seven is over. Ready, or another time?"
        )
        assert pair.mara.say(YES).words == ONCE_BOTH
        assert visit(pair.jonas, "Launch", YES)[-1].words.startswith(FLOOR)


def test_each_is_asked_once_apart_and_the_answers_lie_with_each_alone(near: Pair) -> None:
    later(near, 10 * MINUTE)
    visit(near.mara, "HardTalkReadyIntent", NEXT, "HardTalkEndIntent")
    hers, his = ended(near, near.mara), ended(near, near.jonas)
    for echo, after in ((near.mara, "better"), (near.jonas, "heavier")):
        assert visit(echo, "Launch", "RoomAloneIntent")[-1].words.startswith("After your talk,")
        assert echo.say("HardTalkAfterwardsIntent", after=after).words.startswith(
            "Thanks. I've kept that, just for you."
        )
        assert "planned talk" not in visit(echo, "Launch")[0].words
    answers = []
    for owner, talk in ((near.person(near.mara), hers), (near.person(near.jonas), his)):
        with near.app.application.database.work() as work:
            kept = work.hard_talks.get(owner, talk.id)
            assert kept is not None
            answers.append(work.hard_talks.afterwards(owner, kept))
    assert answers == [Afterwards.BETTER, Afterwards.HEAVIER]


def test_leaving_in_the_middle_ends_it_for_the_one_and_the_other_goes_on_without_a_row(near: Pair) -> None:
    later(near, 10 * MINUTE)
    visit(near.jonas, "HardTalkReadyIntent", NEXT)
    session = near.jonas.answer
    visit(near.mara, "LinkingLeaveIntent")
    near.jonas.answer = session
    assert near.jonas.say(NEXT).words.startswith("Switch. Two minutes.")
    assert states(near) == []


def test_no_to_a_new_time_rests_for_oneself_alone(paused: Pair) -> None:
    later(paused, 30 * MINUTE)
    visit(paused.mara, "Launch", "HardTalkPutOffIntent", NO)
    assert visit(paused.jonas, "Launch")[0].words.endswith("Ready, or another time?")


def test_one_speaker_says_the_sign_once_for_both_who_live_behind_it(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.say("I'm new here")
    for said in ("Jonas", "no", "stop"):
        app.say(said)
    account = f"local-speaker.{speaker_id(app.folder)}."
    with app.application.database.work() as work:
        people = [one.person for one in work.people.at(account)]
        assert len(people) == 2
        couple = work.couples.invite(people[0], app.clock.now())
        assert work.couples.say(work.couples.code_hash(couple), people[1], account, app.clock.now())
        said_one = work.couples.said(people[0], app.clock.now())
        assert said_one is not None
        linked = work.couples.confirm(people[0], said_one.id, app.clock.now())
        assert linked is not None
        work.joint_talks.propose(
            people[0],
            linked,
            starts_at=app.clock.now() + 60 * MINUTE,
            minutes=30,
            topic=None,
            now=app.clock.now(),
        )
        shared = work.joint_talks.proposed_to(people[1], app.clock.now())
        assert shared is not None
        work.joint_talks.agree(people[1], shared, app.clock.now())
    heard = [one.words for one in app.wait(55 * MINUTE)]
    assert heard.count("Ten quiet minutes until seven.") == 1


@pytest.mark.parametrize("who", ["mara", "jonas"])
@pytest.mark.parametrize("minutes", [5, 31])
def test_either_may_end_it_in_the_pause_before_or_after_its_return(paused: Pair, who: str, minutes: int) -> None:
    later(paused, minutes * MINUTE)
    said = visit(getattr(paused, who), "HardTalkEndIntent")[0]
    assert said.words == (
        "Okay, that's the end. I haven't kept anything that was said. I have one "
        "question just for you, next time you're here alone."
    )
    assert states(paused) == []
    later(paused, 40 * MINUTE)
    for echo in (paused.mara, paused.jonas):
        assert "Ready, or another time?" not in visit(echo, "Launch")[0].words


@pytest.mark.parametrize("before", [("Launch",), ("Launch", "HardTalkPutOffIntent")])
def test_it_may_be_ended_at_the_question_after_the_pause(paused: Pair, before: tuple[str, ...]) -> None:
    later(paused, 31 * MINUTE)
    assert visit(paused.jonas, *before, "HardTalkEndIntent")[-1].words.startswith("Okay, that's the end.")
    assert states(paused) == []


@pytest.mark.parametrize("said", ["let's end it", "end the talk", "let's end the talk", "I want to end the talk"])
def test_on_a_speaker_it_is_ended_in_the_pause_in_plain_words(app: LocalSpeakerApp, said: str) -> None:
    app.move_in()
    for words in ("plan a talk in twelve minutes", "yes", "no"):
        app.say(words)
    app.wait(12 * MINUTE)
    for words in ("ready to begin", "okay", "time out"):
        app.say(words)
    app.wait(5 * MINUTE)
    assert app.say(said).words.startswith("Okay, that's the end. I haven't kept anything that was said.")
    with app.application.database.work() as work:
        assert work.hard_talks.standing(app.person(), app.clock.now()) == []


def test_end_it_here_ends_no_link_and_no_promise(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.say("I promise to call by eight every evening")
    app.say("yes")
    for words in ("let's end it", "end it here", "let's end it for tonight"):
        app.say(words)
        app.say("yes")
    assert {one.state.value for one in app.commitments()} == {"promised"}
    with app.application.database.work() as work:
        assert len(work.series.active(app.person())) == 1
