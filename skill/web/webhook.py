"""The web service: the webhook, health and metrics; it knows no intent and is handed who hears and who checks."""

import asyncio
import gc
import hmac
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
import uvicorn
from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from skill.alexa.verification import request_body as bodies
from skill.alexa.verification.certificates import ROOTS_OLD, load_roots, roots_age
from skill.alexa.verification.rejection import Rejected, RejectReason
from skill.alexa.verification.signature import SignatureCheck, read_claim
from skill.alexa.verification.signing_keys import SigningKeyCache
from skill.clock import Clock
from skill.domain.errors import StartError
from skill.log import described
from skill.loopback import is_from_here
from skill.settings import Settings, bare_host
from skill.web.limited_protocol import LimitedProtocol
from skill.web.metrics import HeldMetrics
from skill.web.turn_batcher import TurnBatcher

Finish = Callable[[Any], Awaitable[Any]]
NO_STORE = {"cache-control": "no-store"}
WEBHOOK = "/alexa"
EMPTY = b'{"version":"1.0","response":{}}'
BODY_SECONDS = 5.0
"""How long a body may take to arrive: one that trickles holds a connection for nothing (Alexa gives up at about 8)."""
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 8.0)
"""Seconds of a turn; 0.3 is our budget, at about 8 Alexa gives up."""

log = structlog.get_logger()


@dataclass(frozen=True)
class WebhookSecurity:
    """What a request must show.

    Attributes:
        check: says whether bytes were signed by Amazon, or None to take unsigned ones (loopback only).
        skill_id: our skill's id, or None where unsigned requests are taken.
        path_secret: the webhook is /alexa/{secret} where one is set.
    """

    check: SignatureCheck | None
    skill_id: str | None
    path_secret: str | None


def build_security(settings: Settings, clock: Clock, *, is_signed: bool) -> WebhookSecurity:
    """Return what requests must show, by the settings; unsigned ones are taken on loopback only."""
    secret = settings.path_secret.get_secret_value() if settings.path_secret is not None else None
    if not is_signed:
        return WebhookSecurity(None, settings.skill_id, secret)
    roots = load_roots(settings.trust_roots)
    if settings.trust_roots is None and roots_age(clock.now()) > ROOTS_OLD:
        log.warning("the trust roots (certifi) are over 180 days old: update them", action="roots_old")
    keys = SigningKeyCache(roots, amazon_url=settings.amazon_url, folder=settings.data / "signers")
    return WebhookSecurity(SignatureCheck(keys, clock), settings.skill_id, secret)


class Webhook:
    """POST /alexa, in the order of rules.md V1-V12."""

    def __init__(
        self,
        batcher: TurnBatcher[Any],
        clock: Clock,
        *,
        trust: WebhookSecurity,
        registry: CollectorRegistry,
        finish: Finish,
        memory: bodies.SeenRequests | None,
    ) -> None:
        self._batcher = batcher
        self._finish = finish
        self._clock = clock
        self._trust = trust
        self._replays = bodies.ReplayCheck(memory)
        self._refused = Counter("steady_ground_rejected", "Requests refused, by rule.", ["reason"], registry=registry)
        self._turns = Histogram("steady_ground_turn_seconds", "Turns answered.", buckets=BUCKETS, registry=registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whatever comes to the webhook's address, in whatever method."""
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """Answer a request, or refuse it with an empty 400 that looks like every other."""
        began = time.perf_counter()
        try:
            parsed = await self._trusted(request)
        except Rejected as refused:
            self._refused.labels(refused.reason.value).inc()
            return Response(status_code=400, headers=NO_STORE)
        except ClientDisconnect:
            return Response(status_code=400, headers=NO_STORE)
        except Exception as fault:
            # Nobody outside shall learn what surprised us, and a stranger's request must not look like our fault.
            log.error("a request could not be checked", action="check_failed", **described(fault))
            self._refused.labels(RejectReason.FAULT.value).inc()
            return Response(status_code=400, headers=NO_STORE)
        if parsed is None:
            return Response(EMPTY, media_type="application/json", headers=NO_STORE)
        try:
            answered = await self._finish(await self._batcher.answer(parsed))
        except Exception as fault:
            log.error("a turn could not be answered", action="turn_lost", **described(fault))
            if self._trust.check is not None:
                self._replays.forget(parsed)
            return Response(status_code=500, headers=NO_STORE)
        self._turns.observe(time.perf_counter() - began)
        return Response(orjson.dumps(answered), media_type="application/json", headers=NO_STORE)

    async def _trusted(self, request: Request) -> dict[str, object] | None:
        """Return the request once every rule holds; None for an event that came before."""
        self._check_method(request)
        self._check_path(request)
        self._check_length(request)
        claim = read_claim(request.scope["headers"]) if self._trust.check is not None else None
        body = await self._read(request)
        if self._trust.check is not None and claim is not None:
            await self._trust.check.check(claim, body)
        parsed = bodies.parse(body)
        bodies.check_form(parsed)
        if self._trust.skill_id is not None:
            bodies.check_skill(parsed, self._trust.skill_id)
        if self._trust.check is not None:
            now = self._clock.now()
            bodies.check_time(parsed, now)
            if self._replays.is_repeat(parsed, now):
                return None
        return parsed

    def _check_method(self, request: Request) -> None:
        if request.method != "POST":
            raise Rejected(RejectReason.METHOD)

    def _check_path(self, request: Request) -> None:
        secret = self._trust.path_secret
        wanted = f"{WEBHOOK}/{secret}" if secret else WEBHOOK
        if not hmac.compare_digest(str(request.scope["path"]).encode(errors="replace"), wanted.encode()):
            raise Rejected(RejectReason.URL)

    def _check_length(self, request: Request) -> None:
        headers = request.scope["headers"]
        said = [value for name, value in headers if name == b"content-length"]
        coded = [value.lower() for name, value in headers if name == b"transfer-encoding"]
        if not said and coded == [b"chunked"]:
            return  # A body in parts says no length beforehand: `_read` counts, as it does for every other.
        if coded or len(said) != 1 or not said[0].isdigit() or int(said[0][:9]) > bodies.BODY_AT_MOST:
            raise Rejected(RejectReason.SIZE)

    async def _read(self, request: Request) -> bytes:
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for part in request.stream():
                    size += len(part)
                    if size > bodies.BODY_AT_MOST:
                        raise Rejected(RejectReason.SIZE)
                    parts.append(part)
        except TimeoutError as fault:
            raise Rejected(RejectReason.SIZE) from fault
        return b"".join(parts)


async def _as_it_is(answered: Any) -> Any:
    return answered


def build_app(
    batcher: TurnBatcher[Any],
    clock: Clock,
    *,
    trust: WebhookSecurity,
    registry: CollectorRegistry,
    is_healthy: Callable[[], bool],
    more: Sequence[Route] = (),
    finish: Finish = _as_it_is,
    memory: bodies.SeenRequests | None = None,
) -> FastAPI:
    """Return the web service.

    Args:
        is_healthy: are storage and clock well?
        more: further routes, such as the speaker's page on loopback.
        memory: where it is remembered which requests were heard; None for this process alone, until it ends.
        finish: turns what the batcher answers into the response, once what Amazon was asked for is done.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if trust.check is not None:
            await trust.check.warm_up()
        yield

    app = FastAPI(title="Steady Ground", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    webhook = Webhook(batcher, clock, trust=trust, registry=registry, finish=finish, memory=memory)
    # Plain routes: the webhook needs the raw bytes, and nothing of FastAPI's parsing (docs/why/one-writer.md). Whatever
    # is not right is refused alike: no other method is named and no better address is told.
    app.router.redirect_slashes = False
    app.router.routes.append(Route(WEBHOOK, webhook))
    app.router.routes.append(Route(WEBHOOK + "/{secret:path}", webhook))
    app.router.routes.extend(more)

    @app.get("/health")
    def health() -> Response:
        well = is_healthy()
        words = b'{"status":"ok"}' if well else b'{"status":"not well"}'
        return Response(words, 200 if well else 503, media_type="application/json", headers=NO_STORE)

    held = HeldMetrics(registry, clock)

    @app.get("/metrics")
    def metrics(request: Request) -> Response:
        sender, headers = request.client.host if request.client is not None else None, request.headers
        if not is_from_here(sender, headers.getlist("host"), headers):
            return Response(status_code=404, headers=NO_STORE)
        return Response(held.text(), media_type=CONTENT_TYPE_LATEST, headers=NO_STORE)

    return app


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; every address of IPv6 means every one of this machine, IPv4's too.

    Raises:
        StartError: the address cannot be listened on.
    """
    host = bare_host(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    takes_both = host == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((host, port), family=family, backlog=2048, dualstack_ipv6=takes_both)
    except OSError as fault:
        raise StartError(f"Port {port} of {host} cannot be listened on: {fault.strerror}.") from fault


def listen(app: FastAPI, host: str, port: int, *, ready: Callable[[str], None]) -> None:
    """Serve until a signal ends it.

    Args:
        port: 0 for any that is free.
        ready: told the address once it listens.

    Raises:
        StartError: the address cannot be listened on.
    """
    listening = open_socket(host, port)
    # What is there at the start stays: the collector need not walk the SDK's thousands of classes again and again.
    gc.collect()
    gc.freeze()
    name = f"[{bare_host(host)}]" if listening.family == socket.AF_INET6 else host
    ready(f"http://{name}:{listening.getsockname()[1]}")
    with listening:
        # No access log: it would hold the secret path.
        server = uvicorn.Server(uvicorn.Config(app, http=LimitedProtocol, log_level="warning", access_log=False))
        # Streams that are open ask, and end before the server waits for them (skill/speaker/browser/routes.py).
        app.state.is_ending = lambda: server.should_exit
        server.run(sockets=[listening])
