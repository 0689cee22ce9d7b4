"""A command run in this process as its entry point runs it: a process of its own costs over a second of imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from skill.app.cli import main


def run_here(
    words: list[str], home: Path, settings: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> subprocess.CompletedProcess[str]:
    """Run a command in a home of its own; what is no planned end comes out as it is."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [one for one in os.environ if one.startswith("STEADY_GROUND")]:
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(f"STEADY_GROUND_{name}", value)
        patch.setenv("HOME", str(home))
        patch.setattr(sys, "argv", ["steady-ground", *words])
        capfd.readouterr()
        try:
            with pytest.raises(SystemExit) as end:
                main()
        finally:
            structlog.reset_defaults()
    out, err = capfd.readouterr()
    return subprocess.CompletedProcess(words, int(end.value.code or 0), out, err)
