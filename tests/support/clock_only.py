"""A clock without a voice: real rows in a real file, a clock that stands still, and who hears what and when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from support.prepared_folders import open_prepared

from scheduler.channels import Channel, LocalSpeaker, NextVisit
from scheduler.dispatcher import BATCH, Dispatcher, DispatchStep
from scheduler.planner import Planner
from skill.clock import StandingClock
from skill.domain.commitment import Commitment
from skill.domain.occurrence import OccurrenceReason, OccurrenceState
from skill.domain.person import Person
from skill.domain.rule import PromptKind
from skill.speech.catalog import Catalog

NEW_YORK = "America/New_York"
CATALOG = Catalog.load()


@dataclass(frozen=True)
class Heard:
    """What was said unasked, to whom, and at what local time ("2026-11-23 20:30")."""

    name: str
    at: str
    words: str


class Clockwork:
    """One data folder with an agenda, a dispatcher and local speakers that listen.

    Args:
        folder: the data folder.
        now: where the clock stands at first.
        url: another database than the file in the folder.
    """

    def __init__(self, folder: Path, now: datetime, *, url: str | None = None) -> None:
        self.folder = folder
        self.database = open_prepared(folder, url)
        self.clock = StandingClock(now)
        self.agenda = Planner(self.database)
        self.dispatcher = self.another("first")
        self.names: dict[UUID, str] = {}
        self.deaf: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.engine.dispose()

    @property
    def now(self) -> datetime:
        """Where the clock stands."""
        return self.clock.now()

    def another(
        self,
        owner: str,
        *,
        channels: Sequence[Channel] | None = None,
        at_step: Callable[[DispatchStep], None] = lambda _step: None,
        batch: int = BATCH,
    ) -> Dispatcher:
        """Return a further dispatcher on the same file."""
        channels = channels if channels is not None else [LocalSpeaker(), NextVisit()]
        return Dispatcher(self.database, channels, say=CATALOG.say, owner=owner, at_step=at_step, batch=batch)

    def person(self, name: str = "mara", *, zone: str = NEW_YORK, evening: int | None = None) -> Person:
        """Let somebody move in; `evening` is a minute of the local day."""
        with self.database.work() as work:
            person = work.people.create_person(name, None, zone=zone, now=self.now)
            if evening is not None:
                work.calendar.set_daily(person, PromptKind.REFLECTION, evening, self.now)
        self.names[person.id] = name
        return person

    def promise(self, person: Person, due_at: datetime) -> Commitment:
        """Let somebody promise something."""
        with self.database.work() as work:
            made = work.commitments.make(person, "call the plumber", due_at=due_at, now=self.now)
            work.calendar.ask_about(person, made, self.now)
        return made

    def change(self, person: Person, **values: object) -> None:
        """Change what is kept of a person."""
        with self.database.work() as work:
            kept = work.people.get(person.id)
            assert kept is not None
            for name, value in values.items():
                setattr(kept, name, value)

    def listen(self) -> list[Heard]:
        """Let every speaker say what lies before it."""
        heard: list[Heard] = []
        with self.database.work() as work:
            for of, name in self.names.items():
                person = work.people.get(of)
                assert person is not None
                work.people.note_listening(name, None if name in self.deaf else self.now + timedelta(minutes=1))
                if name not in self.deaf:
                    at = f"{person.local(self.now):%Y-%m-%d %H:%M}"
                    heard += [Heard(name, at, one.words) for one in work.calendar.take_announcements(of, self.now)]
        return heard

    def tick(self, at: datetime | None = None) -> list[Heard]:
        """Stand at `at`, do what is due, and return what is heard."""
        self.clock.set(at or self.now)
        heard = self.listen()
        self.agenda.round(self.now)
        self.dispatcher.tick(self.now)
        return heard + self.listen()

    def let_pass(self, until: datetime) -> list[Heard]:
        """Let time pass from due to due, and at least every six hours; return what is heard."""
        heard = self.tick()
        while self.now < until:
            due = self.dispatcher.next_due()
            assert due is None or due > self.now, "the clock would spin"
            heard += self.tick(min(until, self.now + timedelta(hours=6), *([due] if due else [])))
        return heard

    def counts(self) -> dict[tuple[OccurrenceState, OccurrenceReason | None], int]:
        """Return how many occurrences there are by state and reason."""
        with self.database.work() as work:
            return work.calendar.counts()

    def ended(self) -> dict[str, int]:
        """Return how many occurrences ended, by "state reason"."""
        return {f"{state} {reason}": number for (state, reason), number in self.counts().items() if state not in OPEN}


OPEN = (OccurrenceState.DUE, OccurrenceState.LEASED, OccurrenceState.SENT)
