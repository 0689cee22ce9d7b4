"""The program as somebody runs it: every command's good end and its refusals, one plain line each, no traceback."""

import json
import os
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
import tzlocal

from skill.app.cli import main
from skill.settings import machine_zone
from skill.speaker.alexa_request import Sender, SessionSent, launch
from skill.storage.open_database import DATABASE_FILE

ROOT = Path(__file__).parents[1]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("STEADY_GROUND")}
EVENING = "open steady ground\ncall me Mara\nno\nnot now\nI promise to water the fern by seven\nyes\n/wait 75m\n"
COMMANDS = [("doctor",), ("migrate",), ("clock",), ("serve", "--unsigned")]
NO_ADDRESSES = ["per%20cent", "why?not"]
LETTER = launch(
    Sender("amzn1.ask.skill.local", "amzn1.ask.account.mara", None),
    SessionSent("amzn1.echo-api.session.1", is_new=True, attributes={}),
    request_id="amzn1.echo-api.request.1",
    now=datetime(2026, 11, 23, tzinfo=UTC),
)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def is_refused(self) -> bool:
        """Was it refused as the page says: with two, nothing printed, and one plain line?"""
        lines = self.err.splitlines()
        return (self.code, self.out, len(lines)) == (2, "", 1) and lines[0].startswith("steady-ground: ")


Run = Callable[..., Ended]
Words = tuple[str, ...]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command in a home of its own, as its entry point does; what is no planned end comes out as it is."""
    for name in [one for one in os.environ if one.startswith("STEADY_GROUND")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def ended(*words: str | Path, **settings: str) -> Ended:
        for name, value in settings.items():
            monkeypatch.setenv(f"STEADY_GROUND_{name}", value)
        monkeypatch.setattr(sys, "argv", ["steady-ground", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        return Ended(int(end.value.code or 0), *capfd.readouterr())

    yield ended
    structlog.reset_defaults()


@contextmanager
def running(*words: str | Path, said: list[str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start a command as a process of its own, and wait until it says that it stands; `said` takes its words."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Whoever is started from a background job would inherit deafness to Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "skill.app.cli", *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, env=CLEAN, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            stands = process.stderr.readline().strip()
            assert stands
            if said is not None:
                said.append(stands)
            yield process
        finally:
            process.kill()


def is_open(port: int) -> bool:
    """Does somebody listen there?"""
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def written(folder: Path, text: str) -> Path:
    """Write a script."""
    (folder / "evening.txt").write_text(text)
    return folder / "evening.txt"


def kept(folder: Path, table: str = "") -> list[str]:
    """Check every page of the database and return the rows that it holds, of one table or of all."""
    raw = sqlite3.connect(folder / DATABASE_FILE)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    lines = [line for line in raw.iterdump() if line.startswith(f'INSERT INTO "{table}')]
    raw.close()
    return lines


def test_an_evening_is_heard_again_to_the_letter_and_nothing_of_it_stays(run: Run, tmp_path: Path) -> None:
    script = written(tmp_path, EVENING)
    first, second = run("speak", "--script", script), run("speak", "--script", script)
    assert (first.code, first.err) == (0, "")
    assert all(line.startswith("< ") for line in first.out.splitlines())
    assert "< Then I will ask you about it afterwards.\n< Your seven o'clock plan.\n< Did it happen?\n" in first.out
    assert first == second
    assert not (tmp_path / "home").exists()


def test_a_script_that_an_editor_gave_a_byte_order_mark_is_heard_alike(run: Run, tmp_path: Path) -> None:
    plain = run("speak", "--script", written(tmp_path, EVENING))
    assert run("speak", "--script", written(tmp_path, "\ufeff" + EVENING)) == plain


def test_with_a_folder_that_was_named_the_evening_stays(run: Run, tmp_path: Path) -> None:
    assert run("speak", "--data", tmp_path / "data", "--script", written(tmp_path, EVENING)).code == 0
    later = written(tmp_path, "/at 2026-11-23T19:20\ni kept it\n")
    assert "Noted as kept" in run("speak", "--data", tmp_path / "data", "--script", later).out
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


def test_the_service_answers_a_launch_and_leaves_the_file_whole_when_it_is_told_to_end(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said: list[str] = []
    with running("serve", "--unsigned", "--port", str(port), "--data", tmp_path, said=said) as process:
        while process.poll() is None and not is_open(port):
            pass
        address = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(urllib.request.Request(f"{address}/alexa", data=LETTER)) as answer:
            assert "Welcome to Steady Ground" in json.load(answer)["response"]["outputSpeech"]["ssml"]
        with urllib.request.urlopen(f"{address}/health") as answer:
            assert json.load(answer) == {"status": "ok"}
        opens = said[0].removeprefix(f"Steady Ground listens on {address}; the page opens once, with ")
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(opens) as page:
            assert page.url == f"{address}/"
            assert b"<title>An evening minute</title>" in page.read()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(opens)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        assert process.communicate()[1] == ""
    assert len(kept(tmp_path, "persons")) == 1


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_clock_rings_until_somebody_ends_it(tmp_path: Path, told: signal.Signals) -> None:
    with running("clock", "--data", tmp_path) as process:
        process.send_signal(told)
        assert process.wait(timeout=30) == 0
        assert process.communicate()[1] == ""
    assert kept(tmp_path, "persons") == []


@pytest.mark.parametrize("command", [("clock",), ("serve", "--unsigned", "--port", "0")], ids=lambda one: one[0])
def test_every_command_that_runs_on_knows_what_to_do_when_it_is_told_to_end(tmp_path: Path, command: Words) -> None:
    """The first process of a container ignores a signal that it has no handler for."""
    with running(*command, "--data", tmp_path) as process:
        masks = dict(re.findall(r"(Sig\w+):\s+([0-9a-f]+)", Path(f"/proc/{process.pid}/status").read_text()))
        assert int(masks["SigCgt"], 16) >> (signal.SIGTERM - 1) & 1
        process.kill()
        process.communicate()


def test_a_backup_is_made_beside_the_running_service_and_a_restored_folder_is_well(run: Run, tmp_path: Path) -> None:
    with running("serve", "--unsigned", "--port", "0", "--data", tmp_path / "data", said=[]):
        made = run("backup", "--data", tmp_path / "data", "--out", tmp_path / "stick")
        assert (made.code, made.err) == (0, "")
        assert str(tmp_path / "stick" / DATABASE_FILE) in made.out
        used = run("restore", tmp_path / "stick", "--data", tmp_path / "data", "--over")
        assert used.is_refused and "in use" in used.err
    again = run("backup", "--data", tmp_path / "data", "--out", tmp_path / "stick")
    assert again.is_refused and "not empty" in again.err
    assert run("restore", tmp_path / "stick", "--data", tmp_path / "data").is_refused
    assert run("restore", tmp_path / "stick", "--data", tmp_path / "new").code == 0
    assert run("doctor", "--data", tmp_path / "new").code == 0
    assert kept(tmp_path / "new") == kept(tmp_path / "stick")


def test_a_backup_of_nothing_and_a_restore_from_nothing_are_refused_in_a_line(run: Run, tmp_path: Path) -> None:
    assert run("backup", "--data", tmp_path / "data", "--out", tmp_path / "stick").is_refused
    assert run("restore", tmp_path / "stick", "--data", tmp_path / "data").is_refused


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_unsigned_requests_are_taken_at_this_machine_by_ipv6_too(tmp_path: Path, host: str) -> None:
    said: list[str] = []
    with running("serve", "--unsigned", "--host", host, "--port", "0", "--data", tmp_path, said=said) as process:
        address = said[0].split()[4].rstrip(";")
        assert address.startswith("http://[::1]:")
        assert health(address) == 200
        with urllib.request.urlopen(f"{address}/metrics") as answer:
            assert b"steady_ground" in answer.read()
        process.kill()
        process.communicate()


def health(address: str) -> int:
    """Return what the running service says of itself."""
    try:
        with urllib.request.urlopen(f"{address}/health") as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_service_whose_database_was_removed_says_that_it_is_not_well(run: Run, tmp_path: Path) -> None:
    said: list[str] = []
    with running("serve", "--unsigned", "--port", "0", "--data", tmp_path, said=said) as process:
        address = said[0].split()[4].rstrip(";")
        assert health(address) == 200
        (tmp_path / DATABASE_FILE).unlink()
        assert health(address) == 503
        process.kill()
        process.communicate()
    ended = run("doctor", "--data", tmp_path)
    assert ended.is_refused and DATABASE_FILE in ended.err


def test_the_doctor_says_that_the_disk_is_full(run: Run, tmp_path: Path) -> None:
    assert run("doctor", "--data", tmp_path / "data").code == 0
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        ended = run("doctor", "--data", tmp_path / "data")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ended.is_refused and "nothing can be written" in ended.err


def spoken_in(folder: Path, typed: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Type something into the speaker through a pipe."""
    command = [sys.executable, "-m", "skill.app.cli", "speak", "--data", str(folder)]
    env = CLEAN | environment
    return subprocess.run(
        command, cwd=ROOT, env=env, input=typed.encode(), capture_output=True, timeout=60, check=False
    )


@pytest.mark.parametrize("zone", ["Nowhere/Land", ":Nowhere", "EST5EDT,M3.2.0,M11.1.0"])
def test_a_time_zone_of_the_machine_that_cannot_be_read_is_said_and_the_city_is_asked_for(
    tmp_path: Path, zone: str
) -> None:
    typed = "open steady ground\ncall me Mara\nhalf past eight\nNew York\nstop\n"
    ended = spoken_in(tmp_path / "data", typed, TZ=zone)
    assert ended.returncode == 0
    assert ended.stderr.decode().splitlines() == [
        "TZ names no time zone, such as Europe/Berlin: you'll be asked for your city instead."
    ]
    assert "city" in ended.stdout.decode()


@pytest.mark.parametrize("zone", ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", ""])
def test_a_time_zone_of_the_machine_that_can_be_read_is_taken(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    assert machine_zone() == ("Europe/Berlin" if zone else tzlocal.get_localzone_name())


NAMED = "call me Zoë"
PLAIN_STREAMS = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize("streams", PLAIN_STREAMS, ids=["ascii", "latin-1", "LANG=C"])
def test_where_not_every_character_can_be_shown_the_nearest_is(tmp_path: Path, streams: dict[str, str]) -> None:
    ended = spoken_in(tmp_path / "Zoë", f"open steady ground\n{NAMED}\nbreathe with me\nstop\n", **streams)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"Zo" in ended.stdout and b"..." in ended.stdout
    for command in (["doctor", "--data", str(tmp_path / "Zoë")], ["speak", "--script", str(tmp_path / "नहीं")]):
        words = [sys.executable, "-m", "skill.app.cli", *command]
        done = subprocess.run(words, cwd=ROOT, env=CLEAN | streams, capture_output=True, timeout=60, check=False)
        assert b"Traceback" not in done.stderr and b"Unicode" not in done.stderr
        assert done.returncode == (0 if command[0] == "doctor" else 2)


def test_a_name_that_a_plain_terminal_cannot_show_still_erases(tmp_path: Path) -> None:
    spoken_in(tmp_path / "data", f"open steady ground\n{NAMED}\nstop\n")
    words = [sys.executable, "-m", "skill.app.cli", "erase", "--data", str(tmp_path / "data")]
    env = CLEAN | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        words, cwd=ROOT, env=env, input="Zoë\n".encode(), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Type Zoe to go on" in done.stdout
    assert kept(tmp_path / "data", "persons") == []


@pytest.mark.parametrize(
    "skill_id", ["amzn1.ask.skill.yours", "amzn1.ask.skill.", "00000000-0000-0000-0000-000000000000", " "]
)
def test_the_doctor_says_that_a_skill_id_is_malformed(run: Run, tmp_path: Path, skill_id: str) -> None:
    whole = "amzn1.ask.skill.1b2c3d4e-0000-4000-8000-0123456789ab"
    assert "skill id is set" in run("doctor", "--data", tmp_path, SKILL_ID=whole).out
    assert "hasn't the form" in run("doctor", "--data", tmp_path, SKILL_ID=skill_id).out


HEAVY = ["alembic", "apscheduler", "ask_sdk_model", "babel", "cryptography", "dateparser", "fastapi", "sqlalchemy"]


def test_help_loads_nothing_that_only_some_commands_need() -> None:
    """All of it together takes seconds on a small machine."""
    asked = (
        "import sys\nfrom skill.app.cli import main\nsys.argv[1:] = ['--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([one for one in {HEAVY!r} if one in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=CLEAN, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr.splitlines() == ["[]"]
    assert "backup" in done.stdout
