"""The house notices that nothing can be kept any more: a full disk, a file that is gone, another one in its place."""

import resource
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.domain.errors import StartError
from skill.storage.health import PROBE_BYTES
from skill.storage.open_database import DATABASE_FILE, KEY_FILE, open_database

EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


@contextmanager
def no_room() -> Iterator[None]:
    """Let the system refuse every file that grows as large as the probe, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (PROBE_BYTES // 2, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[LocalSpeakerApp]:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as opened:
        opened.move_in("Mara")
        yield opened


def test_a_disk_that_takes_nothing_more_is_a_fault_until_it_has_room_again(app: LocalSpeakerApp) -> None:
    assert app.application.database.faults() == []
    with no_room():
        (fault,) = app.application.database.faults()
    assert str(app.folder) in fault
    assert app.application.database.faults() == []
    assert [one.name for one in app.folder.iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize("name", [DATABASE_FILE, KEY_FILE])
def test_a_file_that_was_removed_under_the_house_is_a_fault(app: LocalSpeakerApp, name: str) -> None:
    (app.folder / name).unlink()
    assert [name in fault for fault in app.application.database.faults()] == [True]


def test_another_database_in_the_place_of_the_one_that_was_opened_is_a_fault(
    app: LocalSpeakerApp, tmp_path: Path
) -> None:
    shutil.copy2(app.folder / DATABASE_FILE, tmp_path / "copy")
    (tmp_path / "copy").replace(app.folder / DATABASE_FILE)
    assert [DATABASE_FILE in fault for fault in app.application.database.faults()] == [True]


def test_a_folder_that_was_removed_under_the_house_is_a_fault(app: LocalSpeakerApp) -> None:
    shutil.rmtree(app.folder)
    assert len(app.application.database.faults()) >= 2


def test_a_look_waits_for_no_writer_and_is_well_beside_many_readers(app: LocalSpeakerApp) -> None:
    with app.application.database.work() as work, ThreadPoolExecutor(8) as others:
        assert app.application.database.faults() == []
        looks = [others.submit(app.application.database.faults) for _ in range(24)]
        assert [one.result(timeout=30) for one in looks] == [[]] * 24
        assert work.people.by_account("nobody") is None


def test_a_database_that_was_removed_is_never_replaced_by_an_empty_one_in_silence(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as app:
        app.move_in("Mara")
    (tmp_path / "data" / DATABASE_FILE).unlink()
    with pytest.raises(StartError, match="is missing, and its key file is there"):
        open_database(tmp_path / "data", None)
    assert not (tmp_path / "data" / DATABASE_FILE).exists()
