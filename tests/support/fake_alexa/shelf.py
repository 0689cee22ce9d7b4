"""A web server with certificate files, and with whatever may go wrong at one."""

import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Shelf:
    """A small web server on this machine with certificate files, and with whatever may go wrong at one.

    Attributes:
        files: by path, the file, or what the server does instead.
        fetches: how often each path was asked for.
        release: whoever is held back waits for it.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.fetches: Counter[str] = Counter()
        self.release = threading.Event()
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shelf.fetches[self.path] += 1
                found = shelf.files.get(self.path, lost)
                found(self) if callable(found) else give(self, found)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread.start()

    def close(self) -> None:
        """Let go whoever is held back, and switch off."""
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def give(to: BaseHTTPRequestHandler, file: bytes, *, status: int = 200, **headers: str) -> None:
    """Answer with a file, and with headers that may lie (`content_length`)."""
    to.send_response(status)
    for name, value in {"content_length": str(len(file)), **headers}.items():
        to.send_header(name.replace("_", "-"), value)
    to.end_headers()
    to.wfile.write(file)


def lost(to: BaseHTTPRequestHandler) -> None:
    """Know no such file."""
    give(to, b"not here", status=404)
