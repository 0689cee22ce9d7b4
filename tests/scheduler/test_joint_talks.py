"""The clock of a talk of two: each gets the own sign in the own zone; what was proposed lapses at its time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from support.clock_only import Clockwork, Heard
from support.sql import sql

from skill.domain.couple import Couple
from skill.domain.hard_talk import HardTalk, TalkState
from skill.domain.joint_talk import JointTalk, JointTalkState
from skill.domain.person import Person

HOUR = timedelta(hours=1)


def at(hour: int, minute: int = 0) -> datetime:
    """Return an instant of the 23rd of November 2026 by New York's clock (five hours behind)."""
    return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour + 5, minutes=minute)


def linked(clockwork: Clockwork) -> tuple[Person, Person, Couple]:
    """Mara in New York and Jonas in Chicago, linked."""
    mara, jonas = clockwork.person("mara"), clockwork.person("jonas", zone="America/Chicago")
    with clockwork.database.work() as work:
        code = work.couples.code_hash(work.couples.invite(mara, clockwork.now))
        assert work.couples.say(code, jonas, "jonas", clockwork.now)
        said = work.couples.said(mara, clockwork.now)
        assert said is not None
        couple = work.couples.confirm(mara, said.id, clockwork.now)
    assert couple is not None
    return mara, jonas, couple


def proposed(clockwork: Clockwork, person: Person, couple: Couple, starts_at: datetime) -> None:
    with clockwork.database.work() as work:
        work.joint_talks.propose(person, couple, starts_at=starts_at, minutes=30, topic="the summer", now=clockwork.now)


def agreed(clockwork: Clockwork, person: Person) -> None:
    with clockwork.database.work() as work:
        shared = work.joint_talks.proposed_to(person, clockwork.now)
        assert shared is not None
        work.joint_talks.agree(person, shared, clockwork.now)


def states(clockwork: Clockwork) -> tuple[set[JointTalkState], set[TalkState], set[bytes | None]]:
    with clockwork.database.work() as work:
        talks = list(sql(work).scalars(select(HardTalk)))
        shared = {one.state for one in sql(work).scalars(select(JointTalk))}
        return shared, {one.state for one in talks}, {one.sealed_topic for one in talks}


def test_each_hears_the_own_sign_ten_minutes_before_by_the_own_clock(clockwork: Clockwork) -> None:
    mara, jonas, couple = linked(clockwork)
    proposed(clockwork, mara, couple, at(19))
    agreed(clockwork, jonas)
    clockwork.person("nora")
    assert clockwork.let_pass(at(20)) == [
        Heard("mara", "2026-11-23 18:50", "Ten quiet minutes until seven."),
        Heard("jonas", "2026-11-23 17:50", "Ten quiet minutes until six."),
    ]


def test_what_is_only_proposed_rings_for_nobody_and_lapses_with_its_words(clockwork: Clockwork) -> None:
    mara, _, couple = linked(clockwork)
    proposed(clockwork, mara, couple, at(19))
    assert clockwork.let_pass(at(18, 59)) == []
    assert states(clockwork)[1] == {TalkState.PROPOSED}
    assert clockwork.let_pass(at(20)) == []
    assert states(clockwork) == ({JointTalkState.OFF}, {TalkState.LAPSED}, {None})


def test_what_was_moved_or_called_off_rings_for_nobody(clockwork: Clockwork) -> None:
    mara, jonas, couple = linked(clockwork)
    proposed(clockwork, mara, couple, at(17))
    agreed(clockwork, jonas)
    with clockwork.database.work() as work:
        shared = sql(work).scalars(select(JointTalk)).one()
        work.joint_talks.propose_anew(jonas, shared, starts_at=at(18), minutes=30, now=clockwork.now)
    assert clockwork.let_pass(at(17, 20)) == []
    agreed(clockwork, mara)
    with clockwork.database.work() as work:
        work.joint_talks.leave(jonas, couple, clockwork.now)
    assert clockwork.let_pass(at(20)) == []


def test_who_muted_hears_no_sign_and_the_other_one_does(clockwork: Clockwork) -> None:
    mara, jonas, couple = linked(clockwork)
    proposed(clockwork, mara, couple, at(19))
    agreed(clockwork, jonas)
    clockwork.change(mara, muted=True)
    assert [one.name for one in clockwork.let_pass(at(20))] == ["jonas"]


@pytest.mark.parametrize("down_at", [at(19, 41), at(20, 9)])
def test_a_restart_in_the_middle_of_a_pause_calls_both_back(tmp_path: Path, down_at: datetime) -> None:
    with Clockwork(tmp_path / "data", at(18)) as before:
        mara, jonas, couple = linked(before)
        proposed(before, mara, couple, at(19, 30))
        agreed(before, jonas)
        before.clock.set(at(19, 40))
        with before.database.work() as work:
            own = work.hard_talks.standing(mara, before.now)[0]
            for owner, one in work.joint_talks.both(own):
                one.begin(before.now)
                one.time_out(before.now, at(20, 10))
                work.calendar.schedule_return_label(owner, one, at(20, 10), before.now)
        assert before.let_pass(down_at) == []
    with Clockwork(tmp_path / "data", at(20, 9)) as after:
        after.names |= {mara.id: "mara", jonas.id: "jonas"}
        assert after.let_pass(at(20, 40)) == [
            Heard("mara", "2026-11-23 20:10", "It's eight ten. Your break is over."),
            Heard("jonas", "2026-11-23 19:10", "It's seven ten. Your break is over."),
        ]
