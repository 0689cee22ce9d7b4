"""Mara and Jonas, linked, each on an own account with a known voice; and Nora next door."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from support.echo import YES, Echo, door, link
from support.local_speaker import Heard, LocalSpeakerApp
from support.sql import sql
from support.two_worlds import Worlds, answers, new_house

from intents.alexa.turn_handler import Router
from intents.router import answer
from skill.domain.person import Person
from skill.domain.share import Share

T = TypeVar("T")
ALONE, COMPANY = "RoomAloneIntent", "RoomCompanyIntent"
WISHES = (
    *(f"{wish} {ALONE}" for wish in ("SharingHearIntent", "SharingWasSeenIntent", "SharingListIntent")),
    *(f"{wish} {ALONE}" for wish in ("CommitmentListIntent", "EvidenceIntent")),
    *("Launch", "SharingSeenIntent", "ScheduleAgendaIntent", "LinkingConfirmIntent"),
)
"""What tells something that is shared or kept."""


@dataclass
class Two:
    """Mara and Jonas, linked, each on an own account with a known voice; Nora next door."""

    app: LocalSpeakerApp
    mara: Echo
    jonas: Echo
    nora: Echo

    def act(self, echo: Echo, intent: str, *, pin: bool = False, **slots: str) -> Heard:
        """Say one sentence in a session of its own, with the PIN where it is asked for."""
        echo.hang_up()
        echo.level = 400 if pin else 300
        heard = echo.say(intent, **slots)
        echo.level = 300
        return heard

    def sad(self, mood: str = "sad") -> None:
        """Let Mara say how she is."""
        self.act(self.mara, "CheckInIntent", mood=mood)
        self.mara.say(YES)

    def ask(self, echo: Echo | None = None, intent: str = "SharingHearIntent") -> Heard:
        """Ask, alone, what is shared."""
        asks = echo or self.jonas
        self.act(asks, intent)
        return asks.say(ALONE)

    def whole(self) -> Iterator[object]:
        """Yield all that Jonas is sent, whatever he asks; Mara's own id is in none of it."""
        hers = str(self.person("Mara").id)
        for wish in WISHES:
            for sent in answers(self.jonas, *wish.split()):
                assert hers not in json.dumps(sent)
                yield sent

    def rows(self) -> list[Share]:
        """Return every share that is kept."""
        with self.app.application.database.work() as work:
            return list(sql(work).scalars(select(Share)))

    def person(self, name: str) -> Person:
        """Return the person of that account."""
        with self.app.application.database.work() as work:
            found = work.people.by_account(f"amzn1.ask.account.{name}")
        assert found is not None
        return found

    def later(self, span: timedelta) -> None:
        """Let time pass."""
        self.app.clock.set(self.app.clock.now() + span)


def worlds_of_two(now: datetime, lives: Callable[[Two, T], Iterable[object]], hears: Router = answer) -> Worlds[Two, T]:
    """Return copies of a house in which the two are linked and `hears` answers."""

    @contextmanager
    def opens() -> Iterator[Two]:
        with new_house(now) as app:
            yield two_in(app, hears)

    return Worlds(opens, lives)


def two_in(app: LocalSpeakerApp, hears: Router = answer) -> Two:
    """Let all three move in, and Mara and Jonas link, by the honest road; from then on `hears` answers."""
    app.begin(begin)
    return two_of(app, hears)


def two_of(app: LocalSpeakerApp, hears: Router = answer) -> Two:
    """Return the three who live in a house where that has been done already."""
    mara, jonas, nora = (_echo(app, name) for name in ("Mara", "Jonas", "Nora"))
    mara.hear = jonas.hear = nora.hear = door(app, hears)
    return Two(app, mara, jonas, nora)


def begin(app: LocalSpeakerApp) -> None:
    """Let all three move in, and Mara and Jonas link."""
    mara, jonas, nora = (_echo(app, name) for name in ("Mara", "Jonas", "Nora"))
    mara.move_in("Mara")
    jonas.move_in("Jonas")
    nora.move_in("Nora")
    link(mara, jonas)


def _echo(app: LocalSpeakerApp, name: str) -> Echo:
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now, f"amzn1.ask.account.{name}")
    echo.voice = f"amzn1.ask.person.{name.upper()}"
    return echo
