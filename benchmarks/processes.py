"""Servers as real processes: started, waited for, measured by /proc, and always ended with their children."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

START_SECONDS = 60.0
GONE = (FileNotFoundError, ProcessLookupError)
"""A process of the tree may end while it is looked at."""
TICKS = os.sysconf("SC_CLK_TCK")


class BenchmarkError(Exception):
    """The benchmark cannot say anything honest: one plain line why."""


class Server:
    """A process group of ours with its log.

    Args:
        command: what to run.
        environment: variables beside those of this process.
        log: file that takes its output.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                list(command),
                env={**clean_environment(), **environment},
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id of the first process of the group."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Has it not ended by itself?"""
        return self._process.poll() is None

    def wait_until_healthy(self, port: int) -> None:
        """Ask `GET /health` until it answers 200.

        Raises:
            BenchmarkError: it ended or did not answer in time; with the end of its log.
        """
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.is_running:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise BenchmarkError(f"a server did not start: {self.last_words()}")

    def last_words(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(errors="replace")[-2000:].strip() or "it said nothing"

    def tree(self) -> list[int]:
        """Return the ids of the process and all its descendants."""
        found = [self.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(*GONE):
                    found += [int(child) for child in task.read_text().split()]
        return found

    def cpu_seconds(self) -> float:
        """Return user and system time so far of the whole tree, in seconds."""
        total = 0
        for pid in self.tree():
            with suppress(*GONE):
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def peak_memory(self) -> int:
        """Return the largest resident size so far, in bytes, added up over the tree."""
        total = 0
        for pid in self.tree():
            with suppress(*GONE):
                for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmHWM:"):
                        total += int(line.split()[1]) * 1024
        return total

    def stop(self) -> None:
        """End the group politely, then at once."""
        for sign, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            with suppress(*GONE):
                os.killpg(self.pid, sign)
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            break
        with suppress(*GONE):
            os.killpg(self.pid, signal.SIGKILL)


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Run a process for the length of the block; it is ended whatever happens inside."""
    server = Server(command, environment, log)
    try:
        yield server
    finally:
        server.stop()


def clean_environment() -> dict[str, str]:
    """Return this process's environment without what would change either road."""
    foreign = ("STEADY_GROUND_", "BENCHMARK_", "SSL_CERT_", "PYTHON", "GUNICORN_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
