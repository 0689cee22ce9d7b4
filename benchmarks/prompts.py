"""Part B: many prompts due at one instant, our clock beside APScheduler's job store, watched from outside."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.processes import BenchmarkError, Server, clean_environment, running

HERE = Path(__file__).resolve().parent
LOOK_SECONDS = 0.002
"""How often the database is asked how many prompts are recorded: the grain of the lateness figures."""
SETTLED_SECONDS = 1.0
SET_UP_SECONDS = 60.0


@dataclass(frozen=True)
class PromptPlan:
    """How many prompts, how often, and how long one road may take after the due instant (seconds)."""

    prompts: int
    rounds: int
    patience: float


FULL = PromptPlan(prompts=10_000, rounds=2, patience=45.0)
QUICK = PromptPlan(prompts=3_000, rounds=1, patience=15.0)


@dataclass(frozen=True)
class Delivery:
    """What one run brought.

    Attributes:
        delivered: prompts recorded, by a commit that another process could see.
        rate: recorded prompts a second, from the due instant to the last.
        p50, p99: seconds from the due instant until half, and 99 %, of all prompts were recorded, or None.
        memory: peak resident size in MB of the process that delivers.
    """

    delivered: float
    rate: float
    p50: float | None
    p99: float | None
    memory: float


@dataclass(frozen=True)
class PromptFigures:
    """Medians over the rounds by road; ours is the first."""

    prompts: int
    figures: dict[str, Delivery]


@dataclass(frozen=True)
class Question:
    """A count that is asked of a SQLite file from outside."""

    database: Path
    text: str


@dataclass(frozen=True)
class Ledger:
    """How many prompts a road recorded as delivered, and how many are still to come."""

    recorded: Question
    left: Question


OURS = "Steady Ground"
LIFTED = "APScheduler's SQL job store, grace lifted"
DEFAULTS = "APScheduler's SQL job store, defaults"


def measure_prompts(folder: Path, python: Path, plan: PromptPlan) -> PromptFigures:
    """Run part B in `folder`; `python` is the interpreter of the official road's environment.

    Raises:
        BenchmarkError: ours lost a prompt, or a road did not start.
    """
    runs: dict[str, list[Delivery]] = {OURS: [], LIFTED: [], DEFAULTS: []}
    for number in range(plan.rounds):
        runs[OURS].append(_ours(folder / f"calendar-{number}", plan))
        runs[LIFTED].append(_theirs(folder / f"lifted-{number}.sqlite", python, plan, grace="lifted"))
    runs[DEFAULTS].append(_theirs(folder / "defaults.sqlite", python, plan, grace="default"))
    for one in runs[OURS]:
        if one.delivered != plan.prompts:
            raise BenchmarkError(f"of {plan.prompts} prompts ours delivered {one.delivered:.0f}")
    return PromptFigures(plan.prompts, {name: _median(several) for name, several in runs.items()})


def _ours(data: Path, plan: PromptPlan) -> Delivery:
    """Lay the prompts into a fresh data folder, then let `steady-ground clock` deliver them."""
    command = [sys.executable, "-m", "benchmarks.our_prompts", str(data), str(plan.prompts)]
    made = subprocess.run(
        command,
        env=clean_environment(),
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        timeout=SET_UP_SECONDS,
        check=False,
    )
    if made.returncode:
        raise BenchmarkError(f"our calendar could not be filled: {made.stderr.strip()[-1500:]}")
    due = json.loads(made.stdout.splitlines()[-1])
    instant = int(due["microseconds"])
    database = data / "steady-ground.sqlite"
    of_them = f"SELECT count(*) FROM occurrences WHERE due_at = {instant} AND state"
    ledger = Ledger(
        recorded=Question(database, f"{of_them} = 'sent'"),
        left=Question(database, f"{of_them} IN ('due', 'leased')"),
    )
    clock = [str(Path(sys.executable).with_name("steady-ground")), "clock", "--data", str(data)]
    with running(clock, {}, data.with_suffix(".log")) as server:
        return _watch(server, ledger, instant / 1e6, plan)


def _theirs(database: Path, python: Path, plan: PromptPlan, *, grace: str) -> Delivery:
    command = [str(python), str(HERE / "official_jobs.py"), str(database), str(plan.prompts), grace]
    log = database.with_suffix(".log")
    with running(command, {}, log) as server:
        due = _due_from(log, server)
        jobs = database.with_name(database.name + ".jobs")
        ledger = Ledger(
            recorded=Question(database, "SELECT count(*) FROM delivered"),
            left=Question(jobs, "SELECT count(*) FROM apscheduler_jobs"),
        )
        return _watch(server, ledger, due, plan)


def _due_from(log: Path, server: Server) -> float:
    until = time.monotonic() + SET_UP_SECONDS
    while time.monotonic() < until and server.is_running:
        for line in log.read_text(errors="replace").splitlines():
            if line.startswith('{"due"'):
                return float(json.loads(line)["due"])
        time.sleep(0.05)
    raise BenchmarkError(f"APScheduler did not start: {server.last_words()}")


def _watch(server: Server, ledger: Ledger, due: float, plan: PromptPlan) -> Delivery:
    """Count from outside, from just before the due instant until nothing is left or patience ends."""
    if time.time() > due:
        raise BenchmarkError("a road was not up before its prompts were due")
    time.sleep(max(0.0, due - 0.1 - time.time()))
    seen: list[tuple[float, int]] = []
    with _asking(ledger.recorded) as recorded, _asking(ledger.left) as left:
        while time.time() < due + plan.patience and server.is_running:
            found, late = recorded(), time.time() - due
            if not seen or found != seen[-1][1]:
                seen.append((late, found))
            if found >= plan.prompts:
                break
            if late > seen[-1][0] + SETTLED_SECONDS and left() == 0:
                break
            time.sleep(LOOK_SECONDS)
    if not server.is_running:
        raise BenchmarkError(f"a scheduler ended by itself: {server.last_words()}")
    return _delivery(seen, plan.prompts, server.peak_memory() / 1e6)


@contextmanager
def _asking(question: Question) -> Iterator[Callable[[], int]]:
    """Hold a reading connection that never writes and never waits for a writer."""
    address = f"file:{question.database}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=10, isolation_level=None)) as connection:
        yield lambda: int(connection.execute(question.text).fetchone()[0])


def _delivery(seen: list[tuple[float, int]], prompts: int, memory: float) -> Delivery:
    last, delivered = seen[-1]

    def lateness(share: float) -> float | None:
        return next((late for late, found in seen if found >= share * prompts), None)

    return Delivery(
        delivered=delivered,
        rate=delivered / last if delivered and last > 0 else 0.0,
        p50=lateness(0.50),
        p99=lateness(0.99),
        memory=memory,
    )


def _median(several: list[Delivery]) -> Delivery:
    def of(values: list[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return median(known) if len(known) == len(values) else None

    return Delivery(
        delivered=median(one.delivered for one in several),
        rate=median(one.rate for one in several),
        p50=of([one.p50 for one in several]),
        p99=of([one.p99 for one in several]),
        memory=median(one.memory for one in several),
    )
