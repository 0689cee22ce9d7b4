"""The certificates and keys of a run, and the host they are fetched from: those of the tests' stand-in of Amazon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import certifi
from support import fake_alexa
from support.fake_alexa import GOOD, Shelf
from support.fake_alexa.certificates import keep_keys


@dataclass(frozen=True)
class Authority:
    """What a run signs with and what the two roads trust.

    Attributes:
        keys: folder of the private keys, for the processes that sign.
        chain: leaf and intermediate, PEM, as the certificate host serves it.
        roots: file of trust roots, certifi's bundle with the run's own root; the same for both roads.
    """

    keys: Path
    chain: bytes
    roots: Path


def make_authority(folder: Path) -> Authority:
    """Make root, intermediate and leaf (RSA 2048 as Amazon's), and write keys and trust roots into `folder`."""
    keep_keys(folder)
    made = fake_alexa.Authority(folder, datetime.now(UTC))
    made.roots.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + made.pem(made.root))
    return Authority(folder, made.chain(), made.roots)


@contextmanager
def certificate_host(chain: bytes) -> Iterator[Shelf]:
    """Serve the chain on loopback; it counts what was asked for, by path."""
    with closing(Shelf()) as host:
        host.files[GOOD] = chain
        yield host
