"""Mara and Jonas, a couple, and Nora next door, who must never hear them: a whole house, by the real door."""

import itertools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from pydantic import SecretStr
from sqlalchemy import select
from support.prepared_folders import copy_empty, count_commits, new_folder, open_copy, open_prepared, overwrite
from support.sql import sql
from support.wordings import first_wordings

from skill.app.bootstrap import Application, bootstrap
from skill.clock import StandingClock
from skill.domain.checkin import CheckIn, MoodEntry
from skill.domain.commitment import Commitment
from skill.domain.couple import in_order
from skill.domain.person import Person
from skill.settings import Settings
from skill.speaker.script import pass_time
from skill.speaker.speaker import Spoken
from skill.speaker.understanding.intent_matcher import IntentMatcher, Understood
from skill.speech.ssml import plain
from skill.storage.open_database import DATABASE_FILE, SPEAKER_FILE, speaker_id

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
    "I'm sorry, I'm still not getting it. You could say I feel hurt, breathe with me, or I need help.",
    False,
)
"""What closes a conversation in which two answers in a row were not understood."""


class RememberingMatcher(IntentMatcher):
    """Understands as the matcher of the product does, and each sentence once per process: it forgets nothing between.

    What is understood depends on nothing but what is asked here, and most tests begin with the same few sentences.
    """

    _understood: ClassVar[dict[tuple[str, tuple[str, str] | None, date], Understood]] = {}

    def __init__(self, matcher: IntentMatcher) -> None:
        self._as_it_is = matcher

    def hear(self, text: str, *, elicit: tuple[str, str] | None, today: date) -> Understood:
        """Return what was meant by `text`."""
        asked = (text, elicit, today)
        if asked not in self._understood:
            self._understood[asked] = self._as_it_is.hear(text, elicit=elicit, today=today)
        return self._understood[asked]


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
        self.folder, self.zone = folder, zone
        self.clock = StandingClock(now)
        self.settings = _settings(zone, url).model_copy(update={"data": folder})
        is_new = url is None and copy_empty(folder)
        drawn = {"draw": in_order()} if is_script else {"catalog": first_wordings()}
        self.application = build(self.settings, self.clock, opens=open_copy if is_new else open_prepared, **drawn)
        self._sets_pins = is_script
        self._start_speaker(1)
        self._beginning: _Beginning | None = None
        if is_new and not is_script and build is _SOUND:
            self._beginning = _Beginning(
                folder.parent, (now, zone), count_commits(self.application.database.engine), now
            )

    def _start_speaker(self, number: int) -> None:
        """Switch the speaker on; its first id bears this number."""
        self._numbers = itertools.count(number)
        ids = map("id-{}".format, self._numbers)
        self.speaker = self.application.speaker("", ids=lambda: next(ids), sets_pins=self._sets_pins)
        self.speaker._matcher = RememberingMatcher(self.speaker._matcher)

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

    def begin(self, walk: "Walk", *said: str, is_own: bool = False) -> None:
        """Live through `walk`; where this house is new, take what the walk left behind in another that began alike.

        Each process walks it once. The walk must leave the speaker closed; whoever spoke at an Echo is made anew.
        A house in which something else has already been done walks itself.

        Args:
            is_own: walk too where a house beside this one took the same rows, so that they have none in common.
        """
        beginning = self._beginning
        if beginning is None or not beginning.may_take((walk, said), self.clock.now(), is_own=is_own):
            walk(self, *said)
            return
        beginning.walks = (*beginning.walks, (walk, said))
        self._take(_left_by(beginning.start, beginning.walks))
        beginning.is_new_since(self.clock.now())

    def _take(self, left: "_Left") -> None:
        overwrite(self.application.database, left.folder / DATABASE_FILE)
        shutil.copyfile(left.folder / SPEAKER_FILE, self.folder / SPEAKER_FILE)
        self.clock.set(left.at)
        self._start_speaker(left.number)

    def move_in(self, name: str = "Mara", evening: str = "half past eight") -> None:
        """Be as after the first start."""
        self.begin(LocalSpeakerApp.walk_in, name, evening, is_own=True)

    def walk_in(self, name: str, evening: str) -> None:
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
            return list(sql(work).scalars(select(Commitment).order_by(Commitment.made_at)))  # type: ignore[arg-type]

    def words_of_checkins(self) -> list[MoodEntry]:
        """Return every check-in of the person of this house, the oldest first."""
        person = self.person()
        with self.application.database.work() as work:
            rows = sql(work).scalars(select(CheckIn).order_by(CheckIn.said_at))  # type: ignore[arg-type]
            return [work.checkins.word(person, one) for one in rows]


Walk = Callable[..., None]
"""What is lived in a house, given the house and perhaps words."""
Walks = tuple[tuple[Walk, tuple[str, ...]], ...]
Start = tuple[datetime, str]
_SOUND = bootstrap
_left: dict[tuple[Start, Walks], "_Left"] = {}
_taken: set[tuple[Path, Start, Walks]] = set()


@dataclass(frozen=True)
class _Left:
    """What a walk left behind.

    Attributes:
        at: where the clock stood.
        number: of the next id of the speaker.
    """

    folder: Path
    at: datetime
    number: int


@dataclass
class _Beginning:
    """What a house that was new has lived through, as long as it was nothing but whole walks."""

    place: Path
    start: Start
    commits: Callable[[], int]
    at: datetime
    seen: int = 0
    walks: Walks = ()

    def may_take(self, walk: tuple[Walk, tuple[str, ...]], now: datetime, *, is_own: bool) -> bool:
        """May the rows that this walk leaves be taken from elsewhere?"""
        key = (self.place, self.start, (*self.walks, walk))
        is_free = (self.commits(), now) == (self.seen, self.at) and not (is_own and key in _taken)
        _taken.add(key)
        return is_free

    def is_new_since(self, now: datetime) -> None:
        """Note that all that happened until now was taken."""
        self.seen, self.at = self.commits(), now


@cache
def _settings(zone: str, url: str | None) -> Settings:
    """Return what differs between houses in the data folder alone: reading the environment takes as long as a turn."""
    return Settings(time_zone=zone, database_url=SecretStr(url) if url else None)


def _left_by(start: Start, walks: Walks) -> _Left:
    """Return what these walks leave in a house that begins so; walked once per process."""
    if (start, walks) not in _left:
        *before, (walk, said) = walks
        now, zone = start
        with LocalSpeakerApp(new_folder("lived"), now, zone=zone) as app:
            for earlier, words in before:
                app.begin(earlier, *words)
            walk(app, *said)
            assert not app.speaker.is_open, "a walk must leave the speaker closed"
            _left[(start, walks)] = _Left(app.folder, app.clock.now(), next(app._numbers))
    return _left[(start, walks)]


def _heard(spoken: Spoken) -> Heard:
    return Heard(plain(spoken.ssml) if spoken.ssml else "", spoken.open)
