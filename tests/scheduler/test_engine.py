"""The alarm rings when something is due, survives what goes wrong, and is started anew when it falls silent."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.clock_only import Clockwork
from support.local_speaker import LocalSpeakerApp

from scheduler.dispatcher import DispatchStep
from scheduler.engine import Engine
from scheduler.planner import Planner, PlannerRound
from skill.clock import SystemClock
from skill.domain.occurrence import OccurrenceState
from skill.storage.database import Database
from skill.storage.open_database import DATABASE_FILE

SOON = 10.0
"""Seconds after which a test gives up waiting for an event."""
DUE = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


class Noting(Planner):
    """An agenda that tells when it does a round."""

    def __init__(self, database: Database, note: Callable[[datetime], None]) -> None:
        super().__init__(database)
        self._note = note

    def round(self, now: datetime, *, between: Callable[[], None] = lambda: None) -> PlannerRound:
        """Tell, and do it."""
        self._note(now)
        return super().round(now, between=between)


class Stumbling:
    """The system's clock, which fails at chosen questions."""

    def __init__(self, failing: set[int]) -> None:
        self._failing = failing
        self._asked = 0

    def now(self) -> datetime:
        """Return the present instant, or fail."""
        self._asked += 1
        if self._asked in self._failing:
            raise OSError("no time")
        return SystemClock().now()


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Clockwork]:
    """A clock without a voice, at the machine's own time."""
    with Clockwork(tmp_path / "living", SystemClock().now()) as built:
        yield built


def test_what_is_due_rings_by_itself(living: Clockwork) -> None:
    mara = living.person()
    living.change(mara, quiet_from=0, quiet_until=0)
    living.promise(mara, living.now - timedelta(minutes=10) + timedelta(seconds=1))
    rung = threading.Event()
    dispatcher = living.another("ringing", at_step=lambda step: rung.set() if step is DispatchStep.STAMPED else None)
    engine = Engine(dispatcher, living.agenda, SystemClock())
    engine.start()
    try:
        assert rung.wait(SOON)
    finally:
        engine.stop()
    assert living.counts() == {(OccurrenceState.SENT, None): 1}


def test_an_alarm_that_fell_silent_is_started_anew(living: Clockwork) -> None:
    ticks: list[datetime] = []
    again = threading.Event()

    def note(now: datetime) -> None:
        ticks.append(now)
        again.set()

    # The first question is the watchdog's own, the second the first ring: it dies before it can set the alarm.
    engine = Engine(
        living.dispatcher,
        Noting(living.database, note),
        Stumbling({2, 3}),
        silent_after=timedelta(milliseconds=60),
    )
    engine.start()
    try:
        assert again.wait(SOON)
    finally:
        engine.stop()
    assert ticks


def test_a_locked_database_is_survived_and_tried_again(clockwork: Clockwork) -> None:
    clockwork.person(evening=20 * 60 + 30)
    clockwork.tick(DUE - timedelta(minutes=1))
    clockwork.clock.set(DUE)
    assert clockwork.listen() == []
    engine = Engine(clockwork.dispatcher, clockwork.agenda, clockwork.clock)
    with clockwork.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(clockwork.folder / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    engine.tick()
    other.execute("ROLLBACK")
    other.close()
    engine.tick()
    assert [one.name for one in clockwork.listen()] == ["mara"]


def test_after_a_minute_without_a_tick_the_house_says_that_it_is_not_well(clockwork: Clockwork) -> None:
    seconds = [0.0]
    engine = Engine(clockwork.dispatcher, clockwork.agenda, clockwork.clock, seconds=lambda: seconds[0])
    engine.tick()
    seconds[0] = 59.0
    assert engine.is_healthy()
    seconds[0] = 61.0
    assert not engine.is_healthy()
    engine.tick()
    assert engine.is_healthy()


def test_the_agenda_comes_every_five_minutes_and_after_a_clock_set_back(clockwork: Clockwork) -> None:
    rounds: list[datetime] = []

    engine = Engine(clockwork.dispatcher, Noting(clockwork.database, rounds.append), clockwork.clock)
    begin = clockwork.now
    for minutes in (0, 1, 4, 5, 6, -60, -59):
        clockwork.clock.set(begin + timedelta(minutes=minutes))
        engine.tick()
    assert rounds == [begin + timedelta(minutes=minutes) for minutes in (0, 5, -60)]


def test_a_script_stops_for_the_next_round_where_it_passes_one_over(app: LocalSpeakerApp) -> None:
    begin = app.clock.now()
    stops = [app.application.tick(begin + timedelta(minutes=minutes)) for minutes in (0, 1, 5)]
    assert stops == [None, begin + timedelta(minutes=5), None]


def test_it_may_be_stopped_at_any_instant_of_its_ringing(clockwork: Clockwork) -> None:
    engine = Engine(clockwork.dispatcher, clockwork.agenda, clockwork.clock)
    faults: list[object] = []
    before, threading.excepthook = threading.excepthook, faults.append
    try:
        for _ in range(60):
            engine.start()
            engine.stop()
    finally:
        threading.excepthook = before
    assert faults == []


def test_what_is_done_beside_begins_at_once_and_its_faults_are_survived(living: Clockwork) -> None:
    done = threading.Event()

    def stumble(_now: datetime) -> None:
        done.set()
        raise OSError("Amazon is far away")

    engine = Engine(living.dispatcher, living.agenda, SystemClock(), background_task=stumble)
    engine.start()
    try:
        assert done.wait(SOON)
        assert engine.is_healthy()
    finally:
        engine.stop()
