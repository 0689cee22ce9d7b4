"""Composition root: the only file that knows the voice, the clock and the core, and wires them."""

import os
import secrets
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import orjson
from prometheus_client import CollectorRegistry, Counter

from intents.alexa.after_commit import AfterCommit
from intents.alexa.handler import SkillHandler
from intents.alexa.reminder_sync import ReminderSync
from intents.alexa.turn_handler import Router
from intents.dialog.defaults import Defaults
from intents.dialog.speaker import LOCAL_SPEAKER, Ids, identify_speaker
from intents.evidence.conversation import pictures
from intents.router import CAUTION, answer
from scheduler.alexa_channels import AlexaNotice, AlexaReminder
from scheduler.alexa_sync import AlexaSync
from scheduler.channels import Channel, LocalSpeaker, NextVisit
from scheduler.compose import label
from scheduler.dispatcher import Dispatcher
from scheduler.engine import Engine
from scheduler.planner import Planner
from skill.alexa.api.client import ALL_SECONDS, Client
from skill.alexa.api.endpoints import ApiEndpoints
from skill.alexa.api.messaging import Messaging
from skill.alexa.api.proactive import Expiry, Proactive
from skill.alexa.api.reminders import ReminderCalls
from skill.alexa.api.tokens import Credentials, Tokens
from skill.alexa.verification.request_body import check_skill, parse
from skill.clock import Clock, SystemClock
from skill.content import check_content, families
from skill.domain.account import Region
from skill.domain.delivery_policy import DecideDeliveries, decide_deliveries
from skill.domain.person import SchedulePreferences
from skill.domain.risk import Risk
from skill.domain.room import Room
from skill.domain.rule import PromptKind
from skill.settings import Settings, load_settings
from skill.speaker.browser.pictures import Picture
from skill.speaker.speaker import Speaker
from skill.speaker.understanding.intent_matcher import IntentMatcher
from skill.speech.catalog import Catalog
from skill.speech.ssml import plain
from skill.storage.announcements import AnnouncementInbox
from skill.storage.database import Database
from skill.storage.open_database import open_database, speaker_id
from skill.storage.personal_data.service import PersonalData
from skill.storage.pin_proof import DatabasePinProof
from skill.storage.seen_requests import DatabaseSeenRequests, OwnMemory, seen_requests

LOCAL_SKILL = "amzn1.ask.skill.local"
"""The skill's id where none is configured: on a local speaker only."""
MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
"""The interaction model that the local speaker hears through."""


@dataclass(frozen=True)
class Application:
    """Everything, wired.

    Attributes:
        amazon: the line to Amazon; nothing is connected before it is first used.
        seen: where it is remembered which requests were heard.
        alexa_sync: keeps Alexa in step, or None where this installation has no credentials of a skill.
        registry: what is counted.
    """

    settings: Settings
    clock: Clock
    database: Database
    catalog: Catalog
    handler: SkillHandler
    planner: Planner
    dispatcher: Dispatcher
    engine: Engine
    amazon: Client
    after_commit: AfterCommit
    alexa_sync: AlexaSync | None
    seen: OwnMemory | DatabaseSeenRequests
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def hear(self, body: bytes) -> bytes:
        """Take a request's bytes and give the response's: as the webhook does after the signature."""
        request = parse(body)
        check_skill(request, self.settings.skill_id or LOCAL_SKILL)
        return orjson.dumps(self.after_commit.finish_now(self.handler.answer_batch([request])[0]))

    def tick(self, now: datetime) -> datetime | None:
        """Do what is due, the agenda no more often than in life; return the next instant at which something is."""
        found: list[datetime | None] = []
        if (agenda_at := self.planner.next_round(now)) <= now:
            self.planner.round(now)
        else:
            found.append(agenda_at)  # somebody may have asked meanwhile for what only a round makes
        self.dispatcher.tick(now)
        found.append(self.dispatcher.next_due())
        if self.alexa_sync is not None:
            self.alexa_sync.round(now)
            found.append(self.alexa_sync.next_due())
        return min((at for at in found if at is not None), default=None)

    def speaker(self, name: str, *, ids: Callable[[], str] = lambda: str(uuid4()), sets_pins: bool = False) -> Speaker:
        """Return a local speaker for whoever `name` is, "" for the one person of this installation.

        Args:
            sets_pins: a PIN that is given where there is none is set first; for a script in a folder of its own,
                where there is nothing that it could open.
        """
        return Speaker(
            self.hear,
            matcher(),
            self.clock,
            announcements=AnnouncementInbox(self.database),
            application_id=self.settings.skill_id or LOCAL_SKILL,
            device_id=self.device,
            account=self.account_here,
            zone=ZoneInfo(self.settings.time_zone or "UTC"),
            name=name,
            ids=ids,
            proof=DatabasePinProof(
                self.database, self.handler.windows, self.clock, device_id=self.device, sets_pins=sets_pins
            ),
        )

    def pictures(self, name: str, room: Room) -> tuple[Picture, ...]:
        """Return the quiet pictures of the weeks for whoever `name` is, as the voice would tell them; none in doubt."""
        user_id, now = self.account(name), self.clock.now()
        with self.database.look() as work:
            if not work.people.at(user_id):
                return ()
            speaking = identify_speaker(work, Ids(user_id, device_id=self.device), None, zone=None, now=now)
            return pictures(speaking.person, speaking.confidence, room, work, now=now, say=self.catalog.say)

    @property
    def device(self) -> str:
        """The id of the local speaker of this data folder."""
        return LOCAL_SPEAKER + speaker_id(self.settings.data)

    def account(self, name: str) -> str:
        """Return the user id behind a name that is said to the local speaker."""
        return f"{self.device}.{name.strip().lower()}"

    def account_here(self, name: str) -> str:
        """Return the user id of whoever is called `name`: a new one, unless that is who began at this speaker."""
        user_id, shared_account = self.account(name), self.account("")
        with self.database.look() as work:
            is_of_house = not work.people.at(user_id) and work.people.by_name(shared_account, name) is not None
        return shared_account if is_of_house else user_id

    def personal_data(self, name: str) -> PersonalData:
        """Return what whoever `name` is may do with everything kept of them: take it along, bring it in, delete it."""
        kinds = {family: one.aloud for family, one in families().items()}
        return PersonalData(
            self.database, shared_account=self.account(""), account=self.account(name), name=name, kinds=kinds
        )

    def close(self) -> None:
        """Hang up, and let go of the database."""
        self.after_commit.close()
        self.amazon.close()
        self.database.engine.dispose()


@cache
def matcher() -> IntentMatcher:
    """Return what every local speaker hears with: the interaction model, and which intents change nothing."""
    return IntentMatcher.load(
        MODEL, tells=frozenset(name for name, stake in CAUTION.stakes.items() if stake.risk is Risk.READS)
    )


def bootstrap(
    settings: Settings,
    clock: Clock,
    *,
    draw: Callable[[int], int] = secrets.randbelow,
    answer: Router = answer,
    decide: DecideDeliveries = decide_deliveries,
    longest_call: float = ALL_SECONDS,
    opens: Callable[[Path, str | None, Callable[[int], int]], Database] = open_database,
    catalog: Catalog | None = None,
) -> Application:
    """Wire everything.

    Args:
        settings: made once, from the environment and the command line.
        clock: the system's, or one that stands still.
        draw: draws the numbers of spoken codes; a script in a folder of its own draws them in order.
        answer, decide: what is answered, and what becomes of due prompts; a test hands in faulty ones.
        longest_call: how long a call to Amazon may take in all, seconds.
        opens: opens what is kept; a test hands in one that knows that the schema is there.
        catalog: what is said; a test hands in one wording of each phrase, so that it can name what it hears.

    Raises:
        StartError: something needed is missing or wrong; one plain line.
    """
    zoneinfo.reset_tzpath(())  # the pinned tables of the tzdata package, on every machine the same
    check_content()
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    database = opens(settings.data, url, draw)
    catalog = catalog or Catalog.load()
    registry = CollectorRegistry()
    client = Client(count=_counter(registry), longest=longest_call)
    hosts = {Region.NORTH_AMERICA: settings.host_na, Region.EUROPE: settings.host_eu, Region.FAR_EAST: settings.host_fe}
    addresses = ApiEndpoints(settings.amazon_url, hosts)
    alexa_sync = _alexa_sync(settings, database, client, addresses, clock=clock, catalog=catalog)
    may_ask = addresses if alexa_sync is not None else None
    defaults = Defaults(settings.time_zone, settings.country, settings.response_limit, may_ask)
    seen = seen_requests(database)
    handler = SkillHandler(
        database, catalog, clock, answer=answer, defaults=defaults, skill_id=settings.skill_id, seen=seen
    )

    def words(kind: PromptKind, due_at: datetime, person: SchedulePreferences) -> str:
        return plain(f"<speak>{label(kind, due_at, person, say=catalog.say, stands_for_several=False)}</speak>")

    reminder_sync = ReminderSync(database, ReminderCalls(client), clock, label=words)
    after_commit = AfterCommit(database, client, reminder_sync, clock, say=catalog.say, count=_task_counter(registry))
    planner = Planner(database)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    channels: list[Channel] = [AlexaReminder(), LocalSpeaker(), AlexaNotice(), NextVisit()]
    dispatcher = Dispatcher(database, channels, say=catalog.say, owner=owner, decide=decide)
    engine = Engine(dispatcher, planner, clock, background_task=alexa_sync.round if alexa_sync is not None else None)
    return Application(
        settings,
        clock,
        database,
        catalog,
        handler,
        planner,
        dispatcher,
        engine,
        client,
        after_commit,
        alexa_sync,
        seen,
        registry,
    )


@contextmanager
def running_application(
    settings: Settings, clock: Clock, *, rings: bool, draw: Callable[[int], int] = secrets.randbelow
) -> Iterator[Application]:
    """Wire everything, ring while the block lasts if it shall, and leave it tidy.

    Raises:
        StartError: as `build` does.
    """
    application = bootstrap(settings, clock, draw=draw)
    try:
        if rings:
            application.engine.start()
        yield application
    finally:
        if rings:
            application.engine.stop()
        application.close()


@contextmanager
def opened(data: Path | None, *, rings: bool = False) -> Iterator[Application]:
    """Wire everything by the settings of the environment and the machine's clock, and leave it tidy.

    Args:
        data: the data folder that the command line names.

    Raises:
        StartError: something needed is missing or wrong; one plain line.
    """
    with running_application(load_settings(data), SystemClock(), rings=rings) as application:
        yield application


def _alexa_sync(
    settings: Settings, database: Database, client: Client, addresses: ApiEndpoints, *, clock: Clock, catalog: Catalog
) -> AlexaSync | None:
    """Return what keeps Alexa in step, or None without the skill's credentials."""
    if settings.client_id is None or settings.client_secret is None:
        return None
    credentials = Credentials(settings.client_id.get_secret_value(), settings.client_secret)
    tokens = Tokens(client, addresses, credentials, clock)
    expiry = Expiry(timedelta(seconds=settings.notice_shortest), timedelta(seconds=settings.notice_longest))
    who = catalog.say("label.notice", "")
    proactive = Proactive(client, addresses, tokens, stage=settings.stage, who=who, expiry=expiry)
    return AlexaSync(database, Messaging(client, addresses, tokens), proactive)


def _counter(registry: CollectorRegistry) -> Callable[[str, str], None]:
    calls = Counter("steady_ground_amazon_calls", "Calls to Amazon, by outcome.", ["api", "outcome"], registry=registry)
    return lambda api, outcome: calls.labels(api, outcome).inc()


def _task_counter(registry: CollectorRegistry) -> Callable[[str, str], None]:
    amazon_tasks = Counter(
        "steady_ground_amazon_tasks", "Tasks for Amazon, by outcome.", ["act", "outcome"], registry=registry
    )
    return lambda act, outcome: amazon_tasks.labels(act, outcome).inc()
