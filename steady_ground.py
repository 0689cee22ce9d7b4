"""Composition root and command line: the only file that knows the voice, the clock and the core."""

import itertools
import json
import os
import secrets
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer
import tzlocal
from prometheus_client import CollectorRegistry
from rich.console import Console

from intents.alexa import LOCAL_SPEAKER, Home, Voice
from intents.router import answer
from scheduler.agenda import Agenda
from scheduler.couriers import LocalSpeaker, NextVisit
from scheduler.dispatch import Dispatcher
from scheduler.engine import Engine
from skill.alexa.body import check_skill, parse
from skill.clock import Clock, StandingClock, SystemClock
from skill.desk import Desk
from skill.domain.errors import StartError
from skill.log import log_to_stderr
from skill.settings import Settings, is_loopback, load_settings
from skill.speaker.hearing import Ear
from skill.speaker.script import begins, read_script, run
from skill.speaker.speaker import Speaker
from skill.speaker.terminal import converse
from skill.speech.catalog import Catalog
from skill.storage.opening import open_store, speaker_id
from skill.storage.store import Store
from skill.storage.tray import Tray
from skill.web import build_app, build_trust, listen

LOCAL_SKILL = "amzn1.ask.skill.local"
"""The skill's id where none is configured: on a local speaker only."""
MODEL = Path(__file__).parent / "interaction_models" / "en-US.json"
"""The interaction model that the local speaker hears through."""
SCRIPT_ZONE = "America/New_York"
"""The zone of a scripted speaker where none is set, so that a script replays alike on every machine."""


@dataclass(frozen=True)
class Ground:
    """Everything, wired."""

    settings: Settings
    clock: Clock
    store: Store
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

    def speaker(self, name: str, *, ids: Callable[[], str] = lambda: str(uuid4())) -> Speaker:
        """Return a local speaker for whoever `name` is, "" for the one person of this house."""
        device_id = LOCAL_SPEAKER + speaker_id(self.settings.data)
        return Speaker(
            self.hear,
            Ear.load(MODEL),
            self.clock,
            tray=Tray(self.store),
            application_id=self.settings.skill_id or LOCAL_SKILL,
            device_id=device_id,
            account=lambda said: f"{device_id}.{said.strip().lower()}",
            zone=ZoneInfo(self.settings.time_zone or "UTC"),
            name=name,
            ids=ids,
        )

    def close(self) -> None:
        """Let go of the database."""
        self.store.engine.dispose()


def build(settings: Settings, clock: Clock) -> Ground:
    """Wire everything.

    Args:
        settings: made once, from the environment and the command line.
        clock: the system's, or one that stands still.

    Raises:
        StartError: something needed is missing or wrong; one plain line.
    """
    zoneinfo.reset_tzpath(())  # the pinned tables of the tzdata package, on every machine the same
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    store = open_store(settings.data, url)
    catalog = Catalog.load()
    home = Home(settings.time_zone, settings.country, settings.response_limit)
    voice = Voice(store, catalog, clock, answer=answer, home=home, skill_id=settings.skill_id)
    agenda = Agenda(store)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    dispatcher = Dispatcher(store, [LocalSpeaker(store), NextVisit()], say=catalog.say, owner=owner)
    return Ground(settings, clock, store, voice, agenda, dispatcher, Engine(dispatcher, agenda, clock))


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Steady Ground: a voice companion for two people who rebuild trust, or for one of them alone.",
)
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the key file.")]


@app.command()
def speak(
    data: Data = None,
    script: Annotated[Path | None, typer.Option("--script", help="Replay a script (docs/reference/doors.md).")] = None,
) -> None:
    """Talk to the local speaker in this terminal."""
    settings = _settings(data)
    if script is not None:
        _replay(settings, script, is_kept="data" in settings.model_fields_set)
        return
    zone = settings.time_zone or tzlocal.get_localzone_name()
    with _house(settings.model_copy(update={"time_zone": zone}), SystemClock(), rings=True) as ground:
        converse(ground.speaker(""), source=sys.stdin.fileno(), console=Console(), monotonic=time.monotonic)


def _replay(settings: Settings, script: Path, *, is_kept: bool) -> None:
    """Replay a script; without a folder that was named, in one that is gone afterwards."""
    zone = ZoneInfo(settings.time_zone or SCRIPT_ZONE)
    lines = read_script(script, zone)
    with tempfile.TemporaryDirectory(prefix="steady-ground-") as folder:
        data = settings.data if is_kept else Path(folder)
        clock = StandingClock(begins(lines, zone))
        with _house(settings.model_copy(update={"time_zone": zone.key, "data": data}), clock, rings=False) as ground:
            ids = (f"{uuid4().hex if is_kept else 'script'}-{number}" for number in itertools.count(1))
            speaker = ground.speaker("", ids=lambda: next(ids))
            for _line, said in run(lines, speaker=speaker, clock=clock, tick=ground.tick):
                for one in said:
                    print(f"< {one}", flush=True)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Take unsigned requests; loopback only.")] = False,
    no_clock: Annotated[bool, typer.Option("--no-clock", help="Do not ring; `clock` runs elsewhere.")] = False,
    data: Data = None,
) -> None:
    """Answer Alexa's webhook; the clock rings in the same process unless told not to."""
    settings = _settings(data)
    wrong = []
    if unsigned and not is_loopback(host):
        wrong.append("--unsigned is refused unless --host is this machine (127.0.0.1)")
    if not unsigned and settings.skill_id is None:
        wrong.append("STEADY_GROUND_SKILL_ID is needed, or --unsigned on this machine")
    if wrong:
        raise StartError("; ".join(wrong) + ".")
    with _house(settings, SystemClock(), rings=not no_clock) as ground:
        web = build_app(
            Desk(ground.voice.hear_together),
            ground.clock,
            trust=build_trust(settings, ground.clock, is_signed=not unsigned),
            registry=CollectorRegistry(),
            is_healthy=lambda: ground.store.is_readable() and (no_clock or ground.engine.is_healthy()),
        )
        listen(web, host, port, ready=lambda at: print(f"Steady Ground listens on {at}", file=sys.stderr, flush=True))


@app.command()
def clock(data: Data = None) -> None:
    """Run the clock alone; several may run."""
    with _house(_settings(data), SystemClock(), rings=True) as ground, suppress(KeyboardInterrupt):
        print("The clock rings. Ctrl-C ends it.", file=sys.stderr, flush=True)
        ground.engine.wait()


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database to the present schema; every start does it too."""
    with _house(_settings(data), SystemClock(), rings=False) as ground:
        print(f"The database is at revision {ground.store.revision()}.")


@app.command()
def doctor(data: Data = None) -> None:
    """Say whether this house could run: settings, data folder, key file, database, model."""
    settings = _settings(data)
    with _house(settings, SystemClock(), rings=False) as ground:
        ground.speaker("")
        webhook = "skill id is set" if settings.skill_id else "no skill id: serve needs --unsigned"
        print(f"data folder   {settings.data}\ndatabase      revision {ground.store.revision()}, readable")
        print(f"key file      belongs to this database\nwebhook       {webhook}")
        print(f"time zone     {settings.time_zone or 'asked for at the first start'}")


def _settings(data: Path | None) -> Settings:
    return load_settings(data)


@contextmanager
def _house(settings: Settings, clock: Clock, *, rings: bool) -> Iterator[Ground]:
    """Open the house, ring while it is open if it shall, and leave it tidy."""
    ground = build(settings, clock)
    try:
        if rings:
            ground.engine.start()
        yield ground
    finally:
        if rings:
            ground.engine.stop()
        ground.close()


def main() -> None:
    """Run the command line; what is expected to go wrong is said in one plain line."""
    log_to_stderr()
    try:
        app(standalone_mode=True)
    except StartError as refused:
        print(f"steady-ground: {refused}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
