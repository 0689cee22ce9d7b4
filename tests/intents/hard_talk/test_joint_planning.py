"""A talk of two: proposed by one, agreed by the other on the own door, moved or let go without a reason."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from support.echo import NO, YES
from support.local_speaker import Heard, LocalSpeakerApp
from support.pair import Pair, asked, propose, visit
from support.sql import sql

from skill.domain.hard_talk import HardTalk, TalkState
from skill.storage.tables.calendar import rules
from skill.storage.tables.people import hard_talks

WAITS = "It's on once you've both said yes, each on your own. What it's about stays with you."
SOMETHING = "There's a talk proposed for seven o'clock tomorrow evening, for thirty minutes."
SHALL_IT_BE = "Yes, another time, or not today?"
NOTHING = Heard("I have nothing to tell you right now.", False)
ROOM = Heard("I have one short question that's only for you. Just you, or is someone there?", True)
PLANNED = "You have a talk at seven o'clock tomorrow evening, for thirty minutes."


@pytest.fixture(params=[False, True], ids=["an Echo each", "one Echo"])
def pair(app: LocalSpeakerApp, request: pytest.FixtureRequest) -> Pair:
    """Mara and Jonas, linked."""
    return Pair(app, is_one_account=request.param)


@pytest.fixture
def apart(app: LocalSpeakerApp) -> Pair:
    """Mara and Jonas, linked, with an Echo each."""
    return Pair(app)


def planned(pair: Pair) -> None:
    """Let Mara propose, and Jonas agree."""
    propose(pair.mara)
    asked(pair.jonas)
    assert pair.jonas.say(YES).words.startswith("Okay, it's planned for seven o'clock tomorrow evening.")


def test_what_one_proposes_is_planned_once_the_other_said_yes_alone(pair: Pair) -> None:
    heard = visit(pair.mara, "JointTalkProposeIntent", YES, plan="tomorrow at seven in the evening about the summer")
    assert [one.words for one in heard] == [
        "Okay, I'll propose seven o'clock tomorrow evening, for thirty minutes. Is that right?",
        WAITS,
    ]
    assert pair.talks(pair.mara) == [], "until both agree there is no talk"
    assert visit(pair.jonas, "JointTalkProposedIntent")[0].words == "Just you, or is someone there?"
    assert pair.jonas.say("RoomAloneIntent") == Heard(f"{SOMETHING} {SHALL_IT_BE}", True)
    assert pair.jonas.say(YES).words.startswith("Okay, it's planned for seven o'clock tomorrow evening.")
    hers, his = (visit(one, "HardTalkListIntent", "RoomAloneIntent")[-1].words for one in (pair.mara, pair.jonas))
    assert hers == f"{PLANNED} It's about: the summer."
    assert his == PLANNED, "what it is about stays with whoever proposed it"


def test_a_proposal_is_offered_once_at_a_visit_to_its_own_voice_alone(pair: Pair) -> None:
    propose(pair.mara)
    assert visit(pair.jonas, "Launch") == [ROOM]
    assert pair.jonas.say("RoomCompanyIntent").words == "That's fine. Another time."
    assert visit(pair.jonas, "Launch", "RoomAloneIntent")[-1] == Heard(f"{SOMETHING} {SHALL_IT_BE}", True)
    assert visit(pair.jonas, "Launch")[-1] != ROOM, "it is offered once, and told when it is asked for"
    assert asked(pair.jonas) == Heard(f"{SOMETHING} {SHALL_IT_BE}", True)
    assert visit(pair.mara, "Launch")[-1] != ROOM, "her own proposal is no question to her"


@pytest.mark.parametrize("voice", [None, "amzn1.ask.person.GUEST"])
def test_no_other_ear_hears_of_a_proposal(apart: Pair, voice: str | None) -> None:
    propose(apart.mara)
    ear = apart.jonas.as_voice(voice)
    for wish in ("JointTalkProposedIntent", "Launch"):
        heard = visit(ear, wish, "RoomAloneIntent", YES)
        assert not any("proposed" in one.words or "seven" in one.words for one in heard)
    assert apart.talks(apart.mara) == []


def test_nobody_agrees_with_an_own_proposal(apart: Pair) -> None:
    propose(apart.mara)
    assert asked(apart.mara).words == f"You proposed seven o'clock tomorrow evening. {WAITS}"
    for said in (YES, "HardTalkReadyIntent"):
        visit(apart.mara, said)
    assert apart.talks(apart.mara) == apart.talks(apart.jonas) == []


def test_another_time_is_a_proposal_back_and_her_own_words_about_it_stay(apart: Pair) -> None:
    visit(apart.mara, "JointTalkProposeIntent", YES, plan="tomorrow at seven in the evening about the summer")
    asked(apart.jonas)
    assert apart.jonas.say("NotTodayIntent").words == "That's fine. What time would work instead?"
    said = apart.jonas.say("TimeIntent", time="20:00").words
    assert said == "Okay, I'll propose eight o'clock tomorrow evening, for thirty minutes. Is that right?"
    apart.jonas.say(YES)
    assert asked(apart.mara).words.startswith("There's a talk proposed for eight o'clock tomorrow evening")
    apart.mara.say(YES)
    [hers], [his] = apart.talks(apart.mara), apart.talks(apart.jonas)
    assert hers.starts_at == his.starts_at
    assert hers.sealed_topic is not None
    assert his.sealed_topic is None


@pytest.mark.parametrize("answer", [NO, "NotTodayIntent", "HardTalkPutOffIntent", "HardTalkCancelIntent"])
def test_not_today_without_a_time_keeps_nothing_and_is_told_to_nobody(apart: Pair, answer: str) -> None:
    propose(apart.mara)
    before = asked(apart.mara)
    asked(apart.jonas)
    heard = apart.jonas.say(answer)
    if heard.is_open:
        heard = apart.jonas.say(NO)
    assert heard.words == "That's fine. Nothing's planned."
    assert asked(apart.mara) == before
    apart.app.clock.set(apart.app.clock.now() + timedelta(days=2))
    assert asked(apart.mara) == NOTHING


def test_a_proposal_counts_until_its_time_and_then_lapses_in_silence(apart: Pair) -> None:
    propose(apart.mara, "tomorrow at seven in the evening about the summer")
    asked(apart.jonas)
    apart.app.clock.set(apart.app.clock.now() + timedelta(days=2))
    assert apart.jonas.say(YES).words == "Nothing's planned right now."
    assert asked(apart.jonas) == asked(apart.mara) == NOTHING
    apart.app.application.tick(apart.app.clock.now())
    with apart.app.application.database.work() as work:
        [row] = sql(work).scalars(select(HardTalk))
        assert (row.state, row.sealed_topic) == (TalkState.LAPSED, None)


def test_his_night_is_held_at_his_own_door_and_she_is_not_told_of_it(apart: Pair) -> None:
    visit(apart.jonas, "ScheduleQuietIntent", start="20:00", end="07:00")
    said = propose(apart.mara).words
    assert said == WAITS
    asked(apart.jonas)
    heard = apart.jonas.say(YES).words
    assert heard == (
        "That's close to your bedtime. The latest I can start is half past six tomorrow evening. Should I propose that?"
    )
    assert apart.jonas.say(YES).words.startswith("Okay, I'll propose half past six tomorrow evening")
    assert asked(apart.mara).words.startswith("There's a talk proposed for half past six tomorrow evening")


def test_another_time_than_the_offered_one_is_proposed_for_the_day_that_was_said(apart: Pair) -> None:
    said = visit(apart.mara, "JointTalkProposeIntent", plan="on friday at ten at night about the summer")
    assert said[0].words == (
        "That's close to your bedtime. The latest I can start is half past eight on Friday evening. "
        "Should I propose that?"
    )
    assert apart.mara.say("TimeIntent", time="06:00").words.startswith(
        "Okay, I'll propose six o'clock on Friday evening"
    )
    assert asked(apart.jonas).words.startswith("There's a talk proposed for six o'clock on Friday evening")
    heard = apart.jonas.say("TimeIntent", time="22:00").words
    assert heard.endswith("The latest I can start is half past eight on Friday evening. Should I propose that?")
    assert apart.jonas.say("TimeIntent", time="07:00").words.startswith(
        "Okay, I'll propose seven o'clock on Friday evening"
    )


def test_either_moves_it_and_the_old_time_is_off_for_both_at_once(pair: Pair) -> None:
    planned(pair)
    said = visit(pair.jonas, "HardTalkMoveIntent", time="20:00")[0].words
    assert said == "Okay, I'll propose eight o'clock tomorrow evening, for thirty minutes. Is that right?"
    assert pair.talks(pair.mara) == pair.talks(pair.jonas) == []
    assert asked(pair.mara).words.startswith("There's a talk proposed for eight o'clock tomorrow evening")
    pair.mara.say(YES)
    assert [one.local_start().hour for one in (*pair.talks(pair.mara), *pair.talks(pair.jonas))] == [20, 20]


def test_another_length_is_agreed_on_as_well(apart: Pair) -> None:
    planned(apart)
    said = visit(apart.mara, "HardTalkLengthIntent", length="PT45M")[0].words
    assert said == "Okay, I'll propose seven o'clock tomorrow evening, for forty-five minutes. Is that right?"
    asked(apart.jonas)
    apart.jonas.say(YES)
    assert [one.minutes for one in (*apart.talks(apart.mara), *apart.talks(apart.jonas))] == [45, 45]


def test_either_calls_it_off_for_both_and_may_take_a_proposal_back(apart: Pair) -> None:
    planned(apart)
    assert visit(apart.jonas, "HardTalkCancelIntent")[0].words == "Okay, your seven o'clock is off."
    assert visit(apart.mara, "HardTalkListIntent", "RoomAloneIntent")[-1] == NOTHING
    propose(apart.mara)
    assert visit(apart.mara, "JointTalkWithdrawIntent")[0].words == "Okay. You don't have anything proposed now."
    assert asked(apart.jonas) == asked(apart.mara) == NOTHING


def test_the_newest_proposal_counts(apart: Pair) -> None:
    propose(apart.mara)
    propose(apart.mara, "tomorrow at six in the evening")
    assert asked(apart.jonas).words.startswith("There's a talk proposed for six o'clock tomorrow evening")
    propose(apart.jonas, "tomorrow at five in the afternoon")
    assert asked(apart.mara).words.startswith("There's a talk proposed for five o'clock tomorrow evening")


def test_what_was_heard_wrong_is_said_again_or_taken_back(apart: Pair) -> None:
    visit(apart.mara, "JointTalkProposeIntent", NO, plan="tomorrow at seven in the evening")
    assert apart.mara.say("TimeIntent", time="18:00").words.startswith("Okay, I'll propose six o'clock tomorrow")
    assert apart.mara.say("HardTalkTopicIntent", topic="the summer").words == f"I've kept that, just for you. {WAITS}"
    visit(apart.mara, "JointTalkProposeIntent", plan="about the summer")
    assert apart.mara.say(NO).words == "That's fine. It stays the way it was."
    visit(apart.mara, "JointTalkProposeIntent", plan="tomorrow at eleven in the evening")
    assert apart.mara.say(NO).words == "That's fine. It stays the way it was."
    visit(apart.mara, "JointTalkProposeIntent", plan="tomorrow at six in the evening")
    assert apart.mara.say("HardTalkCancelIntent").words == "Okay. You don't have anything proposed now."


@pytest.mark.parametrize("answers", [(NO,), ("TimeIntent", NO)])
def test_a_proposal_that_was_heard_wrong_is_off_where_no_other_time_comes(
    apart: Pair, answers: tuple[str, ...]
) -> None:
    visit(apart.mara, "JointTalkProposeIntent", NO, plan="tomorrow at seven in the evening")
    for one in answers:
        heard = apart.mara.say(one, time="22:30") if one == "TimeIntent" else apart.mara.say(one)
    assert heard.words == "Okay. You don't have anything proposed now."
    assert asked(apart.jonas) == asked(apart.mara) == NOTHING


def test_a_talk_for_one_stays_as_it_is_and_without_a_link_nobody_else_is_asked(app: LocalSpeakerApp) -> None:
    app.move_in()
    assert app.say("plan a talk tomorrow at seven").words.startswith("Okay, seven o'clock tomorrow")
    said = app.say("propose a talk tomorrow at eight").words
    assert said.startswith("This one's just for you. I'm not asking anyone else. Okay, eight o'clock tomorrow")


def test_a_talk_with_my_partner_is_proposed_however_it_is_heard(apart: Pair) -> None:
    said = visit(apart.mara, "HardTalkPlanIntent", plan="with my partner tomorrow at seven in the evening about us")
    assert said[0].words.startswith("Okay, I'll propose seven o'clock tomorrow evening")
    own = visit(apart.mara, "HardTalkPlanIntent", plan="tomorrow at five in the afternoon")
    assert own[0].words.startswith("Okay, five o'clock tomorrow"), "a plan of one's own stays the default"


def test_an_agreement_that_breaks_off_at_any_statement_leaves_all_of_it_or_nothing(apart: Pair) -> None:
    propose(apart.mara)
    database = apart.app.application.database
    for number in range(1, 40):
        statements = iter(range(number))

        def stop(*_: object, statements: Iterator[int] = statements) -> None:
            if next(statements, None) is None:
                raise OSError("the machine stopped")

        asked(apart.jonas)
        event.listen(database.engine, "before_cursor_execute", stop)
        heard = apart.jonas.say(YES).words
        event.remove(database.engine, "before_cursor_execute", stop)
        with database.work() as work:
            states = sorted(one.state for one in sql(work).scalars(select(HardTalk)))
            of_talks = rules.c.subject_id.in_(select(hard_talks.c.id))
            signs = list(sql(work).scalars(select(rules.c.id).where(of_talks)))
        if heard.startswith("Okay, it's planned"):
            assert (states, len(signs)) == ([TalkState.PLANNED, TalkState.PLANNED], 2)
            assert number > 5
            return
        assert (states, len(signs)) == ([TalkState.PROPOSED], 0)
    raise AssertionError("the agreement never came through")
