"""The hostile table: every request that must be refused, by class (rules.md V14), a file for a few each."""

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
