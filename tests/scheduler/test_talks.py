"""The sign before a talk and the call back from a time-out: heard once, at their time, or not at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.clock_only import Clockwork, Heard

from skill.domain.hard_talk import HardTalk, TalkState
from skill.domain.person import Person

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SIGN = "Ten quiet minutes until seven."
BACK = "It's eight ten. Your break is over."


def at(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    """Return an instant of November 2026 by New York's clock (five hours behind)."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) + 5 * HOUR


def planned(clockwork: Clockwork, person: Person, starts_at: datetime) -> HardTalk:
    """Let somebody plan a talk."""
    with clockwork.database.work() as work:
        talk = work.hard_talks.plan(person, starts_at=starts_at, minutes=30, topic="the summer", now=clockwork.now)
        work.calendar.schedule_talk_label(person, talk, clockwork.now)
    return talk


def paused(clockwork: Clockwork, person: Person, back_at: datetime) -> HardTalk:
    """Let somebody hold a talk and pause it."""
    talk = planned(clockwork, person, clockwork.now)
    with clockwork.database.work() as work:
        kept = work.hard_talks.get(person, talk.id)
        assert kept is not None
        kept.begin(clockwork.now)
        kept.time_out(clockwork.now, back_at)
        work.calendar.schedule_return_label(person, kept, back_at, clockwork.now)
    return talk


def state(clockwork: Clockwork, person: Person, talk: HardTalk) -> TalkState | None:
    with clockwork.database.work() as work:
        found = work.hard_talks.get(person, talk.id)
        return found.state if found is not None else None


def test_the_sign_is_heard_ten_minutes_before_and_by_its_person_alone(clockwork: Clockwork) -> None:
    planned(clockwork, clockwork.person("mara"), at(19))
    clockwork.person("nora")
    assert clockwork.let_pass(at(22)) == [Heard("mara", "2026-11-23 18:50", SIGN)]


@pytest.mark.parametrize("came_back", [at(18, 53), at(18, 59), at(19)])
def test_after_an_outage_the_sign_is_dropped_and_counted(clockwork: Clockwork, came_back: datetime) -> None:
    planned(clockwork, clockwork.person(), at(19))
    assert clockwork.tick(came_back) == []
    assert clockwork.ended() == {"expired late": 1}


def test_a_talk_that_was_moved_gets_its_sign_at_the_new_time_only(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    talk = planned(clockwork, mara, at(19))
    with clockwork.database.work() as work:
        kept = work.hard_talks.get(mara, talk.id)
        assert kept is not None
        kept.move(at(20))
        work.calendar.schedule_talk_label(mara, kept, clockwork.now)
    assert clockwork.let_pass(at(21)) == [Heard("mara", "2026-11-23 19:50", "Ten quiet minutes until eight.")]


def test_a_talk_nobody_came_to_falls_away_in_silence(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    talk = planned(clockwork, mara, at(19))
    heard = clockwork.let_pass(at(12, day=25))
    assert [one.words for one in heard] == [SIGN]
    assert state(clockwork, mara, talk) is TalkState.LAPSED


@pytest.mark.parametrize(
    ("zone", "starts"),
    [
        ("America/New_York", "2026-03-08T03:05-04:00"),
        ("America/New_York", "2026-11-01T01:05-05:00"),
        ("Europe/Berlin", "2026-03-29T03:05+02:00"),
        ("Europe/Berlin", "2026-10-25T02:05+01:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:35+11:00"),
        ("Australia/Lord_Howe", "2026-04-05T01:35+10:30"),
    ],
)
def test_when_the_clocks_change_the_sign_is_still_ten_minutes_before(
    clockwork: Clockwork, zone: str, starts: str
) -> None:
    start = datetime.fromisoformat(starts).astimezone(UTC)
    clockwork.clock.set(start - 3 * HOUR)
    mara = clockwork.person(zone=zone)
    clockwork.change(mara, quiet_from=0, quiet_until=0)
    planned(clockwork, mara, start)
    assert clockwork.let_pass(start - 11 * MINUTE) == []
    assert len(clockwork.tick(start - 10 * MINUTE)) == 1


def test_a_time_out_calls_back_at_its_time(clockwork: Clockwork) -> None:
    clockwork.clock.set(at(19, 40))
    paused(clockwork, clockwork.person(), at(20, 10))
    assert clockwork.let_pass(at(22)) == [Heard("mara", "2026-11-23 20:10", BACK)]


@pytest.mark.parametrize("down_at", [at(19, 41), at(20, 9)])
def test_a_restart_in_the_middle_of_a_time_out_changes_nothing(tmp_path: Path, down_at: datetime) -> None:
    with Clockwork(tmp_path / "data", at(19, 40)) as before:
        mara = before.person()
        talk = paused(before, mara, at(20, 10))
        assert before.let_pass(down_at) == []
    with Clockwork(tmp_path / "data", at(20, 9)) as after:
        after.names[mara.id] = "mara"
        assert after.let_pass(at(20, 40)) == [Heard("mara", "2026-11-23 20:10", BACK)]
        assert state(after, mara, talk) is TalkState.TIMED_OUT


def test_a_call_back_is_late_but_heard_within_its_hour_and_not_after(tmp_path: Path) -> None:
    for came_back, words in ((at(20, 40), [BACK]), (at(21, 15), [])):
        with Clockwork(tmp_path / f"{came_back:%H%M}", at(19, 40)) as clockwork:
            paused(clockwork, clockwork.person(), at(20, 10))
            assert [one.words for one in clockwork.tick(came_back)] == words


def test_nothing_cuts_into_a_turn_and_what_was_due_is_heard_after_it(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=20 * 60 + 30)
    clockwork.clock.set(at(20, 28))
    talk = planned(clockwork, mara, at(20, 28))
    with clockwork.database.work() as work:
        kept = work.hard_talks.get(mara, talk.id)
        assert kept is not None
        kept.begin(clockwork.now)
    assert clockwork.let_pass(at(20, 33)) == []
    with clockwork.database.work() as work:
        kept = work.hard_talks.get(mara, talk.id)
        assert kept is not None
        kept.end(clockwork.now)
    assert [one.words for one in clockwork.let_pass(at(20, 50))] == ["Your evening minute."]


def test_who_paused_everything_hears_no_sign(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    planned(clockwork, mara, at(19))
    clockwork.change(mara, muted=True)
    assert clockwork.let_pass(at(20)) == []
