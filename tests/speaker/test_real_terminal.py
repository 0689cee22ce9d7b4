"""The speaker in a true pseudo-terminal and a true pipe of this machine, in real time, with a one-phrase door."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SPEAKER_WITH_ONE_PHRASE = """
import sys, time
sys.path[:0] = {paths!r}
from support.fake_speaker_parts import Door, a_speaker, answering
from rich.console import Console
from skill.clock import SystemClock
from skill.speaker.terminal.terminal import converse
breath = (
    '<prosody pitch="high">In.<break time="1300ms"/></prosody>'
    '<prosody pitch="low">Out.<break time="1300ms"/></prosody>'
)
door = Door({{
    "hurt": answering("Thank you for saying it."),
    "breathe": answering("Sit." + breath * 20, reprompt="Again?"),
    "stop": answering("All right."),
}})
converse(a_speaker(door, SystemClock()), source=sys.stdin.fileno(), console=Console(), monotonic=time.monotonic)
print("gone:", ",".join(door.kinds))
"""


def program() -> list[str]:
    here = Path(__file__).parents[1]
    return [sys.executable, "-c", SPEAKER_WITH_ONE_PHRASE.format(paths=[str(here.parent), str(here)])]


def mind_control_c() -> None:
    """Let Ctrl-C count in the new process even where this one was started in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class RealTerminal:
    """A speaker in a true pseudo-terminal of this machine."""

    def __init__(self) -> None:
        self.master, slave = pty.openpty()
        shown = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
        self.process = subprocess.Popen(
            program(), stdin=slave, stdout=slave, stderr=slave, env=shown, preexec_fn=mind_control_c
        )
        os.close(slave)
        self.shown = ""

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def until(self, wanted: str, seconds: float = 20.0) -> str:
        """Read what is shown until it holds `wanted`; colours and cursor movements left out."""
        end = time.monotonic() + seconds
        while wanted not in self.shown:
            left = end - time.monotonic()
            assert left > 0, f"{wanted!r} was not shown, only: {self.shown[-400:]!r}"
            if select.select([self.master], [], [], left)[0]:
                try:
                    raw = os.read(self.master, 65536)
                except OSError:
                    raw = b""
                assert raw, f"the speaker went before it showed {wanted!r}: {self.shown[-400:]!r}"
                self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", raw.decode(errors="replace"))
        before, _, self.shown = self.shown.partition(wanted)
        return before

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)


@pytest.fixture
def terminal():
    real = RealTerminal()
    yield real
    real.close()


def test_in_a_real_terminal_words_are_answered_and_a_breath_moves_until_it_is_stopped(terminal: RealTerminal) -> None:
    terminal.until("/quit leaves.")
    terminal.type("hurx\x7ft\r")
    terminal.until("> hurt")
    terminal.until("Thank you for saying it.")
    terminal.type("breathe\r")
    terminal.until("Sit.")
    terminal.until("in   █")
    terminal.until("out  █")
    terminal.type("stop\r")
    terminal.until("All right.", 1.0)
    terminal.type("\x04")
    terminal.until("The speaker is off.")
    terminal.until("gone: hurt,breathe,stop")
    assert terminal.process.wait(10) == 0


def test_control_c_leaves_kindly(terminal: RealTerminal) -> None:
    terminal.until("/quit leaves.")
    terminal.process.send_signal(signal.SIGINT)
    terminal.until("The speaker is off.")
    terminal.until("gone:")
    assert terminal.process.wait(10) == 0


def test_a_real_pipe_gets_plain_lines() -> None:
    done = subprocess.run(program(), input="hurt\n/alone\nbreathe\nstop\n", capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Thank you for saying it."
    assert lines[1] == "(In the room: alone.)"
    assert lines[2].startswith("Sit. In. … Out. … In.")
    assert lines[3:] == ["All right.", "gone: hurt,breathe,stop"]
    assert "\x1b" not in done.stdout
