"""Every road by which a person's time zone changes: the evening and the recurring promises follow together."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from support.alexa_app import Kitchen, echo
from support.fake_alexa import MARA, Amazon
from support.local_speaker import LocalSpeakerApp
from support.sql import sql

from skill.app.bootstrap import Application
from skill.clock import StandingClock
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.person import Person
from skill.domain.rule import PromptKind
from skill.storage.local_pin import Pins
from skill.storage.personal_data.service import JSON_FILE

REPOSITORY = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
THERE = "America/Los_Angeles"
PIN = "271828"


def clocks(application: Application, person: Person, now: datetime) -> set[tuple[str, int]]:
    """Return by which zones, and at which local minutes there, anything that repeats is still to come."""
    with application.database.work() as work:
        kept = work.people.get(person.id)
        assert kept is not None
        evening = work.calendar.daily(kept, PromptKind.REFLECTION)
        assert evening is not None
        found = {(evening.zone, evening.minute)}
        found |= {(one.zone, one.minute) for one in work.series.active(kept)}
        rows = [one for one in sql(work).scalars(select(Commitment)) if one.person_id == kept.id]
        ahead = [one for one in rows if one.state is CommitmentState.PROMISED and one.due_at > now]
        assert ahead
        found |= {(one.zone, one.local_due().hour * 60 + one.local_due().minute) for one in ahead}
        for one in work.calendar.upcoming(kept, now):
            local = one.due_at.astimezone(kept.local(now).tzinfo)
            asked_after = 10 if one.kind is PromptKind.COMMITMENT else 0
            found.add((kept.zone or "", local.hour * 60 + local.minute - asked_after))
    return found


FOLLOWED = {(THERE, 20 * 60 + 30), (THERE, 21 * 60)}


def test_a_city_that_is_said_moves_the_evening_and_every_recurring_promise(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.say("I promise to put the phone away every day at nine in the evening")
    app.say("yes")
    app.say("I live in los angeles")
    assert app.person().zone == THERE
    assert clocks(app.application, app.person(), app.clock.now()) == FOLLOWED


@pytest.fixture
def mara(tmp_path: Path) -> Iterator[Kitchen]:
    """Mara's kitchen, with an evening minute and a recurring promise."""
    clock = StandingClock(NOW)
    with Amazon(clock) as amazon, echo(tmp_path / "data", clock, amazon) as opened:
        opened.move_in()
        opened.say("ScheduleEveningIntent", time="20:30")
        opened.say("AMAZON.StopIntent")
        opened.say("CommitmentIntent", commitment="put the phone away every day at nine in the evening")
        opened.say("AMAZON.YesIntent")
        opened.say("AMAZON.StopIntent")
        yield opened


def test_a_device_that_moved_moves_the_evening_and_every_recurring_promise(mara: Kitchen) -> None:
    mara.amazon.account(MARA).zone = THERE
    mara.open()
    mara.settle()
    assert mara.person().zone == THERE
    assert clocks(mara.application, mara.person(), mara.clock.now()) == FOLLOWED


def joins(kitchen: Kitchen, name: str, city: str) -> Person:
    """Let somebody else move in behind Mara's account with a voice of their own, an evening and a recurring promise."""
    kitchen.wait(minutes=1)
    kitchen.amazon.account(MARA).person = f"amzn1.ask.person.{name.upper()}"
    kitchen.say("WhoNewIntent")
    kitchen.say("OnboardingNameIntent", name=name)
    kitchen.say("ScheduleEveningIntent", time="20:30")
    kitchen.say("AMAZON.StopIntent")
    kitchen.say("ScheduleZoneIntent", city=city)
    kitchen.say("CommitmentIntent", commitment="put the phone away every day at nine in the evening")
    kitchen.say("AMAZON.YesIntent")
    kitchen.say("AMAZON.StopIntent")
    return named(kitchen, name)


def named(kitchen: Kitchen, name: str) -> Person:
    with kitchen.application.database.work() as work:
        found = work.people.by_name(MARA, name)
    assert found is not None
    return found


def test_a_device_that_moved_moves_everybody_who_lives_by_it_and_nobody_else(mara: Kitchen) -> None:
    """Jonas lives by the clock of the kitchen, Lena of the same account by that of a city of her own."""
    joins(mara, "Jonas", "America/New_York")
    lena = joins(mara, "Lena", "Europe/London")
    mara.amazon.account(MARA).zone = THERE
    mara.open()
    mara.settle()
    now = mara.clock.now()
    assert mara.person().zone == THERE
    assert clocks(mara.application, mara.person(), now) == FOLLOWED
    assert clocks(mara.application, named(mara, "Jonas"), now) == FOLLOWED
    assert clocks(mara.application, lena, now) == {("Europe/London", minute) for _, minute in FOLLOWED}
    # Said once more, nobody moves again.
    mara.open()
    mara.settle()
    assert {mara.person().zone, named(mara, "Jonas").zone, named(mara, "Lena").zone} == {THERE, "Europe/London"}


def test_a_city_with_the_clock_of_the_device_follows_it_and_one_with_another_clock_does_not(mara: Kitchen) -> None:
    """Detroit and New York show the same time all year; Phoenix and Los Angeles only in summer."""
    joins(mara, "Jonas", "America/Detroit")
    mara.amazon.account(MARA).zone = THERE
    mara.open()
    mara.settle()
    assert named(mara, "Jonas").zone == THERE
    joins(mara, "Lena", "America/Phoenix")
    mara.amazon.account(MARA).zone = "America/Denver"
    mara.open()
    mara.settle()
    assert (named(mara, "Jonas").zone, named(mara, "Lena").zone) == ("America/Denver", "America/Phoenix")


def test_what_is_taken_in_from_a_file_follows_the_clock_of_whoever_takes_it_in(
    app: LocalSpeakerApp, tmp_path: Path
) -> None:
    app.move_in()
    app.say("I promise to put the phone away every day at nine in the evening")
    app.say("yes")
    Pins(app.application.database).set(app.application.account(""), PIN)
    app.application.personal_data("").write(tmp_path / "out", app.clock.now(), given=PIN)
    with LocalSpeakerApp(tmp_path / "elsewhere", app.clock.now(), zone=THERE) as other:
        other.open()
        for said in ("call me Mara", "no", "I live in los angeles", "stop"):
            other.say(said)
        for _ in range(2):
            other.application.personal_data("").bring_in(
                tmp_path / "out" / JSON_FILE, other.clock.now(), device=other.application.device, zone=None
            )
        other.wait(timedelta(minutes=1))
        assert other.person().zone == THERE
        assert clocks(other.application, other.person(), other.clock.now()) == FOLLOWED
        with other.application.database.work() as work:
            assert len(work.series.active(other.person())) == 1


def test_a_zone_is_set_in_one_place_alone() -> None:
    """Whatever sets the zone by itself forgets something that follows it."""
    product = [one for part in ("skill", "intents", "scheduler") for one in (REPOSITORY / part).rglob("*.py")]
    sets: Callable[[str], object] = re.compile(r"(?:person|kept|entry|\bone\.person)\.zone\s*=[^=]").search
    found = {one.relative_to(REPOSITORY).as_posix() for one in product if sets(one.read_text())}
    assert found == {"skill/storage/queries/schedules.py"}
