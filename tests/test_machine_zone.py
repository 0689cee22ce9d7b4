"""A TZ that names no time zone, or a file that holds none, is said in one line and asked for: it never ends in UTC."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from skill.time_zone import NOT_KNOWN, machine_zone, settle_time_zone

ROOT = Path(__file__).parents[1]
UNKNOWN = "TZ names no time zone, such as Europe/Berlin: you'll be asked for your city instead."
KINDS = ["garbage", "empty", "folder", "locked", "named/zoneinfo/Europe/Nowhere"]


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A folder of files and folders that are no time zone."""
    (tmp_path / "garbage").write_bytes(b"root:x:0:0:root\n" * 40)
    (tmp_path / "empty").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "locked").write_bytes(b"TZif")
    (tmp_path / "locked").chmod(0)
    (tmp_path / "named/zoneinfo/Europe").mkdir(parents=True)
    (tmp_path / "named/zoneinfo/Europe/Nowhere").touch()
    return tmp_path


@pytest.mark.parametrize("kind", [*KINDS, "missing"])
@pytest.mark.parametrize("form", ["{place}", ":{place}", "../{place}"])
def test_a_file_that_holds_no_zone_names_none(
    places: Path, monkeypatch: pytest.MonkeyPatch, kind: str, form: str
) -> None:
    monkeypatch.setenv("TZ", form.format(place=places / kind))
    assert machine_zone() is None
    settle_time_zone()
    assert os.environ["TZ"] == NOT_KNOWN
    assert machine_zone() is None


@pytest.mark.parametrize("said", ["nonsense", "Europe", "Europe/", "/", "UTC+3", "x" * 5000, " ", "a\nb", "zoneinfo/"])
def test_words_that_are_no_zone_name_none(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("TZ", said)
    assert machine_zone() is None


def test_a_link_to_the_tables_of_the_system_names_its_zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zoneinfo/Europe").mkdir(parents=True)
    (tmp_path / "zoneinfo/Europe/Berlin").touch()
    (tmp_path / "localtime").symlink_to(tmp_path / "zoneinfo/Europe/Berlin")
    monkeypatch.setenv("TZ", str(tmp_path / "localtime"))
    assert machine_zone() == "Europe/Berlin"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["garbage", "folder"])
def test_the_speaker_says_so_in_one_line_and_goes_on(places: Path, kind: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("STEADY_GROUND")}
    ended = subprocess.run(
        [sys.executable, "-m", "skill.app.cli", "speak", "--data", str(places / "data")],
        cwd=ROOT,
        env=env | {"TZ": str(places / kind)},
        input="stop\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr.splitlines()) == (0, [UNKNOWN])
    assert ended.stdout
