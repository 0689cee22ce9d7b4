"""Part C: the edge: what a request costs beside Amazon's verifier, a flood with honest words in it, many addresses."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median

from support.fake_alexa import GOOD, HOST, SKILL, Shelf

from benchmarks.authority import Authority, certificate_host, make_authority
from benchmarks.load import Answer, Outcome
from benchmarks.processes import BenchmarkError, clean_environment
from benchmarks.roads import HERE, PEOPLE, Running, our_road, prove, travelling, welcome
from benchmarks.signing import Batches, Signer, check_in, envelope, signing
from skill.alexa.verification import request_body as bodies
from skill.alexa.verification.certificates import load_roots
from skill.alexa.verification.rejection import Rejected
from skill.alexa.verification.signature import SignatureCheck, read_claim
from skill.alexa.verification.signing_keys import SigningKeyCache
from skill.clock import SystemClock

CONNECTIONS = 32
HONEST_EVERY = 0.2
ADDRESSES = 50_000
LETTERS = 200
ROUNDS = 5
SECONDS_AT_MOST = 20.0


@dataclass(frozen=True)
class Plan:
    """How long the flood lasts, in seconds, and how many made-up addresses come."""

    seconds: float
    addresses: int


FULL = Plan(30.0, ADDRESSES)
QUICK = Plan(5.0, 5_000)


@dataclass(frozen=True)
class EdgeFigures:
    """What part C brought.

    Attributes:
        ours, official: microseconds of CPU a request, honest and forged, so that a busy machine changes little; the
            official one is None where it cannot be made to run.
        flood, honest: what the flood's connections and the honest one met, an answer being the right status.
        grown: bytes by which the service's peak memory grew over the made-up addresses.
        asked: how often the certificate host was asked meanwhile.
    """

    ours: tuple[float, float]
    official: tuple[float, float] | None
    flood: Outcome
    honest: Outcome
    storm: Outcome
    grown: int
    asked: int


def measure_edge(folder: Path, python: Path, plan: Plan) -> EdgeFigures:
    """Run part C in `folder`; `python` is the interpreter of the official road's environment.

    Raises:
        BenchmarkError: the service does not tell honest from forged, or no honest answer came.
    """
    authority = make_authority(folder)
    signer = Signer(authority.keys)
    with ExitStack() as open_things:
        host = open_things.enter_context(certificate_host(authority.chain))
        ours = asyncio.run(_our_cost(folder, authority, host, signer))
        official = _official_cost(folder, authority, host, signer, python)
        batches = open_things.enter_context(signing(authority.keys, people=PEOPLE))
        up = open_things.enter_context(travelling(our_road(folder, authority, host), folder / "edge.log"))
        asyncio.run(welcome(up, signer))
        asyncio.run(prove(up, signer))
        flood, honest = asyncio.run(_flood(up, batches, signer, plan.seconds))
        before, asked = up.server.peak_memory(), host.fetches.total()
        storm = asyncio.run(_storm(up, signer, plan.addresses))
        return EdgeFigures(
            ours, official, flood, honest, storm, up.server.peak_memory() - before, host.fetches.total() - asked
        )


def _parts(post: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    head, _, body = post.partition(b"\r\n\r\n")
    pairs = (line.partition(b": ") for line in head.split(b"\r\n")[1:])
    return [(name.lower(), value) for name, _, value in pairs], body


def _letters(signer: Signer) -> tuple[list[bytes], list[bytes]]:
    """Return honest requests, and the same with one byte of the body changed."""
    honest = [signer.post(envelope(turn, check_in(turn, turn))) for turn in range(LETTERS)]
    return honest, [one.replace(b'"locale":"en-US"', b'"locale":"en-UR"') for one in honest]


async def _our_cost(folder: Path, authority: Authority, host: Shelf, signer: Signer) -> tuple[float, float]:
    clock = SystemClock()
    keys = SigningKeyCache(load_roots(authority.roots), amazon_url=host.url, folder=folder / "signers")
    check = SignatureCheck(keys, clock)

    async def pass_by(post: tuple[list[tuple[bytes, bytes]], bytes], replays: bodies.ReplayCheck) -> bool:
        headers, body = post
        try:
            await check.check(read_claim(headers), body)
            request = bodies.parse(body)
            bodies.check_skill(request, SKILL)
            bodies.check_time(request, now := clock.now())
            replays.is_repeat(request, now)
        except Rejected:
            return False
        return True

    honest, forged = ([_parts(one) for one in some] for some in _letters(signer))
    await pass_by(honest[0], bodies.ReplayCheck())  # the download is not timed
    costs: list[float] = []
    for letters, right in ((honest, True), (forged, False)):
        times = []
        for _ in range(ROUNDS):
            replays = bodies.ReplayCheck()
            began = time.process_time()
            verdicts = {await pass_by(one, replays) for one in letters}
            times.append((time.process_time() - began) / len(letters) * 1e6)
            if verdicts != {right}:
                raise BenchmarkError("our own edge does not tell honest from forged")
        costs.append(median(times))
    return costs[0], costs[1]


def _official_cost(
    folder: Path, authority: Authority, host: Shelf, signer: Signer, python: Path
) -> tuple[float, float] | None:
    """Let Amazon's verifier look at letters of the same kind; None where it does not run or is wrong about them."""
    lines = []
    for kind, letters in zip(("honest", "forged"), _letters(signer), strict=True):
        for post in letters:
            headers, body = _parts(post)
            named = {name.decode(): value.decode() for name, value in headers}
            shown = {"SignatureCertChainUrl": HOST + GOOD, "Signature-256": named["signature-256"]}
            lines.append(json.dumps({"kind": kind, "headers": shown, "body": body.decode()}))
    file = folder / "letters.jsonl"
    file.write_text("\n".join(lines))
    environment = {
        **clean_environment(),
        "SSL_CERT_FILE": str(authority.roots),
        "BENCHMARK_CERTIFICATE_HOST": host.url,
    }
    command = [str(python), str(HERE / "official_verifier.py"), str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        print(f"Amazon's verifier did not run: {done.stderr.strip().splitlines()[-1:]}", flush=True)
        return None
    found = json.loads(done.stdout)
    return (found["honest"], found["forged"]) if found["is_right"] else None


async def _ask(line: Answer | None, port: int, post: bytes, outcome: Outcome, *, status: int) -> Answer | None:
    """Send one request over a line that is kept while it can be, and count what came."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(SECONDS_AT_MOST):
            if line is None or not line.is_open:
                _, line = await asyncio.get_running_loop().create_connection(Answer, "127.0.0.1", port)
            found, body = await line.ask(post)
    except (OSError, TimeoutError) as fault:
        outcome.refuse(type(fault).__name__)
        return None
    if found != status or (status == 200 and b"outputSpeech" not in body):
        outcome.refuse(f"status {found}")
    else:
        outcome.latencies.append(time.perf_counter() - started)
    return line


async def _flood(up: Running, batches: Batches, signer: Signer, seconds: float) -> tuple[Outcome, Outcome]:
    """Press forged requests over 32 connections, and say an honest word every 200 ms beside them."""
    words = batches.sign(int(seconds / HONEST_EVERY) + 1)
    _, changed = _letters(signer)
    made_up = [_elsewhere(one, number) for number, one in enumerate(changed)]
    flood, honest = Outcome(), Outcome()
    until = time.perf_counter() + seconds

    async def press(posts: Iterator[bytes]) -> None:
        line: Answer | None = None
        while time.perf_counter() < until:
            line = await _ask(line, up.port, next(posts), flood, status=400)

    async def speak() -> None:
        line: Answer | None = None
        for number, word in enumerate(words):
            await asyncio.sleep(max(0.0, until - seconds + number * HONEST_EVERY - time.perf_counter()))
            if time.perf_counter() >= until:
                return
            line = await _ask(line, up.port, word, honest, status=200)

    both = cycle(changed + made_up)
    await asyncio.gather(speak(), *(press(both) for _ in range(CONNECTIONS)))
    flood.seconds = honest.seconds = seconds
    return flood, honest


async def _storm(up: Running, signer: Signer, addresses: int) -> Outcome:
    """Send as many forged requests as there are addresses, each with one of its own; then an honest one is heard."""
    storm = Outcome()
    one = signer.post(envelope(0, check_in(0, 3)))
    posts = (_elsewhere(one, number) for number in range(addresses))
    began = time.perf_counter()

    async def press() -> None:
        line: Answer | None = None
        for post in posts:
            line = await _ask(line, up.port, post, storm, status=400)

    await asyncio.gather(*(press() for _ in range(CONNECTIONS)))
    storm.seconds = time.perf_counter() - began
    after = Outcome()
    await _ask(None, up.port, signer.post(envelope(1, check_in(1, 4))), after, status=200)
    if after.wrong:
        raise BenchmarkError(f"an honest request was not heard after {addresses} addresses: {after.wrong}")
    return storm


def _elsewhere(post: bytes, number: int) -> bytes:
    return post.replace(GOOD.encode(), f"/echo.api/made-up-{number}.pem".encode())


def load_lines() -> str:
    """Say how busy the machine was, since every figure here depends on it."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return f"load of the machine at {now}: " + ", ".join(f"{one:.1f}" for one in os.getloadavg())
