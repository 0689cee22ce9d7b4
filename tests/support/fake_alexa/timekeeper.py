"""Time passes at Amazon: what is due rings, what waits is delivered, and our own clock is asked at every stop."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from skill.clock import Clock

from .cloud import Cloud
from .reminders import Rang

ROUNDS_AT_MOST = 1000
Tick = Callable[[datetime], datetime | None]


@runtime_checkable
class Movable(Protocol):
    """A clock that can be set."""

    def now(self) -> datetime:
        """Return the present instant, UTC."""
        ...

    def set(self, instant: datetime) -> None:
        """Stand at an instant, or go on from it."""
        ...


class Timekeeper:
    """Rings and delivers.

    Args:
        clock: can be advanced if it can be set.
    """

    def __init__(self, cloud: Cloud, clock: Clock) -> None:
        self.cloud = cloud
        self.clock = clock
        self._settling = threading.Lock()

    def settle(self) -> None:
        """Deliver whatever is due now, and what comes of it.

        Raises:
            RuntimeError: it never ends.
        """
        with self._settling:
            for _ in range(ROUNDS_AT_MOST):
                if not self.cloud.post.deliver(self.clock.now()):
                    return
        raise RuntimeError("our endpoint and Amazon keep each other busy without end")

    def ring(self) -> None:
        """Ring what is due now, and deliver."""
        with self.cloud.lock:
            self.cloud.reminders.ring(self.clock.now())
        self.settle()

    def advance(self, span: timedelta, tick: Tick | None = None) -> list[Rang]:
        """Let time pass from due to due; return what Alexa rang meanwhile.

        Args:
            tick: our own clock's work, which takes the instant and returns the next one at which it has some, as
                `Application.tick` does; it is called at every stop.
        """
        return self.advance_to(self.clock.now() + span, tick)

    def advance_to(self, instant: datetime, tick: Tick | None = None) -> list[Rang]:
        """Let time pass until an instant, as `advance`.

        Raises:
            TypeError: the clock cannot be set.
        """
        if not isinstance(self.clock, Movable):
            raise TypeError("this clock cannot be set")
        rang = self.cloud.reminders.rang
        begun = len(rang)
        while True:
            now = self.clock.now()
            ours = tick(now) if tick is not None else None
            self.ring()
            stops = (ours, self.cloud.reminders.next_due(), self.cloud.post.next_due())
            ahead = [one for one in stops if one is not None and now < one <= instant]
            if not ahead and now >= instant:
                return rang[begun:]
            self.clock.set(min(ahead, default=instant))
