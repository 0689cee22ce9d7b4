"""The only place that asks what time it is: the system's clock, and one that stands still until it is set."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Whatever can say the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's present instant in UTC."""
        return datetime.now(UTC)


class StandingClock:
    """A clock that stands still until it is set: scripts and tests live in it.

    Args:
        instant: where it stands at first; must be aware.
    """

    def __init__(self, instant: datetime) -> None:
        self.set(instant)

    def now(self) -> datetime:
        """Return the instant that was set last, in UTC."""
        return self._instant

    def set(self, instant: datetime) -> None:
        """Stand at `instant` from now on.

        Raises:
            ValueError: `instant` has no time zone.
        """
        if instant.tzinfo is None:
            raise ValueError("a clock needs an instant with a time zone")
        self._instant = instant.astimezone(UTC)
