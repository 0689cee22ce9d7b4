"""What is typed: finished lines from a terminal or a pipe, without ever holding up what is played."""

import codecs
import os
import select
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

CHUNK = 4096
ENTER, LEAVE, ERASE, ERASE_ALL, ESCAPE = "\r\n", "\x04", "\x7f\x08", "\x15", "\x1b"


@dataclass(frozen=True)
class Typed:
    """What came in while waiting.

    Attributes:
        lines: finished lines, in order.
        has_ended: will nothing more come?
    """

    lines: tuple[str, ...] = ()
    has_ended: bool = False


class Typing(Protocol):
    """Whatever can be typed on."""

    @property
    def draft(self) -> str:
        """The line that is being typed and not finished yet."""
        ...

    def wait(self, seconds: float) -> Typed:
        """Wait for at most that long; return at once when something is typed."""
        ...


class LineEditor:
    """Makes lines of keys: letters, backspace, Ctrl-U and Ctrl-D; arrows and other keys do nothing."""

    def __init__(self) -> None:
        self.draft = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._escape = ""

    def feed(self, raw: bytes) -> Typed:
        """Take bytes as they come, cut anywhere; return the lines they finish."""
        lines: list[str] = []
        for key in self._decoder.decode(raw):
            if self._escape:
                self._escape = _rest_of_escape(self._escape + key)
            elif key in ENTER:
                lines.append(self.draft)
                self.draft = ""
            elif key == LEAVE and not self.draft:
                return Typed(tuple(lines), has_ended=True)
            else:
                self._edit(key)
        return Typed(tuple(lines))

    def end(self) -> Typed:
        """Say that nothing more comes; a line without its end is finished by that."""
        last, self.draft = self.draft, ""
        return Typed((last,) if last else (), has_ended=True)

    def _edit(self, key: str) -> None:
        if key in ERASE:
            self.draft = self.draft[:-1]
        elif key == ERASE_ALL:
            self.draft = ""
        elif key == ESCAPE:
            self._escape = key
        elif key.isprintable():
            self.draft += key


class Keyboard:
    """Reads from a file descriptor: a terminal, a pipe or a file.

    Args:
        source: the file descriptor, for example 0.
    """

    def __init__(self, source: int) -> None:
        self._source = source
        self._editor = LineEditor()

    @property
    def draft(self) -> str:
        """The line that is being typed and not finished yet."""
        return self._editor.draft

    def wait(self, seconds: float) -> Typed:
        """Wait for at most `seconds`; return at once when something is typed."""
        ready, _, _ = select.select([self._source], [], [], max(0.0, seconds))
        if not ready:
            return Typed()
        try:
            raw = os.read(self._source, CHUNK)
        except OSError:
            # A terminal that was closed reads as an error on Linux, and as an end elsewhere.
            raw = b""
        return self._editor.feed(raw) if raw else self._editor.end()


@contextmanager
def key_by_key(source: int) -> Iterator[None]:
    """Let a terminal hand over each key at once and unseen; afterwards it is as it was."""
    before = termios.tcgetattr(source)
    tty.setcbreak(source, termios.TCSADRAIN)
    try:
        yield
    finally:
        termios.tcsetattr(source, termios.TCSADRAIN, before)


def _rest_of_escape(sequence: str) -> str:
    """Return the sequence while it goes on, "" once it is complete."""
    if len(sequence) == 2:
        return sequence if sequence[1] in "[O" else ""
    return "" if "@" <= sequence[-1] <= "~" else sequence
