"""A house that a fault may be built into: each part that can be passed in may be passed in faulty."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine
from starlette.types import ASGIApp

from intents import router
from intents.alexa.handler import Answer, Home, Voice
from scheduler.agenda import Agenda
from scheduler.couriers import Courier, LocalSpeaker, NextVisit
from scheduler.dispatch import Dispatcher
from skill.app.bootstrap import Ground, build
from skill.clock import Clock
from skill.settings import Settings
from skill.speaker.browser.loopback_guard import Admission
from skill.storage.database import Store
from skill.storage.encryption.cells import Keyring, read_keyring
from skill.storage.open_database import KEY_FILE
from skill.storage.unit_of_work import Work
from skill.storage.windows import Windows
from skill.web.turn_batcher import HearTogether

ZONE = "America/New_York"


def _none(_: Work) -> None:
    """No part of the transaction is faulty."""


def _same(part: Any) -> Any:
    return part


@dataclass(frozen=True)
class Fault:
    """What is built in faulty; by default nothing is.

    Attributes:
        name: what a reader would call it.
        answer: the router, or a faulty one around it.
        parts: swaps faulty named questions into an open transaction.
        ring: gives the keys, or faulty ones.
        hear: the voice's door, or a faulty one around it.
        app: the web service, or a faulty one around it.
        couriers: faulty roads, tried before the honest ones.
        windows: keeps whose PIN counts, or a faulty one in its place.
        admission: lets people in to the page, or a faulty one in its place.
        scene: which scene the hunt begins with (`scenes.SCENES`), or "".
        life: which opening the first walk of the hunt takes (`steps.OPENINGS`).
        home: the home in which the evenings of the hunt begin (`homes.HOMES`).
        in_worlds: does the hunt begin with an evening in two worlds, where a walk alone would see nothing?
    """

    name: str
    answer: Answer = router.answer
    parts: Callable[[Work], None] = _none
    ring: Callable[[Keyring], Keyring] = _same
    hear: Callable[[HearTogether], HearTogether] = _same
    app: Callable[[ASGIApp], ASGIApp] = _same
    couriers: Callable[[Store], Sequence[Courier]] = lambda _store: ()
    windows: Callable[[], Windows] = Windows
    admission: Callable[[], Admission] = Admission
    scene: str = ""
    life: int = 0
    home: int = 0
    in_worlds: bool = False


SOUND = Fault("nothing")
"""The house as it is."""


class FaultyStore(Store):
    """A store whose transactions carry faulty parts."""

    def __init__(self, engine: Engine, ring: Keyring, parts: Callable[[Work], None]) -> None:
        super().__init__(engine, ring)
        self._parts = parts

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Open a transaction and swap the parts."""
        with super().work() as work:
            self._parts(work)
            yield work


class Glance(FaultyStore):
    """The same rows, looked at only: whatever a question changes is undone, so that asking changes nothing."""

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Open a transaction that is always undone."""
        with self._sessions() as session:
            try:
                work = Work(session, self._ring, self._draw)
                self._parts(work)
                yield work
            finally:
                session.rollback()


class Glimpse(Windows):
    """The windows of another voice, looked at only."""

    def __init__(self, seen: Windows) -> None:
        super().__init__()
        self._open = seen._open

    def end(self, device_id: str) -> None:
        """Leave it open: asking changes nothing."""


def furnish(folder: Path, clock: Clock, fault: Fault = SOUND) -> tuple[Ground, Voice]:
    """Open a house on a data folder; return it, and a second voice that only glances at the rows."""
    built = build(Settings(data=folder, time_zone=ZONE, database_url=_nowhere()), clock)
    ring = fault.ring(read_keyring(folder / KEY_FILE))
    home = Home(ZONE, None, built.settings.response_limit)

    def voice(store: Store, windows: Windows) -> Voice:
        return Voice(store, built.catalog, clock, answer=fault.answer, home=home, skill_id=None, windows=windows)

    windows = built.voice.windows if fault is SOUND else fault.windows()
    glance = voice(Glance(built.store.engine, ring, fault.parts), Glimpse(windows))
    if fault is SOUND:
        return built, glance
    store = FaultyStore(built.store.engine, ring, fault.parts)
    couriers = [*fault.couriers(store), LocalSpeaker(store), NextVisit()]
    dispatcher = Dispatcher(store, couriers, say=built.catalog.say, owner="faulty")
    wired = replace(built, store=store, voice=voice(store, windows), dispatcher=dispatcher, agenda=Agenda(store))
    return wired, glance


def _nowhere() -> SecretStr | None:
    """The database is the file in the folder, whatever the environment says."""
    return None


Response = Mapping[str, Any]
