"""What is typed and shown: what a terminal and a pipe have in common, and plain lines for whatever can't move."""

import codecs
import os
import select
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.text import Text

from skill.speaker.playback import BarLevel
from skill.speech.ssml import SpeechCue

CHUNK = 4096


@dataclass(frozen=True)
class Typed:
    """What came in while waiting.

    Attributes:
        lines: finished lines, in order.
        has_ended: will nothing more come?
    """

    lines: tuple[str, ...] = ()
    has_ended: bool = False


class Screen(Protocol):
    """Whatever one types on and whatever shows a conversation."""

    @property
    def is_live(self) -> bool:
        """Can it move? Then a breathing is played in real time."""
        ...

    @property
    def draft(self) -> str:
        """The line that is being typed and not finished yet."""
        ...

    def wait(self, seconds: float) -> Typed:
        """Wait for at most that long; return at once when a line is finished."""
        ...

    def remember(self, line: str) -> None:
        """Let the arrow keys bring this line back."""
        ...

    def forget(self) -> None:
        """Let nothing that was typed so far come back."""
        ...

    def say(self, words: str) -> None:
        """Show what the speaker says."""
        ...

    def note(self, words: str) -> None:
        """Show what is not spoken: a word about the terminal itself."""
        ...

    def echo(self, words: str) -> None:
        """Show what was typed, once it is finished."""
        ...

    def begin(self, cue: SpeechCue) -> None:
        """Show that a cue of a breathing begins now."""
        ...

    def clear_bar(self) -> None:
        """Show that the breathing is over, or was ended."""
        ...

    def draw(self, level: BarLevel | None, code: str | None, *, is_open: bool, is_secret: bool) -> None:
        """Show how things stand.

        Args:
            level: how the bar stands; None: no bar.
            code: shown in place of what is typed, until that is asked for again; None: what is typed is shown.
            is_open: does the speaker listen?
            is_secret: is nothing shown of what is typed?
        """
        ...


class PlainScreen:
    """Lines without movement or colour, from and for pipes, files, and terminals that can't move their cursor.

    Args:
        source: the file descriptor of what is typed, for example 0.
    """

    is_live = False
    draft = ""

    def __init__(self, console: Console, source: int) -> None:
        self._console = console
        self._source = source
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._unfinished = ""

    def wait(self, seconds: float) -> Typed:
        """Wait for at most `seconds`; return at once when something comes."""
        ready, _, _ = select.select([self._source], [], [], max(0.0, seconds))
        if not ready:
            return Typed()
        try:
            raw = os.read(self._source, CHUNK)
        except OSError:
            # A terminal that was closed reads as an error on Linux, and as an end elsewhere.
            raw = b""
        *lines, self._unfinished = (self._unfinished + self._decoder.decode(raw)).replace("\r", "\n").split("\n")
        if not raw and self._unfinished:
            lines.append(self._unfinished)
        return Typed(tuple(map(printable, lines)), has_ended=not raw)

    def remember(self, line: str) -> None:
        """Remember nothing: no arrow key comes here."""

    def forget(self) -> None:
        """Forget nothing: nothing was remembered."""

    def say(self, words: str) -> None:
        """Show what the speaker says as one line, however long."""
        self._console.print(Text(words), soft_wrap=True)

    def note(self, words: str) -> None:
        """Show a word about the terminal itself."""
        self._console.print(Text(f"({words})"), soft_wrap=True)

    def echo(self, words: str) -> None:
        """Show nothing: whoever pipes lines in has them already."""

    def begin(self, cue: SpeechCue) -> None:
        """Show the words of a cue."""
        if cue.text:
            self.say(cue.text)

    def clear_bar(self) -> None:
        """Show nothing: nothing moved."""

    def draw(self, level: BarLevel | None, code: str | None, *, is_open: bool, is_secret: bool) -> None:
        """Let a terminal show what is typed on it, or not; nothing else moves here."""
        if os.isatty(self._source):
            _show_typing(self._source, is_shown=not is_secret)


@contextmanager
def plain_screen(console: Console, source: int) -> Iterator[PlainScreen]:
    """Give a screen of plain lines; afterwards a terminal shows again what is typed on it."""
    try:
        yield PlainScreen(console, source)
    finally:
        if os.isatty(source):
            _show_typing(source, is_shown=True)


def printable(line: str) -> str:
    """Return a line without the characters that move a cursor, and without what was no character at all."""
    return "".join(char for char in line if char.isprintable())


def _show_typing(source: int, *, is_shown: bool) -> None:
    flags = termios.tcgetattr(source)
    wanted = flags[3] | termios.ECHO if is_shown else flags[3] & ~termios.ECHO
    if wanted != flags[3]:
        flags[3] = wanted
        termios.tcsetattr(source, termios.TCSADRAIN, flags)
