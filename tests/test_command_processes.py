"""Commands as processes of their own: a service, a clock, a pipe; told to end, or with streams that show little."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.command_line import CLEAN, ROOT, Run, in_a_process, kept, running

from skill.speaker.alexa_request import Sender, SessionSent, launch
from skill.storage.open_database import DATABASE_FILE

LETTER = launch(
    Sender("amzn1.ask.skill.local", "amzn1.ask.account.mara", None),
    SessionSent("amzn1.echo-api.session.1", is_new=True, attributes={}),
    request_id="amzn1.echo-api.request.1",
    now=datetime(2026, 11, 23, tzinfo=UTC),
)
NAMED = "call me Zoë"


def is_open(port: int) -> bool:
    """Does somebody listen there?"""
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def test_the_service_answers_a_launch_and_leaves_the_file_whole_when_it_is_told_to_end(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said: list[str] = []
    with running("serve", "--unsigned", "--port", str(port), "--data", tmp_path, said=said) as process:
        while process.poll() is None and not is_open(port):
            pass
        address = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(urllib.request.Request(f"{address}/alexa", data=LETTER)) as answer:
            assert "Hi. This is Steady Ground" in json.load(answer)["response"]["outputSpeech"]["ssml"]
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


@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_clock_rings_until_somebody_ends_it(tmp_path: Path, told: signal.Signals) -> None:
    with running("clock", "--data", tmp_path) as process:
        process.send_signal(told)
        assert process.wait(timeout=30) == 0
        assert process.communicate()[1] == ""
    assert kept(tmp_path, "persons") == []


@pytest.mark.slow
@pytest.mark.parametrize("command", [("clock",), ("serve", "--unsigned", "--port", "0")], ids=lambda one: one[0])
def test_every_command_that_runs_on_knows_what_to_do_when_it_is_told_to_end(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    """The first process of a container ignores a signal that it has no handler for."""
    with running(*command, "--data", tmp_path) as process:
        masks = dict(re.findall(r"(Sig\w+):\s+([0-9a-f]+)", Path(f"/proc/{process.pid}/status").read_text()))
        assert int(masks["SigCgt"], 16) >> (signal.SIGTERM - 1) & 1
        process.kill()
        process.communicate()


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Nowhere/Land", ":Nowhere", "EST5EDT,M3.2.0,M11.1.0"])
def test_a_time_zone_of_the_machine_that_cannot_be_read_is_said_and_the_city_is_asked_for(
    tmp_path: Path, zone: str
) -> None:
    typed = b"open steady ground\ncall me Mara\nhalf past eight\nNew York\nstop\n"
    ended = in_a_process("speak", "--data", tmp_path / "data", typed=typed, TZ=zone)
    assert ended.returncode == 0
    assert ended.stderr.decode().splitlines() == [
        "TZ names no time zone, such as Europe/Berlin: you'll be asked for your city instead."
    ]
    assert "city" in ended.stdout.decode()


PLAIN_STREAMS = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "LANG=C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.slow
@pytest.mark.parametrize("streams", PLAIN_STREAMS)
def test_where_not_every_character_can_be_shown_the_nearest_is(tmp_path: Path, streams: str) -> None:
    typed = f"open steady ground\n{NAMED}\nbreathe with me\nstop\n".encode()
    ended = in_a_process("speak", "--data", tmp_path / "Zoë", typed=typed, **PLAIN_STREAMS[streams])
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"Zo" in ended.stdout and b"..." in ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize("streams", PLAIN_STREAMS)
def test_a_folder_that_cannot_be_shown_is_no_trouble(tmp_path: Path, streams: str) -> None:
    for code, *command in ((0, "doctor", "--data", tmp_path / "Zoë"), (2, "speak", "--script", tmp_path / "नहीं")):
        done = in_a_process(*command, **PLAIN_STREAMS[streams])
        assert b"Traceback" not in done.stderr and b"Unicode" not in done.stderr
        assert done.returncode == code


@pytest.mark.slow
def test_a_name_that_a_plain_terminal_cannot_show_still_erases(tmp_path: Path) -> None:
    in_a_process("speak", "--data", tmp_path / "data", typed=f"open steady ground\n{NAMED}\nstop\n".encode())
    plain = {"PYTHONIOENCODING": "ascii"}
    done = in_a_process("erase", "--data", tmp_path / "data", typed="Zoë\n".encode(), **plain)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Type Zoe to go on" in done.stdout
    assert kept(tmp_path / "data", "persons") == []


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
