"""Bringing a database to the present schema at every start, under a lock, since several workers may start at once."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from skill.domain.errors import StartError

MIGRATIONS = Path(__file__).parent / "migrations"
BEFORE = ".before-migration"
RELEASE_0_2 = "0002_release_0_2"
"""The revision that took the place of the unreleased ones."""
LAST_UNRELEASED = ("0019", "0020")
"""Their schema is that of 0.2.0 but for two tables (names, and one column), so a database that stands there goes on."""
UNRELEASED = tuple(f"{number:04}" for number in range(2, 19))
"""Revisions between 0.1.0 and those; their migrations are gone."""
LAST_WITH_THEM = "7896e3e"
"""A commit that has them all, and leads to the first of those that go on."""


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Apply every migration that is missing, all in one transaction.

    A SQLite file that already holds a schema is copied beside itself first; the copy stays only if that fails.

    Returns:
        the revision before and the revision now.

    Raises:
        StartError: the database stands at a revision that no release had; nothing was changed.
    """
    newest = _revisions()[0]
    before = revision(engine)
    if before == newest:
        return before, newest
    if before in UNRELEASED:
        raise StartError(
            f"The database stands at revision {before} of an unreleased version: run `steady-ground migrate` of commit "
            f"{LAST_WITH_THEM} on it once, which brings it to {LAST_UNRELEASED[0]}, then start this version. "
            "Nothing was changed."
        )
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
    return found is not None and found not in (*_revisions(), *UNRELEASED, *LAST_UNRELEASED)


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
    context = MigrationContext.configure(connection)
    before = context.get_current_revision()
    if before in LAST_UNRELEASED:
        release = ScriptDirectory.from_config(config).get_revision(RELEASE_0_2).module
        with Operations.context(context):
            release.rename_unreleased_tables(has_sole=before == LAST_UNRELEASED[-1])
        # Alembic's own `stamp` looks the old revision up first, and finds none.
        connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": RELEASE_0_2})
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
