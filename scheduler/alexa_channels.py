"""Alexa's channels: what it rings by itself, and a chime with a light that says that something waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from scheduler.channels import Delivery
from skill.domain.errors import DeliveryFailed
from skill.domain.occurrence import ChannelName
from skill.storage.unit_of_work import UnitOfWork


class AlexaReminder:
    """What Alexa was told to ring rings without us: it is only noted, so that no other channel repeats it.

    It stands first, and quiet hours and the daily limit do not hold it: the person said yes to this very time.
    """

    name = ChannelName.ALEXA_REMINDER
    speaks_unasked = False

    def reaches(self, person_ids: Sequence[UUID], work: UnitOfWork, now: datetime) -> set[UUID]:
        """Return for whom Alexa rings anything at all."""
        return {one.person_id for one in work.reminders.ringing(person_ids)}

    def deliver(self, deliveries: Sequence[Delivery], work: UnitOfWork, now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Nothing to carry; what Alexa does not ring goes on to the next channel."""
        rung = work.alexa_rings.will_ring([one.occurrence_id for one in deliveries])
        left = DeliveryFailed("Alexa does not ring it", permanent=True)
        return {one.occurrence_id: left for one in deliveries if one.occurrence_id not in rung}


class AlexaNotice:
    """Lays a notice down for whoever subscribed; the scheduler's tasks for Amazon carry it (alexa_sync.py)."""

    name = ChannelName.ALEXA_NOTICE
    speaks_unasked = True

    def reaches(self, person_ids: Sequence[UUID], work: UnitOfWork, now: datetime) -> set[UUID]:
        """Return who subscribed, and has the skill."""
        return work.accounts.notified(person_ids)

    def deliver(self, deliveries: Sequence[Delivery], work: UnitOfWork, now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Put one notice per occurrence; one that is there already is left as it is. Its words are Amazon's."""
        rows = [(one.occurrence_id, one.person_id, one.until) for one in deliveries]
        work.notices.put(rows, now)
        return {}
