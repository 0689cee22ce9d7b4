"""Composition root: the only file that knows the voice, the clock and the core, and wires them."""

import os
import secrets
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import orjson
from prometheus_client import CollectorRegistry, Counter

from intents.alexa.after_commit import Errands
from intents.alexa.handler import Router, Voice
from intents.alexa.reminder_sync import Mirror
from intents.dialog.defaults import Home
from intents.dialog.speaker import LOCAL_SPEAKER, Ids, who_speaks
from intents.evidence.conversation import pictures
from intents.router import CAUTION, answer
from scheduler.agenda import Agenda
from scheduler.alexa_couriers import AlexaNotice, AlexaReminder
from scheduler.compose import label
from scheduler.couriers import Courier, LocalSpeaker, NextVisit
from scheduler.dispatch import Dispatcher
from scheduler.engine import Engine
from scheduler.reconcile import Reconciler
from skill.alexa.api.client import ALL_SECONDS, Client
from skill.alexa.api.endpoints import Addresses
from skill.alexa.api.messaging import Messaging
from skill.alexa.api.proactive import Expiry, Proactive
from skill.alexa.api.reminders import ReminderCalls
from skill.alexa.api.tokens import Credentials, Tokens
from skill.alexa.verification.request_body import check_skill, parse
from skill.clock import Clock
from skill.content import families
from skill.domain.account import Region
from skill.domain.person import Addressee
from skill.domain.risk import Risk
from skill.domain.room import Room
from skill.domain.rule import Kind
from skill.domain.unasked import Decide, decide
from skill.settings import Settings
from skill.speaker.browser.pictures import Picture
from skill.speaker.speaker import Speaker
from skill.speaker.understanding.intent_matcher import Ear
from skill.speech.catalog import Catalog
from skill.speech.ssml import plain
from skill.storage.announcements import Tray
from skill.storage.database import Store
from skill.storage.open_database import open_store, speaker_id
from skill.storage.personal_data.service import Leaving
from skill.storage.proving import Proving

LOCAL_SKILL = "amzn1.ask.skill.local"
"""The skill's id where none is configured: on a local speaker only."""
MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
"""The interaction model that the local speaker hears through."""


@dataclass(frozen=True)
class Ground:
    """Everything, wired.

    Attributes:
        amazon: the line to Amazon; nothing is connected before it is first used.
        reconciler: keeps Alexa in step, or None where this house has no credentials of a skill.
        registry: what is counted.
    """

    settings: Settings
    clock: Clock
    store: Store
    catalog: Catalog
    voice: Voice
    agenda: Agenda
    dispatcher: Dispatcher
    engine: Engine
    amazon: Client
    errands: Errands
    reconciler: Reconciler | None
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def hear(self, body: bytes) -> bytes:
        """Take a request's bytes and give the response's: the webhook's door after the signature."""
        request = parse(body)
        check_skill(request, self.settings.skill_id or LOCAL_SKILL)
        return orjson.dumps(self.errands.finish_now(self.voice.answer_together([request])[0]))

    def tick(self, now: datetime) -> datetime | None:
        """Bring the agenda up to date and hand over what is due; return the next instant at which something is."""
        self.agenda.round(now)
        self.dispatcher.tick(now)
        if self.reconciler is None:
            return self.dispatcher.next_due()
        self.reconciler.round(now)
        found = (self.dispatcher.next_due(), self.reconciler.next_due())
        return min((at for at in found if at is not None), default=None)

    def speaker(self, name: str, *, ids: Callable[[], str] = lambda: str(uuid4()), sets_pins: bool = False) -> Speaker:
        """Return a local speaker for whoever `name` is, "" for the one person of this house.

        Args:
            sets_pins: a PIN that is given where there is none is set first; for a script in a folder of its own,
                where there is nothing that it could open.
        """
        return Speaker(
            self.hear,
            ear(),
            self.clock,
            tray=Tray(self.store),
            application_id=self.settings.skill_id or LOCAL_SKILL,
            device_id=self.device,
            account=self.account_here,
            zone=ZoneInfo(self.settings.time_zone or "UTC"),
            name=name,
            ids=ids,
            proof=Proving(self.store, self.voice.windows, self.clock, device_id=self.device, sets_pins=sets_pins),
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

    def account_here(self, name: str) -> str:
        """Return the user id of whoever is called `name`: a new one, unless that is who began at this speaker."""
        user_id, house = self.account(name), self.account("")
        with self.store.work() as work:
            is_of_house = not work.people.at(user_id) and work.people.by_name(house, name) is not None
        return house if is_of_house else user_id

    def leaving(self, name: str) -> Leaving:
        """Return what whoever `name` is may do with everything kept of them: take it along, bring it in, delete it."""
        kinds = {family: one.aloud for family, one in families().items()}
        return Leaving(self.store, house=self.account(""), account=self.account(name), name=name, kinds=kinds)

    def close(self) -> None:
        """Hang up, and let go of the database."""
        self.errands.close()
        self.amazon.close()
        self.store.engine.dispose()


def ear() -> Ear:
    """Return what a local speaker hears with: the interaction model, and which intents change nothing."""
    return Ear.load(MODEL, tells=frozenset(name for name, stake in CAUTION.stakes.items() if stake.risk is Risk.READS))


def build(
    settings: Settings,
    clock: Clock,
    *,
    draw: Callable[[int], int] = secrets.randbelow,
    answer: Router = answer,
    decide: Decide = decide,
    longest_call: float = ALL_SECONDS,
) -> Ground:
    """Wire everything.

    Args:
        settings: made once, from the environment and the command line.
        clock: the system's, or one that stands still.
        draw: draws the numbers of spoken codes; a script in a folder of its own draws them in order.
        answer, decide: what is answered, and what becomes of due prompts; a test hands in faulty ones.
        longest_call: how long a call to Amazon may take in all, seconds.

    Raises:
        StartError: something needed is missing or wrong; one plain line.
    """
    zoneinfo.reset_tzpath(())  # the pinned tables of the tzdata package, on every machine the same
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    store = open_store(settings.data, url, draw)
    catalog = Catalog.load()
    registry = CollectorRegistry()
    client = Client(count=_counter(registry), longest=longest_call)
    hosts = {Region.NORTH_AMERICA: settings.host_na, Region.EUROPE: settings.host_eu, Region.FAR_EAST: settings.host_fe}
    addresses = Addresses(settings.amazon_url, hosts)
    reconciler = _reconciler(settings, store, client, addresses, clock=clock, catalog=catalog)
    may_ask = addresses if reconciler is not None else None
    home = Home(settings.time_zone, settings.country, settings.response_limit, may_ask)
    voice = Voice(store, catalog, clock, answer=answer, home=home, skill_id=settings.skill_id)

    def words(kind: Kind, due_at: datetime, person: Addressee) -> str:
        return plain(f"<speak>{label(kind, due_at, person, say=catalog.say, stands_for_several=False)}</speak>")

    mirror = Mirror(store, ReminderCalls(client), clock, label=words)
    errands = Errands(store, client, mirror, clock, say=catalog.say, count=_errand_counter(registry))
    agenda = Agenda(store)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    roads: list[Courier] = [AlexaReminder(store), LocalSpeaker(store), AlexaNotice(store), NextVisit()]
    dispatcher = Dispatcher(store, roads, say=catalog.say, owner=owner, decide=decide)
    engine = Engine(dispatcher, agenda, clock, beside=reconciler.round if reconciler is not None else None)
    return Ground(
        settings, clock, store, catalog, voice, agenda, dispatcher, engine, client, errands, reconciler, registry
    )


@contextmanager
def open_house(
    settings: Settings, clock: Clock, *, rings: bool, draw: Callable[[int], int] = secrets.randbelow
) -> Iterator[Ground]:
    """Wire everything, ring while the block lasts if it shall, and leave it tidy.

    Raises:
        StartError: as `build` does.
    """
    ground = build(settings, clock, draw=draw)
    try:
        if rings:
            ground.engine.start()
        yield ground
    finally:
        if rings:
            ground.engine.stop()
        ground.close()


def _reconciler(
    settings: Settings, store: Store, client: Client, addresses: Addresses, *, clock: Clock, catalog: Catalog
) -> Reconciler | None:
    """Return what keeps Alexa in step, or None without the skill's credentials."""
    if settings.client_id is None or settings.client_secret is None:
        return None
    credentials = Credentials(settings.client_id.get_secret_value(), settings.client_secret)
    tokens = Tokens(client, addresses, credentials, clock)
    expiry = Expiry(timedelta(seconds=settings.notice_shortest), timedelta(seconds=settings.notice_longest))
    who = catalog.say("label.notice", "")
    proactive = Proactive(client, addresses, tokens, stage=settings.stage, who=who, expiry=expiry)
    return Reconciler(store, Messaging(client, addresses, tokens), proactive)


def _counter(registry: CollectorRegistry) -> Callable[[str, str], None]:
    calls = Counter("steady_ground_amazon_calls", "Calls to Amazon, by outcome.", ["api", "outcome"], registry=registry)
    return lambda api, outcome: calls.labels(api, outcome).inc()


def _errand_counter(registry: CollectorRegistry) -> Callable[[str, str], None]:
    errands = Counter("steady_ground_errands", "Errands to Amazon, by outcome.", ["act", "outcome"], registry=registry)
    return lambda act, outcome: errands.labels(act, outcome).inc()
