"""The line one types on in a terminal, the bar above it, and above both whatever is said while one types."""

import asyncio
import os
import select
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO, cast

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.clipboard import DummyClipboard
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.input import Input
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.emacs_state import EmacsState
from prompt_toolkit.layout import BufferControl, ConditionalContainer, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.processors import (
    BeforeInput,
    ConditionalProcessor,
    Processor,
    Transformation,
    TransformationInput,
)
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.output.vt100 import Vt100_Output
from rich.console import Console
from rich.text import Text

from skill.speaker.playback import BarLevel
from skill.speaker.terminal.screen import Typed, printable
from skill.speech.ssml import SpeechCue, SpeechPhase

STYLES = {SpeechPhase.IN: "ansicyan", SpeechPhase.HOLD: "ansigreen", SpeechPhase.OUT: "ansiblue"}
LABELS = {SpeechPhase.IN: "in  ", SpeechPhase.HOLD: "hold", SpeechPhase.OUT: "out "}
BAR_AT_MOST = 48
"""Cells of the bar on a wide screen."""
LINE_AT_LEAST = 4


class LiveScreen:
    """A terminal: what was said scrolls by, the bar and the unfinished line stay at the bottom.

    What is typed is private. It is on no disk; the arrow keys bring back only what `remember` was told, and no cut text
    can be pasted back later, when somebody else may sit here.

    Args:
        typed, shown: the two sides of the terminal at the bottom.
        console: the same terminal, for what scrolls by.
    """

    is_live = True

    def __init__(self, console: Console, typed: Input, shown: Output) -> None:
        self._console = console
        self._cells = _cells(shown.encoding())
        self._word = ""
        self._phase: SpeechPhase | None = None
        self._level: BarLevel | None = None
        self._code: str | None = None
        self._is_open = self._is_secret = self._has_ended = False
        self._fault: BaseException | None = None
        self._remembered: list[str] = []
        self._lines: list[str] = []
        self._came = asyncio.Event()
        self._buffer = Buffer(multiline=False, accept_handler=self._accept, history=_Remembered(()))
        unseen = ConditionalProcessor(_Unseen(), Condition(lambda: self._is_secret or self._code is not None))
        line = BufferControl(self._buffer, input_processors=[unseen, BeforeInput(self._prompt)])
        above = Window(FormattedTextControl(self._above), height=1)
        bottom = HSplit(
            [
                ConditionalContainer(above, Condition(lambda: bool(self._above()))),
                Window(line, wrap_lines=True, dont_extend_height=True),
            ]
        )
        self._app: Application[None] = Application(
            Layout(bottom),
            key_bindings=self._keys(),
            clipboard=DummyClipboard(),
            erase_when_done=True,
            input=typed,
            output=shown,
        )
        self._loop = asyncio.new_event_loop()

    @contextmanager
    def running(self) -> Iterator["LiveScreen"]:
        """Read keys while the block lasts; afterwards the bottom lines are gone and the terminal is as it was."""
        self._loop.set_exception_handler(lambda _loop, context: self._end(context.get("exception")))
        task = self._loop.create_task(self._app.run_async(set_exception_handler=False))
        task.add_done_callback(lambda done: self._end(None if done.cancelled() else done.exception()))
        try:
            self._loop.run_until_complete(asyncio.sleep(0))  # from here on the terminal itself shows no key
            yield self
        finally:
            if not task.done():
                self._app.exit()
            self._loop.run_until_complete(asyncio.wait([task]))
            self._loop.close()

    @property
    def draft(self) -> str:
        """The line that is being typed and not finished yet."""
        return self._buffer.text

    def wait(self, seconds: float) -> Typed:
        """Read keys and draw for at most `seconds`; return at once when a line is finished."""
        with suppress(TimeoutError):
            self._loop.run_until_complete(asyncio.wait_for(self._came.wait(), max(0.0, seconds)))
        if self._fault is not None:
            raise self._fault
        lines, self._lines = tuple(self._lines), []
        if not self._has_ended:
            self._came.clear()
        return Typed(lines, has_ended=self._has_ended or _is_hung_up(self._app.input.fileno()))

    def remember(self, line: str) -> None:
        """Let the arrow keys bring this line back."""
        self._bring_back([*self._remembered, line])

    def forget(self) -> None:
        """Let nothing that was typed so far come back; a half-typed line stays, unless it was brought back itself."""
        self._app.emacs_state = EmacsState()  # it holds recorded keys
        self._bring_back([])

    def say(self, words: str) -> None:
        """Show what the speaker says."""
        self._print(Text(words, style="bold"))

    def note(self, words: str) -> None:
        """Show a word about the terminal itself."""
        self._print(Text(words, style="dim"))

    def echo(self, words: str) -> None:
        """Show what was typed, now that it is finished."""
        self._print(Text.assemble(("> ", "dim"), words))

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

    def draw(self, level: BarLevel | None, code: str | None, *, is_open: bool, is_secret: bool) -> None:
        """Draw the bottom of the screen anew."""
        self._level, self._code, self._is_open, self._is_secret = level, code, is_open, is_secret
        self._app.invalidate()

    def _print(self, words: Text) -> None:
        """Print above the line one types on, which is drawn anew with the next wait.

        Not by run_in_terminal: that lets the terminal show for a moment what is typed, which may be a PIN.
        """
        self._app.renderer.erase()
        self._console.print(words)
        self._app.invalidate()

    def _accept(self, buffer: Buffer) -> bool:
        """Take a finished line; several where several were pasted."""
        self._lines += map(printable, buffer.text.splitlines() or [""])
        self._came.set()
        return False

    def _bring_back(self, lines: list[str]) -> None:
        is_own = self._buffer.text not in self._remembered
        self._remembered = lines
        self._buffer.history = _Remembered(lines)
        self._buffer.reset(self._buffer.document if is_own else Document())
        self._buffer.load_history_if_not_yet_loaded()

    def _end(self, fault: BaseException | None = None) -> None:
        self._fault = fault if not isinstance(fault, EOFError) else None
        self._has_ended = True
        self._came.set()

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("c-c")
        @keys.add("<sigint>")
        @keys.add("c-d", filter=Condition(lambda: not self._buffer.text))
        def _leave(_event: KeyPressEvent) -> None:
            self._end()

        @keys.add("c-z")
        def _suspend(event: KeyPressEvent) -> None:
            event.app.suspend_to_background()

        is_unseen = Condition(lambda: self._is_secret)

        @keys.add("c-_")
        @keys.add("c-x", "c-u")
        @keys.add("up", filter=is_unseen)
        @keys.add("down", filter=is_unseen)
        def _nothing(_event: KeyPressEvent) -> None:
            """Undo nothing, since what was wiped is gone, and bring no line into one that is not shown."""

        return keys

    def _prompt(self) -> StyleAndTextTuples:
        return [("bold" if self._is_open else "dim", "> "), ("", self._code or "")]

    def _above(self) -> StyleAndTextTuples:
        """Return the bar, or a thing to notice where there is none."""
        if self._level is None:
            return [("", self._word)] if self._word else []
        cells = max(8, min(BAR_AT_MOST, self._console.width - len(self._word) - 10))
        filled, style = round(self._level.fill * cells), STYLES[self._level.phase]
        full, empty = self._cells
        return [
            (style, f"{LABELS[self._level.phase]} {full * filled}"),
            ("dim", empty * (cells - filled)),
            ("", f"  {self._word}"),
        ]


class _Remembered(DummyHistory):
    """Lines the arrow keys bring back; what is typed later is not added by itself."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__()
        self._newest_first = tuple(lines)[::-1]

    def load_history_strings(self) -> Iterable[str]:
        return self._newest_first


class _Unseen(Processor):
    """Shows nothing of what is typed, not even how much it is."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        return Transformation([], source_to_display=lambda _at: 0, display_to_source=lambda _at: 0)


def _cells(encoding: str | None) -> tuple[str, str]:
    """Return what a full and an empty cell of the bar look like where that is how characters are written."""
    try:
        "█░".encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return "#", "."
    return "█", "░"


def _is_hung_up(source: int) -> bool:
    """Has the terminal gone? It reads as an error then, which is taken for no key at all."""
    looking = select.poll()
    looking.register(source, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in looking.poll(0))


@contextmanager
def live_screen(console: Console, source: int) -> Iterator[LiveScreen]:
    """Give a screen that moves, on a terminal.

    Args:
        source: the file descriptor of what is typed.
    """
    with os.fdopen(source, encoding="utf-8", closefd=False) as typed:
        shown = Vt100_Output(
            cast(TextIO, console.file),
            lambda: Size(rows=console.height, columns=console.width),
            default_color_depth=ColorDepth.DEPTH_1_BIT if console.no_color else ColorDepth.DEPTH_4_BIT,
            enable_cpr=False,  # no terminal need answer where its cursor stands
        )
        with LiveScreen(console, Vt100Input(typed), shown).running() as screen:
            yield screen
