"""Alexa's channels: what it rings by itself, and a chime with a light that says that something waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from scheduler.channels import Delivery
from skill.domain.errors import DeliveryFailed
from skill.domain.occurrence import ChannelName
from skill.storage.database import Database


class AlexaReminder:
    """What Alexa was told to ring rings without us: it is only noted, so that no other channel repeats it.

    It stands first, and quiet hours and the daily limit do not hold it: the person said yes to this very time.
    """

    name = ChannelName.ALEXA_REMINDER
    speaks_unasked = False

    def __init__(self, database: Database) -> None:
        self._database = database

    def reaches(self, person_ids: Sequence[UUID], now: datetime) -> set[UUID]:
        """Return for whom Alexa rings anything at all."""
        with self._database.look() as work:
            return {one.person_id for one in work.reminders.ringing(person_ids)}

    def deliver(self, deliveries: Sequence[Delivery], now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Nothing to carry; what Alexa does not ring goes on to the next channel."""
        with self._database.work() as work:
            rung = work.alexa_rings.will_ring([one.occurrence_id for one in deliveries])
        left = DeliveryFailed("Alexa does not ring it", permanent=True)
        return {one.occurrence_id: left for one in deliveries if one.occurrence_id not in rung}


class AlexaNotice:
    """Lays a notice down for whoever subscribed; the clock's errands to Amazon carry it (reconcile.py)."""

    name = ChannelName.ALEXA_NOTICE
    speaks_unasked = True

    def __init__(self, database: Database) -> None:
        self._database = database

    def reaches(self, person_ids: Sequence[UUID], now: datetime) -> set[UUID]:
        """Return who subscribed, and has the skill."""
        with self._database.look() as work:
            return work.accounts.notified(person_ids)

    def deliver(self, deliveries: Sequence[Delivery], now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Put one notice per occurrence; one that is there already is left as it is. Its words are Amazon's."""
        with self._database.work() as work:
            work.notices.put(
                [
                    {
                        "occurrence_id": one.occurrence_id,
                        "person_id": one.person_id,
                        "until": one.until,
                        "next_try_at": now,
                        "attempts": 0,
                    }
                    for one in deliveries
                ]
            )
        return {}
