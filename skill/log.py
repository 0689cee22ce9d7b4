"""Log lines: a sentence with an action, as JSON on standard error; never a person's words and never an outside id."""

import logging
import sys

import structlog


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
