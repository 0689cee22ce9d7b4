"""The speaker in a true pseudo-terminal and a true pipe of this machine, in real time, with a one-phrase door."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from support.shown_lines import ShownLines

SPEAKER_WITH_ONE_PHRASE = """
import sys, time
sys.path[:0] = {paths!r}
from datetime import UTC, datetime, timedelta
from support.fake_speaker_parts import Door, Tray, a_speaker, answering
from rich.console import Console
from skill.clock import SystemClock
from skill.speaker.terminal.terminal import converse
breath = (
    '<prosody pitch="high">In.<break time="1300ms"/></prosody>'
    '<prosody pitch="low">Out.<break time="1300ms"/></prosody>'
)
door = Door({{
    "LaunchRequest": answering("How is it?", reprompt="One word."),
    "hurt": answering("Thank you for telling me."),
    "breathe": answering("Sit." + breath * 20, reprompt="Again?"),
    "stop": answering("Okay."),
}})
tray = Tray()
tray.lay(datetime.now(UTC) + timedelta(seconds={due}), "Your evening minute.")
speaker = a_speaker(door, SystemClock(), tray=tray)
converse(speaker, source=sys.stdin.fileno(), console=Console(), monotonic=time.monotonic)
print("gone:", ",".join(door.kinds))
"""


NEVER = 100_000


def program(due: int = NEVER) -> list[str]:
    here = Path(__file__).parents[1]
    return [sys.executable, "-c", SPEAKER_WITH_ONE_PHRASE.format(paths=[str(here.parent), str(here)], due=due)]


def mind_control_c() -> None:
    """Let Ctrl-C count in the new process even where this one was started in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class RealTerminal:
    """A speaker in a true pseudo-terminal of this machine."""

    def __init__(self, due: int = NEVER, **environment: str) -> None:
        self.master, slave = pty.openpty()
        self.before = termios.tcgetattr(slave)
        shown = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24"} | environment
        self.process = subprocess.Popen(
            program(due), stdin=slave, stdout=slave, stderr=slave, env=shown, preexec_fn=mind_control_c
        )
        self.slave = slave
        self.written = ""
        self._lines = ShownLines()

    @property
    def shown(self) -> str:
        """All lines that stand there now."""
        return self._lines.text

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def until(self, wanted: str, seconds: float = 60.0) -> None:
        """Read what is written until `wanted` stands there."""
        end = time.monotonic() + seconds
        while wanted not in self.shown:
            left = end - time.monotonic()
            assert left > 0, f"{wanted!r} was not shown, only: {self.shown!r}"
            if select.select([self.master], [], [], min(left, 0.2))[0]:
                raw = os.read(self.master, 65536).decode(errors="replace")
                self.written += raw
                self._lines.feed(raw)
            else:
                assert self.process.poll() is None, f"the speaker went before it showed {wanted!r}: {self.shown!r}"

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal():
    real = RealTerminal()
    yield real
    real.close()


def test_in_a_real_terminal_words_are_answered_and_a_breath_moves_until_it_is_stopped(terminal: RealTerminal) -> None:
    terminal.until("/quit leaves.")
    terminal.type("hurx\x7ft\r")
    terminal.until("> hurt")
    terminal.until("Thank you for telling me.")
    terminal.type("breathe\r")
    terminal.until("Sit.")
    terminal.until("in   █")
    terminal.until("out  █")
    terminal.type("stop\r")
    terminal.until("Okay.", 10.0)
    terminal.type("\x04")
    terminal.until("The speaker is off.")
    terminal.until("gone: hurt,breathe,stop")
    assert terminal.process.wait(10) == 0
    assert "█" not in terminal.shown, "the bar goes with the breath"
    assert termios.tcgetattr(terminal.slave) == terminal.before


def test_a_due_prompt_stands_above_the_half_typed_line_and_the_line_is_kept() -> None:
    terminal = RealTerminal(due=2)
    try:
        terminal.until("/quit leaves.")
        terminal.type("hur")
        terminal.until("> hur")
        terminal.until("Your evening minute.\nHow is it?\n> hur")
        terminal.type("t\r")
        terminal.until("> hurt\nThank you for telling me.\n>")
        terminal.type("\x04")
        terminal.until("gone: LaunchRequest,hurt")
    finally:
        terminal.close()


@pytest.mark.slow
def test_arrow_up_brings_the_last_line_and_enter_says_it_again(terminal: RealTerminal) -> None:
    terminal.until("/quit leaves.")
    terminal.type("open steady ground\r")
    terminal.until("How is it?\n>")
    terminal.type("hur\x1b[A")
    terminal.until("How is it?\n> open steady ground")
    terminal.type("\x1b[B")
    terminal.until("How is it?\n> hur")
    terminal.type("\x1b[A\r")
    terminal.until("> open steady ground\nHow is it?\n> open steady ground\nHow is it?\n>")
    terminal.type("\x04")
    terminal.until("gone: LaunchRequest,SessionEndedRequest,LaunchRequest")


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, "\x03"], ids=["signal", "key"])
def test_control_c_leaves_kindly(terminal: RealTerminal, ending: signal.Signals | str) -> None:
    terminal.until("/quit leaves.")
    if isinstance(ending, str):
        terminal.type(ending)
    else:
        terminal.process.send_signal(ending)
    terminal.until("The speaker is off.")
    terminal.until("gone:")
    assert terminal.process.wait(10) == 0
    assert termios.tcgetattr(terminal.slave) == terminal.before


@pytest.mark.slow
def test_a_terminal_that_is_closed_ends_the_speaker(terminal: RealTerminal) -> None:
    terminal.until("/quit leaves.")
    os.close(terminal.master)
    terminal.master = os.open(os.devnull, os.O_RDONLY)
    terminal.process.wait(10)


@pytest.mark.slow
def test_without_colours_none_is_written() -> None:
    terminal = RealTerminal(NO_COLOR="1", TERM="xterm-256color")
    try:
        terminal.until("/quit leaves.")
        terminal.type("breathe\r")
        terminal.until("in   █")
        terminal.type("\x04")
        terminal.until("gone:")
        assert re.findall(r"\x1b\[(?:[0-9;]*;)?[34][0-9;]*m", terminal.written) == []
    finally:
        terminal.close()


def test_where_the_cursor_cannot_move_there_are_plain_lines_and_a_pin_is_not_shown() -> None:
    terminal = RealTerminal(TERM="dumb")
    try:
        terminal.type("hurt\n")
        terminal.until("Thank you for telling me.")
        terminal.type("/pin\n")
        terminal.until("it is not shown.)")
        terminal.type("4711\n")
        terminal.until("That didn't fit.")
        terminal.type("stop\n")
        terminal.until("Okay.")
        terminal.type("\x04")
        terminal.until("gone: hurt,stop")
        assert "4711" not in terminal.written
        assert "\x1b" not in terminal.written
        assert termios.tcgetattr(terminal.slave) == terminal.before
    finally:
        terminal.close()


@pytest.mark.slow
def test_a_real_pipe_gets_plain_lines() -> None:
    done = subprocess.run(program(), input="hurt\n/alone\nbreathe\nstop\n", capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Thank you for telling me."
    assert lines[1] == "(In the room: alone.)"
    assert lines[2].startswith("Sit. In. … Out. … In.")
    assert lines[3:] == ["Okay.", "gone: hurt,breathe,stop"]
    assert "\x1b" not in done.stdout
