"""One breathing as it is really seen: in a pseudo-terminal, and in a real Chromium; both held against the plan."""

from __future__ import annotations

import importlib
import itertools
import os
import pty
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.processes import BenchmarkError, free_port, running
from skill.app.bootstrap import bootstrap
from skill.clock import SystemClock
from skill.settings import Settings
from skill.speaker.playback import BarLevel, CuePlayer
from skill.speaker.speaker import Spoken
from skill.speaker.terminal.prompt import live_screen
from skill.speaker.terminal.terminal import Terminal
from skill.speech.ssml import SpeechCue, SpeechPhase, timeline

MARGIN = 60.0
"""How much longer than its plan a breathing may take before it counts as hung, seconds."""
WATCH = """() => {
  window.begun = []; window.frames = [];
  const breath = document.getElementById("breath"), circle = document.getElementById("circle");
  new MutationObserver(() => {
    const cue = breath.dataset.cue;
    if (cue !== undefined) window.begun.push([Number(cue), performance.now()]);
  }).observe(breath, { attributes: true, attributeFilter: ["data-cue"] });
  const look = () => {
    if (!breath.hidden) {
      const scale = new DOMMatrix(getComputedStyle(circle).transform).a;
      window.frames.push([performance.now(), scale]);
    }
    requestAnimationFrame(look);
  };
  look();
}"""
"""Notes when each cue begins, and in every picture that is drawn how large the circle is."""
LEAVE = b"\x04"
EMPTY = 0.3
"""The empty circle beside the full one, as in page.js."""


@dataclass(frozen=True)
class Played:
    """What was seen of one breathing.

    Attributes:
        cues: how long after its own second each cue began, seconds.
        shape: how far what the bar or circle showed was from its plan, in every picture, seconds.
        still: how long one picture stood until the next, seconds.
    """

    place: str
    cues: Sequence[float]
    shape: Sequence[float]
    still: Sequence[float]


class Watching:
    """A real terminal's screen, and when each cue and each picture of the bar was drawn."""

    is_live = True

    def __init__(self, screen: Any, over: Callable[[], object]) -> None:
        self._screen = screen
        self._over = over
        self.begun: list[tuple[float, SpeechCue]] = []
        self.frames: list[tuple[float, BarLevel]] = []

    def begin(self, cue: SpeechCue) -> None:
        """Show that a cue begins, and note it."""
        self._screen.begin(cue)
        self.begun.append((time.monotonic(), cue))

    def draw(self, level: BarLevel | None, code: str | None, *, is_open: bool, is_secret: bool) -> None:
        """Draw, and note when it was drawn."""
        self._screen.draw(level, code, is_open=is_open, is_secret=is_secret)
        if level is not None:
            self.frames.append((time.monotonic(), level))

    def clear_bar(self) -> None:
        """Show that it is over, and say so."""
        self._screen.clear_bar()
        if self.begun:
            self._over()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._screen, name)


class Noting(Terminal):
    """The terminal speaker itself, which notes what it plays and since when."""

    began = 0.0
    cues: tuple[SpeechCue, ...] = ()

    def _present(self, spoken: Spoken) -> None:
        super()._present(spoken)
        if self._playing is not None:
            self.cues = timeline(spoken.ssml)
            self.began = self._playing.next_at() - self.cues[0].at


def in_terminal(data: Path, words: str) -> Played:
    """Play it in a true pseudo-terminal: the terminal speaker itself, its keys, its screen."""
    master, slave = pty.openpty()
    threading.Thread(target=_drain, args=(master,), daemon=True).start()
    application = bootstrap(Settings(data=data, time_zone="America/New_York"), SystemClock())
    with (
        os.fdopen(slave, "w", buffering=1) as out,
        live_screen(Console(file=out, force_terminal=True, width=80, height=24), slave) as screen,
    ):
        watching = Watching(screen, lambda: os.write(master, LEAVE))
        terminal = Noting(application.speaker(""), watching, monotonic=time.monotonic)
        os.write(master, f"{words}\n".encode())
        terminal.run()
    application.close()
    begun = [(at - terminal.began, terminal.cues.index(cue)) for at, cue in watching.begun]
    frames = [(at - terminal.began, level.fill) for at, level in watching.frames]
    return _played("terminal", terminal.cues, begun, frames)


def _drain(master: int) -> None:
    while True:
        try:
            if not os.read(master, 65536):
                return
        except OSError:
            return


def on_page(data: Path, words: str, chromium: str) -> Played:
    """Play it on the page that `serve --unsigned` shows, in a real Chromium."""
    port = free_port()
    serve = [sys.executable, "-m", "skill.app.cli", "serve", "--unsigned", "--port", str(port), "--data", str(data)]
    with running(serve, {}, data.with_suffix(".log")) as server, _page(chromium) as page:
        server.wait_until_healthy(port)
        # The address that opens the page stands in the line that says where the service listens.
        page.goto(next(word for word in data.with_suffix(".log").read_text().split() if "/?k=" in word))
        page.evaluate(WATCH)
        with page.expect_response("**/say") as answer:
            page.get_by_label("What would you like to say?").fill(words)
            page.keyboard.press("Enter")
        cues = [
            SpeechCue(one["at"], one["length"], one["text"], SpeechPhase(one["phase"]))
            for one in answer.value.json()["cues"]
        ]
        if not cues:
            raise BenchmarkError("the page was not asked to breathe.")
        page.locator("#breath[data-cue]").wait_for(state="attached")
        began = page.evaluate("document.getElementById('circle').getAnimations()[0].startTime")
        page.locator("#breath").wait_for(state="hidden", timeout=(cues[-1].at + cues[-1].length + MARGIN) * 1000)
        begun, frames = page.evaluate("[window.begun, window.frames]")
    return _played(
        "page in Chromium",
        cues,
        [((at - began) / 1000, number) for number, at in begun],
        [((at - began) / 1000, (scale - EMPTY) / (1 - EMPTY)) for at, scale in frames],
    )


@contextmanager
def _page(chromium: str) -> Iterator[Any]:
    sync_playwright = importlib.import_module("playwright.sync_api").sync_playwright
    with sync_playwright() as started:
        flags = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
        flags += ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = started.chromium.launch(executable_path=chromium, args=flags)
        try:
            yield browser.new_page()
        finally:
            browser.close()


def _played(
    place: str, cues: Sequence[SpeechCue], begun: Sequence[tuple[float, int]], frames: Sequence[tuple[float, float]]
) -> Played:
    """Hold what was seen against the plan.

    Args:
        begun: second and number of each cue as it began.
        frames: second and fill (0 to 1) of each picture.

    Raises:
        BenchmarkError: a cue did not begin, or nothing moved.
    """
    if sorted(number for _, number in begun) != list(range(len(cues))):
        raise BenchmarkError(f"{place}: not every cue began, or one began twice.")
    plan = CuePlayer(cues, 0.0)
    off = [away for at, fill in frames if (away := _away(plan, at, fill)) is not None]
    if len(off) < len(cues):
        raise BenchmarkError(f"{place}: nothing moved.")
    still = [after - before for (before, _), (after, _) in itertools.pairwise(frames) if plan.level(before)]
    return Played(place, [at - cues[number].at for at, number in begun], off, still)


def _away(plan: CuePlayer, at: float, fill: float) -> float | None:
    """Return how many seconds sooner or later the plan shows this fill; None where no breath is counted."""
    level = plan.level(at)
    if level is None or level.phase is SpeechPhase.HOLD:
        return None
    steps = sorted((step / 200 for step in range(-400, 401)), key=abs)
    near = (abs(by) for by in steps if (there := plan.level(at + by)) and abs(there.fill - fill) < 0.0015)
    return next(near, 2.0)
