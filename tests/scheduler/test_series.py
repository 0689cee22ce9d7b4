"""A recurring promise on the clock: each date once, made and asked about together, silent in a pause, never a flood."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from support.clock_only import NEW_YORK, Clockwork
from support.sampling import slow_but
from support.sql import sql

from scheduler.planner import Planner
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.occurrence import OccurrenceState
from skill.domain.person import Person
from skill.domain.series import CommitmentSeries
from skill.storage.tables.calendar import occurrences
from skill.storage.tables.people import commitment_series, commitments

SIX = 18 * 60
WEEKDAYS, EVERY_DAY = 0b0011111, 0b1111111
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAN = "Your six o'clock plan."


def promise(clockwork: Clockwork, person: Person, *, days: int = EVERY_DAY, minute: int = SIX) -> CommitmentSeries:
    with clockwork.database.work() as work:
        return work.series.make(person, "be home", minute=minute, days=days, now=clockwork.now)


def made(clockwork: Clockwork) -> list[Commitment]:
    with clockwork.database.work() as work:
        found = select(Commitment).where(commitments.c.series_id.is_not(None)).order_by(commitments.c.due_at)
        return list(sql(work).scalars(found))


def dates(clockwork: Clockwork) -> list[date | None]:
    return [one.local_date for one in made(clockwork)]


def asked(clockwork: Clockwork) -> Counter[str]:
    """Return how often each commitment has a question that is still to come."""
    with clockwork.database.work() as work:
        due = select(occurrences.c.subject_id, func.count()).where(occurrences.c.state == OccurrenceState.DUE)
        return Counter({str(of): number for of, number in sql(work).execute(due.group_by(occurrences.c.subject_id))})


@pytest.mark.parametrize(
    ("begin", "days"),
    slow_but(
        [(datetime(2026, 11, 23, 17, tzinfo=UTC), 365), (datetime(2026, 10, 26, 16, tzinfo=UTC), 21)],
        lambda row: row[1] < 365,
        is_rows=True,
    ),
    ids=["a year", "three weeks"],
)
def test_weekdays_through_the_changes_of_the_clock_are_one_commitment_each(
    clockwork: Clockwork, begin: datetime, days: int
) -> None:
    clockwork.clock.set(begin)
    mara = clockwork.person()
    promise(clockwork, mara, days=WEEKDAYS)
    place = ZoneInfo(NEW_YORK)
    for step in range(0, days * 24, 29):
        clockwork.clock.set(begin + step * HOUR)
        clockwork.agenda.round(clockwork.now)
    first, until = begin.astimezone(place).date(), clockwork.now.astimezone(place).date()
    every = [day for ahead in range(400) if (day := first + ahead * DAY) < until and day.weekday() < 5]
    found = [one for one in made(clockwork) if one.local_date and one.local_date < until]
    assert [one.local_date for one in found] == every
    assert {(one.local_due().hour, one.local_due().minute) for one in found} == {(18, 0)}
    print(f"\n{len(found)} weekdays, {len(found)} commitments")


def test_it_is_asked_about_each_day_once_and_a_second_round_makes_nothing(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    promise(clockwork, mara)
    heard = clockwork.let_pass(clockwork.now + 3 * DAY)
    assert [(one.at[-5:], one.words) for one in heard] == [("18:10", PLAN)] * 3
    before = dates(clockwork)
    assert Planner(clockwork.database).round(clockwork.now).made == 0
    assert dates(clockwork) == before


@pytest.mark.parametrize(
    "words",
    slow_but(
        ["INSERT INTO commitments", "INSERT INTO rules", "INSERT INTO occurrences", "UPDATE commitment_series"],
        ["INSERT INTO rules"],
    ),
)
def test_killed_between_making_and_asking_each_date_is_made_once_and_asked_about_once(
    clockwork: Clockwork, words: str
) -> None:
    promise(clockwork, clockwork.person())
    later = clockwork.now + DAY
    script = [sys.executable, str(Path(__file__).with_name("killed_making.py"))]
    ended = subprocess.run([*script, str(clockwork.folder), later.isoformat(), words], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    assert len(dates(clockwork)) == 2, "what was not kept whole is not there at all"
    clockwork.clock.set(later)
    clockwork.agenda.round(later)
    assert dates(clockwork) == [date(2026, 11, 23) + ahead * DAY for ahead in range(3)]
    assert asked(clockwork) == Counter({str(one.id): 1 for one in made(clockwork)})


def test_in_a_pause_nothing_is_made_and_what_was_made_rests(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    promise(clockwork, mara)
    clockwork.change(mara, paused_until=clockwork.now + 5 * DAY)
    assert clockwork.let_pass(clockwork.now + 5 * DAY - HOUR) == []
    assert [one.state for one in made(clockwork)] == [CommitmentState.WITHDRAWN] * 2, "it counts neither way"
    heard = clockwork.let_pass(clockwork.now + DAY)
    assert [one.at for one in heard] == ["2026-11-28 18:10"]


def test_a_short_pause_takes_nothing_away(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    promise(clockwork, mara)
    clockwork.change(mara, paused_until=clockwork.now + 8 * HOUR)
    clockwork.let_pass(clockwork.now + 2 * DAY)
    assert made(clockwork)[0].state is CommitmentState.NOT_HEARD


def test_what_nobody_could_be_asked_about_is_no_silence_of_hers(clockwork: Clockwork) -> None:
    promise(clockwork, clockwork.person())
    clockwork.tick(clockwork.now + 10 * DAY)
    assert dates(clockwork) == [date(2026, 11, day) for day in (23, 24)] + [date(2026, 12, day) for day in (3, 4)]


def test_two_promises_at_one_time_are_one_label_and_three_a_day_are_enough(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    for _ in range(2):
        promise(clockwork, mara)
    others = [promise(clockwork, mara, minute=hour * 60) for hour in (15, 16, 17)]
    heard = [one.words for one in clockwork.let_pass(clockwork.now + 10 * HOUR)]
    assert heard == ["Your three o'clock plan.", "Your four o'clock plan.", "Your five o'clock plan."]
    clockwork.let_pass(clockwork.now + 12 * HOUR)
    with clockwork.database.work() as work:
        for one in others:
            work.series.end(sql(work).merge(one), clockwork.now)
    assert [one.words for one in clockwork.let_pass(clockwork.now + 12 * HOUR)] == ["A few things are waiting for you."]


@pytest.mark.parametrize(
    "there", slow_but(["Europe/Berlin", "Pacific/Honolulu", "Pacific/Auckland", "Asia/Kathmandu"], ["Pacific/Auckland"])
)
def test_on_a_journey_only_what_is_to_come_follows_the_new_clock_and_no_date_comes_twice(
    clockwork: Clockwork, there: str
) -> None:
    mara = clockwork.person()
    promise(clockwork, mara)
    clockwork.let_pass(clockwork.now + 8 * HOUR)
    past = [(one.id, one.due_at) for one in made(clockwork) if one.due_at <= clockwork.now]
    with clockwork.database.work() as work:
        kept = work.people.get(mara.id)
        assert kept is not None
        work.schedules.change_time_zone(kept, there, clockwork.now)
    assert [(one.id, one.due_at) for one in made(clockwork) if one.due_at <= clockwork.now] == past
    clockwork.let_pass(clockwork.now + 3 * DAY)
    on = dates(clockwork)
    assert len(set(on)) == len(on)
    ahead = [one for one in made(clockwork) if one.state is CommitmentState.PROMISED]
    assert {(one.zone, one.local_due().hour) for one in ahead} == {(there, 18)}


def test_a_series_that_cannot_be_filled_holds_up_nobody_else(clockwork: Clockwork) -> None:
    nora, mara = clockwork.person("nora"), clockwork.person("mara")
    spoiled = promise(clockwork, nora)
    promise(clockwork, mara)
    with clockwork.database.work() as work:
        wrong = update(commitment_series).where(commitment_series.c.id == spoiled.id).values(zone="Nowhere/Land")
        sql(work).execute(wrong)
    clockwork.clock.set(clockwork.now + DAY)
    assert clockwork.agenda.round(clockwork.now).made == 1
    assert clockwork.agenda.round(clockwork.now).made == 0


def test_with_other_time_zone_tables_what_is_to_come_is_computed_anew(clockwork: Clockwork) -> None:
    promise(clockwork, clockwork.person())
    with clockwork.database.work() as work:
        for one in sql(work).scalars(select(Commitment)):
            one.replan(one.due_at - HOUR, one.zone)
        sql(work).execute(update(occurrences).values(tz_version="1999a"))
    Planner(clockwork.database).round(clockwork.now)
    assert {one.local_due().hour for one in made(clockwork)} == {18}
    assert [one.at[-5:] for one in clockwork.let_pass(clockwork.now + 12 * HOUR)] == ["18:10"]
