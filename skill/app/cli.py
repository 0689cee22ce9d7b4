"""Command line: speak, serve, clock, migrate, doctor, package, pin, export, import, erase, backup, restore, doors."""

import itertools
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from skill.app.text_streams import take_every_character
from skill.domain.errors import StartError

# Whatever only some commands need is imported in them: all of it together takes seconds, and `--help` needs none of it.
SCRIPT_ZONE = "America/New_York"
"""The zone of a scripted speaker where none is set, so that a script replays alike on every machine."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Steady Ground: a voice companion for two people who rebuild trust, or for one of them alone.",
)
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the key file.")]
Name = Annotated[str, typer.Option("--name", help="Whose, where several names share the speaker.")]


@app.callback()
def prepare() -> None:
    """Prepare what every command needs before it imports the rest."""
    from skill.log import log_to_stderr
    from skill.time_zone import settle_time_zone

    log_to_stderr()
    settle_time_zone()


@app.command()
def speak(
    data: Data = None,
    script: Annotated[
        Path | None, typer.Option("--script", help="Replay a script (docs/reference/interfaces.md).")
    ] = None,
    voice: Annotated[bool, typer.Option("--voice", help="Speak aloud and listen, where this machine can.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="With --script: print how each line was understood.")] = False,
) -> None:
    """Talk to the local speaker in this terminal."""
    if script is not None:
        _replay(data, script, is_traced=trace)
        return
    if trace:
        raise StartError("--trace needs --script FILE.")
    from rich.console import Console

    from skill.app.bootstrap import MODEL, running_application
    from skill.clock import SystemClock
    from skill.settings import load_settings
    from skill.speaker.audio.devices import AudioDevices
    from skill.speaker.terminal.terminal import converse

    settings = load_settings(data)
    zone = settings.time_zone or _machine_zone()
    with running_application(settings.model_copy(update={"time_zone": zone}), SystemClock(), rings=True) as application:
        sound = AudioDevices.find(MODEL) if voice else None
        source = sys.stdin.fileno()
        converse(application.speaker(""), source=source, console=Console(), monotonic=time.monotonic, sound=sound)


def _replay(named: Path | None, script: Path, *, is_traced: bool) -> None:
    """Replay a script; without a folder that was named, in one that is gone afterwards."""
    from skill.app.bootstrap import running_application
    from skill.clock import StandingClock
    from skill.domain.couple import in_order
    from skill.settings import load_settings
    from skill.speaker.script import begins, printed, read_script, run

    settings = load_settings(named)
    is_kept = "data" in settings.model_fields_set
    zone = ZoneInfo(settings.time_zone or SCRIPT_ZONE)
    lines = read_script(script, zone, is_kept=is_kept)
    with tempfile.TemporaryDirectory(prefix="steady-ground-") as folder:
        data = settings.data if is_kept else Path(folder)
        clock = StandingClock(begins(lines, zone))
        draw = secrets.randbelow if is_kept else in_order()
        settings = settings.model_copy(update={"time_zone": zone.key, "data": data})
        with running_application(settings, clock, rings=False, draw=draw) as application:
            ids = (f"{uuid4().hex if is_kept else 'script'}-{number}" for number in itertools.count(1))
            speaker = application.speaker("", ids=lambda: next(ids), sets_pins=not is_kept)
            for _line, said in run(lines, speaker=speaker, clock=clock, tick=application.tick):
                for one in printed(said, is_traced=is_traced):
                    print(one, flush=True)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Take unsigned requests; loopback only.")] = False,
    no_clock: Annotated[bool, typer.Option("--no-clock", help="Do not ring; `clock` runs elsewhere.")] = False,
    data: Data = None,
) -> None:
    """Answer Alexa's webhook, and with --unsigned show the speaker's page; the clock rings here unless told not to."""
    from skill.app.bootstrap import running_application
    from skill.clock import SystemClock
    from skill.settings import is_loopback, load_settings
    from skill.speaker.browser.loopback_guard import Admission
    from skill.speaker.browser.routes import page_routes
    from skill.web.turn_batcher import TurnBatcher
    from skill.web.webhook import build_app, build_security, listen

    settings = load_settings(data)
    if unsigned:
        # Only this machine speaks, so that its time zone is the speaker's, as in the terminal.
        settings = settings.model_copy(update={"time_zone": settings.time_zone or _machine_zone()})
    wrong = []
    if unsigned and not is_loopback(host):
        wrong.append("--unsigned is refused unless --host is this machine (127.0.0.1)")
    if not unsigned and settings.skill_id is None:
        wrong.append("STEADY_GROUND_SKILL_ID is needed, or --unsigned on this machine")
    if wrong:
        raise StartError("; ".join(wrong) + ".")
    admission = Admission()

    def ready(at: str) -> None:
        page_opens = f"; the page opens once, with {admission.address(at)}" if unsigned else ""
        print(f"Steady Ground listens on {at}{page_opens}", file=sys.stderr, flush=True)

    with _until_told(), running_application(settings, SystemClock(), rings=not no_clock) as application:
        page = partial(page_routes, admission=admission, look=None, draw=partial(application.pictures, ""))
        web = build_app(
            TurnBatcher(application.handler.answer_batch),
            application.clock,
            trust=build_security(settings, application.clock, is_signed=not unsigned),
            registry=application.registry,
            is_healthy=lambda: (no_clock or application.engine.is_healthy()) and not application.database.faults(),
            finish=application.after_commit.finish,
            memory=application.seen,
            more=page(application.speaker("")) if unsigned else (),
        )
        listen(web, host, port, ready=ready)


@app.command()
def clock(data: Data = None) -> None:
    """Run the clock alone; several may run."""
    from skill.app.bootstrap import opened

    with _until_told(), opened(data, rings=True) as application:
        print("The clock rings. Ctrl-C ends it.", file=sys.stderr, flush=True)
        application.engine.wait()


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database to the present schema; every start does it too."""
    from skill.app.bootstrap import opened

    with opened(data) as application:
        print(f"The database is at revision {application.database.revision()}.")


@app.command()
def pin(name: Name = "", data: Data = None) -> None:
    """Set the PIN with which the local speaker reads private words back; it is typed twice and not shown."""
    from skill.app import personal_data_commands as leaving
    from skill.app.bootstrap import opened

    with opened(data) as application:
        leaving.set_pin(application, name)


@app.command()
def export(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the two files; made where missing.")],
    name: Name = "",
    data: Data = None,
) -> None:
    """Write one person's own words as JSON and as readable text (docs/howto/leave-and-take-along.md)."""
    from skill.app import personal_data_commands as leaving
    from skill.app.bootstrap import opened

    with opened(data) as application:
        leaving.take_along(application, name, out)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The JSON file that `export` wrote.")],
    name: Name = "",
    data: Data = None,
) -> None:
    """Take an export in again; what is here word for word already is left out."""
    from skill.app import personal_data_commands as leaving
    from skill.app.bootstrap import opened

    with opened(data) as application:
        leaving.bring_in(application, name, file)


@app.command()
def erase(
    name: Name = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask to type the name.")] = False,
    data: Data = None,
) -> None:
    """Delete everything of one person, for good; nobody is told."""
    from skill.app import personal_data_commands as leaving
    from skill.app.bootstrap import opened

    with opened(data) as application:
        leaving.delete_everything(application, name, is_sure=yes)


@app.command()
def backup(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A folder that is empty or not there yet.")],
    data: Data = None,
) -> None:
    """Copy all that cannot be made anew, also while the service runs (docs/howto/back-up.md)."""
    from skill.settings import load_settings
    from skill.storage.backup import back_up, database_file, other_database

    settings = load_settings(data)
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    for file in back_up(settings.data, url, out):
        print(file)
    if url is not None and database_file(settings.data, url) is None:
        print(f"The rows are in another database. Run: {other_database(url, out, is_restored=False)}")
    print("Whoever has this folder can read everything that no PIN locks. Keep it where only you can open it.")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that `backup` wrote.")],
    over: Annotated[bool, typer.Option("--over", help="Write over what the data folder holds.")] = False,
    data: Data = None,
) -> None:
    """Make the data folder what it was when `backup` wrote DIR; it is checked first."""
    from skill.settings import load_settings
    from skill.storage.backup import database_file, other_database
    from skill.storage.restore import restore as restore_from

    settings = load_settings(data)
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    restore_from(source, settings.data, url, is_over=over)
    print(f"{settings.data} is what it was at the backup.")
    if url is not None and database_file(settings.data, url) is None:
        print(f"The rows are in another database. Run: {other_database(url, source, is_restored=True)}")


@app.command()
def doors(
    end: Annotated[int | None, typer.Option("--end", metavar="N", help="End the one with this number.")] = None,
    name: Name = "",
    data: Data = None,
) -> None:
    """List which speakers know one person, and since when; with --end, end one of them."""
    from skill.app import personal_data_commands as leaving
    from skill.app.bootstrap import opened

    with opened(data) as application:
        leaving.show_doors(application, name, end)


@app.command()
def doctor(
    chain: Annotated[
        str | None, typer.Option("--chain", metavar="URL", help="Show a certificate address of Alexa's, and its path.")
    ] = None,
    data: Data = None,
) -> None:
    """Say whether this installation can run: settings, data folder, keys, database, model; or check a certificate."""
    import asyncio

    from skill.alexa.verification.certificate_report import examine
    from skill.alexa.verification.certificates import load_roots
    from skill.app.bootstrap import running_application
    from skill.clock import SystemClock
    from skill.settings import is_skill_id, load_settings

    settings = load_settings(data)
    if chain is not None:
        roots = load_roots(settings.trust_roots)
        found = asyncio.run(examine(chain, roots, SystemClock().now(), amazon_url=settings.amazon_url))
        for line in found.lines:
            print(line)
        if found.refused:
            raise StartError(f"This certificate would be refused: {found.refused}.")
        print("verdict        believed: requests that its key signed are heard")
        return
    with running_application(settings, SystemClock(), rings=False) as application:
        application.speaker("")
        if faults := application.database.faults():
            raise StartError(f"This installation isn't well: {'; '.join(faults)}.")
        webhook = "skill id is set" if settings.skill_id else "no skill id: serve needs --unsigned"
        if settings.skill_id and not is_skill_id(settings.skill_id):
            form = "amzn1.ask.skill. and 36 characters, as `ask deploy` prints it"
            webhook = f"the skill id hasn't the form of Amazon's: {form}"
        print(f"data folder   {settings.data}, and its disk takes more")
        print(f"database      revision {application.database.revision()}, readable")
        rings = "client id and secret are set" if settings.client_id else "no client id: Alexa is never asked to ring"
        print(f"key file      belongs to this database\nwebhook       {webhook}")
        print(f"address       {'with' if settings.path_secret else 'without'} a secret\nreminders     {rings}")
        print(f"time zone     {settings.time_zone or 'asked for at the first start'}")


@app.command()
def package(
    endpoint: Annotated[
        str, typer.Option(metavar="URL", help="Where Alexa reaches this service: https://HOST, or https://HOST/alexa.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="A folder that is empty or not there yet.")],
    certificate: Annotated[
        str, typer.Option(metavar="TYPE", help="Of the endpoint: Trusted, Wildcard, SelfSigned.")
    ] = "Trusted",
    privacy: Annotated[
        str | None, typer.Option(metavar="URL", help="Address of the privacy policy; needed for a public skill.")
    ] = None,
    terms: Annotated[str | None, typer.Option(metavar="URL", help="Address of the terms of use.")] = None,
) -> None:
    """Write the folder that Amazon's command line tool deploys (docs/howto/deploy-to-alexa.md)."""
    from skill.alexa.package import PackageTarget, write_package
    from skill.app.bootstrap import MODEL
    from skill.settings import load_settings

    secret = load_settings(None).path_secret
    wanted = PackageTarget(
        endpoint, certificate, privacy, terms, secret.get_secret_value() if secret is not None else None
    )
    for file in write_package(wanted, MODEL.parent, out):
        print(out / file)
    if secret is None:
        print("Without STEADY_GROUND_PATH_SECRET the address holds no secret: serve must have none.", file=sys.stderr)


def main(run: Callable[[], object] = app) -> None:
    """Run the command line; what is expected to go wrong is said in one plain line.

    What nobody expected is logged with the lines of our code that it came through: its message may hold private words.
    SIGTERM ends whatever runs as an exception does, so that the files are closed. The first process of a container
    ignores it unless it says what to do.
    """
    take_every_character()
    before = signal.signal(signal.SIGTERM, _end)
    try:
        run()
    except StartError as refused:
        print(f"steady-ground: {refused}", file=sys.stderr)
        sys.exit(2)
    except Exception as fault:
        import structlog

        from skill.log import described, log_to_stderr

        log_to_stderr()
        log = structlog.get_logger()
        log.error("a command ended by a fault that nobody expected", action="command_lost", **described(fault))
        sys.exit(1)
    finally:
        signal.signal(signal.SIGTERM, before)


def _machine_zone() -> str | None:
    """Return this machine's time zone; where TZ names none that is known, say so, and everybody is asked for a city."""
    from skill.time_zone import machine_zone

    zone = machine_zone()
    if zone is None:
        print("TZ names no time zone, such as Europe/Berlin: you'll be asked for your city instead.", file=sys.stderr)
    return zone


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


@contextmanager
def _until_told() -> Iterator[None]:
    """Run until Ctrl-C or SIGTERM, which are how this is meant to end."""
    try:
        yield
    except KeyboardInterrupt:
        pass
    except SystemExit as ended:
        if ended.code != 128 + signal.SIGTERM:
            raise


if __name__ == "__main__":
    main()
