"""Log lines: a sentence with an action, as JSON on standard error; never a person's words and never an outside id."""

import logging
import sys
import traceback
from pathlib import Path
from typing import TypedDict

import structlog

HOME = Path(__file__).parents[1]
OURS = tuple(str(HOME / package) + "/" for package in ("skill", "intents", "scheduler"))
"""Where our own code lies; lines of other packages help nobody to find a fault of ours."""
LINKS_AT_MOST = 5
"""How many causes of causes are told."""


class Described(TypedDict):
    """What a log line holds of a fault.

    Attributes:
        fault: its kind.
        at: the lines of our own code that it came through, as `file:line`, the innermost last.
        causes: the same of what it was raised from, each in one text.
    """

    fault: str
    at: list[str]
    causes: list[str]


def described(fault: BaseException) -> Described:
    """Return where a fault came from, so that it can be found: never its message and no value, which may be private."""
    causes: list[str] = []
    cause = fault.__cause__ or fault.__context__
    while cause is not None and len(causes) < LINKS_AT_MOST:
        causes.append(" ".join((type(cause).__name__, *_our_lines(cause))))
        cause = cause.__cause__ or cause.__context__
    return Described(fault=type(fault).__name__, at=_our_lines(fault), causes=causes)


def _our_lines(fault: BaseException) -> list[str]:
    steps = ((frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(fault.__traceback__))
    return [f"{Path(name).relative_to(HOME)}:{line}" for name, line in steps if name.startswith(OURS)]


def log_to_stderr() -> None:
    """Write what is worth a look, one JSON object a line; from warnings on, so that a terminal stays quiet."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
