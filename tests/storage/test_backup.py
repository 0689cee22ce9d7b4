"""A backup that is made while the speaker runs comes back as the same person; erasing reaches into it."""

import os
import shutil
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.domain.errors import StartError
from skill.storage.backup import FILES, back_up, other_database
from skill.storage.backup_list import KEY_FILE, LIST_FILE, listed
from skill.storage.encryption.cells import create_keyring
from skill.storage.open_database import DATABASE_FILE, SPEAKER_FILE
from skill.storage.restore import restore

EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
MADE_ANEW = {"start.lock", f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm"}
"""What a data folder holds that a backup need not: a lock, and SQLite's log, whose rows the copy has in it."""


def promise(app: LocalSpeakerApp) -> None:
    """Mara promises something."""
    app.say("I promise to water the fern by seven")
    assert app.say("yes").words


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


def test_mara_comes_back_as_herself_from_a_backup_that_was_made_while_she_spoke(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
        promise(app)
        mara, kept = app.person().id, app.commitments()
        back_up(tmp_path / "data", None, tmp_path / "stick")
        coming = app.say("what is coming up").words
    shutil.rmtree(tmp_path / "data")
    restore(tmp_path / "stick", tmp_path / "data", None, is_over=False)
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        assert app.person().id == mara
        assert [one.id for one in app.commitments()] == [one.id for one in kept]
        assert "call you" not in app.open().words
        app.say("stop")
        assert app.say("what is coming up").words == coming
        assert [one.words for one in app.wait(timedelta(hours=1, minutes=20))]


def test_a_backup_holds_every_file_that_cannot_be_made_anew_for_its_owner_alone(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
        here = {one.name for one in (tmp_path / "data").iterdir()}
        made = back_up(tmp_path / "data", None, tmp_path / "stick")
    assert {one.name for one in made} == (here - MADE_ANEW) | {LIST_FILE} == {DATABASE_FILE, *FILES}
    assert stat.S_IMODE((tmp_path / "stick").stat().st_mode) == 0o700
    assert modes(tmp_path / "stick") == {0o600}


def test_nothing_is_made_from_a_folder_without_a_house_or_into_one_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "mine.txt").write_text("mine")
    with pytest.raises(StartError) as fault:
        back_up(tmp_path / "data", None, tmp_path / "stick")
    assert all(word in str(fault.value) for word in (KEY_FILE, SPEAKER_FILE, DATABASE_FILE, "not empty"))
    assert [one.name for one in (tmp_path / "stick").iterdir()] == ["mine.txt"]
    assert list((tmp_path / "data").iterdir()) == []


def test_a_damaged_database_gives_no_backup_and_leaves_no_half_of_one(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
    raw = bytearray((tmp_path / "data" / DATABASE_FILE).read_bytes())
    raw[8192:16384] = os.urandom(8192)
    (tmp_path / "data" / DATABASE_FILE).write_bytes(raw)
    with pytest.raises(StartError, match=r"There is no backup: .* is damaged|could not be made|cannot be read"):
        back_up(tmp_path / "data", None, tmp_path / "stick")
    assert not (tmp_path / "stick").exists()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A backup of Mara's house, which is closed."""
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
        promise(app)
        back_up(tmp_path / "data", None, tmp_path / "stick")
    return tmp_path / "stick"


@pytest.mark.parametrize("name", [DATABASE_FILE, KEY_FILE, SPEAKER_FILE])
@pytest.mark.parametrize("act", ["remove", "damage"])
def test_a_backup_that_is_not_whole_is_refused_with_its_file_named(
    stick: Path, tmp_path: Path, name: str, act: str
) -> None:
    if act == "remove":
        (stick / name).unlink()
    elif name != SPEAKER_FILE:
        (stick / name).write_bytes(b"no such thing" * 1000)
    else:
        (stick / name).write_text("")
    with pytest.raises(StartError, match=name):
        restore(stick, tmp_path / "fresh", None, is_over=False)
    assert {one.name for one in (tmp_path / "fresh").iterdir()} <= {"start.lock"}


def test_all_that_is_wrong_with_a_backup_is_said_in_one_line(stick: Path, tmp_path: Path) -> None:
    (stick / KEY_FILE).unlink()
    (stick / SPEAKER_FILE).unlink()
    raw = (stick / DATABASE_FILE).read_bytes()
    (stick / DATABASE_FILE).write_bytes(raw[: len(raw) // 2])
    before = (tmp_path / "data" / DATABASE_FILE).read_bytes()
    with pytest.raises(StartError) as fault:
        restore(stick, tmp_path / "data", None, is_over=False)
    assert all(word in str(fault.value) for word in (KEY_FILE, SPEAKER_FILE, DATABASE_FILE, "--over"))
    assert "\n" not in str(fault.value) and ".restore-" not in str(fault.value)
    assert (tmp_path / "data" / DATABASE_FILE).read_bytes() == before


def test_a_key_file_of_another_house_does_not_go_with_a_backup(stick: Path, tmp_path: Path) -> None:
    (stick / KEY_FILE).unlink()
    create_keyring(stick / KEY_FILE)
    with pytest.raises(StartError, match="is not the key file"):
        restore(stick, tmp_path / "fresh", None, is_over=False)


def test_a_backup_of_a_newer_release_is_refused(stick: Path, tmp_path: Path) -> None:
    raw = sqlite3.connect(stick / DATABASE_FILE)
    raw.execute("UPDATE alembic_version SET version_num = 'from tomorrow'")
    raw.commit()
    raw.close()
    with pytest.raises(StartError, match="newer release"):
        restore(stick, tmp_path / "fresh", None, is_over=False)


def test_what_is_there_is_written_over_only_when_that_is_said_and_never_under_a_running_house(
    stick: Path, tmp_path: Path
) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING + timedelta(minutes=5)) as app:
        app.say("I promise to call my sister by nine")
        app.say("yes")
        assert len(app.commitments()) == 2
        with pytest.raises(StartError, match="--over"):
            restore(stick, tmp_path / "data", None, is_over=False)
        with pytest.raises(StartError, match="in use"):
            restore(stick, tmp_path / "data", None, is_over=True)
        assert len(app.commitments()) == 2
    restore(stick, tmp_path / "data", None, is_over=True)
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        assert len(app.commitments()) == 1


def test_a_damaged_house_is_made_whole_again(stick: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / DATABASE_FILE).write_bytes(b"no such thing" * 1000)
    restore(stick, tmp_path / "data", None, is_over=True)
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        assert len(app.commitments()) == 1


def test_erasing_reaches_into_every_backup_and_the_others_still_open(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
        promise(app)
        jonas = app.application.speaker("Jonas")
        jonas.open()
        jonas.hear("call me Jonas")
        jonas.hear("no")
        jonas.hear("stop")
        mara, his = app.person().id, app.person("Jonas").id
        back_up(tmp_path / "data", None, tmp_path / "stick")
        app.application.database.erase(mara, EVENING)
    assert (tmp_path / "stick" / KEY_FILE).read_bytes() == (tmp_path / "data" / KEY_FILE).read_bytes()
    restore(tmp_path / "stick", tmp_path / "fresh", None, is_over=False)
    with LocalSpeakerApp(tmp_path / "fresh", EVENING) as app, app.application.database.work() as work:
        assert work.people.get(mara) is None
        found = work.people.get(his)
        assert found is not None and work.people.name(found) == "Jonas"


def test_a_backup_that_was_out_of_reach_is_named_and_shut_at_the_next_start(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
        back_up(tmp_path / "data", None, tmp_path / "stick")
        (tmp_path / "stick").rename(tmp_path / "pocket")
        app.application.database.erase(app.person().id, EVENING)
        assert app.application.database.finish_erasing() == [tmp_path / "stick"]
    (tmp_path / "pocket").rename(tmp_path / "stick")
    with LocalSpeakerApp(tmp_path / "data", EVENING):
        pass
    assert (tmp_path / "stick" / KEY_FILE).read_bytes() == (tmp_path / "data" / KEY_FILE).read_bytes()


def test_a_backup_from_before_an_erasing_brings_nobody_back_where_the_erasing_is_known(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
        mara = app.person().id
        back_up(tmp_path / "data", None, tmp_path / "stick")
        (tmp_path / "stick").rename(tmp_path / "pocket")
        app.application.database.erase(mara, EVENING)
    restore(tmp_path / "pocket", tmp_path / "data", None, is_over=True)
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app, app.application.database.work() as work:
        assert work.people.get(mara) is None
    assert listed(tmp_path / "data") == [tmp_path / "stick", tmp_path / "pocket"]


def test_for_rows_in_another_database_the_line_to_run_holds_no_password(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
    url = "postgresql+psycopg://ground:secret7q@database:5433/rows"
    made = back_up(tmp_path / "data", url, tmp_path / "stick")
    assert {one.name for one in made} == set(FILES)
    line = other_database(url, tmp_path / "stick", is_restored=False)
    assert "secret7q" not in line
    assert line == (
        "pg_dump --format=custom --host=database --port=5433 --username=ground "
        f"--file={tmp_path}/stick/steady-ground.dump rows"
    )
    restore(tmp_path / "stick", tmp_path / "fresh", url, is_over=False)
    assert (tmp_path / "fresh" / KEY_FILE).read_bytes() == (tmp_path / "data" / KEY_FILE).read_bytes()
