"""The roads of a spoken turn as real servers: `steady-ground serve`, and the official one behind gunicorn."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.fake_alexa import SKILL, Shelf

from benchmarks.authority import Authority
from benchmarks.load import talk
from benchmarks.processes import BenchmarkError, Server, free_port, running
from benchmarks.signing import Signer, check_in, envelope, intent

HERE = Path(__file__).resolve().parent
PEOPLE = 64
"""Accounts the check-ins are spread over, so that no row of one person is met at every turn."""

WELCOMES = {
    "onboarding.name": intent("AMAZON.NoIntent"),
    "onboarding.evening": intent("AMAZON.NoIntent"),
    "onboarding.city": intent("ScheduleZoneIntent", city="Europe/Berlin"),
}
"""What a new person answers to the questions of the first start, before anything is timed."""


@dataclass(frozen=True)
class Road:
    """One way to run a skill.

    Attributes:
        name: as the table shows it.
        command, environment: how it is started, the port put in for "@PORT@".
        database: SQLite file with a table `checkins`.
        greets: True where a person is welcomed before its first check-in is kept.
    """

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    database: Path
    greets: bool = False


@dataclass(frozen=True)
class Running:
    """A road that is up."""

    road: Road
    server: Server
    port: int

    def kept(self) -> int:
        """Return how many check-ins lie in its database."""
        with closing(sqlite3.connect(f"file:{self.road.database}?mode=ro", uri=True, timeout=10)) as connection:
            found: int = connection.execute("SELECT count(*) FROM checkins").fetchone()[0]
            return found


def our_road(folder: Path, authority: Authority, host: Shelf) -> Road:
    """Return ours: everything a user gets from `steady-ground serve`, the clock included."""
    data = folder / "ours"
    return Road(
        name="Steady Ground",
        command=(str(Path(sys.executable).with_name("steady-ground")), "serve", "--port", "@PORT@"),
        environment={
            "STEADY_GROUND_DATA": str(data),
            "STEADY_GROUND_SKILL_ID": SKILL,
            "STEADY_GROUND_AMAZON_URL": host.url,
            "STEADY_GROUND_TRUST_ROOTS": str(authority.roots),
        },
        database=data / "steady-ground.sqlite",
        greets=True,
    )


def official_road(folder: Path, authority: Authority, host: Shelf, *, python: Path, threads: int = 0) -> Road:
    """Return the official one: one gunicorn worker, sync, or with that many threads."""
    workers = ["--workers", "1", "--bind", "127.0.0.1:@PORT@", "--chdir", str(HERE)]
    if threads:
        workers += ["--worker-class", "gthread", "--threads", str(threads)]
    name = f"flask-ask-sdk, gunicorn, {threads} threads" if threads else "flask-ask-sdk, gunicorn"
    database = folder / f"official-{threads}.sqlite"
    return Road(
        name=name,
        command=(str(python), "-m", "gunicorn", *workers, "official_app:app"),
        environment={
            "BENCHMARK_DATABASE": str(database),
            "BENCHMARK_SKILL_ID": SKILL,
            "BENCHMARK_CERTIFICATE_HOST": host.url,
            "SSL_CERT_FILE": str(authority.roots),
        },
        database=database,
    )


@contextmanager
def travelling(road: Road, log: Path) -> Iterator[Running]:
    """Start a road and wait until it is healthy; it is ended when the block ends."""
    port = free_port()
    command = [part.replace("@PORT@", str(port)) for part in road.command]
    with running(command, road.environment, log) as server:
        server.wait_until_healthy(port)
        yield Running(road, server, port)


async def welcome(up: Running, signer: Signer) -> None:
    """Walk every person through the first start, by signed requests over HTTP.

    Raises:
        BenchmarkError: the first start asks something else than is known here.
    """
    if not up.road.greets:
        return
    for person in range(PEOPLE):
        session = f"amzn1.echo-api.session.welcome-{person}"
        attributes = None
        request = {"type": "LaunchRequest"}
        unasked = dict(WELCOMES)
        while request:
            body = envelope(person, request, session=session, attributes=attributes)
            status, answer = await talk(up.port, signer.post(body))
            if status != 200:
                raise BenchmarkError(f"{up.road.name} answered {status} to a first start: {up.server.last_words()}")
            attributes = json.loads(answer).get("sessionAttributes") or {}
            asked = (attributes.get("awaiting") or {}).get("question", "")
            request = unasked.pop(asked, {})
        if unasked:
            raise BenchmarkError(f"the first start asked no {', '.join(unasked)}, but {asked or 'nothing'}")


async def prove(up: Running, signer: Signer) -> None:
    """See that an honest check-in leaves a row and a forged one is refused: else the figures mean nothing.

    Raises:
        BenchmarkError: it is not so.
    """
    before = up.kept()
    status, answer = await talk(up.port, signer.post(envelope(0, check_in(0, 0))))
    if status != 200 or b"outputSpeech" not in answer or up.kept() != before + 1:
        raise BenchmarkError(f"{up.road.name} answered {status} to an honest check-in: {up.server.last_words()}")
    honest = signer.post(envelope(0, check_in(0, 1)))
    said = re.search(rb'"name":"strength","confirmationStatus":"NONE","value":"(\d)', honest)
    assert said is not None
    other = b"1" if said[1] != b"1" else b"2"
    status, _ = await talk(up.port, honest[: said.start(1)] + other + honest[said.end(1) :])
    if status != 400 or up.kept() != before + 1:
        raise BenchmarkError(f"{up.road.name} answered {status} to a forged check-in")
