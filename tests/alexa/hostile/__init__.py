"""The hostile table: every request that must be refused, by the classes of safety.md 3.3, a file for a few each."""

from . import address, body, certificate, download, envelope, headers
from .download import WAITS
from .row import Class, Row, Scene

TABLE: tuple[Row, ...] = (
    *headers.ROWS,
    *address.ROWS,
    *download.ROWS,
    *certificate.ROWS,
    *body.ROWS,
    *envelope.ROWS,
)
SLOW = frozenset(row for row in TABLE if row.said.removeprefix("a file ") in WAITS)

__all__ = ["SLOW", "TABLE", "Class", "Row", "Scene"]
