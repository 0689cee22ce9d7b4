"""What the commands ask for once a PIN is set: the PIN or its recovery code, before anything is written or deleted."""

import os
import pty
import re
import select
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.command_line import CLEAN, ROOT, Run
from support.local_speaker import LocalSpeakerApp
from support.prepared_folders import stretch_fully
from support.sampling import slow_but

from skill.storage.local_pin import Pins
from skill.storage.open_database import DATABASE_FILE
from skill.storage.personal_data.service import JSON_FILE

PIN, NEW = "2468", "a-new-pin"
REFUSED = "steady-ground: That isn't the PIN; everything is as it was."
TRIES = ((NEW, NEW), ("1111", NEW, NEW), ())
"""Wrong PINs on standard input, and none."""
COMMANDS = ("export", "import", "doors", "pin", "erase")


@pytest.fixture
def mara(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """A house that Mara has moved into."""
    app.move_in("Mara")
    stretch_fully(app.application.database)
    return app


@pytest.fixture
def run(mara: LocalSpeakerApp, file: Path, run: Run) -> Run:
    """Run a command on Mara's house, with lines on standard input as from a pipe."""
    more = {"export": ["--out", str(file.parent / "out")], "import": [str(file)], "erase": ["--yes"]}
    return lambda name, *given: run(name, *more.get(name, []), "--data", mara.folder, typed=given)


@pytest.fixture
def file(mara: LocalSpeakerApp, tmp_path: Path) -> Path:
    """An export of Mara's house, such as somebody may have changed; a PIN is set afterwards."""
    folder = tmp_path / "before"
    mara.application.personal_data("").write(folder, mara.clock.now())
    Pins(mara.application.database).set(mara.application.account(""), PIN)
    return folder / JSON_FILE


def opens_to_wrong_pins(run: Run, tries: Sequence[tuple[str, ...]] = TRIES) -> list[str]:
    """Give every command each of these; return which of them did what it was asked for."""
    told = [(command, given) for command in COMMANDS for given in tries]
    done = {command for command, given in told if run(command, *given).code == 0}
    return [command for command in COMMANDS if command in done]


@pytest.mark.parametrize(
    "tries", slow_but([TRIES, TRIES[1:2]], [TRIES[1:2]]), ids=["wrong ones and none", "wrong ones"]
)
def test_no_command_does_anything_without_the_pin_however_often_it_is_guessed(
    run: Run, mara: LocalSpeakerApp, file: Path, tries: Sequence[tuple[str, ...]]
) -> None:
    before = mara.person().pin_hash
    assert opens_to_wrong_pins(run, tries) == []
    assert mara.person().pin_hash == before
    assert not (file.parent / "out").exists()


@pytest.mark.slow
def test_the_check_notices_a_pin_that_is_taken_away_by_wrong_ones(run: Run, mara: LocalSpeakerApp) -> None:
    with mara.application.database.work() as work:
        person = work.people.get(mara.person().id)
        assert person is not None
        person.pin_hash = person.words_lock = None  # as three wrong ones at the speaker once undid a PIN
    assert opens_to_wrong_pins(run) == list(COMMANDS)


@pytest.mark.parametrize(
    ("command", "is_code"),
    slow_but(
        [(command, is_code) for command in COMMANDS for is_code in (False, True)],
        [("export", True)],
        is_rows=True,
    ),
)
def test_the_pin_or_its_recovery_code_opens_every_command_from_a_pipe(
    run: Run, mara: LocalSpeakerApp, command: str, is_code: bool
) -> None:
    code = Pins(mara.application.database).set(mara.application.account(""), PIN, given=PIN)
    ended = run(command, code if is_code else PIN, NEW, NEW)
    assert (ended.code, ended.err) == (0, "")
    if command == "pin":
        shown = re.search(r"^Your recovery code: (([0-9A-Z]{5}-){3}[0-9A-Z]{5})$", ended.out, re.MULTILINE)
        assert shown is not None
        assert "shown only now" in ended.out
        assert NEW not in ended.out
        pins, now = Pins(mara.application.database), mara.clock.now()
        assert [pins.opens(mara.person().id, one, now) for one in (PIN, NEW, shown[1])] == [False, True, True]


@pytest.mark.slow
def test_too_many_wrong_ones_are_told_how_long_it_takes_and_the_code_opens_at_once(
    run: Run, mara: LocalSpeakerApp
) -> None:
    code = Pins(mara.application.database).set(mara.application.account(""), PIN, given=PIN)
    told = [run("export", "1111").err.strip() for _ in range(3)]
    assert told[:2] == [REFUSED, REFUSED]
    assert told[2] == f"{REFUSED} A PIN counts again in 30 seconds; the recovery code counts now."
    too_soon = run("export", PIN)
    assert (too_soon.code, too_soon.out) == (2, "")
    assert too_soon.err.startswith("steady-ground: It's too soon after wrong ones; everything is as it was.")
    assert run("export", code).code == 0


def test_wrong_tries_leave_with_the_person_they_were_against(run: Run, mara: LocalSpeakerApp) -> None:
    run("export", "1111")
    mara.speaker.confirm("1111")
    raw = sqlite3.connect(mara.folder / DATABASE_FILE)
    assert raw.execute("SELECT count(*) FROM pin_tries").fetchone() == (2,)
    mara.application.personal_data("").erase(mara.clock.now())
    assert raw.execute("SELECT count(*) FROM pin_tries").fetchone() == (0,)
    raw.close()


@pytest.mark.slow
def test_at_a_terminal_the_pin_is_asked_for_there_and_not_shown(mara: LocalSpeakerApp) -> None:
    Pins(mara.application.database).set(mara.application.account(""), PIN)
    seen = typed_at_a_terminal(
        [sys.executable, "-m", "skill.app.cli", "erase", "--yes", "--data", str(mara.folder)],
        asked=b"PIN or recovery code: ",
        answer=PIN.encode(),
    )
    assert PIN.encode() not in seen
    assert b"It is gone: " in seen


def typed_at_a_terminal(command: list[str], *, asked: bytes, answer: bytes) -> bytes:
    """Run a command in a terminal of its own, type an answer once it is asked for, and return what stood there."""
    parent, child = pty.openpty()
    seen = b""
    with subprocess.Popen(
        command, cwd=ROOT, env=CLEAN, stdin=child, stdout=child, stderr=child, start_new_session=True
    ) as process:
        os.close(child)
        deadline, is_typed = time.monotonic() + 60, False
        while time.monotonic() < deadline:
            if not is_typed and asked in seen:
                os.write(parent, answer + b"\n")
                is_typed = True
            if select.select([parent], [], [], 0.2)[0]:
                try:
                    seen += os.read(parent, 4096)
                except OSError:
                    break
        process.wait(timeout=20)
    os.close(parent)
    return seen
