"""What /metrics shows: whatever grows when somebody spoke only once an hour, so that it tells no moment."""

from collections.abc import Iterable
from datetime import timedelta

from prometheus_client import CollectorRegistry, Metric, generate_latest

from skill.clock import Clock

HELD_FOR = timedelta(hours=1)
"""How long the numbers stand as they were taken."""
AT_ONCE = frozenset({"steady_ground_rejected"})
"""What is shown as it is: nobody who was heard is counted there, and whoever sets the service up needs it at once."""
MOMENT = "_created"
"""Ending of the samples that hold the instant of a first count; they are never shown."""


class HeldMetrics:
    """The numbers of a registry as they were up to an hour ago.

    They are taken at most once in `HELD_FOR`, whoever asks how often: taken at each full hour, two looks around it
    would show whether somebody spoke between them.
    """

    def __init__(self, registry: CollectorRegistry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock
        self._take()

    def collect(self) -> Iterable[Metric]:
        """Return what may be shown now."""
        if not self._taken_at <= self._clock.now() < self._taken_at + HELD_FOR:
            self._take()
        now = {one.name: one for one in self._counted() if one.name in AT_ONCE}
        return [now.get(one.name, one) for one in self._taken]

    def text(self) -> bytes:
        """Return what may be shown now, as Prometheus reads it."""
        return generate_latest(self)

    def _take(self) -> None:
        self._taken_at = self._clock.now()
        self._taken = self._counted()

    def _counted(self) -> list[Metric]:
        families = list(self._registry.collect())
        for family in families:
            family.samples = [one for one in family.samples if not one.name.endswith(MOMENT)]
        return families
