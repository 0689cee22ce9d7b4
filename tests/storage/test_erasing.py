"""Erased is erased: no row, no byte, no key, in no file and no old backup; the other one's view stays as it was."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, event, insert, select, text
from support.prepared_folders import open_prepared
from support.sql import sql

from skill.domain.couple import VIEW_STAYS, Couple, Side
from skill.domain.errors import NotReadableError, StartError
from skill.domain.person import Person
from skill.storage import key_rotation as key_change
from skill.storage.database import Database
from skill.storage.open_database import DATABASE_FILE, KEY_FILE, open_database
from skill.storage.schema import BEFORE
from skill.storage.tables.couples import couples
from skill.storage.tables.people import external_ids, key_proofs, persons

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
WORDS = "Quillonia keeps a heron in the attic"


@dataclass
class Home:
    """Mara and Jonas in one file, linked; Nora next door."""

    folder: Path
    database: Database
    ids: dict[str, UUID]

    def person(self, name: str) -> Person | None:
        with self.database.work() as work:
            return work.people.by_account(f"amzn1.ask.account.{name}")

    def words(self, name: str) -> str:
        with self.database.work() as work:
            person = work.people.get(self.ids[name])
            assert person is not None
            kept = work.private_words.last_kept(person)
            assert kept is not None
            return work.private_words.text(person, kept)

    def marks(self, name: str) -> list[bytes]:
        """What of somebody must not be found anywhere: the id in its forms, every sealed cell, every hash."""
        one = self.ids[name]
        marks = [one.hex.encode(), one.bytes, str(one).encode()]
        with self.database.engine.connect() as connection:
            columns = ("persons", "wrapped_key"), ("external_ids", "lookup"), ("external_ids", "sealed_id")
            for table, column in columns:
                mine = "id" if table == "persons" else "person_id"
                found = connection.execute(text(f"SELECT {column} FROM {table} WHERE {mine} = :one"), {"one": one.hex})
                marks += [bytes(row[0]) for row in found]
        return marks


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    database = open_prepared(tmp_path / "data")
    ids = {}
    with database.work() as work:
        for name in ("mara", "jonas", "nora"):
            one = work.people.create_person(f"amzn1.ask.account.{name}", None, zone="America/New_York", now=NOW)
            one.onboarded_at = NOW
            work.people.rename(one, name.title())
            work.private_words.begin(one, f"{WORDS}, says {name}", NOW).kept_at = NOW
            made = work.commitments.make(one, WORDS, due_at=NOW + timedelta(hours=2), now=NOW)
            work.calendar.ask_about(one, made, NOW)
            work.series.make(one, WORDS, minute=1080, days=127, now=NOW)
            ids[name] = one.id
        sql(work).add(Couple(uuid4(), ids["mara"], ids["jonas"], NOW))
    built = Home(tmp_path / "data", database, ids)
    yield built
    built.database.engine.dispose()


def found_in(folder: Path, marks: list[bytes]) -> set[str]:
    """Return the files in whose bytes one of the marks can be read."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert {DATABASE_FILE, f"{DATABASE_FILE}-wal", KEY_FILE} <= {one.name for one in files}
    return {one.name for one in files if any(mark in one.read_bytes() for mark in marks)}


def rows_of(database: Database, person_id: UUID) -> list[str]:
    """Return every table in which the id of a person stands anywhere."""
    with sqlite3.connect(str(database.engine.url.database)) as raw:
        dump = [line for line in raw.iterdump() if line.startswith("INSERT") and person_id.hex in line]
    raw.close()
    return [line.split('"')[1] for line in dump]


def test_nothing_of_the_one_who_was_erased_is_left_in_any_file_and_the_others_keep_theirs(home: Home) -> None:
    (home.folder / f"{DATABASE_FILE}{BEFORE}").write_bytes((home.folder / DATABASE_FILE).read_bytes())
    marks = home.marks("mara")
    assert found_in(home.folder, marks) >= {f"{DATABASE_FILE}-wal"}, "unless she is there, this proves nothing"
    gone = home.database.erase(home.ids["mara"], NOW)
    assert gone["persons"] == gone["private_words"] == gone["external_ids"] == 1
    assert gone["commitments"] >= 2
    assert found_in(home.folder, marks) == set()
    assert rows_of(home.database, home.ids["mara"]) == []
    assert home.person("mara") is None
    assert home.words("jonas") == f"{WORDS}, says jonas"


def test_the_key_is_another_one_and_the_old_one_is_nowhere(home: Home) -> None:
    before = (home.folder / KEY_FILE).read_bytes()
    old = home.database._ring.keys["k1"]
    handle = (home.folder / KEY_FILE).open("rb")
    home.database.erase(home.ids["mara"], NOW)
    assert handle.read() == b"\0" * len(before), "the old file's bytes are blanked as well"
    handle.close()
    assert old not in home.database._ring.keys.values()
    assert set(home.database._ring.keys) == {"k2"}
    assert (home.folder / KEY_FILE).stat().st_mode & 0o777 == 0o600


def backed_up(home: Home, to: Path) -> Path:
    """Back the database up, as an operator would: without the key file."""
    to.mkdir()
    with sqlite3.connect(home.folder / DATABASE_FILE) as source, sqlite3.connect(to / DATABASE_FILE) as target:
        source.backup(target)
    source.close()
    target.close()
    return to


def restored(home: Home, backup: Path) -> Home:
    """Open a backup with the key file as it stands now."""
    shutil.copy(home.folder / KEY_FILE, backup / KEY_FILE)
    return Home(backup, open_database(backup, None), home.ids)


def test_a_backup_made_before_stays_shut_for_her_and_opens_for_the_others(home: Home, tmp_path: Path) -> None:
    backup = backed_up(home, tmp_path / "backup")
    marks = home.marks("mara")
    home.database.erase(home.ids["mara"], NOW)
    with sqlite3.connect(backup / DATABASE_FILE) as raw:
        wrapped, key_id = raw.execute(
            "SELECT wrapped_key, key_id FROM persons WHERE id = ?", [home.ids["mara"].hex]
        ).fetchone()
    raw.close()
    with pytest.raises(NotReadableError):
        home.database._ring.data_key(Person(home.ids["mara"], NOW, wrapped, key_id))
    again = restored(home, backup)
    assert again.words("jonas") == f"{WORDS}, says jonas"
    assert again.words("nora") == f"{WORDS}, says nora"
    assert rows_of(again.database, home.ids["mara"]) == [], "she is erased anew"
    assert found_in(backup, marks) == set()
    again.database.engine.dispose()


def test_a_backup_from_before_two_erasings_opens_for_who_is_left(home: Home, tmp_path: Path) -> None:
    backup = backed_up(home, tmp_path / "backup")
    home.database.erase(home.ids["mara"], NOW)
    home.database.erase(home.ids["nora"], NOW)
    again = restored(home, backup)
    assert again.words("jonas") == f"{WORDS}, says jonas"
    assert rows_of(again.database, home.ids["mara"]) + rows_of(again.database, home.ids["nora"]) == []
    again.database.engine.dispose()


def test_another_house_s_key_file_is_still_refused_after_an_erasing(home: Home, tmp_path: Path) -> None:
    other = open_database(tmp_path / "other", None)
    other.engine.dispose()
    home.database.erase(home.ids["mara"], NOW)
    backup = backed_up(home, tmp_path / "backup")
    shutil.copy(tmp_path / "other" / KEY_FILE, backup / KEY_FILE)
    with pytest.raises(StartError, match="not the one"):
        open_database(backup, None)


def test_a_process_that_runs_meanwhile_goes_on_with_the_fresh_key(home: Home) -> None:
    running = Home(home.folder, open_database(home.folder, None), home.ids)
    home.database.erase(home.ids["mara"], NOW)
    assert running.words("jonas") == f"{WORDS}, says jonas"
    home.database.erase(home.ids["nora"], NOW)
    with running.database.work() as work:
        work.people.create_person("amzn1.ask.account.new", None, zone=None, now=NOW)
    running.database.engine.dispose()
    after = open_database(home.folder, None)
    with after.work() as work:
        new = work.people.by_account("amzn1.ask.account.new")
        assert new is not None
        work.people.rename(new, "Nobody moves in under a key that is gone")
    after.engine.dispose()


class PowerCutError(Exception):
    """The power went."""


@pytest.mark.parametrize("at", ["rows", "first file", "wrapped"])
def test_wherever_the_power_goes_the_next_start_finishes_and_nobody_else_loses_anything(home: Home, at: str) -> None:
    writes = iter([at == "first file", at == "wrapped"])
    old = home.database._ring.keys["k1"]

    def cut(ring: object) -> None:
        if next(writes, False):
            raise PowerCutError
        write(ring)  # type: ignore[arg-type]

    write = key_change._write
    key_change._write = cut  # type: ignore[assignment]
    try:
        if at == "rows":
            with home.database.work() as work:
                work.erasing.erase(home.ids["mara"], NOW)
        else:
            with pytest.raises(PowerCutError):
                home.database.erase(home.ids["mara"], NOW)
    finally:
        key_change._write = write
    home.database.engine.dispose()
    again = Home(home.folder, open_database(home.folder, None), home.ids)
    assert again.words("jonas") == f"{WORDS}, says jonas"
    assert old not in again.database._ring.keys.values()
    assert again.person("mara") is None
    again.database.engine.dispose()


def test_her_place_in_the_couple_stays_for_his_view_and_is_gone_after_thirty_days(home: Home) -> None:
    home.database.erase(home.ids["mara"], NOW)
    with home.database.work() as work:
        jonas = work.people.get(home.ids["jonas"])
        assert jonas is not None
        couple = work.couples.of(jonas)
        assert couple is not None
        assert (couple.is_open, couple.side(jonas.id)) == (False, Side.TOGETHER)
        nobody = work.people.get(couple.other(jonas.id))
        assert nobody is not None
        assert (nobody.sealed_name, work.people.external_ids(nobody)) == (None, [])
        place = nobody.id
        work.erasing.forget_nameless(NOW + VIEW_STAYS - timedelta(seconds=1))
        assert work.couples.of(jonas) is not None
        work.erasing.forget_nameless(NOW + VIEW_STAYS)
        sql(work).expire_all()
        assert work.couples.of(jonas) is None
        assert work.people.get(place) is None


def test_when_both_are_erased_nothing_of_the_couple_is_left(home: Home) -> None:
    home.database.erase(home.ids["mara"], NOW)
    home.database.erase(home.ids["jonas"], NOW)
    with home.database.work() as work:
        assert list(sql(work).execute(select(couples.c.id))) == []
        assert list(sql(work).scalars(select(persons.c.id))) == [home.ids["nora"]]


def test_a_key_file_that_cannot_be_written_is_said_and_the_rows_are_gone(home: Home) -> None:
    (home.folder / f"{KEY_FILE}.new").mkdir()
    with pytest.raises(StartError, match="cannot be written"):
        home.database.erase(home.ids["mara"], NOW)
    assert rows_of(home.database, home.ids["mara"]) == []
    (home.folder / f"{KEY_FILE}.new").rmdir()
    home.database.finish_erasing()
    assert "k1" not in home.database._ring.keys


def forget_words(home: Home) -> None:
    """A planted leak: one table is forgotten."""
    with home.database.work() as work:
        row = sql(work).execute(text("SELECT * FROM private_words WHERE person_id = :one"), _one(home)).mappings()
        kept = dict(row.one())
        place = sql(work).scalar(select(persons.c.id).where(persons.c.id != home.ids["mara"]).limit(1))
        work.erasing.erase(home.ids["mara"], NOW)
        columns = ", ".join(f":{name}" for name in kept)
        sql(work).execute(text("PRAGMA defer_foreign_keys = ON"))
        assert place is not None
        sql(work).execute(
            text(f"INSERT INTO private_words VALUES ({columns})"),
            {
                **kept,
                "id": home.ids["mara"].hex,
                "person_id": place.hex,
            },
        )
    home.database.finish_erasing()


def leave_log(home: Home) -> None:
    """A planted leak: SQLite's log is not cut."""
    with home.database.work() as work:
        work.erasing.erase(home.ids["mara"], NOW)


def leave_bytes(home: Home) -> None:
    """A planted leak: deleted bytes are not overwritten."""

    def careless(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA secure_delete=OFF")

    home.database.cut_log()
    home.database.engine.dispose()
    event.listen(home.database.engine, "connect", careless)
    home.database.erase(home.ids["mara"], NOW)


def leave_copy(home: Home) -> None:
    """A planted leak: a copy that a failed migration left lies beside."""
    home.database.cut_log()
    (home.folder / "older.sqlite").write_bytes((home.folder / DATABASE_FILE).read_bytes())
    home.database.erase(home.ids["mara"], NOW)


def leave_key(home: Home) -> None:
    """A planted leak: the key file still carries the copy of her key."""
    wrapped = home.person("mara")
    assert wrapped is not None
    home.database.erase(home.ids["mara"], NOW)
    ring = home.database._ring
    ring.rewrapped_keys[home.ids["mara"]] = wrapped.wrapped_key
    key_change._write(ring)


def _one(home: Home) -> dict[str, str]:
    return {"one": home.ids["mara"].hex}


@pytest.mark.parametrize(
    ("leak", "where"),
    [
        (forget_words, DATABASE_FILE),
        (leave_log, f"{DATABASE_FILE}-wal"),
        (leave_bytes, DATABASE_FILE),
        (leave_copy, "older.sqlite"),
        (leave_key, KEY_FILE),
    ],
)
def test_a_planted_leak_is_found_where_it_lies(home: Home, leak: Callable[[Home], None], where: str) -> None:
    marks = home.marks("mara")
    leak(home)
    home.database.cut_log() if leak is not leave_log else None
    assert where in found_in(home.folder, marks)


def test_a_planted_old_key_that_is_kept_opens_the_backup(home: Home, tmp_path: Path) -> None:
    """Unless the key goes, the backup opens: this is what `test_a_backup_made_before_stays_shut` would catch."""
    backup = backed_up(home, tmp_path / "backup")
    key_file = (home.folder / KEY_FILE).read_bytes()
    home.database.erase(home.ids["mara"], NOW)
    (backup / KEY_FILE).write_bytes(key_file)
    (backup / KEY_FILE).chmod(0o600)
    again = Home(backup, open_database(backup, None), home.ids)
    assert again.words("mara") == f"{WORDS}, says mara"
    again.database.engine.dispose()


def test_a_database_that_lost_its_proofs_gets_the_present_one_again(home: Home) -> None:
    with home.database.work() as work:
        sql(work).execute(delete(key_proofs))
    home.database.engine.dispose()
    again = open_database(home.folder, None)
    with again.work() as work:
        assert list(sql(work).scalars(select(key_proofs.c.key_id))) == ["k1"]
        sql(work).execute(insert(key_proofs).values(key_id="k0", proof=b"-", retires=False))
        assert list(sql(work).scalars(select(external_ids.c.id)))
    again.engine.dispose()
