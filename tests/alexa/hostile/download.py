"""Downloads that fail in every way in which a web server can fail, or be made to."""

import socket
import struct
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

from support.fake_alexa import GOOD, Authority, Letter, give, honest, letter, lost

from .row import Class, Make, Row, Scene

Does = Callable[[BaseHTTPRequestHandler], None]


def cut(to: BaseHTTPRequestHandler) -> None:
    """Reset the connection."""
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    to.connection.close()


def wait(to: BaseHTTPRequestHandler) -> None:
    """Say nothing until the other side has gone."""
    to.rfile.read(1)


def half(to: BaseHTTPRequestHandler) -> None:
    """Promise a file, send some of it, and say no more until the other side has gone."""
    to.send_response(200)
    to.send_header("content-length", "60000")
    to.end_headers()
    to.wfile.write(b"-----BEGIN")
    to.wfile.flush()
    to.rfile.read(1)


def unpacked(to: BaseHTTPRequestHandler) -> None:
    """Send what is no HTTP at all."""
    to.wfile.write(b"MARA 200 OK\r\n\r\n")
    to.close_connection = True


FILES: dict[str, tuple[str, Callable[[Authority], bytes | Does]]] = {
    "that is not there": ("download", lambda by: lost),
    "from a broken server": ("download", lambda by: lambda to: give(to, by.chain(), status=500)),
    "that is elsewhere": ("download", lambda by: lambda to: give(to, b"", status=302, location=GOOD)),
    "that is too large": ("download", lambda by: by.chain().ljust(64 * 1024 + 1)),
    "of no promised length": ("download", lambda by: lambda to: (
        to.send_response(200), to.end_headers(), to.wfile.write(by.chain()))),
    "that is cut off": ("download", lambda by: cut),
    "shorter than promised": ("download", lambda by: lambda to: give(to, by.chain(), content_length="60000")),
    "longer than promised": ("pem", lambda by: lambda to: give(to, by.chain(), content_length="60")),
    "from a server that is silent": ("download", lambda by: lambda to: wait(to)),
    "that stops half way": ("download", lambda by: half),
    "from a server that speaks no HTTP": ("download", lambda by: unpacked),
    "that was never written": ("download", lambda by: lambda to: give(to, b"", status=204)),
    "in part": ("download", lambda by: lambda to: give(to, by.chain(), status=206)),
    "that is said to be for members": ("download", lambda by: lambda to: give(to, by.chain(), status=403)),
    "that leads into the house": ("download", lambda by: lambda to: give(
        to, b"", status=307, location="http://127.0.0.1:1/")),
    "that leads back to itself": ("download", lambda by: lambda to: give(to, b"", status=301, location=to.path)),
    "in pieces": ("download", lambda by: lambda to: (
        to.send_response(200), to.send_header("transfer-encoding", "chunked"), to.end_headers(),
        to.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(by.chain()), by.chain())))),
}  # fmt: skip
WAITS = {"from a server that is silent", "that stops half way"}
"""Those that take the three seconds which a fetch may take."""


def _served(make: Callable[[Authority], bytes | Does]) -> Make:
    def made(scene: Scene) -> tuple[Letter, ...]:
        path = scene.fresh()
        scene.shelf.files[path] = make(scene.authority)
        return (letter(honest("LaunchRequest", scene.now), path),)

    return made


ROWS: tuple[Row, ...] = tuple(
    Row(Class.DOWNLOAD, f"a file {said}", reason, _served(make)) for said, (reason, make) in FILES.items()
)
