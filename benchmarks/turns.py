"""Part A: a signed mood check-in with its commit over HTTP, the roads in alternating rounds."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from support.fake_alexa import GOOD

from benchmarks.authority import certificate_host, make_authority
from benchmarks.load import Outcome, press
from benchmarks.processes import BenchmarkError
from benchmarks.roads import PEOPLE, Road, Running, official_road, our_road, prove, travelling, welcome
from benchmarks.signing import Batches, Signer, signing

CLIENTS = (1, 16)
THREADS = 16
WARM_UP = 600
"""Check-ins, or one second, before a server is timed."""
SPARE = 1.6
"""Times as many check-ins are signed as the warm-up says are needed; a part that uses them up ends early."""
PREPARED_AT_MOST = 16_000
"""Signed ahead of one part: they must not grow older than 150 s."""


@dataclass(frozen=True)
class Plan:
    """How long a run takes.

    Attributes:
        rounds: how often the roads take turns.
        seconds: of one timed part.
        with_threads: also the official road with threads.
    """

    rounds: int
    seconds: float
    with_threads: bool


FULL = Plan(rounds=3, seconds=4.0, with_threads=True)
QUICK = Plan(rounds=1, seconds=2.0, with_threads=False)


@dataclass(frozen=True)
class Measured:
    """One timed part: turns a second, p50 and p99 in ms, and CPU of the server in ms a turn."""

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass(frozen=True)
class TurnFigures:
    """Medians over the rounds, by road and number of clients; ours is the first road."""

    figures: dict[tuple[str, int], Measured]
    roads: tuple[str, ...]
    kept: dict[str, int]


def measure_turns(folder: Path, python: Path, plan: Plan) -> TurnFigures:
    """Run part A in `folder`; `python` is the interpreter of the official road's environment.

    Raises:
        BenchmarkError: an answer was not 200 with speech, or a row is missing.
    """
    authority = make_authority(folder)
    signer = Signer(authority.keys)
    with ExitStack() as open_things:
        host = open_things.enter_context(certificate_host(authority.chain))
        batches = open_things.enter_context(signing(authority.keys, people=PEOPLE))
        roads = [our_road(folder, authority, host), official_road(folder, authority, host, python=python)]
        if plan.with_threads:
            roads.append(official_road(folder, authority, host, python=python, threads=THREADS))
        parts: dict[tuple[str, int], list[Measured]] = {}
        kept = dict.fromkeys((road.name for road in roads), 0)
        for _ in range(plan.rounds):
            for road in roads:
                _one_round(road, folder, signer, batches=batches, plan=plan, parts=parts, kept=kept)
        if host.fetches[GOOD] == 0:
            raise BenchmarkError("no road fetched the certificate chain, so nothing was verified")
    return TurnFigures(
        figures={key: _median(measured) for key, measured in parts.items()},
        roads=tuple(road.name for road in roads),
        kept=kept,
    )


def _one_round(
    road: Road,
    folder: Path,
    signer: Signer,
    *,
    batches: Batches,
    plan: Plan,
    parts: dict[tuple[str, int], list[Measured]],
    kept: dict[str, int],
) -> None:
    with travelling(road, folder / "server.log") as up:
        asyncio.run(welcome(up, signer))
        asyncio.run(prove(up, signer))
        warm, _ = _timed(up, batches.sign(WARM_UP), clients=max(CLIENTS), seconds=1.0)
        prepared = min(PREPARED_AT_MOST, int(warm.rate * plan.seconds * SPARE) + max(CLIENTS))
        for clients in CLIENTS:
            measured, rows = _timed(up, batches.sign(prepared), clients=clients, seconds=plan.seconds)
            parts.setdefault((road.name, clients), []).append(measured)
            kept[road.name] += rows


def _timed(up: Running, requests: list[bytes], *, clients: int, seconds: float) -> tuple[Measured, int]:
    """Press once; return the figures and the rows that were really kept.

    Raises:
        BenchmarkError: a wrong answer, or another number of rows than of answers.
    """
    rows, cpu = up.kept(), up.server.cpu_seconds()
    outcome = asyncio.run(press(up.port, requests, clients=clients, seconds=seconds))
    cpu, rows = up.server.cpu_seconds() - cpu, up.kept() - rows
    _demand(up, outcome, rows)
    measured = Measured(
        rate=outcome.turns_per_second,
        p50=outcome.percentile(0.50) * 1e3,
        p99=outcome.percentile(0.99) * 1e3,
        cpu=cpu / len(outcome.latencies) * 1e3,
    )
    return measured, rows


def _demand(up: Running, outcome: Outcome, rows: int) -> None:
    if outcome.wrong:
        wrong = ", ".join(f"{count} x {kind}" for kind, count in outcome.wrong.items())
        raise BenchmarkError(f"{up.road.name} gave wrong answers ({wrong}): {up.server.last_words()}")
    if not outcome.latencies:
        raise BenchmarkError(f"{up.road.name} answered nothing: {up.server.last_words()}")
    if rows != len(outcome.latencies):
        raise BenchmarkError(f"{up.road.name} answered {len(outcome.latencies)} turns and kept {rows} rows")


def _median(parts: list[Measured]) -> Measured:
    return Measured(*(median(getattr(part, name) for part in parts) for name in ("rate", "p50", "p99", "cpu")))
