"""What is seen: spoken words as lines, the moving bar, what is being typed; plain lines in a pipe."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from skill.speaker.playback import BarLevel
from skill.speech.ssml import SpeechCue, SpeechPhase

STYLES = {SpeechPhase.IN: "cyan", SpeechPhase.HOLD: "green", SpeechPhase.OUT: "blue"}
LABELS = {SpeechPhase.IN: "in  ", SpeechPhase.HOLD: "hold", SpeechPhase.OUT: "out "}
BAR_AT_MOST = 48
"""Cells of the bar on a wide screen."""


class Screen(Protocol):
    """Whatever shows a conversation.

    Attributes:
        is_live: can it move? Then a breathing is played in real time.
    """

    is_live: bool

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

    def draw(self, level: BarLevel | None, draft: str, *, is_open: bool) -> None:
        """Show how the bar stands (None: no bar), the unfinished line, and whether the speaker listens."""
        ...


class PlainScreen:
    """Lines without movement or colour, for pipes and files."""

    is_live = False

    def __init__(self, console: Console) -> None:
        self._console = console

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

    def draw(self, level: BarLevel | None, draft: str, *, is_open: bool) -> None:
        """Show nothing: nothing moves here."""


class LiveScreen:
    """A terminal: what was said scrolls by, the bar and the unfinished line stay at the bottom."""

    is_live = True

    def __init__(self, console: Console, live: Live) -> None:
        self._console = console
        self._live = live
        self._word = ""
        self._phase: SpeechPhase | None = None

    def say(self, words: str) -> None:
        """Show what the speaker says."""
        self._console.print(Text(words, style="bold"))

    def note(self, words: str) -> None:
        """Show a word about the terminal itself."""
        self._console.print(Text(words, style="dim"))

    def echo(self, words: str) -> None:
        """Show what was typed, now that it is finished."""
        self._console.print(Text.assemble(("> ", "dim"), words))

    def begin(self, cue: SpeechCue) -> None:
        """Show the words of a cue: beside the bar while breath goes in or out, else as a line."""
        is_new, self._phase = cue.phase is not self._phase, cue.phase
        if cue.phase in (SpeechPhase.SPEECH, SpeechPhase.REST):
            self._word = ""
            if cue.text:
                self.say(cue.text)
        elif cue.text or is_new:
            # A word stays for its own phase only: "Out." must not stand beside the next breath in.
            self._word = cue.text

    def clear_bar(self) -> None:
        """Forget the word beside the bar."""
        self._word = ""
        self._phase = None

    def draw(self, level: BarLevel | None, draft: str, *, is_open: bool) -> None:
        """Draw the bottom of the screen anew."""
        prompt = Text.assemble(("> ", "bold" if is_open else "dim"), draft, ("▏", "dim"))
        prompt.truncate(max(4, self._console.width - 1), overflow="ellipsis")
        if level is None and not self._word:
            self._live.update(prompt, refresh=True)
            return
        above = Text(self._word) if level is None else self._bar(level)
        self._live.update(Group(above, prompt), refresh=True)

    def _bar(self, level: BarLevel) -> Text:
        cells = max(8, min(BAR_AT_MOST, self._console.width - len(self._word) - 10))
        filled = round(level.fill * cells)
        bar = Text.assemble(
            (f"{LABELS[level.phase]} ", STYLES[level.phase]),
            ("█" * filled, STYLES[level.phase]),
            ("░" * (cells - filled), "dim"),
            f"  {self._word}",
        )
        bar.truncate(self._console.width - 1)
        return bar


@contextmanager
def live_screen(console: Console) -> Iterator[LiveScreen]:
    """Give a screen that moves; afterwards the bottom lines are gone and what was said stays."""
    with Live(Text(""), console=console, auto_refresh=False, transient=True) as live:
        yield LiveScreen(console, live)
