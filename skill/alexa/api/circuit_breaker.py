"""A circuit breaker: after five faults running an API is left alone for half a minute, then one call may try."""

import threading
from collections.abc import Callable

FAULTS = 5
OPEN_SECONDS = 30.0
"""It opens after five faults in a row and lets one call through every 30 s (rules.md T4)."""


class Breaker:
    """Says whether an API may be called.

    Args:
        seconds: a clock that only runs forward, in seconds.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._faults = 0
        self._closed_from = 0.0

    def lets_through(self) -> bool:
        """May a call be made now? While open, one in half a minute may."""
        with self._lock:
            if self._faults < FAULTS:
                return True
            now = self._seconds()
            if now < self._closed_from:
                return False
            self._closed_from = now + OPEN_SECONDS
            return True

    def was_reached(self) -> None:
        """The API answered, whatever it said."""
        with self._lock:
            self._faults = 0

    def was_missed(self) -> None:
        """The API did not answer, or with a fault of its own (5xx, timeout, reset)."""
        with self._lock:
            self._faults += 1
            if self._faults == FAULTS:
                self._closed_from = self._seconds() + OPEN_SECONDS
