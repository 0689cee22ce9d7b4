"""The stand-in on a real socket: reads calls, lets planted faults happen, serves certificate files."""

import socket
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from .calls import Answer, Call, Refused
from .cloud import Cloud, Heard
from .faults import Fault, How

CONTROL = "/control"
Give = Callable[[BaseHTTPRequestHandler], None]


class Service:
    """Listens on loopback.

    Args:
        cloud: answers Amazon's APIs.
        control: answers the control door, which no fault can reach.
        port: 0 takes a free one.

    Attributes:
        files: certificate files by path, or what happens instead of one.
        release: whoever is kept waiting by a slow answer waits for it.
    """

    def __init__(self, cloud: Cloud, control: Callable[[Call], Answer], port: int) -> None:
        self.cloud = cloud
        self.control = control
        self.files: dict[str, bytes | Give] = {}
        self.release = threading.Event()
        self.connections: set[socket.socket] = set()
        service = self

        class OneConnection(_Connection):
            home = service

        self._server = _Server(("127.0.0.1", port), OneConnection)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let go whoever waits, and end every connection."""
        self.release.set()
        self._server.shutdown()
        for one in list(self.connections):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Be silent where the caller has hung up, which a slow answer is for; else say what broke."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    """One connection, kept open between calls as Amazon's are."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Server", ""
    timeout = 60
    home: Service

    def setup(self) -> None:
        super().setup()
        self.home.connections.add(self.connection)

    def finish(self) -> None:
        self.home.connections.discard(self.connection)
        super().finish()

    def do_GET(self) -> None:
        cloud = self.home.cloud
        path = urlsplit(self.path).path
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self.close_connection = True  # where the body ends is not known, so the next call cannot be found
            self._give(Refused(411, "LENGTH_REQUIRED", "say the body's length").answer, closes=True)
            self._drain()
            return
        body = self.rfile.read(int(length))
        call = Call(self.command, path, {name.lower(): value for name, value in self.headers.items()}, body)
        if path == CONTROL or path.startswith(CONTROL + "/"):
            self._give(self.home.control(call))
            return
        fault = cloud.faults.take(self.command, path)
        status = self._answer(call, fault)
        cloud.calls.append(Heard(self.command, path, status, cloud.clock.now(), body))

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's names

    def _answer(self, call: Call, fault: Fault | None) -> int:
        if fault is not None and fault.comes_first:
            if fault.how is How.RESET:
                self._reset()
                return 0
            self._give(fault.answer, is_page=fault.how is How.PAGE)
            return fault.answer.status
        if fault is not None and fault.how is How.SLOW:
            self.home.release.wait(fault.seconds)
        file = self.home.files.get(call.path) if call.path.startswith("/echo.api/") else None
        if callable(file):
            file(self)
            return 200
        answer = self.home.cloud.answer(call) if file is None else Answer(200)
        if fault is not None and fault.how is How.LOST:
            self.close_connection = True
            return 0
        self._give(answer, content=file, is_cut=fault is not None and fault.how is How.TRUNCATED)
        return answer.status

    def _give(
        self,
        answer: Answer,
        *,
        content: bytes | None = None,
        is_page: bool = False,
        is_cut: bool = False,
        closes: bool = False,
    ) -> None:
        kind = "application/json"
        if content is not None:
            kind = "application/x-pem-file"
        elif is_page:
            kind, content = "text/html", str(answer.body).encode()
        else:
            content = answer.content()
        if is_cut:
            content = content or b" " * 16
        self.send_response(answer.status)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
            if content:
                self.send_header("Content-Type", kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if closes:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if is_cut else content)
        self.close_connection = self.close_connection or is_cut

    def _drain(self) -> None:
        """Read away what is still on its way: closed over unread data, a connection takes its last answer along."""
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(1)
        with suppress(OSError):
            while self.connection.recv(1 << 16):
                pass

    def _reset(self) -> None:
        """Break the connection as a machine does that falls over: no goodbye, unread data thrown away."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
