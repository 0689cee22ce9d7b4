"""The program as somebody runs it: every command's good end and its refusals, one plain line each, no traceback."""

import resource
import socket
import sqlite3
from pathlib import Path

import pytest
import tzlocal
from support.command_line import Run, kept

from skill.storage.open_database import DATABASE_FILE
from skill.time_zone import machine_zone

EVENING = "open steady ground\ncall me Mara\nno\nnot now\nI promise to water the fern by seven\nyes\n/wait 75m\n"
COMMANDS = [("doctor",), ("migrate",), ("clock",), ("serve", "--unsigned")]
NO_ADDRESSES = ["per%20cent", "why?not"]
Words = tuple[str, ...]


def written(folder: Path, text: str) -> Path:
    """Write a script."""
    (folder / "evening.txt").write_text(text)
    return folder / "evening.txt"


def test_an_evening_is_heard_again_to_the_letter_and_nothing_of_it_stays(run: Run, tmp_path: Path) -> None:
    script = written(tmp_path, EVENING)
    first, second = run("speak", "--script", script), run("speak", "--script", script)
    assert (first.code, first.err) == (0, "")
    assert all(line.startswith("< ") for line in first.out.splitlines())
    assert "< I'll ask you about it afterward.\n< Your seven o'clock plan.\n< Did it happen?\n" in first.out
    assert first == second
    assert not (tmp_path / "home").exists()


def test_a_script_that_an_editor_gave_a_byte_order_mark_is_heard_alike(run: Run, tmp_path: Path) -> None:
    plain = run("speak", "--script", written(tmp_path, EVENING))
    assert run("speak", "--script", written(tmp_path, "\ufeff" + EVENING)) == plain


def test_with_a_folder_that_was_named_the_evening_stays(run: Run, tmp_path: Path) -> None:
    assert run("speak", "--data", tmp_path / "data", "--script", written(tmp_path, EVENING)).code == 0
    later = written(tmp_path, "/at 2026-11-23T19:20\ni kept it\n")
    assert "kept" in run("speak", "--data", tmp_path / "data", "--script", later).out
    assert len(kept(tmp_path / "data", "persons")) == 1


def test_a_script_keeps_nothing_where_the_folder_is_set_to_nothing(run: Run, tmp_path: Path) -> None:
    assert run("speak", "--script", written(tmp_path, EVENING), DATA="").code == 0
    assert not (tmp_path / "home").exists()


def test_a_pin_in_a_script_opens_nothing_that_is_kept(run: Run, tmp_path: Path) -> None:
    script = written(tmp_path, "open steady ground\ncall me Mara\n/pin 2846\n")
    assert run("speak", "--script", script).code == 0
    ended = run("speak", "--data", tmp_path / "data", "--script", script)
    assert ended.is_refused and "line 3: /pin is for a keyboard" in ended.err


@pytest.mark.parametrize("kind", ["missing", "a folder", "not text"])
def test_a_script_that_cannot_be_read_is_named(run: Run, tmp_path: Path, kind: str) -> None:
    if kind == "a folder":
        (tmp_path / "evening.txt").mkdir()
    if kind == "not text":
        (tmp_path / "evening.txt").write_bytes(b"\xff\xfe\x00")
    ended = run("speak", "--script", tmp_path / "evening.txt")
    assert ended.is_refused and "evening.txt" in ended.err


def test_every_wrong_line_of_a_script_is_named_at_once(run: Run, tmp_path: Path) -> None:
    wrong = ["/sing", "/wait soon", "/at never", "/as", "/alone now", "/wait", "/quit now", "/at 2020-01-01T00:00"]
    script = written(tmp_path, "open steady ground\n" + "".join(f"# note\n{line}\nstop\n" for line in wrong))
    ended = run("speak", "--script", script)
    assert ended.is_refused
    named = [number for number in range(1, 3 * len(wrong) + 2) if f"line {number}:" in ended.err]
    assert named == [3 * index + 3 for index in range(len(wrong))]


@pytest.mark.parametrize("line", ["/at 9999-12-31T23:00", "/at 0001-01-01T00:00+05:00"])
def test_the_ends_of_time_are_no_times(run: Run, tmp_path: Path, line: str) -> None:
    ended = run("speak", "--script", written(tmp_path, line))
    assert ended.is_refused and "line 1:" in ended.err


def test_a_fresh_folder_is_made_ready_and_a_second_time_changes_nothing(run: Run, tmp_path: Path) -> None:
    migrated = run("migrate", "--data", tmp_path / "data")
    assert (migrated.code, migrated.err) == (0, "")
    assert run("migrate", "--data", tmp_path / "data") == migrated
    well = run("doctor", "--data", tmp_path / "data")
    assert (well.code, well.err) == (0, "")
    assert str(tmp_path / "data") in well.out
    assert kept(tmp_path / "data", "persons") == []


@pytest.mark.parametrize("name", ["two words", "hash#tag", "Zoë", *NO_ADDRESSES])
def test_everything_lies_in_the_folder_that_was_named(run: Run, tmp_path: Path, name: str) -> None:
    assert run("doctor", "--data", tmp_path / "in" / name).code == 0
    assert [one.name for one in (tmp_path / "in").iterdir()] == [name]
    assert kept(tmp_path / "in" / name, "persons") == []


@pytest.mark.parametrize("command", [*COMMANDS, ("speak", "--script", "evening.txt")], ids=lambda words: words[0])
def test_a_folder_that_cannot_be_written_is_refused(run: Run, tmp_path: Path, command: Words) -> None:
    words = [written(tmp_path, EVENING) if word == "evening.txt" else word for word in command]
    (tmp_path / "evening.txt").touch()
    for folder in (tmp_path / "evening.txt", tmp_path / "evening.txt" / "data", Path("/proc/data"), Path("/dev/null")):
        ended = run(*words, "--data", folder)
        assert ended.is_refused and str(folder) in ended.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_house_of_tomorrow_is_refused_and_left_as_it_is(run: Run, tmp_path: Path, command: Words) -> None:
    run("migrate", "--data", tmp_path)
    raw = sqlite3.connect(tmp_path / DATABASE_FILE)
    raw.execute("UPDATE alembic_version SET version_num = 'from tomorrow'")
    raw.commit()
    raw.close()
    before = kept(tmp_path)
    assert run(*command, "--data", tmp_path).is_refused
    assert kept(tmp_path) == before


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org", "localhost.example.org", ""])
def test_unsigned_requests_are_taken_on_this_machine_only(run: Run, tmp_path: Path, host: str) -> None:
    ended = run("serve", "--unsigned", "--host", host, "--data", tmp_path / "data")
    assert ended.is_refused, ended
    assert "--unsigned is refused" in ended.err
    assert not (tmp_path / "data").exists()


def test_without_a_skill_id_only_unsigned_requests_can_be_taken(run: Run) -> None:
    ended = run("serve")
    assert ended.is_refused and "STEADY_GROUND_SKILL_ID" in ended.err


def test_trust_roots_that_are_not_there_are_refused(run: Run, tmp_path: Path) -> None:
    amazon = {"SKILL_ID": "amzn1.ask.skill.mine", "AMAZON_URL": "http://127.0.0.1:9", "TRUST_ROOTS": "/none.pem"}
    assert run("serve", "--no-clock", "--port", "0", "--data", tmp_path / "data", **amazon).is_refused


def test_a_port_that_is_taken_is_refused(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = ("--port", str(taken.getsockname()[1]))
        assert run("serve", "--unsigned", "--no-clock", *port, "--data", tmp_path / "data").is_refused


def test_a_backup_of_nothing_and_a_restore_from_nothing_are_refused_in_a_line(run: Run, tmp_path: Path) -> None:
    assert run("backup", "--data", tmp_path / "data", "--out", tmp_path / "stick").is_refused
    assert run("restore", tmp_path / "stick", "--data", tmp_path / "data").is_refused


def test_the_doctor_says_that_the_disk_is_full(run: Run, tmp_path: Path) -> None:
    assert run("doctor", "--data", tmp_path / "data").code == 0
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        ended = run("doctor", "--data", tmp_path / "data")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ended.is_refused and "nothing can be written" in ended.err


@pytest.mark.parametrize("zone", ["Nowhere/Land", ":Nowhere", "EST5EDT,M3.2.0,M11.1.0"])
def test_a_time_zone_of_the_machine_that_cannot_be_read_is_none(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    assert machine_zone() is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", ""])
def test_a_time_zone_of_the_machine_that_can_be_read_is_taken(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    assert machine_zone() == ("Europe/Berlin" if zone else tzlocal.get_localzone_name())


@pytest.mark.parametrize(
    "skill_id", ["amzn1.ask.skill.yours", "amzn1.ask.skill.", "00000000-0000-0000-0000-000000000000", " "]
)
def test_the_doctor_says_that_a_skill_id_is_malformed(run: Run, tmp_path: Path, skill_id: str) -> None:
    whole = "amzn1.ask.skill.1b2c3d4e-0000-4000-8000-0123456789ab"
    assert "skill id is set" in run("doctor", "--data", tmp_path, SKILL_ID=whole).out
    assert "hasn't the form" in run("doctor", "--data", tmp_path, SKILL_ID=skill_id).out
