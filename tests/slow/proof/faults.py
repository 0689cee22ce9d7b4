"""A house that a fault may be built into: each part that can be passed in may be passed in faulty."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine
from starlette.types import ASGIApp
from support.prepared_folders import open_prepared, stretch_little
from support.wordings import first_wordings

from intents import router
from intents.alexa.handler import SkillHandler
from intents.alexa.turn_handler import Router
from intents.dialog.defaults import Defaults
from scheduler.channels import Channel, LocalSpeaker, NextVisit
from scheduler.dispatcher import Dispatcher
from scheduler.planner import Planner
from skill.app.bootstrap import Application, bootstrap
from skill.clock import Clock
from skill.settings import Settings
from skill.speaker.browser.loopback_guard import Admission
from skill.storage.database import Database
from skill.storage.encryption.cells import Keyring, read_keyring
from skill.storage.open_database import KEY_FILE
from skill.storage.pin_windows import PinWindows
from skill.storage.unit_of_work import UnitOfWork
from skill.web.turn_batcher import HearTogether

ZONE = "America/New_York"


def _none(_: UnitOfWork) -> None:
    """No part of the transaction is faulty."""


def _same(part: Any) -> Any:
    return part


@dataclass(frozen=True)
class Fault:
    """What is built in faulty; by default nothing is.

    Attributes:
        name: what a reader would call it.
        answer: the router, or a faulty one around it.
        parts: swaps faulty queries into an open transaction.
        ring: gives the keys, or faulty ones.
        hear: the voice's door, or a faulty one around it.
        app: the web service, or a faulty one around it.
        channels: faulty channels, tried before the honest ones.
        windows: keeps whose PIN counts, or a faulty one in its place.
        admission: lets people in to the page, or a faulty one in its place.
        scene: which scene the hunt begins with (`scenes.SCENES`), or "".
        life: which opening the first walk of the hunt takes (`steps.OPENINGS`).
        home: the home in which the evenings of the hunt begin (`homes.HOMES`).
        in_worlds: does the hunt begin with an evening in two worlds, where a walk alone would see nothing?
    """

    name: str
    answer: Router = router.answer
    parts: Callable[[UnitOfWork], None] = _none
    ring: Callable[[Keyring], Keyring] = _same
    hear: Callable[[HearTogether], HearTogether] = _same
    app: Callable[[ASGIApp], ASGIApp] = _same
    channels: Sequence[Channel] = ()
    windows: Callable[[], PinWindows] = PinWindows
    admission: Callable[[], Admission] = Admission
    scene: str = ""
    life: int = 0
    home: int = 0
    in_worlds: bool = False


SOUND = Fault("nothing")
"""The house as it is."""


class FaultyStore(Database):
    """A store whose transactions carry faulty parts."""

    def __init__(self, engine: Engine, ring: Keyring, parts: Callable[[UnitOfWork], None]) -> None:
        super().__init__(engine, ring, stretch=stretch_little)
        self._parts = parts

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """Open a transaction and swap the parts."""
        with super().work() as work:
            self._parts(work)
            yield work


class Glance(FaultyStore):
    """The same rows, looked at only: whatever a question changes is undone, so that asking changes nothing."""

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """Open a transaction that is always undone."""
        with self._sessions() as session:
            try:
                work = UnitOfWork(session, self._ring, self._draw, self._stretch)
                self._parts(work)
                yield work
            finally:
                session.rollback()


class Glimpse(PinWindows):
    """The windows of another voice, looked at only."""

    def __init__(self, seen: PinWindows) -> None:
        super().__init__()
        self._open = seen._open

    def end(self, device_id: str) -> None:
        """Leave it open: asking changes nothing."""


def furnish(folder: Path, clock: Clock, fault: Fault = SOUND) -> tuple[Application, SkillHandler]:
    """Open a house on a data folder; return it, and a second voice that only glances at the rows."""
    built = bootstrap(
        Settings(data=folder, time_zone=ZONE, database_url=_nowhere()),
        clock,
        opens=open_prepared,
        catalog=first_wordings(),
    )
    ring = fault.ring(read_keyring(folder / KEY_FILE))
    home = Defaults(ZONE, None, built.settings.response_limit)

    def voice(database: Database, windows: PinWindows) -> SkillHandler:
        return SkillHandler(
            database, built.catalog, clock, answer=fault.answer, defaults=home, skill_id=None, windows=windows
        )

    windows = built.handler.windows if fault is SOUND else fault.windows()
    glance = voice(Glance(built.database.engine, ring, fault.parts), Glimpse(windows))
    if fault is SOUND:
        return built, glance
    database = FaultyStore(built.database.engine, ring, fault.parts)
    channels = [*fault.channels, LocalSpeaker(), NextVisit()]
    dispatcher = Dispatcher(database, channels, say=built.catalog.say, owner="faulty")
    wired = replace(
        built, database=database, handler=voice(database, windows), dispatcher=dispatcher, planner=Planner(database)
    )
    return wired, glance


def _nowhere() -> SecretStr | None:
    """The database is the file in the folder, whatever the environment says."""
    return None


Response = Mapping[str, Any]
