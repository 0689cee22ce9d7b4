"""Canary words: what is said in a run must lie open nowhere; where and in which forms it is looked for."""

import base64
import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import structlog
from prometheus_client import generate_latest
from slow.proof.private_acts import WORDS
from slow.proof.rooms import HERS_AT_FIRST, HIS_AT_FIRST, House

from skill.storage.open_database import DATABASE_FILE

HERS = (*WORDS.values(), HERS_AT_FIRST)
"""What is hers alone: no answer of his has it."""
ANYWHERE = (*HERS, HIS_AT_FIRST, "amzn1.ask.account", "amzn1.ask.person")
"""What no file, log line or metric may have."""


def forms(word: str) -> Iterator[bytes]:
    """Yield the ways in which a word may lie somewhere: encodings, hexadecimal, escaped, base64 at any offset."""
    for encoding in ("utf-8", "utf-16-le"):
        yield word.encode(encoding)
        yield word.encode(encoding).hex().encode()
    yield "".join(f"\\u{ord(char):04x}" for char in word).encode()
    for offset in range(3):
        raw = b"\0" * offset + word.encode()
        # Only the characters that depend on no byte before or after the word.
        yield base64.b64encode(raw)[(offset * 8 + 5) // 6 : len(raw) * 8 // 6]


def leaks(raw: bytes, words: Sequence[str]) -> set[str]:
    """Return the words that can be read in these bytes, in small letters or capitals, in any of their forms."""
    small = raw.lower()
    return {word for word in words for form in _small_forms(word) if form in small}


@cache
def _small_forms(word: str) -> frozenset[bytes]:
    return frozenset(form.lower() for case in (word, word.lower()) for form in forms(case))


def lies_open(folder: Path, words: Sequence[str] = ANYWHERE) -> set[str]:
    """Return what can be read in the raw bytes of every file of a folder, the log of writes included, and in names."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert {DATABASE_FILE, f"{DATABASE_FILE}-wal"} <= {one.name for one in files}, "these hold what is looked through"
    return set().union(*(leaks(one.read_bytes() + one.name.encode(), words) for one in files))


@contextmanager
def overheard(*, statements: bool = True) -> Iterator[io.StringIO]:
    """Log from the lowest level on, our own lines and every library's; yield what was written down.

    Args:
        statements: also every statement to the database, which takes a third of the time of all else.
    """
    written, before = io.StringIO(), structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(written),
    )
    listener, root = logging.StreamHandler(written), logging.getLogger()
    engine = logging.getLogger("sqlalchemy.engine")
    was, was_engine = root.level, engine.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    if statements:
        engine.setLevel(logging.INFO)  # every statement, and its parameters unless they are hidden
    try:
        yield written
    finally:
        root.removeHandler(listener)
        root.setLevel(was)
        engine.setLevel(was_engine)
        structlog.configure(**before)


@contextmanager
def watched(app: House, *, statements: bool = True) -> Iterator[set[str]]:
    """Watch a house; the set that is yielded holds, afterwards, every canary that was found in logs, metrics, files."""
    found: set[str] = set()
    with overheard(statements=statements) as written:
        yield found
        found |= {f"{one} in a log" for one in leaks(written.getvalue().encode(), ANYWHERE)}
        found |= {f"{one} in a metric" for one in leaks(generate_latest(app.registry), ANYWHERE)}
        found |= {f"{one} in a file" for one in lies_open(app.folder)}
