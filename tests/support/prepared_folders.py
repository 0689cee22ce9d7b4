"""Data folders and databases that are built once per process and copied into each test that begins with them."""

import secrets
import shutil
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import URL, Engine, event
from sqlalchemy.util import LRUCache

from skill.storage.database import Database, open_engine
from skill.storage.encryption.cells import read_keyring
from skill.storage.encryption.locking import KEY_BYTES, argon
from skill.storage.open_database import DATABASE_FILE, KEY_FILE, open_database

_kept: list[TemporaryDirectory[str]] = []
"""Removed when the process ends."""
_compiled: LRUCache[Any, Any] = LRUCache(4000)
_dialects: list[Any] = []


def new_folder(name: str) -> Path:
    """Return a folder that lasts as long as this process."""
    _kept.append(TemporaryDirectory(prefix=f"steady-ground-{name}-"))
    return Path(_kept[-1].name) / "data"


@cache
def empty_folder() -> Path:
    """Return a data folder in which nobody has spoken yet, made once per process by every migration."""
    folder = new_folder("empty")
    open_database(folder, None).engine.dispose()
    return folder


def copy_empty(folder: Path) -> bool:
    """Make a data folder in which nobody has spoken yet, unless one is there; return whether it was made.

    Each copy gets a speaker id of its own, and all share one key.
    """
    if folder.exists():
        return False
    shutil.copytree(empty_folder(), folder)
    return True


def open_copy(folder: Path, url: str | None, draw: Callable[[int], int] = secrets.randbelow) -> Database:
    """Open what `copy_empty` has just made: its schema and its key are known to fit, so nothing is looked up.

    All such databases share one dialect and what it compiled, as one database does in life, and none waits for the
    disk: only a machine that loses its power could tell.
    """
    engine = open_engine(URL.create("sqlite", database=str(folder / DATABASE_FILE)))
    event.listen(engine, "connect", _skip_the_disk)
    share_statements(engine)
    return Database(engine, read_keyring(folder / KEY_FILE), draw, stretch=stretch_little)


def open_prepared(folder: Path, url: str | None = None, draw: Callable[[int], int] = secrets.randbelow) -> Database:
    """Open a data folder or database as the product does; where nothing is yet, a copy of the empty one.

    A folder that was there is looked at as at every start: key, schema and what an erasing left unfinished.
    """
    if url is None and copy_empty(folder):
        return open_copy(folder, url, draw)
    database = open_database(folder, url, draw)
    if url is None:
        share_statements(database.engine)
        event.listen(database.engine, "connect", _skip_the_disk)
        database.engine.dispose()
    return Database(database.engine, read_keyring(folder / KEY_FILE), draw, stretch=stretch_little)


def stretch_little(salt: bytes) -> Argon2id:
    """Stretch a PIN as the product does, at the least cost that there is: most tests set one on the way to another."""
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=1, lanes=1, memory_cost=8)


def stretch_fully(database: Database) -> None:
    """Let PINs be stretched on this database as the commands stretch them, which are handed no other cost."""
    database._stretch = argon


def watch_stretching(database: Database) -> list[bytes]:
    """Return what each stretching of a PIN on this database is noted in from now on, as its salt."""
    noted: list[bytes] = []

    def noting(salt: bytes) -> Argon2id:
        noted.append(salt)
        return stretch_little(salt)

    database._stretch = noting
    return noted


def share_statements(engine: Engine) -> None:
    """Let this engine use what earlier ones of its kind compiled: a dialect is the key under which that is kept."""
    if not _dialects:
        _dialects.append(engine.dialect)
    engine.dialect = _dialects[0]
    engine.update_execution_options(compiled_cache=_compiled)


def overwrite(database: Database, kept: Path) -> None:
    """Replace all rows of a store by those of a database file of the same keys."""
    source = sqlite3.connect(kept)
    target = database.engine.raw_connection()
    try:
        source.backup(target.driver_connection)  # type: ignore[arg-type]
    finally:
        target.close()
        source.close()


def count_commits(engine: Engine) -> Callable[[], int]:
    """Return what says how many transactions have ended on this engine since now."""
    ended = [0]

    @event.listens_for(engine, "commit")
    def _count(_connection: object) -> None:
        ended[0] += 1

    return lambda: ended[0]


def _skip_the_disk(connection: Any, _entry: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
