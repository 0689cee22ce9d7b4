"""Measures a spoken turn, the calendar and the edge beside the official road, in one run; and a breathing alone."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import edge, prompts, turns
from benchmarks.breathing import breathing_lines, measure
from benchmarks.environment import machine, official_python, versions
from benchmarks.processes import BenchmarkError
from benchmarks.report import edge_lines, machine_lines, prompt_lines, turn_lines

TIME_LIMIT = 540
"""Seconds after which a run gives up; a whole one takes under six minutes on two cores."""
OFFICIAL = (
    "ask-sdk-core",
    "ask-sdk-webservice-support",
    "flask-ask-sdk",
    "gunicorn",
    "sqlalchemy",
    "apscheduler",
)
PARTS = ("turns", "prompts", "edge")
"""What a whole run measures."""
BREATHING = "breathing"
"""Takes five real minutes, so that it is measured only when it is asked for."""
BREATHING_MINUTES, QUICK_MINUTES = 5, 1


def main() -> int:
    """Run what was asked for and print it; return 1, with one plain line, where no honest figure came out."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="one short round of each, about 40 s; a breathing of one minute"
    )
    parser.add_argument(
        "--only", choices=(*PARTS, BREATHING), help="one part alone; breathing, five real minutes, only so"
    )
    asked = parser.parse_args()
    # An end from outside unwinds the blocks too, so that no server outlives the run.
    for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(sign, _give_up)
    signal.alarm(TIME_LIMIT)
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="steady-ground-bench-") as folder:
            _run(Path(folder), is_quick=asked.quick, parts=(asked.only,) if asked.only else PARTS)
    except BenchmarkError as fault:
        print(f"No figures: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 1
    print(f"\nTook {time.monotonic() - began:.0f} s.")
    return 0


def _give_up(sign: int, _frame: object) -> None:
    # An exit, since an event loop would swallow any other exception inside a callback.
    raise SystemExit(f"Stopped by {signal.Signals(sign).name}.")


def _run(folder: Path, *, is_quick: bool, parts: tuple[str, ...]) -> None:
    if BREATHING in parts:
        minutes = QUICK_MINUTES if is_quick else BREATHING_MINUTES
        print(f"## D. A guided breathing of {_minutes(minutes)} against its plan\n", flush=True)
        print(breathing_lines(measure(minutes), minutes), flush=True)
        return
    python = official_python()
    official = ", ".join(f"{name} {number}" for name, number in versions(python, OFFICIAL).items())
    print("## Machine\n")
    print(machine_lines([*machine(), ("official road", official)]), flush=True)
    if "turns" in parts:
        plan = turns.QUICK if is_quick else turns.FULL
        print(f"\n## A. A signed mood check-in with its commit over HTTP ({_rounds(plan.rounds)})\n", flush=True)
        print(turn_lines(turns.measure_turns(folder, python, plan)), flush=True)
    if "prompts" in parts:
        due = prompts.QUICK if is_quick else prompts.FULL
        print(f"\n## B. {due.prompts:,} prompts due at one instant ({_rounds(due.rounds)})\n", flush=True)
        print(prompt_lines(prompts.measure_prompts(folder, python, due)), flush=True)

    if "edge" in parts:
        storm = edge.QUICK if is_quick else edge.FULL
        print(f"\n## C. The edge: a flood of {storm.seconds:.0f} s, then {storm.addresses:,} made-up addresses\n")
        print(edge.load_lines() + "\n", flush=True)
        print(edge_lines(edge.measure_edge(folder, python, storm)), flush=True)


def _minutes(count: int) -> str:
    return "one minute" if count == 1 else f"{count} minutes"


def _rounds(count: int) -> str:
    return "one round" if count == 1 else f"medians of {count} alternating rounds"


if __name__ == "__main__":
    sys.exit(main())
