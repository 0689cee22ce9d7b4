"""Our own service as `serve` wires it, on a free port of this machine, with a clock that stands still."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from prometheus_client import CollectorRegistry

from skill.app.bootstrap import Application, bootstrap
from skill.clock import Clock
from skill.settings import Settings
from skill.web.turn_batcher import TurnBatcher
from skill.web.webhook import build_app, build_security


@dataclass(frozen=True)
class Served:
    """A service that listens.

    Attributes:
        url: its address, without a path.
    """

    url: str
    application: Application


@contextmanager
def served(settings: Settings, clock: Clock) -> Iterator[Served]:
    """Open the house behind its webhook, signatures checked; it is closed afterwards, and its folder stays."""
    application = bootstrap(settings, clock)
    web = build_app(
        TurnBatcher(application.handler.hear_batch),
        clock,
        trust=build_security(settings, clock, is_signed=True),
        registry=CollectorRegistry(),
        is_healthy=application.database.is_readable,
    )
    ears = socket.create_server(("127.0.0.1", 0))  # it listens already, so nobody has to wait for the start
    server = uvicorn.Server(uvicorn.Config(web, log_level="critical", access_log=False))
    running = threading.Thread(target=server.run, args=([ears],))
    running.start()
    try:
        yield Served(f"http://127.0.0.1:{ears.getsockname()[1]}", application)
    finally:
        server.should_exit = True
        running.join()
        application.close()
        ears.close()
