"""Mara and Jonas, a couple, and Nora next door, who must never hear them: a whole house, by the real door."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from skill.clock import StandingClock
from skill.settings import Settings
from skill.speaker.speaker import Spoken
from skill.speech.ssml import plain
from steady_ground import Ground, build

NEW_YORK = "America/New_York"


@dataclass(frozen=True)
class Heard:
    """What a speaker said.

    Attributes:
        words: as readable text.
        is_open: does it listen now?
    """

    words: str
    is_open: bool


class House:
    """One data folder with a voice, a clock that stands still, and a local speaker.

    Args:
        folder: the data folder.
        now: where the clock stands at first.
    """

    def __init__(self, folder: Path, now: datetime, *, zone: str = NEW_YORK) -> None:
        self.clock = StandingClock(now)
        self.settings = Settings(data=folder, time_zone=zone)
        self.ground: Ground = build(self.settings, self.clock)
        self.speaker = self.ground.speaker("")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ground.close()

    def say(self, words: str) -> Heard:
        """Say something to the speaker and return what it answers."""
        return _heard(self.speaker.hear(words))

    def open(self) -> Heard:
        """Open the skill on the speaker."""
        return _heard(self.speaker.open())

    def move_in(self, name: str = "Mara", evening: str = "half past eight") -> None:
        """Walk through the first start."""
        self.open()
        self.say(f"call me {name}")
        self.say(evening)
        self.say("stop")

    def wait(self, span: timedelta) -> list[Heard]:
        """Let time pass, from due to due; return what the speaker says unasked meanwhile."""
        return [_heard(one) for one in self.ground.let_pass(self.speaker, span)]


def _heard(spoken: Spoken) -> Heard:
    return Heard(plain(spoken.ssml), spoken.open)
