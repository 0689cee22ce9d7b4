"""Bringing a database to the present schema at every start, under a lock, since several workers may start at once."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"
BEFORE = ".before-migration"


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Apply every migration that is missing, all in one transaction.

    A SQLite file that already holds a schema is copied beside itself first; the copy stays only if that fails.

    Returns:
        the revision before and the revision now.
    """
    newest = _revisions()[0]
    before = revision(engine)
    if before == newest:
        return before, newest
    if before is not None:
        _copy(engine)
    with engine.begin() as connection:
        _run(connection, _config())
    if engine.url.database:
        # Gone once all went well: what is deleted later must not live on in it (rules.md F7).
        Path(f"{engine.url.database}{BEFORE}").unlink(missing_ok=True)
    return before, newest


def revision(engine: Engine) -> str | None:
    """Return the revision the database stands at, or None where it holds no schema of ours yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_ahead(engine: Engine) -> bool:
    """Was the database written by a newer release than this one?"""
    found = revision(engine)
    return found is not None and found not in _revisions()


@cache
def _revisions() -> tuple[str, ...]:
    """Return every revision that this release knows, the newest first; its files do not change while it runs."""
    return tuple(one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _run(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy(engine: Engine) -> None:
    """Copy a SQLite file before it is changed; other databases bring tools of their own."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return
    copy = Path(f"{name}{BEFORE}")
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    with sqlite3.connect(name) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    target.close()
    source.close()


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let workers of one machine that share this folder open it one after the other."""
    with (folder / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
