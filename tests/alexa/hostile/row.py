"""What a row of the hostile table is: a class, a sentence, the rule that must refuse it, and how it is made."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from support.fake_alexa import GOOD, Authority, Letter, Shelf, honest, letter

URL, SIGNATURE = "SignatureCertChainUrl", "Signature-256"
Change = Callable[[Letter], Letter]
_numbers = itertools.count(1)


class Class(StrEnum):
    """The classes of what must be refused (rules.md V14)."""

    SHAPE = "method, path, size"
    HEADERS = "headers"
    ADDRESS = "address"
    SIGNATURE = "signature"
    DOWNLOAD = "download"
    FILE = "certificate file"
    CHAIN = "chain"
    NAME = "name and key"
    BODY = "body"
    IDENTITY = "identity"
    TIME = "time"
    REPLAY = "replay"
    FLOOD = "flood"


@dataclass(frozen=True)
class Scene:
    """What a row is made from: the instant, whose certificates are trusted, and where they are fetched."""

    now: datetime
    authority: Authority
    shelf: Shelf

    def fresh(self) -> str:
        """Return the path of a certificate file that nobody has asked for yet."""
        return f"/echo.api/fresh-{next(_numbers)}.pem"


Make = Callable[[Scene], tuple[Letter, ...]]


@dataclass(frozen=True)
class Row:
    """One hostile request.

    Attributes:
        said: what is wrong with it.
        reason: the word under which its refusal is counted.
        make: returns the letters to send; the last one must be refused, those before it only lead up to it.
    """

    kind: Class
    said: str
    reason: str
    make: Make


def changed(change: Change) -> Make:
    """Make an honest launch and change one thing about it."""
    return lambda scene: (change(letter(honest("LaunchRequest", scene.now), GOOD)),)


def rows(kind: Class, table: Mapping[str, tuple[str, Change]]) -> tuple[Row, ...]:
    """Turn a table of changes into rows."""
    return tuple(Row(kind, said, reason, changed(change)) for said, (reason, change) in table.items())


def without(name: str, *more: tuple[str, str | bytes]) -> Change:
    """Leave out a header, and put others in its place."""
    return lambda one: replace(one, headers=(*(pair for pair in one.headers if pair[0] != name), *more))


def signed(way: Callable[[bytes], str | bytes]) -> Change:
    """Sign in another way."""
    return lambda one: without(SIGNATURE, (SIGNATURE, way(one.body)))(one)
