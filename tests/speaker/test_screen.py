"""What is seen: a bar with the word of its own phase, what is being typed, and nothing that words could smuggle in."""

import io
import re

import pytest
from rich.console import Console

from skill.speaker.playback import BarLevel
from skill.speaker.terminal.screen import LiveScreen, PlainScreen, live_screen
from skill.speech.ssml import SpeechCue, SpeechPhase


class Shown:
    """A console whose output can be read; `last` is what was drawn since the last look."""

    def __init__(self, width: int = 60) -> None:
        self._file = io.StringIO()
        self.console = Console(file=self._file, force_terminal=True, width=width, height=20, _environ={"TERM": "xterm"})
        self._seen = 0

    @property
    def last(self) -> str:
        text = self._file.getvalue()[self._seen :]
        self._seen += len(text)
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "")


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def screen(shown: Shown):
    with live_screen(shown.console) as live:
        yield live


def drawn(screen: LiveScreen, shown: Shown, phase: SpeechPhase, fill: float) -> str:
    _ = shown.last
    screen.draw(BarLevel(phase, fill), "", is_open=True)
    return shown.last


def test_the_bar_is_as_full_as_the_breath(screen: LiveScreen, shown: Shown) -> None:
    full, empty = drawn(screen, shown, SpeechPhase.IN, 1.0), drawn(screen, shown, SpeechPhase.OUT, 0.0)
    assert "in" in full
    assert "░" not in full
    assert "out" in empty
    assert "█" not in empty


def test_a_word_stays_for_its_own_phase_and_no_longer(screen: LiveScreen, shown: Shown) -> None:
    screen.begin(SpeechCue(0.0, 0.7, "Out.", SpeechPhase.OUT))
    screen.begin(SpeechCue(0.7, 5.3, "", SpeechPhase.OUT))
    assert "Out." in drawn(screen, shown, SpeechPhase.OUT, 0.5)
    screen.begin(SpeechCue(6.0, 4.0, "", SpeechPhase.IN))
    assert "Out." not in drawn(screen, shown, SpeechPhase.IN, 0.5)


def test_words_before_and_after_the_breath_become_lines(screen: LiveScreen, shown: Shown) -> None:
    screen.begin(SpeechCue(0.0, 2.0, "That was it.", SpeechPhase.SPEECH))
    assert "That was it.\n" in shown.last


def test_a_thing_to_notice_is_seen_without_a_bar(screen: LiveScreen, shown: Shown) -> None:
    screen.begin(SpeechCue(0.0, 1.0, "Notice your feet.", SpeechPhase.HOLD))
    screen.draw(None, "", is_open=True)
    seen = shown.last
    assert "Notice your feet." in seen
    assert "█" not in seen


def test_after_the_breathing_nothing_of_it_is_left(screen: LiveScreen, shown: Shown) -> None:
    screen.begin(SpeechCue(0.0, 0.7, "Out.", SpeechPhase.OUT))
    screen.clear_bar()
    _ = shown.last
    screen.draw(None, "sto", is_open=True)
    assert shown.last.strip() == "> sto▏"


@pytest.mark.parametrize("width", [20, 40, 200])
def test_the_bar_and_a_long_line_fit_any_screen(width: int) -> None:
    shown = Shown(width)
    with live_screen(shown.console) as screen:
        screen.begin(SpeechCue(0.0, 2.0, "Out. Your own pace is fine.", SpeechPhase.OUT))
        screen.draw(BarLevel(SpeechPhase.OUT, 0.5), "words " * 60, is_open=True)
        assert all(len(line) <= width for line in shown.last.splitlines())


def test_square_brackets_are_said_as_they_are(screen: LiveScreen, shown: Shown) -> None:
    screen.say("call me [bold red]Mara[/]")
    assert "call me [bold red]Mara[/]" in shown.last


def test_a_plain_line_is_one_line_however_long() -> None:
    shown = Shown(20)
    PlainScreen(shown.console).say("a long sentence " * 10)
    assert shown.last.rstrip("\n").count("\n") == 0
