"""One transaction a turn, or one commit for several turns that stand or fall alone."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skill.domain.errors import GroundError, StorageBusyError
from skill.storage.database import Store
from skill.storage.open_database import DATABASE_FILE, open_store
from skill.storage.unit_of_work import Work

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path, None)
    yield opened
    opened.engine.dispose()


def enrol(name: str):
    def act(work: Work) -> str:
        work.people.enrol(name, None, zone=None, now=NOW)
        return name

    return act


def fail(work: Work) -> str:
    work.people.enrol("jonas", None, zone=None, now=NOW)
    raise GroundError("on purpose")


def known(store: Store, *names: str) -> list[bool]:
    with store.work() as work:
        return [work.people.by_account(name) is not None for name in names]


def test_a_turn_that_fails_undoes_itself_alone(store: Store) -> None:
    answers = store.together([enrol("mara"), fail, enrol("nora")])
    assert [type(one).__name__ for one in answers] == ["str", "GroundError", "str"]
    assert known(store, "mara", "jonas", "nora") == [True, False, True]


def test_a_single_turn_that_fails_keeps_nothing(store: Store) -> None:
    (answer,) = store.together([fail])
    assert isinstance(answer, GroundError)
    assert known(store, "jonas") == [False]


def test_while_somebody_else_writes_nothing_is_confirmed_and_nothing_half_kept(store: Store, tmp_path: Path) -> None:
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
        raw = connection.connection.dbapi_connection
        assert raw is not None
    other = sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers = store.together([enrol("mara"), enrol("nora")])
    assert [type(one) for one in answers] == [StorageBusyError, StorageBusyError]
    other.execute("ROLLBACK")
    other.close()
    assert known(store, "mara", "nora") == [False, False]
    assert store.together([enrol("mara")]) == ["mara"]


def test_a_full_disk_is_said_and_the_house_recovers(store: Store) -> None:
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    answers = store.together([enrol(f"guest {number}") for number in range(200)])
    assert {type(one) for one in answers} == {StorageBusyError}
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert store.together([enrol("mara")]) == ["mara"]
    assert known(store, "guest 0", "mara") == [False, True]
