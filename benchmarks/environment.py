"""The official road's own virtual environment, made from its lock file; and what machine this is."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sqlite3
import ssl
import subprocess
import sys
from pathlib import Path

from benchmarks.processes import BenchmarkError

HERE = Path(__file__).resolve().parent
LOCK = HERE / "official.lock"
FOLDER = HERE.parent / ".bench" / "official"
INSTALL_SECONDS = 300


def official_python() -> Path:
    """Return the interpreter of the official road's environment, preparing it where needed.

    Raises:
        BenchmarkError: it could not be installed.
    """
    python = FOLDER / "bin" / "python"
    mark = FOLDER / "lock.sha256"
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if python.exists() and mark.exists() and mark.read_text() == wanted:
        return python
    shutil.rmtree(FOLDER, ignore_errors=True)
    print("Preparing the official road's environment in .bench/official ...", flush=True)
    for command in (
        [sys.executable, "-m", "venv", str(FOLDER)],
        [str(python), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", str(LOCK)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        if done.returncode:
            raise BenchmarkError(f"the official road could not be installed: {done.stderr.strip()[-600:]}")
    mark.write_text(wanted)
    return python


def machine() -> list[tuple[str, str]]:
    """Return what the figures were measured on, as name and value."""
    return [
        ("cores", str(os.cpu_count())),
        ("processor", _processor()),
        ("Python", platform.python_version()),
        ("OpenSSL", ssl.OPENSSL_VERSION),
        ("SQLite", sqlite3.sqlite_version),
        ("system", f"{platform.system()} {platform.release()}"),
    ]


def versions(python: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Return the installed versions of `names` in the environment of `python`."""
    script = (
        "import importlib.metadata as m, json, sys\nprint(json.dumps({name: m.version(name) for name in sys.argv[1:]}))"
    )
    said = subprocess.run([str(python), "-c", script, *names], capture_output=True, text=True, check=True).stdout
    found: dict[str, str] = json.loads(said)
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
