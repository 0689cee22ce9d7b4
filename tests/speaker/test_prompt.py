"""The line one types on: keys make lines, arrows bring lines back, and nothing private comes back to anybody."""

import io
import random

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output
from rich.console import Console
from support.shown_lines import ShownLines

from skill.speaker.playback import BarLevel
from skill.speaker.terminal.prompt import LiveScreen
from skill.speaker.terminal.screen import Typed
from skill.speech.ssml import SpeechCue, SpeechPhase

UP, DOWN, LEFT, UNDO, YANK = "\x1b[A", "\x1b[B", "\x1b[D", "\x1f", "\x19"
SOON, QUICK = 5.0, 0.15


class AtKeys:
    """A terminal whose keys the test presses and whose lines it reads."""

    def __init__(self, typed, screen: LiveScreen, out: io.StringIO) -> None:
        self.typed = typed
        self.screen = screen
        self._out = out
        self._lines = ShownLines()
        self._is_secret = False
        self.draw()

    def draw(self, level: BarLevel | None = None, code: str | None = None, *, is_secret: bool = False) -> None:
        self.screen.draw(level, code, is_open=True, is_secret=is_secret)
        self.screen.wait(QUICK)

    def press(self, keys: str, seconds: float = QUICK) -> tuple[str, ...]:
        """Press keys; return the lines that they finish."""
        self.typed.send_text(keys)
        return self.screen.wait(seconds).lines

    @property
    def shown(self) -> list[str]:
        self._lines.feed(self._out.getvalue())
        self._out.seek(0)
        self._out.truncate()
        return self._lines.text.splitlines()


@pytest.fixture(params=[60])
def keys(request: pytest.FixtureRequest):
    out, width = io.StringIO(), request.param
    console = Console(file=out, force_terminal=True, width=width, height=20, _environ={"TERM": "xterm"})
    output = Vt100_Output(out, lambda: Size(rows=20, columns=width), enable_cpr=False)
    with create_pipe_input() as typed, LiveScreen(console, typed, output).running() as screen:
        yield AtKeys(typed, screen, out)


def lines_of(raw: bytes) -> Typed:
    with (
        create_pipe_input() as typed,
        LiveScreen(Console(file=io.StringIO()), typed, DummyOutput()).running() as screen,
    ):
        typed.send_bytes(raw)
        return screen.wait(SOON if raw.endswith(b"\r") else QUICK)


def test_enter_finishes_a_line_and_a_correction_counts(keys: AtKeys) -> None:
    assert keys.press("i feel hu") == ()
    assert (keys.screen.draft, keys.shown) == ("i feel hu", ["> i feel hu"])
    assert keys.press("rx\x7ft\r", SOON) == ("i feel hurt",)
    assert keys.screen.draft == ""
    assert keys.press("sd" + LEFT + "a\r", SOON) == ("sad",), "the arrows move inside the line"


def test_what_is_said_while_one_types_stands_above_the_line_and_the_line_is_kept(keys: AtKeys) -> None:
    keys.press("i fe")
    keys.screen.say("Your evening minute.")
    keys.screen.note("How is it?")
    keys.draw()
    assert keys.shown == ["Your evening minute.", "How is it?", "> i fe"]
    assert keys.press("el hurt\r", SOON) == ("i feel hurt",)


def test_arrow_up_brings_the_last_line_and_arrow_down_the_half_typed_one(keys: AtKeys) -> None:
    keys.screen.remember("what is coming up")
    keys.screen.remember("how are we")
    keys.press("brea")
    keys.press(UP)
    assert keys.screen.draft == "how are we"
    keys.press(UP)
    assert keys.shown == ["> what is coming up"]
    keys.press(DOWN + DOWN)
    assert keys.screen.draft == "brea"
    keys.press(UP)
    assert keys.press("\r", SOON) == ("how are we",)


def test_what_was_not_to_be_remembered_comes_back_by_no_key(keys: AtKeys) -> None:
    keys.press("I saw the letters\r", SOON)
    keys.press("#I saw the letters\x1b#")
    keys.press("I saw the letters\x15")
    for key in (UP, YANK, UNDO, "\x18\x15", "\x12letters", "\x1b.", "\x18e"):
        keys.press(key)
        assert "letters" not in keys.screen.draft.removeprefix("letters"), key
        keys.press("\x07\x15")


def test_what_is_forgotten_comes_back_by_no_key_and_a_half_typed_line_is_kept(keys: AtKeys) -> None:
    keys.screen.remember("how are we")
    keys.press("i fe")
    keys.screen.forget()
    keys.press(UP + YANK + UNDO)
    assert keys.screen.draft == "i fe"
    keys.screen.remember("how are we")
    keys.press(UP)
    assert keys.screen.draft == "how are we"
    keys.screen.forget()
    assert keys.screen.draft == "", "a line that was brought back goes as well"


def test_a_pin_is_not_shown_not_even_its_length_and_comes_back_by_no_key(keys: AtKeys) -> None:
    keys.screen.remember("how are we")
    keys.draw(is_secret=True)
    keys.press("4711")
    assert keys.shown == [">"]
    assert keys.press(UP + "\r", SOON) == ("4711",), "no line is brought into one that is not shown"
    keys.draw()
    for key in (UP, YANK, UNDO):
        keys.press(key)
        assert "4711" not in keys.screen.draft
        assert "4711" not in "".join(keys.shown)


def test_a_code_stands_in_place_of_what_is_typed_until_it_is_drawn_no_more(keys: AtKeys) -> None:
    keys.draw(code="ABCDE-12345")
    keys.press("x")
    assert keys.shown == ["> ABCDE-12345"]
    keys.press("\r", SOON)
    keys.draw()
    assert keys.shown == [">"]


def test_several_lines_that_are_pasted_are_several_lines(keys: AtKeys) -> None:
    assert keys.press("\x1b[200~hurt\nsad\n\x1b[201~") == ()
    assert keys.press("\r", SOON) == ("hurt", "sad")
    assert keys.press("\r", SOON) == ("",), "Enter alone is a line as well"


def test_keys_that_mean_nothing_here_leave_no_trace() -> None:
    assert lines_of(b"sad\x1b[1;5C\x1bOP\x1b[3~\r").lines == ("sad",)
    assert lines_of(b"sa\xffd\x11\x1b\r").lines == ("sad",)


@pytest.mark.parametrize("key", [b"\x03", b"\x04"])
def test_control_c_and_control_d_leave(key: bytes) -> None:
    assert lines_of(key).has_ended


def test_control_d_leaves_only_from_an_empty_line(keys: AtKeys) -> None:
    keys.typed.send_text("sad\x04")
    assert not keys.screen.wait(QUICK).has_ended
    assert keys.press("\r", SOON) == ("sad",)


def test_a_keyboard_that_goes_ends_it(keys: AtKeys) -> None:
    keys.typed.close()
    assert keys.screen.wait(SOON).has_ended


def test_no_bytes_make_it_stumble(keys: AtKeys) -> None:
    drawn = random.Random(2026)
    leaves = b"\x03\x04\x1a"
    for _ in range(60):
        keys.typed.send_bytes(bytes(one for one in drawn.randbytes(40) if one not in leaves))
        came = keys.screen.wait(0.02)
        assert not came.has_ended
        assert all(line.isprintable() for line in came.lines)


def level(phase: SpeechPhase, fill: float) -> BarLevel:
    return BarLevel(phase, fill)


def test_the_bar_is_as_full_as_the_breath_and_stands_above_the_line(keys: AtKeys) -> None:
    keys.press("sto")
    keys.draw(level(SpeechPhase.IN, 1.0))
    assert keys.shown == ["in   " + "█" * 48, "> sto"]
    keys.draw(level(SpeechPhase.OUT, 0.0))
    assert keys.shown == ["out  " + "░" * 48, "> sto"]


def test_a_word_stays_for_its_own_phase_and_no_longer(keys: AtKeys) -> None:
    keys.screen.begin(SpeechCue(0.0, 0.7, "Out.", SpeechPhase.OUT))
    keys.screen.begin(SpeechCue(0.7, 5.3, "", SpeechPhase.OUT))
    keys.draw(level(SpeechPhase.OUT, 0.5))
    assert keys.shown[0].endswith("Out.")
    keys.screen.begin(SpeechCue(6.0, 4.0, "", SpeechPhase.IN))
    keys.draw(level(SpeechPhase.IN, 0.5))
    assert "Out." not in keys.shown[0]


def test_words_before_and_after_the_breath_become_lines(keys: AtKeys) -> None:
    keys.screen.begin(SpeechCue(0.0, 2.0, "That's it.", SpeechPhase.SPEECH))
    keys.draw()
    assert keys.shown == ["That's it.", ">"]


def test_a_thing_to_notice_is_seen_without_a_bar_and_nothing_is_left_of_it(keys: AtKeys) -> None:
    keys.screen.begin(SpeechCue(0.0, 1.0, "Notice your feet.", SpeechPhase.HOLD))
    keys.draw()
    assert keys.shown == ["Notice your feet.", ">"]
    keys.screen.clear_bar()
    keys.draw()
    assert keys.shown == [">"]


@pytest.mark.parametrize("keys", [20, 40, 200], indirect=True)
def test_the_bar_and_a_long_line_fit_any_screen(keys: AtKeys, request: pytest.FixtureRequest) -> None:
    width = request.node.callspec.params["keys"]
    keys.screen.begin(SpeechCue(0.0, 2.0, "Out. Your own pace is fine.", SpeechPhase.OUT))
    keys.press("words " * 30)
    keys.draw(level(SpeechPhase.OUT, 0.5))
    assert max(map(len, keys.shown)) <= width
    assert "".join(keys.shown).count("words") >= 29, "all of it can be read"


def test_square_brackets_are_said_as_they_are(keys: AtKeys) -> None:
    keys.screen.say("call me [bold red]Mara[/]")
    keys.draw()
    assert keys.shown[0] == "call me [bold red]Mara[/]"


def test_where_no_bar_can_be_written_it_is_made_of_plain_signs() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", errors="replace", write_through=True)
    console = Console(file=out, force_terminal=True, width=60, height=20, _environ={"TERM": "xterm"})
    output = Vt100_Output(out, lambda: Size(rows=20, columns=60), enable_cpr=False)
    with create_pipe_input() as typed, LiveScreen(console, typed, output).running() as screen:
        screen.draw(level(SpeechPhase.IN, 0.5), None, is_open=True, is_secret=False)
        screen.wait(QUICK)
    assert b"#" * 24 in raw.getvalue()
    assert b"?" not in raw.getvalue().replace(b"\x1b[?", b"")
