"""The speaker's voice: words and pauses of a spoken text, said piece by piece by flite or espeak-ng."""

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import IO

from skill.speaker.playback import BREATH
from skill.speech.ssml import SpeechCue, SpeechPhase

INSTALL = "To hear me aloud, install flite or espeak-ng (apt install flite). I go on in writing."
NO_SOUND = "No sound comes out of this machine. I go on in writing."
LONGEST = 30.0
"""After how long a piece of speech is ended, whatever its program does, seconds; the longest reply takes 20."""
MOST_SILENT = 0.5
"""A program that takes less than this share of its own speech's length played it to nobody."""
HEADER = 44
"""Bytes of a WAV file before its samples, as both programs write it."""
ESPEAK_PITCH = {SpeechPhase.IN: "65", SpeechPhase.OUT: "30"}
FLITE_PITCH = {SpeechPhase.IN: "200", SpeechPhase.OUT: "140"}
"""Breathing in sounds higher and breathing out lower, so that nobody needs to make out the word."""


@dataclass(frozen=True)
class Program:
    """A program that speaks what it reads; words never stand on a command line, where all could read them.

    Attributes:
        path: where it is.
        is_espeak: espeak-ng; else flite.
    """

    path: str
    is_espeak: bool

    def command(self, phase: SpeechPhase, *, is_aloud: bool) -> list[str]:
        """Return the command that says its standard input aloud, or writes it as a WAV file to its output."""
        if self.is_espeak:
            pitch = ESPEAK_PITCH.get(phase, "45")
            return [self.path, "--stdin", "-v", "en-us", "-s", "165", "-p", pitch, *([] if is_aloud else ["--stdout"])]
        pitch = FLITE_PITCH.get(phase, "170")
        ways = [] if is_aloud else ["-o", "/dev/stdout"]
        return [self.path, "-voice", "slt", "--setf", f"int_f0_target_mean={pitch}", "-f", "/dev/stdin", *ways]


class Synthesizer:
    """Says texts one after the other while its owner does something else.

    Args:
        program: the one that speaks.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lengths: dict[tuple[str, SpeechPhase], float] = {}
        self._changed = threading.Condition()
        self._waiting: list[Sequence[SpeechCue]] = []
        self._spoken: subprocess.Popen[bytes] | None = None
        self._turn = 0
        self._busy = False
        self.trouble: str | None = None
        """Why nothing can be heard, in one plain line; None while all is well."""
        threading.Thread(target=self._work, name="voice", daemon=True).start()

    @classmethod
    def find(cls, path: str | None = None) -> "Synthesizer | None":
        """Return a voice, or None where neither espeak-ng nor flite is installed (say `INSTALL` then).

        Args:
            path: folders to look in, as in PATH; None for the usual ones.
        """
        for name in ("flite", "espeak-ng"):
            found = shutil.which(name, path=path)
            if found is not None:
                return cls(Program(found, is_espeak=name == "espeak-ng"))
        return None

    @property
    def is_speaking(self) -> bool:
        """Is something being said, or waiting to be? Nobody should listen meanwhile."""
        with self._changed:
            return self._busy or bool(self._waiting)

    def timed(self, cues: Sequence[SpeechCue]) -> tuple[SpeechCue, ...]:
        """Return the cues with the lengths that this voice needs; a breath keeps its own, and its pause gives way."""
        timed: list[SpeechCue] = []
        at = 0.0
        for cue in cues:
            is_measured = bool(cue.text) and cue.phase not in BREATH
            length = self._length(cue.text, cue.phase) if is_measured else cue.length
            timed.append(replace(cue, at=round(at, 3), length=length))
            at += length
        return tuple(timed)

    def say(self, cues: Sequence[SpeechCue]) -> None:
        """Say a text after what is being said, and return at once.

        Args:
            cues: from `timed`; each is begun at its own second.
        """
        with self._changed:
            if self.trouble is None:
                self._waiting.append(cues)
                self._changed.notify_all()

    def stop(self) -> None:
        """Say no more, from this moment on."""
        with self._changed:
            self._waiting.clear()
            self._turn += 1
            if self._spoken is not None:
                self._spoken.kill()
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until all is said, at most that long; True when it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy and not self._waiting, seconds)

    def record(self, text: str, phase: SpeechPhase = SpeechPhase.SPEECH) -> bytes:
        """Return `text` as the bytes of a WAV file; b"" where the program fails or takes too long."""
        # Into a file without a name: flite writes nothing but the header into a pipe.
        with tempfile.TemporaryFile() as kept:
            try:
                self._run(text, phase, kept)
            except (OSError, subprocess.SubprocessError):
                return b""
            kept.seek(0)
            return kept.read()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._waiting))
                cues, self._busy, turn = self._waiting.pop(0), True, self._turn
            self._say_now(cues, turn)

    def _say_now(self, cues: Sequence[SpeechCue], turn: int) -> None:
        """Begin each cue at its own second by one absolute schedule, and end when somebody says hush."""
        began = time.monotonic()
        for cue in (*cues, *(replace(last, at=last.at + last.length, text="") for last in cues[-1:])):
            with self._changed:
                left = began + cue.at - time.monotonic()
                if self._changed.wait_for(lambda: self._turn != turn or self.trouble is not None, max(0.0, left)):
                    return
            if cue.text:
                self._play(cue, turn)

    def _play(self, cue: SpeechCue, turn: int) -> None:
        """Say the words of one cue aloud; note the trouble where nothing sounds."""
        began = time.monotonic()
        try:
            with self._changed:
                if self._turn != turn:
                    return
                self._spoken = spoken = self._start(cue)
            spoken.communicate(f"{cue.text}\n".encode(), timeout=LONGEST)
            is_heard = time.monotonic() - began >= MOST_SILENT * self._length(cue.text, cue.phase)
        except (OSError, subprocess.SubprocessError):
            is_heard = False
        with self._changed:
            if self._spoken is not None and self._spoken.poll() is None:
                self._spoken.kill()
                self._spoken.wait()
            self._spoken = None
            # Without a sound device both programs end at once and say that all is well.
            if self._turn == turn and not is_heard:
                self.trouble = NO_SOUND
                self._waiting.clear()

    def _start(self, cue: SpeechCue) -> subprocess.Popen[bytes]:
        command = self._program.command(cue.phase, is_aloud=True)
        quiet = subprocess.DEVNULL
        # Our own list, no shell: what is said comes by standard input only.
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)  # noqa: S603

    def _run(self, text: str, phase: SpeechPhase, output: IO[bytes]) -> None:
        command = self._program.command(phase, is_aloud=False)
        said, quiet = f"{text}\n".encode(), subprocess.DEVNULL
        subprocess.run(command, input=said, stdout=output, stderr=quiet, timeout=LONGEST, check=True)  # noqa: S603

    def _length(self, text: str, phase: SpeechPhase) -> float:
        """Return how long this voice takes for `text`, seconds."""
        if (text, phase) not in self._lengths:
            sound = self.record(text, phase)
            rate = int.from_bytes(sound[24:28], "little") or 1
            self._lengths[text, phase] = max(0, len(sound) - HEADER) / 2 / rate
        return self._lengths[text, phase]
