"""Whether what is said can be kept at this moment: the disk takes bytes, and the files are those that were opened.

Nothing here takes SQLite's writer lock: a commit of somebody who speaks neither waits for a look nor spoils it.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

PROBE_BYTES = 65_536
"""How much is written to see whether the disk takes it: more than one turn needs."""
WRITES = text("CREATE TEMPORARY TABLE steady_ground_probe ON COMMIT DROP AS SELECT 1 AS well")
"""A write of PostgreSQL's that leaves nothing: its disk may be another one than the data folder's."""

Identity = tuple[int, int]


@dataclass(frozen=True)
class OpenedFiles:
    """The files of a data folder as they were opened.

    Attributes:
        database: SQLite's file and its identity, or None where rows are kept elsewhere.
        key_file: the key file, or None where the keys are in memory only.
    """

    database: tuple[Path, Identity] | None
    key_file: Path | None

    @classmethod
    def of(cls, engine: Engine, key_file: Path | None) -> "OpenedFiles":
        """Return the files that this engine and its keys were opened from."""
        name = engine.url.database
        if engine.dialect.name != "sqlite" or not name or name == ":memory:":
            return cls(None, key_file)
        found = identity(Path(name))
        return cls((Path(name), found) if found is not None else None, key_file)

    def faults(self) -> list[str]:
        """Return what is wrong now, each fault a few plain words; nothing where all is well."""
        found = []
        if self.database is not None and identity(self.database[0]) != self.database[1]:
            found.append(f"{self.database[0]} was removed or replaced while it was in use")
        if self.key_file is not None and not self.key_file.is_file():
            found.append(f"the key file {self.key_file} is missing: without it what is kept cannot be read later")
        folders = {one.parent for one in (self.database[0] if self.database else None, self.key_file) if one}
        found += [fault for folder in sorted(folders) if (fault := _disk_fault(folder)) is not None]
        return found


def identity(path: Path) -> Identity | None:
    """Return what tells a file from another one that takes its name later, or None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _disk_fault(folder: Path) -> str | None:
    """Write into the folder as much as a turn needs, and take it away again."""
    try:
        with tempfile.TemporaryFile(prefix=".probe-", dir=folder, buffering=0) as file:
            if file.write(b"\0" * PROBE_BYTES) != PROBE_BYTES:
                return f"nothing can be written to {folder}: the disk is full"
            os.fsync(file.fileno())
    except OSError as fault:
        return f"nothing can be written to {folder}: {fault.strerror}"
    return None


def takes_rows(engine: Engine) -> bool:
    """Does another database than SQLite take a row at this moment? SQLite's disk is the data folder's."""
    try:
        with engine.begin() as connection:
            connection.execute(WRITES)
    except DatabaseError:
        return False
    return True
