"""Measures a guided breathing in real time: the terminal's words and bar, the page's words and circle, against plan."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks.breathing_seen import MARGIN, Played, in_terminal, on_page
from benchmarks.environment import machine
from benchmarks.processes import BenchmarkError
from benchmarks.report import goal, machine_lines, table

GOAL = 0.2
"""Seconds, every cue of a breathing (rules.md H2)."""
NUMBERS = ("one", "two", "three", "four", "five")


def main() -> int:
    """Play the breathing in both places at once and print how far it was off; 1 where nothing honest came out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.breathing", description=__doc__)
    parser.add_argument("--minutes", type=int, choices=range(1, 6), default=5, help="how long (5)")
    minutes = parser.parse_args().minutes
    try:
        found = measure(minutes)
    except BenchmarkError as fault:
        print(f"No figures: {fault}", file=sys.stderr)
        return 1
    print(breathing_lines(found, minutes))
    return 0


def breathing_lines(found: Sequence[Played], minutes: int) -> str:
    """Return what was measured as a table, with the machine and how busy it was."""
    busy = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    rows = [
        (
            one.place,
            str(len(one.cues)),
            *_spread([abs(late) for late in one.cues]),
            str(len(one.shape)),
            *_spread(one.shape),
            *_spread(one.still),
        )
        for one in found
    ]
    heads = ("place", "cues", "worst s", "p95 s", "pictures", "off by, worst s", "p95 s", "still, worst s", "p95 s")
    worst = max(max(map(abs, one.cues)) for one in found)
    shape = max(max(one.shape) for one in found)
    return "\n".join(
        (
            machine_lines([*machine(), ("load of the last 1, 5, 15 minutes", busy)]),
            "",
            f"Longer out, {minutes} min, in real time:",
            "",
            table(heads, rows),
            "",
            goal("cues of the breathing, worst, s", worst, most=GOAL),
            goal("bar and circle off their plan, worst, s", shape, most=GOAL),
        )
    )


def measure(minutes: int) -> list[Played]:
    """Play one breathing in the terminal and on the page at the same time.

    Raises:
        BenchmarkError: no Chromium or Playwright is here, or a breathing did not come to its end.
    """
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None or find_spec("playwright") is None:
        raise BenchmarkError("the page needs a real Chromium (apt-get install chromium) and playwright (make bench).")
    words = f"{NUMBERS[minutes - 1]} minutes of longer out" if minutes > 1 else "one minute of longer out"
    found: list[Played] = []
    with tempfile.TemporaryDirectory(prefix="steady-ground-breath-") as folder:
        beside = threading.Thread(target=lambda: found.append(in_terminal(Path(folder) / "terminal", words)))
        beside.start()
        try:
            page = on_page(Path(folder) / "page", words, chromium)
        finally:
            beside.join(minutes * 60 + 2 * MARGIN)
    if not found:
        raise BenchmarkError("the breathing in the terminal did not come to its end.")
    return [*found, page]


def _spread(values: Sequence[float]) -> tuple[str, str]:
    ordered = sorted(values)
    return f"{ordered[-1]:.3f}", f"{ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]:.3f}"


if __name__ == "__main__":
    sys.exit(main())
