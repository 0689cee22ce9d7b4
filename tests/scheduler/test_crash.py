"""A dispatcher may die at any step, and two may run on one file: nothing is lost and nothing is heard twice."""

import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.clock_only import Clockwork, Heard
from support.sampling import slow_but

from scheduler.dispatcher import LEASE, DispatchStep
from skill.domain.errors import StorageBusyError
from skill.domain.occurrence import OccurrenceState
from skill.storage.open_database import DATABASE_FILE

EVENING = 20 * 60 + 30
DUE = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
"""Half past eight in New York."""
MORE_THAN_A_BATCH = 6
"""People whose prompts a dispatcher in a process of its own (killed.py) takes in two batches."""
YOUR_EVENING = Heard("mara", "2026-11-23 20:30", "Your evening minute.")


def start(clockwork: Clockwork, owner: str, *, step: int) -> subprocess.Popen[str]:
    """Start a dispatcher in a process of its own; it ticks at the due instant once it is told to."""
    script = Path(__file__).with_name("killed.py")
    words = [sys.executable, str(script), str(clockwork.folder), DUE.isoformat(), owner, str(step)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def killed(clockwork: Clockwork, *, step: DispatchStep) -> int:
    """Let a process die at the step; return how it ended."""
    with start(clockwork, "doomed", step=step) as process:
        process.communicate("go\n")
    return process.returncode


def everybody(clockwork: Clockwork, number: int) -> list[str]:
    """Let that many people move in, each with an evening prompt; their speakers listen when it is due."""
    names = [f"guest {one}" for one in range(number)]
    for name in names:
        clockwork.person(name, evening=EVENING)
    clockwork.tick(DUE - timedelta(minutes=1))
    clockwork.tick(DUE - timedelta(seconds=1))
    return names


@pytest.mark.parametrize("step", slow_but(DispatchStep, [DispatchStep.HANDED_OVER]))
def test_a_process_killed_at_any_step_loses_nothing_and_nothing_is_heard_twice(
    clockwork: Clockwork, step: DispatchStep
) -> None:
    names = everybody(clockwork, MORE_THAN_A_BATCH)
    assert killed(clockwork, step=step) == -signal.SIGKILL
    clockwork.clock.set(DUE)
    heard = clockwork.listen()
    heard += clockwork.tick(DUE + timedelta(seconds=1))
    heard += clockwork.tick(DUE + LEASE + timedelta(seconds=1))
    heard += clockwork.let_pass(DUE + timedelta(hours=2))
    assert Counter(one.name for one in heard) == Counter(names)
    assert clockwork.ended() == {"expired unanswered": MORE_THAN_A_BATCH}


def test_a_lease_that_ran_out_is_taken_up_by_a_colleague_under_the_same_id(clockwork: Clockwork) -> None:
    names = everybody(clockwork, 3)
    killed(clockwork, step=DispatchStep.CLAIMED)
    assert clockwork.tick(DUE + LEASE - timedelta(seconds=1)) == []
    assert clockwork.dispatcher.next_due() == DUE + LEASE
    assert [one.name for one in clockwork.tick(DUE + LEASE)] == names


def test_two_processes_on_one_file_share_the_work_and_each_prompt_has_one_owner(clockwork: Clockwork) -> None:
    names = everybody(clockwork, 2 * MORE_THAN_A_BATCH)
    with start(clockwork, "one", step=0) as one, start(clockwork, "other", step=0) as other:
        for process in (one, other):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in (one, other):
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
    assert (one.returncode, other.returncode) == (0, 0)
    clockwork.clock.set(DUE)
    assert Counter(one.name for one in clockwork.listen()) == Counter(names)
    assert clockwork.counts()[OccurrenceState.SENT, None] == 2 * MORE_THAN_A_BATCH


def test_what_a_colleague_is_busy_with_is_left_alone(clockwork: Clockwork) -> None:
    everybody(clockwork, 9)
    clockwork.clock.set(DUE)
    looked_at: list[int] = []
    second = clockwork.another("second", batch=3)
    first = clockwork.another(
        "busy",
        at_step=lambda step: (
            looked_at.append(second.tick(DUE)) if step is DispatchStep.CLAIMED and not looked_at else None
        ),
        batch=3,
    )
    assert (first.tick(DUE), looked_at) == (3, [6])
    assert len(clockwork.listen()) == 9


def test_a_locked_database_is_survived_and_all_is_heard_once_it_is_free(clockwork: Clockwork) -> None:
    clockwork.person("mara", evening=EVENING)
    clockwork.tick(DUE - timedelta(minutes=1))
    with clockwork.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(clockwork.folder / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageBusyError):
        clockwork.dispatcher.tick(DUE)
    other.execute("ROLLBACK")
    other.close()
    assert clockwork.tick(DUE) == [YOUR_EVENING]


def test_a_database_locked_before_the_stamp_lets_it_be_heard_once_when_it_is_free(
    clockwork: Clockwork,
) -> None:
    clockwork.person("mara", evening=EVENING)
    clockwork.tick(DUE - timedelta(seconds=30))
    with clockwork.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(clockwork.folder / DATABASE_FILE, isolation_level=None)
    locks = iter(["BEGIN IMMEDIATE"])

    def lock(step: DispatchStep) -> None:
        if step is DispatchStep.COMPOSED:
            other.execute(next(locks, "SELECT 1"))

    clockwork.dispatcher = clockwork.another("first", at_step=lock)
    with pytest.raises(StorageBusyError):
        clockwork.dispatcher.tick(DUE)
    other.execute("ROLLBACK")
    clockwork.clock.set(DUE)
    assert clockwork.listen() == []
    assert clockwork.let_pass(DUE + timedelta(hours=1)) == [YOUR_EVENING]
    other.close()
    assert clockwork.counts()[OccurrenceState.SENT, None] == 1
