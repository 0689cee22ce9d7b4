"""Mara and Jonas, a couple, and Nora next door, who must never hear them: a whole house, by the real door."""

import itertools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from pydantic import SecretStr
from sqlalchemy import select

from skill.app.bootstrap import Application, bootstrap
from skill.clock import StandingClock
from skill.domain.checkin import CheckIn, MoodEntry
from skill.domain.commitment import Commitment
from skill.domain.couple import in_order
from skill.domain.person import Person
from skill.settings import Settings
from skill.speaker.script import pass_time
from skill.speaker.speaker import Spoken
from skill.speech.ssml import plain
from skill.storage.open_database import open_database, speaker_id

NEW_YORK = "America/New_York"


NEEDS_PIN = (
    "I only know your name here, and for that I need your PIN. "
    "In the terminal, type slash pin. The page has a field for it."
)
"""What a name alone hears on a local speaker, whatever is kept."""


@dataclass(frozen=True)
class Heard:
    """What a speaker said.

    Attributes:
        words: as readable text.
        is_open: does it listen now?
    """

    words: str
    is_open: bool


MISSED_TWICE = Heard(
    "I only know a few sentences, and I missed yours. You could say I feel hurt, breathe with me, or I need help.",
    False,
)
"""What closes a conversation in which two answers in a row were not understood."""


class LocalSpeakerApp:
    """One data folder with a voice, a clock that stands still, and a local speaker.

    Args:
        folder: the data folder.
        now: where the clock stands at first.
        url: another database than the file in the folder.
        is_script: does a script speak here, as in a folder of its own?
        build: wires everything; a test may wire a faulty part in.
    """

    def __init__(
        self,
        folder: Path,
        now: datetime,
        *,
        zone: str = NEW_YORK,
        url: str | None = None,
        is_script: bool = False,
        build: Callable[..., Application] = bootstrap,
    ) -> None:
        self.folder = folder
        self.clock = StandingClock(now)
        if url is None and not folder.exists():
            shutil.copytree(_empty_folder(), folder)
        self.settings = Settings(data=folder, time_zone=zone, database_url=SecretStr(url) if url else None)
        ordered = {"draw": in_order()} if is_script else {}
        self.application: Application = bootstrap(self.settings, self.clock, **ordered)
        numbers = itertools.count(1)
        self.speaker = self.application.speaker("", ids=lambda: f"id-{next(numbers)}", sets_pins=is_script)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.application.close()

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
        return self.wait_until(self.clock.now() + span)

    def wait_until(self, instant: datetime) -> list[Heard]:
        """Let time pass until `instant`; return what the speaker says unasked meanwhile."""
        passing = pass_time(instant, speaker=self.speaker, clock=self.clock, tick=self.application.tick)
        return [_heard(one) for one in passing]

    def person(self, name: str = "") -> Person:
        """Return the person behind a name on this speaker, "" for the one of the house."""
        with self.application.database.work() as work:
            found = work.people.by_account(f"local-speaker.{speaker_id(self.folder)}.{name.lower()}")
        assert found is not None
        return found

    def commitments(self) -> list[Commitment]:
        """Return every commitment that is kept, the oldest first."""
        with self.application.database.work() as work:
            return list(work.session.scalars(select(Commitment).order_by(Commitment.made_at)))  # type: ignore[arg-type]

    def words_of_checkins(self) -> list[MoodEntry]:
        """Return every check-in of the person of this house, the oldest first."""
        person = self.person()
        with self.application.database.work() as work:
            rows = work.session.scalars(select(CheckIn).order_by(CheckIn.said_at))  # type: ignore[arg-type]
            return [work.checkins.word(person, one) for one in rows]


_kept_folders: list[TemporaryDirectory[str]] = []
"""Removed when the process ends."""


@cache
def _empty_folder() -> Path:
    """Return a data folder in which nobody has spoken yet, made once per process: copying one takes a tenth of the
    time that every migration takes. Each copy gets a speaker id of its own, and all share one key.
    """
    _kept_folders.append(TemporaryDirectory(prefix="steady-ground-empty-"))
    folder = Path(_kept_folders[0].name) / "data"
    open_database(folder, None).engine.dispose()
    return folder


def _heard(spoken: Spoken) -> Heard:
    return Heard(plain(spoken.ssml) if spoken.ssml else "", spoken.open)
