"""Composition root: the only file that knows the voice, the clock and the core, and wires them."""

import json
import os
import secrets
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from intents.alexa import Home, Voice
from intents.evidence import pictures
from intents.router import answer
from intents.speaking import LOCAL_SPEAKER, Ids, who_speaks
from scheduler.agenda import Agenda
from scheduler.couriers import LocalSpeaker, NextVisit
from scheduler.dispatch import Dispatcher
from scheduler.engine import Engine
from skill.alexa.body import check_skill, parse
from skill.clock import Clock
from skill.domain.room import Room
from skill.settings import Settings
from skill.speaker.hearing import Ear
from skill.speaker.picture import Picture
from skill.speaker.speaker import Speaker
from skill.speech.catalog import Catalog
from skill.storage.opening import open_store, speaker_id
from skill.storage.pins import Pins
from skill.storage.store import Store
from skill.storage.tray import Tray

LOCAL_SKILL = "amzn1.ask.skill.local"
"""The skill's id where none is configured: on a local speaker only."""
MODEL = Path(__file__).parent / "interaction_models" / "en-US.json"
"""The interaction model that the local speaker hears through."""


@dataclass(frozen=True)
class Ground:
    """Everything, wired."""

    settings: Settings
    clock: Clock
    store: Store
    catalog: Catalog
    voice: Voice
    agenda: Agenda
    dispatcher: Dispatcher
    engine: Engine

    def hear(self, body: bytes) -> bytes:
        """Take a request's bytes and give the response's: the webhook's door after the signature."""
        request = parse(body)
        check_skill(request, self.settings.skill_id or LOCAL_SKILL)
        return json.dumps(self.voice.hear_together([request])[0]).encode()

    def tick(self, now: datetime) -> datetime | None:
        """Bring the agenda up to date and hand over what is due; return the next instant at which something is."""
        self.agenda.round(now)
        self.dispatcher.tick(now)
        return self.dispatcher.next_due()

    def speaker(self, name: str, *, ids: Callable[[], str] = lambda: str(uuid4()), sets_pins: bool = False) -> Speaker:
        """Return a local speaker for whoever `name` is, "" for the one person of this house.

        Args:
            sets_pins: a PIN that is given is set first; for a script in a folder of its own, where there is nothing
                that it could open.
        """
        pins = Pins(self.store)

        def is_pin(user_id: str, pin: str) -> bool:
            if sets_pins:
                pins.set(user_id, pin)
            return pins.is_right(user_id, pin, self.clock.now())

        return Speaker(
            self.hear,
            Ear.load(MODEL),
            self.clock,
            tray=Tray(self.store),
            application_id=self.settings.skill_id or LOCAL_SKILL,
            device_id=self.device,
            account=self.account,
            zone=ZoneInfo(self.settings.time_zone or "UTC"),
            name=name,
            ids=ids,
            is_pin=is_pin,
        )

    def pictures(self, name: str, room: Room) -> tuple[Picture, ...]:
        """Return the quiet pictures of the weeks for whoever `name` is, as the voice would tell them; none in doubt."""
        user_id, now = self.account(name), self.clock.now()
        with self.store.work() as work:
            if not work.people.at(user_id):
                return ()
            speaking = who_speaks(work, Ids(user_id, device_id=self.device), None, zone=None, now=now)
            return pictures(speaking.person, speaking.certainty, room, work, now=now, say=self.catalog.say)

    @property
    def device(self) -> str:
        """The id of the local speaker of this data folder."""
        return LOCAL_SPEAKER + speaker_id(self.settings.data)

    def account(self, name: str) -> str:
        """Return the user id behind a name that is said to the local speaker."""
        return f"{self.device}.{name.strip().lower()}"

    def close(self) -> None:
        """Let go of the database."""
        self.store.engine.dispose()


def build(settings: Settings, clock: Clock, draw: Callable[[int], int] = secrets.randbelow) -> Ground:
    """Wire everything.

    Args:
        settings: made once, from the environment and the command line.
        clock: the system's, or one that stands still.
        draw: draws the numbers of spoken codes; a script in a folder of its own draws them in order.

    Raises:
        StartError: something needed is missing or wrong; one plain line.
    """
    zoneinfo.reset_tzpath(())  # the pinned tables of the tzdata package, on every machine the same
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    store = open_store(settings.data, url, draw)
    catalog = Catalog.load()
    home = Home(settings.time_zone, settings.country, settings.response_limit)
    voice = Voice(store, catalog, clock, answer=answer, home=home, skill_id=settings.skill_id)
    agenda = Agenda(store)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    dispatcher = Dispatcher(store, [LocalSpeaker(store), NextVisit()], say=catalog.say, owner=owner)
    return Ground(settings, clock, store, catalog, voice, agenda, dispatcher, Engine(dispatcher, agenda, clock))
