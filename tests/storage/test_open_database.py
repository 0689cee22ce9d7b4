"""Opening the data folder: it is made once, and refused in one plain line when its parts do not belong together."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skill.domain.errors import StartError
from skill.storage.encryption.cells import create_keyring
from skill.storage.open_database import DATABASE_FILE, KEY_FILE, open_database

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


def test_a_new_folder_gets_a_database_and_a_key_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    open_database(tmp_path / "data", None).engine.dispose()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data" / DATABASE_FILE).stat().st_mode & 0o777 == 0o600


def test_what_was_kept_is_there_after_the_house_was_closed(tmp_path: Path) -> None:
    database = open_database(tmp_path, None)
    with database.work() as work:
        mara = work.people.create_person("amzn1.ask.account.mara", None, zone="Europe/Berlin", now=NOW)
        work.people.rename(mara, "Mara")
    database.engine.dispose()
    again = open_database(tmp_path, None)
    with again.work() as work:
        found = work.people.by_account("amzn1.ask.account.mara")
        assert found is not None
        assert work.people.name(found) == "Mara"
        assert work.people.by_account("amzn1.ask.account.nora") is None
    again.engine.dispose()


def test_a_lost_key_file_is_not_replaced_in_silence(tmp_path: Path) -> None:
    open_database(tmp_path, None).engine.dispose()
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(StartError, match="is missing"):
        open_database(tmp_path, None)
    assert not (tmp_path / KEY_FILE).exists()


def test_another_houses_key_file_is_refused(tmp_path: Path) -> None:
    open_database(tmp_path, None).engine.dispose()
    (tmp_path / KEY_FILE).unlink()
    create_keyring(tmp_path / KEY_FILE)
    with pytest.raises(StartError, match="not the one"):
        open_database(tmp_path, None)


def test_a_damaged_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    create_keyring(tmp_path / KEY_FILE)
    (tmp_path / DATABASE_FILE).write_bytes(b"this is no database, but somebody's only copy of something" * 100)
    before = (tmp_path / DATABASE_FILE).read_bytes()
    with pytest.raises(StartError, match="cannot be used"):
        open_database(tmp_path, None)
    assert (tmp_path / DATABASE_FILE).read_bytes() == before


def test_a_database_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    open_database(tmp_path, None).engine.dispose()
    raw = sqlite3.connect(tmp_path / DATABASE_FILE)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    with pytest.raises(StartError, match="newer release"):
        open_database(tmp_path, None)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match="cannot be made"):
        open_database(tmp_path / "file" / "data", None)


def test_a_word_that_was_deleted_leaves_no_bytes_and_every_commit_is_synced(tmp_path: Path) -> None:
    database = open_database(tmp_path, None)
    with database.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }
    database.engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


def test_workers_that_start_together_on_a_fresh_folder_all_open_it(tmp_path: Path) -> None:
    def opened(_worker: int) -> str | None:
        database = open_database(tmp_path / "data", None)
        database.engine.dispose()
        return database.revision()

    with ThreadPoolExecutor(4) as workers:
        assert len(set(workers.map(opened, range(8)))) == 1
