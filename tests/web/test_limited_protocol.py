"""Requests that arrive slowly, endlessly or in great number, over real sockets: they are cut, honest ones heard."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from skill.web.limited_protocol import LimitedProtocol, Limits

HONEST = b"GET /health HTTP/1.1\r\nHost: kitchen\r\n\r\n"
QUICK = Limits(request_seconds=0.4, head_bytes=2000, connections=8)
PATIENT = Limits(request_seconds=60, head_bytes=2000, connections=8)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the length of the body."""
    if scope["type"] != "http":
        return
    response = Response(str(len(await Request(scope, receive).body())))
    await response(scope, receive, send)


@contextmanager
def served(limits: Limits) -> Iterator[int]:
    """Serve with these limits; hand out the port."""

    class Limited(LimitedProtocol):
        """Connections of this test."""

    Limited.limits = limits
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(echo, http=Limited, lifespan="off", log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def knock(port: int) -> socket.socket:
    """Open a connection."""
    opened = socket.create_connection(("127.0.0.1", port))
    opened.settimeout(20)
    return opened


def heard(opened: socket.socket) -> bytes:
    """Return what is answered at once, or nothing where the connection was cut."""
    try:
        return opened.recv(4096)
    except ConnectionError:
        return b""


def is_answered(port: int) -> bool:
    """Does an honest request get its answer?"""
    with closing(knock(port)) as honest:
        honest.sendall(HONEST)
        return heard(honest).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"POST /alexa HTTP/1.1\r\nHost: kitch",
        b"POST /alexa HTTP/1.1\r\nHost: kitchen\r\nContent-Length: 90\r\n\r\nhalf",
        b"POST /alexa HTTP/1.1\r\nHost: kitchen\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhal",
        HONEST,
        HONEST + b"POST /alexa HTTP/1.1\r\nHost: kitch",
    ],
    ids=["nothing", "a head", "a body", "a body in parts", "another request", "another head"],
)
def test_a_request_that_does_not_end_is_cut_and_an_honest_one_is_answered_meanwhile(begun: bytes) -> None:
    with served(QUICK) as port, closing(knock(port)) as slow:
        slow.sendall(begun)
        assert is_answered(port)
        if begun.startswith(HONEST):
            assert heard(slow).startswith(b"HTTP/1.1 200")
        assert heard(slow) == b""


def test_a_head_that_trickles_is_cut_however_lively_it_is() -> None:
    with served(QUICK) as port, closing(knock(port)) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\n")
        slow.settimeout(0.02)
        until = time.monotonic() + 20
        is_cut = False
        while not is_cut and time.monotonic() < until:
            try:
                slow.sendall(b"a: b\r\n")
                is_cut = slow.recv(1) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                is_cut = True
        assert is_cut


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 2000,
        b"GET / HTTP/1.1\r\na: " + b"b" * 9000,
        b"GET /" + b"b" * 9000,
        b"GET / HTTP/1.1\r\na: " + b"b" * 9000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 2000 + b"\r\n",
    ],
    ids=["many headers", "one header", "an address", "one whole header", "many whole headers"],
)
def test_a_head_that_is_too_long_is_refused(head: bytes) -> None:
    with served(PATIENT) as port:
        with closing(knock(port)) as greedy:
            greedy.sendall(head)
            assert heard(greedy)[:12] in (b"HTTP/1.1 400", b"")
        assert is_answered(port)


def test_waiting_strangers_make_room_for_an_honest_request() -> None:
    with served(PATIENT) as port, ExitStack() as strangers:
        waiting = [strangers.enter_context(closing(knock(port))) for _ in range(20)]
        for one in waiting:
            one.sendall(b"GET / HTTP/1.1\r\n")
        assert is_answered(port)
        assert heard(waiting[0]) == b""


def test_a_connection_that_is_used_again_stays_open() -> None:
    with served(PATIENT) as port, closing(knock(port)) as kept:
        for _ in range(40):
            kept.sendall(HONEST)
            assert heard(kept).startswith(b"HTTP/1.1 200")
        kept.sendall(b"POST / HTTP/1.1\r\nHost: kitchen\r\nContent-Length: 9000\r\n\r\n" + b"b" * 9000)
        assert heard(kept).endswith(b"9000")
