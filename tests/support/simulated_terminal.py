"""A room in simulated time: waiting moves it, lines are typed at their second, and all that is shown is recorded."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from support.fake_speaker_parts import Door, Tray, a_speaker, answering

from skill.clock import StandingClock
from skill.domain.breathing import plan
from skill.speaker.audio.devices import AudioDevices
from skill.speaker.playback import BarLevel
from skill.speaker.terminal.screen import Typed
from skill.speaker.terminal.terminal import LOOK_EVERY, Terminal
from skill.speech.breath import chapters
from skill.speech.catalog import Catalog
from skill.speech.ssml import SpeechCue

BEGIN = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PHRASES = Catalog.load()
ASKS = answering("How is it?", reprompt="One word is plenty.")


def breathing(minutes: int) -> str:
    planned = plan("longer_out", minutes=minutes)
    return chapters(planned, phrase=lambda key, **values: PHRASES.say(key, "", **values), limit=7500)[0]


class Room:
    """Simulated time: waiting moves it, a little late each time; lines are typed at their second; all is recorded."""

    def __init__(self, typing: Sequence[tuple[float, str]], *, is_live: bool = True, lateness: float = 0.0) -> None:
        self.now = 500.0
        self.clock = StandingClock(BEGIN)
        self.is_live = is_live
        self.draft = ""
        self.remembered: list[str] = []
        self.ever_remembered: list[str] = []
        self.seen: list[tuple[float, str, str]] = []
        self.cues: list[tuple[float, SpeechCue]] = []
        self.levels: list[tuple[float, BarLevel]] = []
        self._typing = [(self.now + at, line) for at, line in typing]
        self._late = random.Random(2026)
        self._lateness = lateness

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> Typed:
        assert seconds <= LOOK_EVERY
        if self._typing and self._typing[0][0] <= self.now + seconds:
            at, line = self._typing.pop(0)
            self._pass(max(0.0, at - self.now))
            return Typed(has_ended=True) if line == "^D" else Typed((line,))
        self._pass(seconds + self._late.uniform(0.0, self._lateness))
        return Typed()

    def _pass(self, seconds: float) -> None:
        self.now += seconds
        self.clock.set(BEGIN + timedelta(seconds=self.now - 500.0))

    def _see(self, kind: str, words: str) -> None:
        self.seen.append((round(self.now - 500.0, 2), kind, words))

    def say(self, words: str) -> None:
        self._see("say", words)

    def note(self, words: str) -> None:
        self._see("note", words)

    def echo(self, words: str) -> None:
        self._see("echo", words)

    def remember(self, line: str) -> None:
        self.remembered.append(line)
        self.ever_remembered.append(line)

    def forget(self) -> None:
        self.remembered.clear()

    def begin(self, cue: SpeechCue) -> None:
        self.cues.append((self.now, cue))

    def clear_bar(self) -> None:
        self._see("rest", "")

    def draw(self, level: BarLevel | None, code: str | None, *, is_open: bool, is_secret: bool) -> None:
        if level is not None:
            self.levels.append((self.now, level))

    def words(self, kind: str) -> list[str]:
        return [words for _, one, words in self.seen if one == kind]

    def talk(self, door: Door, *, tray: Tray | None = None, sound: AudioDevices | None = None) -> None:
        speaker = a_speaker(door, self.clock, tray=tray)
        Terminal(speaker, self, monotonic=self.monotonic, sound=sound).run()
