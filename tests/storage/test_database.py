"""One transaction a turn, or one commit for several turns that stand or fall alone."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skill.domain.errors import GroundError, StorageBusyError
from skill.storage.database import Database
from skill.storage.open_database import DATABASE_FILE, open_database
from skill.storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path, None)
    yield opened
    opened.engine.dispose()


def enrol(name: str):
    def act(work: UnitOfWork) -> str:
        work.people.create_person(name, None, zone=None, now=NOW)
        return name

    return act


def fail(work: UnitOfWork) -> str:
    work.people.create_person("jonas", None, zone=None, now=NOW)
    raise GroundError("on purpose")


def known(database: Database, *names: str) -> list[bool]:
    with database.work() as work:
        return [work.people.by_account(name) is not None for name in names]


def test_a_turn_that_fails_undoes_itself_alone(database: Database) -> None:
    answers = database.run_batch([enrol("mara"), fail, enrol("nora")])
    assert [type(one).__name__ for one in answers] == ["str", "GroundError", "str"]
    assert known(database, "mara", "jonas", "nora") == [True, False, True]


def test_a_single_turn_that_fails_keeps_nothing(database: Database) -> None:
    (answer,) = database.run_batch([fail])
    assert isinstance(answer, GroundError)
    assert known(database, "jonas") == [False]


def test_while_somebody_else_writes_nothing_is_confirmed_and_nothing_half_kept(
    database: Database, tmp_path: Path
) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
        raw = connection.connection.dbapi_connection
        assert raw is not None
    other = sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers = database.run_batch([enrol("mara"), enrol("nora")])
    assert [type(one) for one in answers] == [StorageBusyError, StorageBusyError]
    other.execute("ROLLBACK")
    other.close()
    assert known(database, "mara", "nora") == [False, False]
    assert database.run_batch([enrol("mara")]) == ["mara"]


def test_a_full_disk_is_said_and_the_house_recovers(database: Database) -> None:
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    answers = database.run_batch([enrol(f"guest {number}") for number in range(200)])
    assert {type(one) for one in answers} == {StorageBusyError}
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert database.run_batch([enrol("mara")]) == ["mara"]
    assert known(database, "guest 0", "mara") == [False, True]
