"""Commands in this process as their entry point runs them, and those that must be a process of their own."""

import io
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import structlog

from skill.app.cli import main
from skill.storage.open_database import DATABASE_FILE

ROOT = Path(__file__).parents[2]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("STEADY_GROUND")}
"""The environment without settings of ours."""


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def is_refused(self) -> bool:
        """Was it refused as the page says: with two, nothing printed, and one plain line?"""
        lines = self.err.splitlines()
        return (self.code, self.out, len(lines)) == (2, "", 1) and lines[0].startswith("steady-ground: ")


Run = Callable[..., Ended]
"""Runs a command, given its words, what is typed (`typed`, line by line), and settings in capitals."""


def runner(home: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command in a home of its own; what is no planned end comes out as it is.

    A process of its own would cost over a second of imports.
    """

    def run(*words: str | Path, typed: tuple[str, ...] = (), **settings: str) -> Ended:
        with pytest.MonkeyPatch.context() as patch:
            for name in [one for one in os.environ if one.startswith("STEADY_GROUND")]:
                patch.delenv(name)
            for name, value in settings.items():
                patch.setenv(f"STEADY_GROUND_{name}", value)
            patch.setenv("HOME", str(home))
            patch.setenv("TZ", os.environ.get("TZ", ""))  # a command says it anew, for itself alone
            patch.setattr(sys, "argv", ["steady-ground", *map(str, words)])
            patch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
            capfd.readouterr()
            try:
                with pytest.raises(SystemExit) as end:
                    main()
            finally:
                structlog.reset_defaults()
        return Ended(int(end.value.code or 0), *capfd.readouterr())

    return run


def in_a_process(*words: str | Path, typed: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own, with something typed through a pipe."""
    command, env = [sys.executable, "-m", "skill.app.cli", *map(str, words)], CLEAN | environment
    return subprocess.run(command, cwd=ROOT, env=env, input=typed, capture_output=True, timeout=60, check=False)


@contextmanager
def running(*words: str | Path, said: list[str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start a command as a process of its own, and wait until it says that it stands; `said` takes its words."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Whoever is started from a background job would inherit deafness to Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "skill.app.cli", *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, env=CLEAN, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            stands = process.stderr.readline().strip()
            assert stands
            if said is not None:
                said.append(stands)
            yield process
        finally:
            process.kill()


def kept(folder: Path, table: str = "") -> list[str]:
    """Check every page of the database and return the rows that it holds, of one table or of all."""
    raw = sqlite3.connect(folder / DATABASE_FILE)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    lines = [line for line in raw.iterdump() if line.startswith(f'INSERT INTO "{table}')]
    raw.close()
    return lines
