"""What every test starts from: pinned time zones, a standing clock, and a house with nobody in it yet."""

import gc
import os
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpcore  # noqa: F401 - httpx loads it with the first client, while a server's thread may load h11 as well
import pytest
from hypothesis import settings
from support.command_line import Run, runner
from support.local_speaker import LocalSpeakerApp

zoneinfo.reset_tzpath(())

# The same examples in every run, so that a failure is of the change that is tested; HYPOTHESIS_PROFILE=default draws
# new ones, and what they find becomes a test of its own.
settings.register_profile("same", derandomize=True)
settings.register_profile("few", derandomize=True, max_examples=12)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York, a Monday."""


def pytest_configure(config: pytest.Config) -> None:
    """Draw fewer examples where the slow tests are left out; see `pytest_collection_finish`."""
    gc.disable()
    if config.option.markexpr == "not slow" and "HYPOTHESIS_PROFILE" not in os.environ:
        settings.load_profile("few")


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than cores: a few tests wait for a process, a terminal or a socket."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Collect garbage from now on: all that was loaded and collected until here stays, and is not looked at again."""
    gc.freeze()
    gc.enable()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[LocalSpeakerApp]:
    """A house with a local speaker, in New York, at six on a Monday evening."""
    with LocalSpeakerApp(tmp_path / "data", EVENING) as built:
        yield built


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run commands in this process, in a home of their own."""
    return runner(tmp_path / "home", capfd)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests counted, whichever worker ran them."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
