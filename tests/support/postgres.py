"""A real PostgreSQL on this machine for as long as a block lasts, from the programs that the wheel pgserver carries."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NOBODY = "nobody"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs; the wheel itself is not imported, since it would add an account."""
    spec = importlib.util.find_spec("pgserver")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run PostgreSQL on a socket in a folder of its own, and hand out its address as SQLAlchemy wants it.

    It refuses to run as root; where the tests are root it runs as nobody, and no account of the machine changes.
    """
    is_root = os.geteuid() == 0
    who: dict[str, Any] = {"user": NOBODY, "group": "nogroup", "extra_groups": []} if is_root else {}
    folder = Path(tempfile.mkdtemp(prefix="steady-ground-postgres-"))
    try:
        if is_root:
            shutil.chown(folder, NOBODY)
        data, bin_ = folder / "data", programs()
        quiet: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder, **who}
        subprocess.run([bin_ / "initdb", "-D", data, "-U", "ground", "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        start = [bin_ / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", options, "start"]
        # Its output is no pipe: the server inherits it and would keep whoever reads it waiting.
        subprocess.run(start, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who)
        try:
            yield f"postgresql+psycopg://ground@/postgres?host={folder}"
        finally:
            stop = [bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
            subprocess.run(stop, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who)
    finally:
        shutil.rmtree(folder)
